// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace eyeriss::sim {

/// One `--set PATH=VALUE`: PATH is keys joined by dots, VALUE is JSON or a bare word, which is
/// a string.
struct Override {
  std::string option;  ///< as typed, `--set array.columns=16`; stands for the file in errors
  std::string path;    ///< `array.columns`

  /// Whether the value at `other` comes from this override, at least in part.
  bool concerns(std::string_view other) const;
};

/// Replaces one value of `document`. The path must exist in it already; whether the value is
/// sensible is for the reader of the document to check.
/// @param assignment `array.columns=16`
/// @throws InputError naming the option and what is allowed
Override apply_override(nlohmann::json& document, const std::string& assignment);

}  // namespace eyeriss::sim
