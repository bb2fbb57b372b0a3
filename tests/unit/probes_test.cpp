// SPDX-License-Identifier: Apache-2.0
#include "noc/probes.h"

#include <gtest/gtest.h>

#include "noc/channel.h"
#include "noc/clock_domain.h"

namespace eyeriss::noc {
namespace {

class ProbesTest : public ::testing::Test {
 protected:
  Probe::Value value(Cycle now = 0) { return probes_.all().back().value(now); }
  int width() const { return probes_.all().back().width; }

  ClockDomain clock_{"clock", 200, {}};
  Probes probes_;
  Probes::Scope scope_ = probes_.scope(clock_, "top.part");
};

TEST_F(ProbesTest, KnowWhereTheyBelong) {
  scope_.flag("busy", [](Cycle now) { return now == 3; });
  const Probe& probe = probes_.all().at(0);
  EXPECT_EQ(probe.scope, "top.part");
  EXPECT_EQ(probe.name, "busy");
  EXPECT_EQ(probe.domain, &clock_);
  EXPECT_EQ(probe.width, 1);
  EXPECT_EQ(value(2), 0u);
  EXPECT_EQ(value(3), 1u);
}

TEST_F(ProbesTest, NumbersAreAsWideAsTheirMost) {
  const auto zero = [](Cycle) { return 0; };
  for (const auto& [most, bits] : {std::pair(0u, 1), std::pair(1u, 1), std::pair(2u, 2),
                                   std::pair(255u, 8), std::pair(256u, 9)}) {
    scope_.number("level", most, zero);
    EXPECT_EQ(width(), bits) << most;
  }
}

TEST_F(ProbesTest, SignedNumbersAreCutToTheirWidth) {
  scope_.signed_number("psum", 16, [](Cycle) { return std::int16_t{-2}; });
  EXPECT_EQ(value(), 0xfffeu);
}

TEST_F(ProbesTest, TextHasItsLastCharacterInTheLowestByte) {
  scope_.text("state", [](Cycle) { return "mac"; });
  EXPECT_EQ(value(), std::uint64_t{'m'} << 16 | std::uint64_t{'a'} << 8 | std::uint64_t{'c'});
  EXPECT_EQ(width(), 64);
}

TEST_F(ProbesTest, ACountRisesInCyclesInWhichItGrows) {
  std::uint64_t count = 5;
  scope_.rises("word", [&] { return count; });
  value();  // the cycle before the first
  EXPECT_EQ(value(), 0u);
  ++count;
  EXPECT_EQ(value(), 1u);
  EXPECT_EQ(value(), 0u);
}

}  // namespace
}  // namespace eyeriss::noc
