// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eyeriss::sim {

/// Paths into a JSON document as error messages print them: `layers[1].kernel_shape[0]`.
/// Keys that are not made of letters, digits, `_` and `-` are quoted: `mappings["a b"]`.
std::string member_path(std::string_view parent, std::string_view key);
std::string element_path(std::string_view parent, std::size_t index);

}  // namespace eyeriss::sim
