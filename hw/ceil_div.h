// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss {

/// How many parts of at most `part` something is cut into. It belongs to no layer's namespace,
/// because those of all layers above noc use it. @pre whole >= 0, part > 0
template <typename Integer>
constexpr Integer ceil_div(Integer whole, Integer part) {
  return whole / part + (whole % part > 0 ? 1 : 0);
}

}  // namespace eyeriss
