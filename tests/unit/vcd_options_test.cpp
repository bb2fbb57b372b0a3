// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/vcd_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "sim/input/input_error.h"

namespace eyeriss::sim {
namespace {

std::pair<std::int64_t, std::int64_t> read(const char* text) {
  const CycleWindow window = read_cycle_window(text);
  return {window.first, window.end};
}

TEST(CycleWindow, FromToBefore) {
  EXPECT_EQ(read("0:1"), std::pair(0L, 1L));
  EXPECT_EQ(read("60000:61000"), std::pair(60000L, 61000L));
}

TEST(CycleWindow, EitherEndMayBeLeftOut) {
  EXPECT_EQ(read(":7"), std::pair(0L, 7L));
  EXPECT_EQ(read("5:"), std::pair(5L, 10'000'000'000L));
}

class BadCycleWindow : public ::testing::TestWithParam<const char*> {};

TEST_P(BadCycleWindow, IsAnErrorThatSaysWhatIsAllowed) {
  try {
    read_cycle_window(GetParam());
    FAIL() << "taken";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("--vcd-cycles"));
    EXPECT_THAT(error.what(), ::testing::HasSubstr("A:B with 0 <= A < B"));
  }
}

INSTANTIATE_TEST_SUITE_P(, BadCycleWindow,
                         ::testing::Values("", "5", "5:5", "6:5", "-1:5", "1:x", "a:5", "1:2:3",
                                           "0x1:5", "1.5:3", " 1:2", "0:10000000001",
                                           "99999999999999999999:"));

}  // namespace
}  // namespace eyeriss::sim
