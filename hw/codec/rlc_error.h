// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace eyeriss::hw {

/// A run-length coded stream is truncated or corrupt.
class RlcError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace eyeriss::hw
