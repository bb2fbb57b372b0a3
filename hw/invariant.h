// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace eyeriss::hw {

/// The model contradicts itself: a fault of the simulator, never of its input.
class InvariantError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// @throws InvariantError with `what` unless `holds`
inline void require(bool holds, const char* what) {
  if (!holds) [[unlikely]] {
    throw InvariantError(what);
  }
}

}  // namespace eyeriss::hw
