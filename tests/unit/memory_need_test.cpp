// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/memory_need.h"

#include <gmock/gmock.h>

#include "sim/mapper/legality.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using ::testing::HasSubstr;

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
  hw::Architecture machine = test::eyeriss_v1();
  const hw::Layer some = layer(hw::Coding::kRaw);
  EXPECT_NO_THROW(check_memory(machine, some)) << "an ideal memory has no end";
  machine.dram.is_ideal = false;
  machine.dram.name = "small";
  machine.dram.channels = machine.dram.ranks = machine.dram.bank_groups = machine.dram.banks = 1;
  machine.dram.columns = 1;
  machine.dram.burst_bytes = 8;
  machine.dram.rows = 2 * 4 + 2 * 6 + 3 * 6 + 3072;
  EXPECT_NO_THROW(check_memory(machine, some));
  --machine.dram.rows;
  try {
    check_memory(machine, some);
    FAIL() << "no error";
  } catch (const MappingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the layer's tensors can take 24880 bytes, the memory "
                                        "small has 24872"));
  }
}

}  // namespace
}  // namespace eyeriss::sim
