// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace eyeriss::sim {

/// Names parts of the hierarchy of modules, with the wildcards of a shell: `*`, `?`, `[...]`.
///
/// A pattern names every module whose name, or the end of whose name after a dot, it matches, and
/// all that is inside. So `top.array.pe_r03_c07` names one PE, `array` all of them, `pe_r03_*` a
/// row.
class ScopePattern {
 public:
  explicit ScopePattern(std::string pattern) : pattern_(std::move(pattern)) {}

  /// @param scope e.g. `top.array.pe_r03_c07`
  bool matches(const std::string& scope) const;

 private:
  std::string pattern_;
};

}  // namespace eyeriss::sim
