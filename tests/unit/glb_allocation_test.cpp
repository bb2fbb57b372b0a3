// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/glb_allocation.h"

#include <gtest/gtest.h>

#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

using test::eyeriss_v1;
using test::published_mapping;
using test::square_layer;

TEST(GlbAllocation, PublishedMappingsTakeThePublishedSpace) {
  for (const test::PublishedMapping& published : test::published_mappings()) {
    SCOPED_TRACE(published.layer);
    const GlbAllocation glb = allocate_glb(eyeriss_v1(), published.shape, published.mapping);
    // Printed with one decimal; a psum packet of the global buffer has 8 bytes.
    EXPECT_NEAR(double(glb.ifmap_words) * 2 / 1024, published.glb_ifmap_kib, 0.051);
    EXPECT_NEAR(double(glb.psum_packets) * 8 / 1024, published.glb_psum_kib, 0.051);
    EXPECT_EQ(glb.all_banks(), glb.ifmap_banks + glb.psum_banks);
    EXPECT_LE(glb.all_banks(), 25);
    EXPECT_LE(glb.filter_words, 1024);
  }
}

TEST(GlbAllocation, CountsWholeBanks) {
  // 15.5 KiB and 72.2 KiB in banks of 4 KiB.
  const auto conv1 = published_mapping("conv1");
  const GlbAllocation glb = allocate_glb(eyeriss_v1(), conv1.shape, conv1.mapping);
  EXPECT_EQ(glb.ifmap_banks, 4);
  EXPECT_EQ(glb.psum_banks, 19);
  EXPECT_EQ(glb.filter_words, 3872 / 4);
  // The fullest of the published mappings: all 25 banks.
  const auto conv4 = published_mapping("conv4");
  const GlbAllocation full = allocate_glb(eyeriss_v1(), conv4.shape, conv4.mapping);
  EXPECT_EQ(full.ifmap_banks, 3);
  EXPECT_EQ(full.psum_banks, 22);
}

TEST(GlbAllocation, TwoIfmapBuffersTakeTheirBanksTwice) {
  Architecture overlapping = eyeriss_v1();
  overlapping.controller.overlap_ifmap_fill = true;
  const auto conv1 = published_mapping("conv1");
  const GlbAllocation glb = allocate_glb(overlapping, conv1.shape, conv1.mapping);
  EXPECT_EQ(glb.ifmap_buffers, 2);
  EXPECT_EQ(glb.ifmap_banks, 4) << "of each";
  EXPECT_EQ(glb.psum_banks, 19);
  EXPECT_EQ(glb.all_banks(), 4 + 4 + 19);
}

TEST(GlbAllocation, ABankEndsWithItsLastWord) {
  // One channel of 8 columns and 256 rows is 2048 words of 16 b: one bank exactly.
  LayerShape shape = square_layer(1, 1, 8, 1, 1, 1, 0, 1);
  shape.H = 257;
  Mapping mapping{.m = 1, .n = 1, .e = 256, .f = 8, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).ifmap_words, 2048);
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).ifmap_banks, 1);
  mapping.e = 257;
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).ifmap_banks, 2);
  // A packet of one psum takes a bank word: 64 x 8 positions are one bank.
  mapping.e = 64;
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).psum_packets, 512);
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).psum_banks, 1);
  mapping.e = 65;
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).psum_banks, 2);
}

TEST(GlbAllocation, IfmapTilesCoverStridesKernelsGroupsAndImages) {
  LayerShape shape = square_layer(3, 10, 40, 8, 1, 1, 0, 2);
  shape.R = 5;
  shape.S = 3;
  shape.stride_h = 2;
  shape.stride_w = 4;
  Mapping mapping{.m = 4, .n = 3, .e = 6, .f = 7, .g = 2, .p = 4, .q = 2, .r = 2, .t = 1};
  // 3 images, 2 groups, 4 channels, 5*2+5 rows, 6*4+3 columns.
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).ifmap_words, 3 * 2 * 4 * 15 * 27);
  mapping.q = 3;  // a group has no more than 5 channels
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).ifmap_words, 3 * 2 * 5 * 15 * 27);
}

TEST(GlbAllocation, PsumPacketsHoldFiltersOfOneChunk) {
  const LayerShape shape = square_layer(2, 4, 10, 44, 1, 1, 0, 2);
  Mapping mapping{.m = 22, .n = 2, .e = 3, .f = 5, .g = 2, .p = 6, .q = 1, .r = 1, .t = 1};
  // 22 filters in chunks of 6, 6, 6, 4: 2 + 2 + 2 + 1 packets of 4 psums.
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).psum_packets, 2 * 3 * 5 * 2 * 7);
  mapping.p = 16;  // 16 and 6
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).psum_packets, 2 * 3 * 5 * 2 * 6);
}

TEST(GlbAllocation, NarrowNetworksShareBankWords) {
  Architecture narrow = eyeriss_v1();
  narrow.noc.psum_bits = 32;
  narrow.noc.filter_bits = 16;
  const LayerShape shape = square_layer(1, 4, 32, 6, 3, 1, 1, 1);
  const Mapping mapping{.m = 6, .n = 1, .e = 12, .f = 32, .g = 1, .p = 3, .q = 1, .r = 1, .t = 2};
  const GlbAllocation glb = allocate_glb(narrow, shape, mapping);
  EXPECT_EQ(glb.psum_packets, 12 * 32 * (2 + 2)) << "two chunks of 3 psums, 2 a packet";
  EXPECT_EQ(glb.psum_banks, 2) << "1536 packets, 2 a bank word of 512 a bank: 1.5 banks";
  EXPECT_EQ(glb.filter_words, 14) << "2 sets x 3 rows x 9 words, 4 a bank word";
}

TEST(GlbAllocation, FilterPacketsBelongToOnePe) {
  // 2 * 3 * 3 = 18 words are 5 packets for each of 2 * 2 * 2 sets and 3 rows.
  const LayerShape shape = square_layer(1, 12, 20, 8, 3, 1, 1, 2);
  Mapping mapping{.m = 4, .n = 1, .e = 5, .f = 5, .g = 2, .p = 2, .q = 3, .r = 2, .t = 2};
  EXPECT_EQ(allocate_glb(eyeriss_v1(), shape, mapping).filter_words, 8 * 3 * 5);
}

}  // namespace
}  // namespace eyeriss::hw
