// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/legality.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using test::eyeriss_v1;
using test::published_mapping;
using test::square_layer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// "legal", or "KEY: MESSAGE".
std::string verdict(const hw::Architecture& architecture, const hw::LayerShape& shape,
                    const hw::Mapping& mapping) {
  try {
    check_mapping(architecture, shape, mapping);
    return "legal";
  } catch (const MappingError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.key() + ": " + error.what();
  }
}

std::string verdict(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return verdict(eyeriss_v1(), shape, mapping);
}

/// A layer whose extents all differ: 3 images, 4 groups of 10 channels and 7 filters, 17 x 19.
hw::LayerShape small_layer() {
  return {.N = 3,
          .C = 40,
          .H = 19,
          .W = 21,
          .M = 28,
          .R = 3,
          .S = 3,
          .stride_h = 1,
          .stride_w = 1,
          .pad_top = 0,
          .pad_left = 0,
          .pad_bottom = 0,
          .pad_right = 0,
          .groups = 4};
}

constexpr hw::Mapping kOnes{.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

TEST(Legality, PublishedMappingsAreLegal) {
  for (const test::PublishedMapping& published : test::published_mappings()) {
    EXPECT_EQ(verdict(published.shape, published.mapping), "legal") << published.layer;
  }
}

struct ExtentCase {
  const char* key;
  int hw::Mapping::*member;
  int most;
};

class LegalityExtent : public ::testing::TestWithParam<ExtentCase> {};

TEST_P(LegalityExtent, IsTheLayers) {
  const auto [key, member, most] = GetParam();
  hw::Architecture roomy = eyeriss_v1();
  roomy.array = {64, 64};
  roomy.pe.ifmap_spad_words = 64;
  roomy.noc.row_id_bits = 7;
  roomy.noc.column_id_bits = 7;
  hw::Mapping mapping = kOnes;
  mapping.m = 7;
  mapping.*member = most;
  EXPECT_EQ(verdict(roomy, small_layer(), mapping), "legal");
  for (const int wrong :
       {most + 1, 0, -1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    mapping.*member = wrong;
    EXPECT_THAT(verdict(roomy, small_layer(), mapping),
                AllOf(StartsWith(std::string(key) + ": " + key + " = " + std::to_string(wrong)),
                      HasSubstr("1 to " + std::to_string(most))));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Keys, LegalityExtent,
    ::testing::Values(ExtentCase{"m", &hw::Mapping::m, 7}, ExtentCase{"n", &hw::Mapping::n, 3},
                      ExtentCase{"e", &hw::Mapping::e, 17}, ExtentCase{"f", &hw::Mapping::f, 19},
                      ExtentCase{"g", &hw::Mapping::g, 4}, ExtentCase{"p", &hw::Mapping::p, 7},
                      ExtentCase{"q", &hw::Mapping::q, 10}, ExtentCase{"r", &hw::Mapping::r, 10},
                      ExtentCase{"t", &hw::Mapping::t, 7}),
    [](const auto& tested) { return std::string(tested.param.key); });

TEST(Legality, ChannelSetsMayOnlyLeaveTheLastPassPartial) {
  hw::Mapping mapping = kOnes;
  mapping.q = 3;  // 10 channels: sets of 3, 3, 3, 1
  mapping.r = 4;
  EXPECT_EQ(verdict(small_layer(), mapping), "legal");
  mapping.q = 4;  // 4, 4, 2
  EXPECT_THAT(verdict(small_layer(), mapping), AllOf(StartsWith("r: r = 4"), HasSubstr("1 to 3")));
}

TEST(Legality, FilterSetsMayOnlyLeaveTheLastPassPartial) {
  hw::Mapping mapping = kOnes;
  mapping.m = 7;
  mapping.p = 3;  // 3, 3, 1
  mapping.t = 3;
  EXPECT_EQ(verdict(small_layer(), mapping), "legal");
  mapping.t = 4;
  EXPECT_THAT(verdict(small_layer(), mapping), AllOf(StartsWith("t: t = 4"), HasSubstr("1 to 3")));
}

TEST(Legality, FiltersAreAMultipleOfThePassOrAll) {
  hw::Mapping mapping = kOnes;
  mapping.p = 2;
  for (const int legal : {2, 4, 6, 7}) {
    mapping.m = legal;
    EXPECT_EQ(verdict(small_layer(), mapping), "legal") << legal;
  }
  mapping.m = 5;
  EXPECT_THAT(verdict(small_layer(), mapping),
              AllOf(StartsWith("m: m = 5"), HasSubstr("p*t = 2"), HasSubstr("all 7")));
  mapping.m = 6;
  mapping.t = 2;
  EXPECT_THAT(verdict(small_layer(), mapping), AllOf(StartsWith("m: "), HasSubstr("p*t = 4")));
}

TEST(Legality, GroupTilesMayBePartial) {
  hw::Mapping mapping = kOnes;
  mapping.g = 3;
  EXPECT_EQ(verdict(small_layer(), mapping), "legal");
}

TEST(Legality, PsumSpad) {
  const hw::LayerShape shape = square_layer(1, 4, 8, 64, 1, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.m = 64;
  mapping.p = 24;
  EXPECT_EQ(verdict(shape, mapping), "legal");
  mapping.p = 25;
  EXPECT_THAT(verdict(shape, mapping),
              AllOf(StartsWith("p: p = 25"), HasSubstr("psum spad"), HasSubstr("at most 24")));
}

TEST(Legality, IfmapSpad) {
  const hw::LayerShape shape = square_layer(1, 16, 8, 16, 3, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.q = 4;
  EXPECT_EQ(verdict(shape, mapping), "legal") << "q*S = 12";
  mapping.q = 5;
  EXPECT_THAT(verdict(shape, mapping),
              AllOf(StartsWith("q: q*S = 15"), HasSubstr("ifmap spad"), HasSubstr("at most 12")));
}

TEST(Legality, FilterSpad) {
  hw::LayerShape shape = square_layer(1, 16, 16, 64, 1, 1, 0, 1);
  shape.S = 11;
  hw::Mapping mapping = kOnes;
  mapping.m = 64;
  mapping.p = 20;
  EXPECT_EQ(verdict(shape, mapping), "legal") << "p*q*S = 220";
  mapping.p = 21;
  EXPECT_THAT(verdict(shape, mapping), AllOf(StartsWith("p: p*q*S = 231 words"),
                                             HasSubstr("filter spad"), HasSubstr("at most 224")));
  hw::Architecture exact = eyeriss_v1();
  exact.pe.filter_spad_words = 231;
  EXPECT_EQ(verdict(exact, shape, mapping), "legal");
  exact.pe.filter_spad_words = 230;
  EXPECT_THAT(verdict(exact, shape, mapping), HasSubstr("at most 230"));
}

TEST(Legality, KernelWidth) {
  hw::LayerShape shape = square_layer(1, 1, 20, 1, 1, 1, 0, 1);
  shape.S = 12;
  EXPECT_EQ(verdict(shape, kOnes), "legal");
  shape.S = 13;
  EXPECT_THAT(verdict(shape, kOnes),
              AllOf(StartsWith("kernel_shape: kernel width = 13"), HasSubstr("at most 12")));
}

TEST(Legality, KernelHeight) {
  hw::LayerShape shape = square_layer(1, 1, 20, 1, 1, 1, 0, 1);
  shape.R = 12;
  EXPECT_EQ(verdict(shape, kOnes), "legal");
  shape.R = 13;
  EXPECT_THAT(verdict(shape, kOnes),
              AllOf(StartsWith("kernel_shape: the kernel is 13 rows high"), HasSubstr("12")));
}

TEST(Legality, ArrayRows) {
  auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv4");
  mapping.n = 1;
  mapping.t = 1;
  mapping.r = 4;
  EXPECT_EQ(verdict(shape, mapping), "legal");
  mapping.r = 5;
  EXPECT_THAT(verdict(shape, mapping), AllOf(StartsWith("r: r = 5"), HasSubstr("at most 4")));
}

TEST(Legality, ArrayArea) {
  auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv1");
  mapping.m = 96;
  mapping.p = 8;
  EXPECT_EQ(verdict(shape, mapping), "legal") << "two sets of 7 columns";
  mapping.t = 3;
  EXPECT_THAT(verdict(shape, mapping), AllOf(StartsWith("t: "), HasSubstr("at most 2 stacks")));
}

TEST(Legality, ColumnIds) {
  hw::LayerShape shape = published_mapping("conv2").shape;
  shape.H = 28;
  hw::Mapping mapping = kOnes;
  mapping.e = 27;
  EXPECT_EQ(verdict(shape, mapping), "legal");
  mapping.e = 28;
  EXPECT_THAT(verdict(shape, mapping), AllOf(StartsWith("e: ifmap column IDs"), HasSubstr("30")));
}

TEST(Legality, GlbBanks) {
  // conv4 fills the buffer: 3 + 22 banks.
  const auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv4");
  hw::Mapping beyond = mapping;
  beyond.m = 96;
  EXPECT_THAT(verdict(shape, beyond),
              AllOf(StartsWith("m: ifmaps (3 banks) and psums (32 banks)"), HasSubstr("25 banks")));
  hw::Architecture smaller = eyeriss_v1();
  smaller.glb.banks = 24;
  EXPECT_THAT(verdict(smaller, shape, mapping), AllOf(StartsWith("m: "), HasSubstr("24 banks")));
}

TEST(Legality, GlbBanksForIfmaps) {
  // 12 channels x 14 rows x f columns: 2048 words of 16 b in a bank, one bank for the psums.
  const hw::LayerShape shape = square_layer(1, 12, 400, 1, 1, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.q = 12;
  mapping.e = 14;
  hw::Architecture architecture = eyeriss_v1();
  architecture.glb.banks = 2;
  mapping.f = 12;
  EXPECT_EQ(verdict(architecture, shape, mapping), "legal") << "2016 words";
  mapping.f = 13;
  EXPECT_THAT(verdict(architecture, shape, mapping),
              AllOf(StartsWith("f: ifmaps (2 banks)"), HasSubstr("at most 2 banks")));
}

TEST(Legality, GlbBanksForTwoIfmapBuffers) {
  // As above: with two buffers of one bank and one for the psums, three banks are needed.
  const hw::LayerShape shape = square_layer(1, 12, 400, 1, 1, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.q = 12;
  mapping.e = 14;
  mapping.f = 12;
  hw::Architecture architecture = eyeriss_v1();
  architecture.controller.overlap_ifmap_fill = true;
  architecture.glb.banks = 3;
  EXPECT_EQ(verdict(architecture, shape, mapping), "legal");
  architecture.glb.banks = 2;
  EXPECT_THAT(verdict(architecture, shape, mapping),
              AllOf(StartsWith("f: ifmaps (two buffers of 1 banks, for "
                               "controller.overlap_ifmap_fill) and psums (1 banks)"),
                    HasSubstr("at most 2 banks")));
  architecture.controller.overlap_ifmap_fill = false;
  EXPECT_EQ(verdict(architecture, shape, mapping), "legal") << "one buffer fits";
}

TEST(Legality, PublishedMappingThatFillsTheBufferLeavesNoRoomForASecondIfmapBuffer) {
  const auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv4");
  hw::Architecture overlapping = eyeriss_v1();
  overlapping.controller.overlap_ifmap_fill = true;
  EXPECT_THAT(verdict(overlapping, shape, mapping),
              AllOf(StartsWith("m: ifmaps (two buffers of 3 banks, for "
                               "controller.overlap_ifmap_fill) and psums (22 banks)"),
                    HasSubstr("25 banks")));
}

TEST(Legality, FilterPrefetch) {
  // p*q*S = 16*12 words are 48 packets a set; 1024 bank words hold 21 sets.
  const hw::LayerShape shape = square_layer(1, 4096, 1, 4096, 1, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.m = 4096;
  mapping.p = 16;
  mapping.q = 12;
  mapping.t = 21;
  EXPECT_EQ(verdict(shape, mapping), "legal");
  mapping.t = 22;
  EXPECT_THAT(verdict(shape, mapping),
              AllOf(StartsWith("t: 1056 64 b words of filters"), HasSubstr("at most 1024")));
  // Exactly full: 8 * 8 words are 16 packets, 64 sets.
  mapping.p = 8;
  mapping.q = 8;
  mapping.r = 8;
  mapping.t = 8;
  EXPECT_EQ(verdict(shape, mapping), "legal");
  mapping.r = 9;
  mapping.t = 1;
  hw::Architecture smaller = eyeriss_v1();
  smaller.glb.bank_words = 72;
  mapping.m = 8;
  EXPECT_EQ(verdict(smaller, shape, mapping), "legal") << "9 x 16 of 144";
  mapping.r = 10;
  EXPECT_THAT(verdict(smaller, shape, mapping), AllOf(StartsWith("r: "), HasSubstr("most 144")));
}

}  // namespace
}  // namespace eyeriss::sim
