// SPDX-License-Identifier: Apache-2.0
#include "hw/place_name.h"

#include <gtest/gtest.h>

namespace eyeriss::hw {
namespace {

TEST(PlaceName, HasAsManyDigitsAsTheLargestNumberOfTheGrid) {
  EXPECT_EQ(place_name("cluster", 0, 8, 1, 2), "cluster_r0_c1");
  EXPECT_EQ(place_name("pe", 3, 12, 7, 14), "pe_r03_c07");
  EXPECT_EQ(place_name("pe", 11, 12, 13, 14), "pe_r11_c13");
  EXPECT_EQ(place_name("pe", 5, 128, 127, 128), "pe_r005_c127");
  EXPECT_EQ(place_name("pe", 9, 10, 9, 11), "pe_r9_c09") << "ten rows are 0 to 9";
  EXPECT_EQ(place_name("pe", 0, 1, 0, 1), "pe_r0_c0");
}

}  // namespace
}  // namespace eyeriss::hw
