// SPDX-License-Identifier: Apache-2.0
// AlexNet's CONV layers on the first chip, with the published mappings (JSSC 2017, Tables III and
// V): the steps against figures worked out by hand and against a search of all packings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ostream>
#include <string>

#include "hw/ceil_div.h"
#include "tests/eyexam/simulated.h"
#include "tests/support/published_mappings.h"

namespace eyeriss {
namespace {

using test::published_mapping;
using test::Simulated;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// Ofmap rows, filters, channels and groups that one PE works through with the best of all sets on
/// 12 x 14 PEs, taken for a place of R*r rows by e columns each.
std::int64_t least_rounds(const hw::LayerShape& s) {
  std::int64_t least = s.macs();
  for (int r = 1; r * s.R <= 12; ++r) {
    const int places = 12 / (r * s.R);
    for (int e = 1; e <= std::min(s.E(), places * 14); ++e) {
      const int sets = e <= 14 ? places * (14 / e) : places / ceil_div(e, 14);
      for (int g = 1; g <= std::min(s.groups, sets); ++g) {
        least = std::min(least, std::int64_t{ceil_div(s.groups, g)} * ceil_div(s.E(), e) *
                                    ceil_div(s.channels_per_group(), r) *
                                    ceil_div(s.filters_per_group(), sets / g));
      }
    }
  }
  return least;
}

struct Expected {
  std::string layer;
  double row_convolutions;  ///< M x C/group x E x R
  double pes_of_packing;    ///< least_rounds() worked out by hand
  double pes_of_mapping;    ///< the published active PEs, less those that idle in partial passes
  int active_pes;           ///< published
  double window_macs;       ///< q*S: an addition of a psum follows on them
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.layer; }

class AlexNet : public testing::TestWithParam<Expected> {};

TEST_P(AlexNet, StepsAreWhatTheMappingSays) {
  const Expected& expected = GetParam();
  const auto published = published_mapping(expected.layer);
  const hw::LayerShape& s = published.shape;
  const Simulated run(test::eyeriss_v1(),
                      test::raw_layer_of(expected.layer.c_str(), s, published.mapping));
  EXPECT_EQ(run.counters.active_pes, static_cast<std::uint64_t>(expected.active_pes));

  EXPECT_EQ(run.step(1), static_cast<double>(s.macs()));
  EXPECT_EQ(run.step(2), expected.row_convolutions);
  EXPECT_DOUBLE_EQ(run.step(3),
                   expected.row_convolutions / std::ceil(expected.row_convolutions / 168));
  EXPECT_DOUBLE_EQ(run.step(4), expected.pes_of_packing);
  EXPECT_DOUBLE_EQ(run.step(4), expected.row_convolutions / static_cast<double>(least_rounds(s)));
  EXPECT_DOUBLE_EQ(run.step(5), expected.pes_of_mapping);
  EXPECT_NEAR(run.step(6),
              expected.pes_of_mapping * expected.window_macs / (expected.window_macs + 1), 1e-9);
  EXPECT_EQ(run.step(7),
            static_cast<double>(s.macs()) / static_cast<double>(run.counters.total_cycles));
  for (std::size_t step = 2; step <= 7; ++step) EXPECT_LE(run.step(step), run.step(step - 1));
}

INSTANTIATE_TEST_SUITE_P(
    Layers, AlexNet,
    testing::Values(
        // One 11-row set above the other does not fit: 14 columns. 55 rows are 7 x 7 + 6 or 3 x 14
        // + 13, of 56 in either case.
        Expected{"conv1", 174240, 154 * 55.0 / 56, 154 * 55.0 / 56, 154, 11},
        // 27 of 28 columns at once, with any other sets no more.
        Expected{"conv2", 1658880, 135, 135, 135, 10},
        // 56 columns of 3 PEs: 384 filters of each row take 7 rounds, so that 13 rows take 91. 64
        // filters on 13 x 4 columns: 78 % of the columns less, but always full.
        Expected{"conv3", 3833856, 13 * 384 * 3 / 91.0, 156, 156, 12},
        // The same for 2 x 192 filters, and as many rounds: 7 for 28 sets of each group.
        Expected{"conv4", 2875392, 13 * 384 * 3 / 91.0, 156, 156, 9},
        // 14 stacks of 4 sets, 7 for each group, work on 4 channels at once: 128 filters take 19
        // rounds, 13 rows 247, and 192 channels 48 times as many.
        Expected{"conv5", 1916928, 1916928 / (48 * 247.0), 156, 156, 9}),
    [](const auto& test) { return test.param.layer; });

TEST(AlexNetWords, NameTheArrayRowThatConv1Leaves) {
  const auto published = published_mapping("conv1");
  const Simulated run(test::eyeriss_v1(),
                      test::raw_layer_of("conv1", published.shape, published.mapping));
  EXPECT_THAT(run.eyexam.words,
              Contains("conv1: 14 of 168 PEs idle because an 11-row set leaves one array row"));
  EXPECT_THAT(run.loss(4), HasSubstr("because the last strip has 6 of 7 rows"));
  EXPECT_EQ(run.loss(5), "") << "no packing is better than the mapping's";
  // 11 MACs and an addition.
  EXPECT_EQ(run.loss(6),
            "PEs add psums in 8.3 % of the cycles that they work, and do no MACs meanwhile");
  EXPECT_EQ(run.worst_step(), 7U);
  EXPECT_THAT(run.loss(7), HasSubstr(", beside the holds"));
  EXPECT_THAT(run.loss(7), Not(HasSubstr("waiting for ifmaps"))) << "is in the holds";
}

TEST(AlexNetWords, SayWhatTheMappingOfConv3Chooses) {
  const auto published = published_mapping("conv3");
  const Simulated run(test::eyeriss_v1(),
                      test::raw_layer_of("conv3", published.shape, published.mapping));
  // 13 x 384 x 3 / 91 less 156.
  EXPECT_EQ(
      run.loss(5),
      "8.6 of 168 PEs idle by the mapping's choice: 13-column sets leave four of 4 x 14 array "
      "columns; storage would allow fewer idle ones");
}

TEST(AlexNetRoofline, CountsTheBytesOfTheSummary) {
  const auto published = published_mapping("conv5");
  const Simulated run(test::eyeriss_v1(),
                      test::raw_layer_of("conv5", published.shape, published.mapping));
  const auto& c = run.counters;
  const auto macs = static_cast<double>(published.shape.macs());
  EXPECT_EQ(run.eyexam.peak_macs_per_cycle, 168);
  EXPECT_DOUBLE_EQ(run.eyexam.dram.macs_per_byte.value(),
                   macs / static_cast<double>(8 * (c.link_words_read + c.link_words_written)));
  // 8 bytes a link cycle, 60 of 200 MHz.
  EXPECT_DOUBLE_EQ(run.eyexam.dram.bytes_per_cycle.value(), 2.4);
  EXPECT_DOUBLE_EQ(
      run.eyexam.glb.macs_per_byte.value(),
      macs / static_cast<double>(2 * (c.glb_ifmap_read + c.glb_filter_read + c.glb_psum_read +
                                      c.glb_psum_written + c.glb_ifmap_filled +
                                      c.glb_filter_filled + c.glb_psum_drained)));
  // An ifmap word, four filter words, four psums either way, and a word to or from the link.
  EXPECT_DOUBLE_EQ(run.eyexam.glb.bytes_per_cycle.value(), 2 + 8 + 8 + 8 + 8);
  EXPECT_EQ(run.eyexam.dram.bound_macs_per_cycle, 168) << "far to the right of the ridge";
}

}  // namespace
}  // namespace eyeriss
