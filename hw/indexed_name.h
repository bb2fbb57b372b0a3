// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>

namespace eyeriss::hw {

/// A module's name with its place: `pe_2_3`.
inline std::string indexed_name(const char* kind, std::initializer_list<int> indices) {
  std::string name = kind;
  for (const int index : indices) {
    name += '_';
    name += std::to_string(index);
  }
  return name;
}

}  // namespace eyeriss::hw
