// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "sim/input/input_error.h"

namespace eyeriss::test {

/// The one line that an InputError thrown by `call` would print; a failure and "" if it throws
/// none.
template <typename Call>
std::string input_error(const Call& call) {
  try {
    call();
  } catch (const sim::InputError& error) {
    const std::string line = error.what();
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    return line;
  }
  ADD_FAILURE() << "no InputError";
  return "";
}

}  // namespace eyeriss::test
