// SPDX-License-Identifier: Apache-2.0
// How ends of processes are told, of other programs and of layers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "sim/run/child_program.h"
#include "sim/run/layer_process.h"

namespace eyeriss::sim {
namespace {

using testing::HasSubstr;
using testing::Optional;
using testing::StrEq;

constexpr auto kHidden = ChildProgram::Errors::kHidden;

bool ends_soon(ChildProgram& program) {
  for (int tries = 0; tries < 1000; ++tries) {
    if (program.has_ended()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(EndOfAProgram, IsToldInWords) {
  EXPECT_EQ(ChildProgram({"true"}, kHidden).wait(), std::nullopt);
  EXPECT_THAT(ChildProgram({"sh", "-c", "exit 5"}, kHidden).wait(),
              Optional(StrEq("exit status 5")));
  EXPECT_THAT(ChildProgram({"sh", "-c", "kill -9 $$"}, kHidden).wait(),
              Optional(StrEq("signal 9 (Killed)")));
}

TEST(EndOfAProgram, IsSeenWithoutWaiting) {
  ChildProgram program({"sh", "-c", "exit 5"}, kHidden);
  EXPECT_TRUE(ends_soon(program));
  EXPECT_THAT(program.wait(), Optional(StrEq("exit status 5")));
  ChildProgram sleeper({"sleep", "1000"}, kHidden);
  EXPECT_FALSE(sleeper.has_ended());
}

class EndUnknown : public testing::Test {
 protected:
  EndUnknown() { std::signal(SIGCHLD, SIG_IGN); }
  ~EndUnknown() override { std::signal(SIGCHLD, SIG_DFL); }
};

TEST_F(EndUnknown, OfAProgramIsNotTakenForAGoodOne) {
  EXPECT_THAT(ChildProgram({"sh", "-c", "exit 5"}, kHidden).wait(),
              Optional(HasSubstr("unknown status")));
}

TEST_F(EndUnknown, OfAProgramIsAnEnd) {
  ChildProgram program({"true"}, kHidden);
  EXPECT_TRUE(ends_soon(program));
  EXPECT_THAT(program.wait(), Optional(HasSubstr("unknown status")));
}

TEST_F(EndUnknown, OfALayerIsNotTakenForAGoodOne) {
  LayerProcess process([](const LayerProcess::Send&) { throw 0; });
  EXPECT_THAT(process.wait(), Optional(HasSubstr("unknown status")));
}

}  // namespace
}  // namespace eyeriss::sim
