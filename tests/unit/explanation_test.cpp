// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/explanation.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using test::eyeriss_v1;
using test::published_mapping;
using test::square_layer;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> idle(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return explain_idle_pes(eyeriss_v1(), shape, mapping);
}

std::vector<std::string> idle(const std::string& layer) {
  const test::PublishedMapping published = published_mapping(layer);
  return idle(published.shape, published.mapping);
}

std::vector<std::string> partial(const std::string& layer) {
  const test::PublishedMapping published = published_mapping(layer);
  return explain_partial_passes(published.shape, published.mapping);
}

std::vector<std::string> bounds(const std::string& layer) {
  const test::PublishedMapping published = published_mapping(layer);
  return explain_bounds(eyeriss_v1(), published.shape, published.mapping);
}

constexpr hw::Mapping kOnes{.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

// The chip's 12 x 14 PEs, and the active ones of JSSC 2017, Table V.

TEST(IdlePes, Conv1) {
  // Two sets of 11 x 7 stand side by side: 154 = 11 x 14.
  EXPECT_THAT(idle("conv1"), ElementsAre("154 of 168 PEs work in a full pass",
                                         "sets of 11 rows leave 1 of 12 rows idle (14 PEs)"));
}

TEST(IdlePes, Conv2) {
  // 27 columns of 5 rows, 14 above 13: 135 = 5 x 27.
  EXPECT_THAT(idle("conv2"),
              ElementsAre("135 of 168 PEs work in a full pass",
                          "sets of 5 rows leave 2 of 12 rows idle (28 PEs)",
                          "1 set of 27 columns leaves 1 of 2 x 14 columns idle (5 PEs)"));
}

TEST(IdlePes, Conv3To5) {
  // 12 rows of 13 columns: 156 = 12 x 13.
  EXPECT_THAT(idle("conv3"),
              ElementsAre("156 of 168 PEs work in a full pass",
                          "4 sets of 13 columns leave 4 of 4 x 14 columns idle (12 PEs)"));
  for (const char* layer : {"conv4", "conv5"}) {
    EXPECT_THAT(idle(layer),
                ElementsAre("156 of 168 PEs work in a full pass",
                            "2 stacks of 13 columns leave 2 of 2 x 14 columns idle (12 PEs)"));
  }
}

TEST(IdlePes, PlacesWithoutAStack) {
  hw::Mapping mapping = kOnes;
  mapping.e = 14;
  mapping.r = 2;
  // Of 12 rows, stacks of 4 take 4, once of three times.
  EXPECT_THAT(
      idle(square_layer(1, 4, 20, 4, 2, 1, 0, 1), mapping),
      ElementsAre("56 of 168 PEs work in a full pass",
                  "2 of 3 places for stacks of 2 sets of 2 rows, one above the other, are empty "
                  "(112 PEs)"));
}

TEST(IdlePes, AllCausesTogetherAddUp) {
  // Stacks of 5 rows: 2 rows are left; one place of two; 4 columns of 14 in the other.
  hw::Mapping mapping = kOnes;
  mapping.e = 5;
  mapping.t = 2;
  mapping.m = 2;
  EXPECT_THAT(idle(square_layer(1, 1, 20, 2, 5, 1, 0, 1), mapping),
              ElementsAre("50 of 168 PEs work in a full pass",
                          "sets of 5 rows leave 2 of 12 rows idle (28 PEs)",
                          "1 of 2 places for sets of 5 rows, one above the other, are empty "
                          "(70 PEs)",
                          "2 sets of 5 columns leave 4 of 14 columns idle (20 PEs)"));
}

TEST(IdlePes, NoneIsIdle) {
  hw::Mapping mapping = kOnes;
  mapping.e = 14;
  mapping.r = 4;
  EXPECT_THAT(idle(square_layer(1, 4, 16, 1, 3, 1, 0, 1), mapping),
              ElementsAre("168 of 168 PEs work in a full pass"));
}

TEST(PartialPasses, LastStrip) {
  // 4 images, 8 strips (55 = 7 x 7 + 6), 3 channels, 3 x 32 filters; 22 PEs a column, and
  // 55 / 8 columns in the mean.
  EXPECT_THAT(partial("conv1"), ElementsAre("288 passes, 151.2 PEs with work in the mean",
                                            "the last strip has 6 of 7 rows"));
}

TEST(PartialPasses, LastChannelPass) {
  // 256 = 42 x 6 + 4: both sets have work in all passes. 43 x 6 tiles x 2.
  EXPECT_THAT(partial("conv3-measured"), ElementsAre("516 passes, 156.0 PEs with work in the mean",
                                                     "the last channel pass has 4 of 6 channels"));
}

TEST(PartialPasses, None) {
  // 2 groups, 3 tiles of 64 filters, 32 channel passes, 2 filter passes.
  EXPECT_THAT(partial("conv4"), ElementsAre("384 passes, 156.0 PEs with work in the mean"));
}

TEST(PartialPasses, EveryDimension) {
  // 5 images, 4 groups of 10 channels and 7 filters, ofmaps of 17 x 19.
  hw::LayerShape shape = square_layer(5, 40, 19, 28, 3, 1, 0, 4);
  shape.W = 21;
  const hw::Mapping mapping{.m = 7, .n = 2, .e = 5, .f = 6, .g = 3, .p = 2, .q = 2, .r = 2, .t = 2};
  // 2 group, 3 image, 4 strip, 4 column, 3 channel and 2 filter passes. In the mean, of 3 PEs a
  // column: 4/2 groups, 4/2 filter sets, 5/3 channel sets, 17/4 columns.
  EXPECT_THAT(
      explain_partial_passes(shape, mapping),
      ElementsAre("576 passes, 85.0 PEs with work in the mean",
                  "the last group pass has 1 of 3 groups", "the last image tile has 1 of 2 images",
                  "the last strip has 2 of 5 rows", "the last column tile has 1 of 6 columns",
                  "the last channel pass has 2 of 4 channels",
                  "the last filter pass of a tile has 3 of 4 filters"));
}

TEST(PartialPasses, LastFilterTile) {
  // 7 filters in tiles of 4, passes of 2: the last tile has 3, in passes of 2 and 1.
  const hw::LayerShape shape = square_layer(1, 1, 3, 7, 3, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.m = 4;
  mapping.t = 2;
  // 4 passes with 7 sets of 3 PEs in all.
  EXPECT_THAT(explain_partial_passes(shape, mapping),
              ElementsAre("4 passes, 5.2 PEs with work in the mean",
                          "the last filter tile has 3 of 4 filters"));
}

TEST(Bounds, Conv4) {
  // The tile fills the buffer: 3 + 22 banks. 4 x 4 channels of 15 x 15 words take 4 banks.
  EXPECT_THAT(bounds("conv4"),
              ElementsAre(AllOf(StartsWith("m = 64 of 192 filters; m = 96 is too much: "),
                                HasSubstr("psums (32 banks)"), HasSubstr("at most 25 banks")),
                          AllOf(StartsWith("g = 1 of 2 groups; g = 2 is too much: "),
                                HasSubstr("at most 2 stacks")),
                          "p = 16 of 192 filters; p = 17 (m = 34) is legal too",
                          AllOf(StartsWith("q = 3 of 192 channels; q = 4 is too much: "),
                                HasSubstr("ifmaps (4 banks) and psums (22 banks)")),
                          AllOf(StartsWith("r = 2 of 64 channel sets; r = 3 is too much: "),
                                HasSubstr("stacks of 9 x 13 PEs do not fit")),
                          AllOf(StartsWith("t = 2 of 12 filter sets; t = 3 (m = 48) is too much: "),
                                HasSubstr("stacks of 6 x 13 PEs do not fit"))));
}

TEST(Bounds, Conv1) {
  const std::vector<std::string> lines = bounds("conv1");
  EXPECT_THAT(lines, Contains("q = 1 of 3 channels; q = 2 is too much: q*S = 22 words exceed the "
                              "ifmap spad (at most 12)"));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("e = 7 of 55 ofmap rows; e = 8 is too much: "),
                                    HasSubstr("2 stacks of 11 x 8 PEs do not fit"))));
  for (const char* key : {"m", "f", "g"}) {
    EXPECT_THAT(lines, Not(Contains(StartsWith(key)))) << "at the layer's extent";
  }
}

TEST(Bounds, KeysThatFollowAnother) {
  // 5 channels: with q = 3 there are only 2 channel sets; 6 filters: with p = 3 only 2 filter sets.
  const hw::LayerShape shape = square_layer(1, 5, 3, 6, 3, 1, 0, 1);
  hw::Mapping mapping = kOnes;
  mapping.m = 6;
  mapping.p = mapping.q = 2;
  mapping.r = mapping.t = 3;
  EXPECT_THAT(explain_bounds(eyeriss_v1(), shape, mapping),
              ElementsAre("p = 2 of 6 filters; p = 3 (t = 2) is legal too",
                          "q = 2 of 5 channels; q = 3 (r = 2) is legal too"));
}

TEST(Bounds, NoneIfEveryKeyIsAtItsExtent) {
  EXPECT_THAT(explain_bounds(eyeriss_v1(), square_layer(1, 1, 3, 1, 3, 1, 0, 1), kOnes),
              ElementsAre());
}

}  // namespace
}  // namespace eyeriss::sim
