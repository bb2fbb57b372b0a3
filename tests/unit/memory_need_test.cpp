// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/memory_need.h"

#include <gtest/gtest.h>

#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

/// One image of 2 channels of 4 x 4, 3 filters of 1 x 1, in one strip.
hw::Layer layer(hw::Coding coding) {
  return {.name = "layer",
          .shape = test::square_layer(1, 2, 4, 3, 1, 1, 0, 1),
          .mapping = {.m = 3, .n = 1, .e = 4, .f = 4, .g = 1, .p = 3, .q = 1, .r = 1, .t = 1},
          .relu = false,
          .product_shift = 0,
          .ifmap_coding = coding,
          .weights_coding = hw::Coding::kRaw,
          .ofmap_coding = hw::Coding::kRlc};
}

// Planes of 16 values take four raw words, or six of three values each if none is zero. Weights
// take two words each at most. Three tensors begin at multiples of 1024 words.
TEST(MemoryNeed, IsThatOfTheWorstValues) {
  EXPECT_EQ(memory_need_bytes(layer(hw::Coding::kRaw)), (2 * 4 + 2 * 6 + 3 * 6 + 3072) * 8);
  EXPECT_EQ(memory_need_bytes(layer(hw::Coding::kRlc)), (2 * 6 + 2 * 6 + 3 * 6 + 3072) * 8);
}

TEST(MemoryNeed, CountsRowsThatTwoStripsShareTwice) {
  hw::Layer halves = layer(hw::Coding::kRlc);
  halves.shape = test::square_layer(1, 1, 6, 1, 3, 1, 0, 1);  // ofmaps of 4 x 4
  halves.mapping.e = 2;                                       // strips of 4 rows of 6
  EXPECT_EQ(memory_need_bytes(halves), (2 * 8 + 2 * 9 + 2 * 3 + 3072) * 8);
}

TEST(MemoryNeed, MustNotExceedTheMemory) {
  const hw::Layer some = layer(hw::Coding::kRaw);
  hw::DramConfig dram = test::eyeriss_v1().dram;
  ASSERT_TRUE(dram.is_ideal);
  EXPECT_TRUE(fits_memory(dram, some)) << "it has no end";
  dram.is_ideal = false;
  dram.channels = dram.ranks = dram.bank_groups = dram.banks = dram.columns = 1;
  dram.burst_bytes = 8;
  dram.rows = 2 * 4 + 2 * 6 + 3 * 6 + 3072;
  EXPECT_TRUE(fits_memory(dram, some));
  --dram.rows;
  EXPECT_FALSE(fits_memory(dram, some));
}

}  // namespace
}  // namespace eyeriss::sim
