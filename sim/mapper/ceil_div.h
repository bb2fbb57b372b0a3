// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// How many parts of at most `part` something is cut into. @pre both are positive
template <typename Integer>
constexpr Integer ceil_div(Integer whole, Integer part) {
  return (whole - 1) / part + 1;
}

}  // namespace eyeriss::sim
