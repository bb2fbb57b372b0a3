// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/scope_pattern.h"

#include <fnmatch.h>

#include <cstddef>

namespace eyeriss::sim {

bool ScopePattern::matches(const std::string& scope) const {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = scope.find('.', end + 1);
    const std::string module = scope.substr(0, end);  // around the scope, or itself
    for (std::size_t dot = 0;;) {
      if (fnmatch(pattern_.c_str(), module.c_str() + dot, 0) == 0) return true;
      dot = module.find('.', dot);
      if (dot++ == std::string::npos) break;
    }
  }
  return false;
}

}  // namespace eyeriss::sim
