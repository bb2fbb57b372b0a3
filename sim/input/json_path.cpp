// SPDX-License-Identifier: Apache-2.0
#include "sim/input/json_path.h"

#include <fmt/format.h>

#include "sim/input/wording.h"

namespace eyeriss::sim {

std::string member_path(std::string_view parent, std::string_view key) {
  if (!is_plain_name(key) || key.find('.') != std::string_view::npos) {
    return fmt::format("{}[{}]", parent, in_quotes(key));
  }
  return fmt::format("{}{}{}", parent, parent.empty() ? "" : ".", key);
}

std::string element_path(std::string_view parent, std::size_t index) {
  return fmt::format("{}[{}]", parent, index);
}

}  // namespace eyeriss::sim
