// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/scope_pattern.h"

#include <gtest/gtest.h>

namespace eyeriss::sim {
namespace {

bool matches(const char* pattern, const char* scope) {
  return ScopePattern(pattern).matches(scope);
}

TEST(ScopePattern, AStarNamesAll) {
  EXPECT_TRUE(matches("*", "top"));
  EXPECT_TRUE(matches("*", "top.array.pe_r03_c07"));
}

TEST(ScopePattern, AFullNameNamesOneModule) {
  EXPECT_TRUE(matches("top.array.pe_r03_c07", "top.array.pe_r03_c07"));
  EXPECT_FALSE(matches("top.array.pe_r03_c07", "top.array.pe_r03_c08"));
  EXPECT_FALSE(matches("top.array.pe_r03_c0", "top.array.pe_r03_c07")) << "not a part of a name";
}

TEST(ScopePattern, AModuleNamesAllThatIsInside) {
  EXPECT_TRUE(matches("top.array", "top.array.pe_r03_c07"));
  EXPECT_TRUE(matches("top", "top.array.pe_r03_c07"));
  EXPECT_FALSE(matches("top.array.pe_r03_c07", "top.array")) << "not what is around it";
}

TEST(ScopePattern, TheBeginningMayBeLeftOut) {
  EXPECT_TRUE(matches("array", "top.array.pe_r03_c07"));
  EXPECT_TRUE(matches("array.pe_r03_c07", "top.array.pe_r03_c07"));
  EXPECT_TRUE(matches("pe_r03_c07", "top.array.pe_r03_c07"));
  EXPECT_FALSE(matches("rray", "top.array.pe_r03_c07")) << "but only before a dot";
  EXPECT_FALSE(matches("c07", "top.array.pe_r03_c07"));
}

TEST(ScopePattern, Wildcards) {
  EXPECT_TRUE(matches("pe_r03_*", "top.array.pe_r03_c07"));
  EXPECT_FALSE(matches("pe_r03_*", "top.array.pe_r13_c07"));
  EXPECT_TRUE(matches("*_network", "top.ifmap_network"));
  EXPECT_FALSE(matches("*_network", "top.ifmap_streamer"));
  EXPECT_TRUE(matches("pe_r0?_c0[57]", "top.array.pe_r03_c07"));
  EXPECT_FALSE(matches("pe_r0?_c0[56]", "top.array.pe_r03_c07"));
}

}  // namespace
}  // namespace eyeriss::sim
