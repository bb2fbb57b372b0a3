// SPDX-License-Identifier: Apache-2.0
#include "hw/array/pass_configuration.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <set>

#include "hw/mapping/pass_sequence.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

/// An array of the published size, on which passes of a layer are configured.
class TestArray {
 public:
  TestArray(const LayerShape& shape, const Mapping& mapping)
      : shape_(shape), mapping_(mapping), placement(architecture_, shape, mapping) {
    for (int row = 0; row < 12; ++row)
      for (int column = 0; column < 14; ++column) {
        Pe& pe = array.at(row, column);
        networks_.ifmap.attach(row, column, pe.ifmap_in);
        networks_.filter.attach(row, column, pe.filter_in);
        networks_.psum.attach(row, column, pe.psum_in);
        networks_.output.attach(row, column, pe.psum_out);
        columns_.push_back(column);
      }
    networks_.psum.configure({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, columns_);
    first = *PassSequence(shape, mapping).next();
  }
  explicit TestArray(const test::PublishedMapping& published)
      : TestArray(published.shape, published.mapping) {}

  PassConfiguration configure(const Pass& pass) {
    return configure_pass(architecture_, shape_, mapping_, placement, pass, array, networks_);
  }

  /// Sites of a full pass for which `wanted` holds.
  std::set<const Pe*> pes(const std::function<bool(const PeSite&)>& wanted) {
    std::set<const Pe*> all;
    for (const PeSite& site : placement.sites())
      if (wanted(site)) all.insert(&array.at(site.row, site.column));
    return all;
  }

 private:
  LayerShape shape_;
  Mapping mapping_;
  Architecture architecture_ = test::eyeriss_v1();
  noc::ClockDomain core_{"core", 200, {}};
  GlobalNetworks networks_{12, 14};
  std::vector<int> columns_;

 public:
  Placement placement;
  PeArray array{"array", core_, architecture_, 0};
  Pass first;  ///< of the layer: a full one
};

/// The PEs whose ifmap FIFOs a route reaches.
std::set<const Pe*> pes_of(const PassConfiguration& configuration,
                           const noc::InputNetwork<std::int16_t>::Route& route) {
  std::set<const Pe*> all;
  for (const auto& [pe, pass] : configuration.pes)
    if (std::ranges::find(route.channels, &pe->ifmap_in) != route.channels.end()) all.insert(pe);
  return all;
}

TEST(PassConfiguration, AlexNetConv1) {
  TestArray bench(test::published_mapping("conv1"));  // R = S = 11, U = 4, e 7, p 16, q 1, t 2
  const PassConfiguration conv1 = bench.configure(bench.first);
  EXPECT_EQ(conv1.active_pes, 154);
  EXPECT_THAT(conv1.pes, SizeIs(154));
  for (const auto& [pe, pass] : conv1.pes) {
    EXPECT_EQ(pass.filters, 16);
    EXPECT_EQ(pass.channels, 1);
    EXPECT_EQ(pass.kernel_width, 11);
    EXPECT_EQ(pass.stride, 4);
    EXPECT_EQ(pass.windows, 55);
    EXPECT_EQ(pass.rows, 1);
  }
  EXPECT_EQ(conv1.ifmap_rows, 35) << "6 * 4 + 11";
  EXPECT_EQ(conv1.ifmap_row_words, 227);
  EXPECT_THAT(conv1.ifmap_columns, SizeIs(227));
  EXPECT_THAT(conv1.ifmap_steps, SizeIs(35)) << "one channel set, one group";
  EXPECT_THAT(conv1.filter_rows, SizeIs(22)) << "two filter sets of 11 rows";
  for (const auto& row : conv1.filter_rows) {
    EXPECT_THAT(row.route.channels, SizeIs(7)) << "shared along the row of the set";
    EXPECT_EQ(row.words, 176);
  }
  EXPECT_EQ(conv1.filter_network_words, 968) << "3872 values";
  EXPECT_THAT(conv1.psum_columns, SizeIs(14));
}

TEST(PassConfiguration, AlexNetConv2InTwoSegments) {
  TestArray bench(test::published_mapping("conv2"));  // R = S = 5, e 27, p 16, q 2
  const PassConfiguration conv2 = bench.configure(bench.first);
  EXPECT_EQ(conv2.active_pes, 135);
  EXPECT_EQ(conv2.ifmap_rows, 31);
  EXPECT_THAT(conv2.ifmap_columns, SizeIs(31));
  EXPECT_THAT(conv2.ifmap_steps, SizeIs(31));
  for (const auto& step : conv2.ifmap_steps) EXPECT_EQ(step.channels, 2);
  EXPECT_THAT(conv2.filter_rows, SizeIs(5));
  for (const auto& row : conv2.filter_rows) EXPECT_THAT(row.route.channels, SizeIs(27));
  EXPECT_EQ(conv2.filter_network_words, 5 * 40);
  EXPECT_THAT(conv2.psum_columns, SizeIs(27));
}

TEST(PassConfiguration, IfmapRowsFollowTheDiagonals) {
  for (const char* layer : {"conv1", "conv2", "conv3-measured"}) {
    SCOPED_TRACE(layer);
    const auto published = test::published_mapping(layer);
    TestArray bench(published);
    const PassConfiguration configuration = bench.configure(bench.first);
    for (const auto& step : configuration.ifmap_steps) {
      const auto wanted = bench.pes([&](const PeSite& site) {
        return site.group == step.group &&
               site.channel_set * published.mapping.q == step.first_channel &&
               site.ofmap_row * published.shape.stride_h + site.filter_row == step.row;
      });
      EXPECT_EQ(pes_of(configuration, step.route), wanted) << "row " << step.row;
    }
  }
}

TEST(PassConfiguration, PsumsEnterAtTheFootAndLeaveAtTheHead) {
  TestArray bench(test::published_mapping("conv3-measured"));  // R 3, e 13, p 16, q 3, r 2, t 2
  const PassConfiguration conv3 = bench.configure(bench.first);
  EXPECT_EQ(conv3.active_pes, 156);
  ASSERT_THAT(conv3.psum_columns, SizeIs(26));
  for (const auto& column : conv3.psum_columns) {
    const auto in_column = [&](const PeSite& site) {
      return site.ofmap_row == column.ofmap_row && site.filter_set * 16 == column.first_filter;
    };
    const auto foot = bench.pes([&](const PeSite& site) {
      return in_column(site) && site.channel_set == 0 && site.filter_row == 2;
    });
    const auto head = bench.pes([&](const PeSite& site) {
      return in_column(site) && site.channel_set == 1 && site.filter_row == 0;
    });
    ASSERT_THAT(foot, SizeIs(1));
    ASSERT_THAT(head, SizeIs(1));
    EXPECT_THAT(column.foot.channels, ElementsAre(&(*foot.begin())->psum_in));
    EXPECT_EQ(column.head, &(*head.begin())->psum_out);
    EXPECT_EQ(column.filters, 16);
  }
  const auto heads =
      bench.pes([](const PeSite& site) { return site.channel_set == 1 && site.filter_row == 0; });
  for (const auto& [pe, pass] : conv3.pes) EXPECT_EQ(pass.head_of_column, heads.count(pe) == 1);
}

TEST(PassConfiguration, PartialChannelsLowerTheHead) {
  TestArray bench(test::published_mapping("conv3-measured"));
  Pass pass = bench.first;
  pass.channels.count = 2;  // of 6: channel set 0 has two, set 1 none
  const PassConfiguration partial = bench.configure(pass);
  EXPECT_EQ(partial.active_pes, 78);
  EXPECT_THAT(partial.pes, SizeIs(156)) << "all are told of the pass";
  const auto set_0 = bench.pes([](const PeSite& site) { return site.channel_set == 0; });
  const auto heads =
      bench.pes([](const PeSite& site) { return site.channel_set == 0 && site.filter_row == 0; });
  for (const auto& [pe, work] : partial.pes) {
    EXPECT_EQ(work.rows > 0, set_0.count(pe) == 1);
    EXPECT_EQ(work.head_of_column, heads.count(pe) == 1);
    EXPECT_EQ(work.channels, set_0.count(pe) == 1 ? 2 : 0);
  }
  EXPECT_THAT(partial.ifmap_steps, SizeIs(15));
  EXPECT_THAT(partial.filter_rows, SizeIs(6)) << "two filter sets of three rows";
  for (const auto& column : partial.psum_columns)
    EXPECT_TRUE(std::any_of(heads.begin(), heads.end(),
                            [&](const Pe* pe) { return column.head == &pe->psum_out; }));
}

TEST(PassConfiguration, PartialFiltersAndRows) {
  TestArray bench(test::published_mapping("conv3-measured"));
  Pass pass = bench.first;
  pass.filters.count = 20;  // of 32: set 0 has 16, set 1 four
  pass.ofmap_rows.count = 5;
  const PassConfiguration partial = bench.configure(pass);
  EXPECT_EQ(partial.active_pes, 2 * 2 * 3 * 5);
  EXPECT_EQ(partial.ifmap_rows, 7);
  EXPECT_THAT(partial.psum_columns, SizeIs(10));
  for (const auto& column : partial.psum_columns)
    EXPECT_EQ(column.filters, column.first_filter == 0 ? 16 : 4);
  int words = 0;
  for (const auto& row : partial.filter_rows) {
    EXPECT_THAT(row.route.channels, SizeIs(5));
    EXPECT_EQ(row.words, row.filters * 9);
    words += (row.words + 3) / 4;
  }
  EXPECT_EQ(partial.filter_network_words, words);
  EXPECT_EQ(words, 6 * 36 + 6 * 9);

  pass.filters.count = 16;  // set 1 has none
  EXPECT_EQ(bench.configure(pass).active_pes, 2 * 3 * 5);
}

TEST(PassConfiguration, StrideBeyondTheKernelSkipsRowsAndColumns) {
  const LayerShape shape = test::square_layer(1, 1, 7, 1, 1, 3, 0, 1);
  TestArray bench(shape, {.m = 1, .n = 1, .e = 3, .f = 3, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1});
  const PassConfiguration configuration = bench.configure(bench.first);
  EXPECT_THAT(configuration.ifmap_columns, ElementsAre(0, 3, 6));
  std::vector<int> rows;
  for (const auto& step : configuration.ifmap_steps) rows.push_back(step.row);
  EXPECT_THAT(rows, ElementsAre(0, 3, 6));
  EXPECT_EQ(configuration.ifmap_rows, 7) << "in the GLB they stand all the same";
}

TEST(PsumsInWord, LastWordMayBePartial) {
  EXPECT_EQ(psums_in_word(16, 3, 4), 4);
  EXPECT_EQ(psums_in_word(10, 2, 4), 2);
  EXPECT_EQ(psums_in_word(3, 0, 4), 3);
  EXPECT_EQ(psums_in_word(3, 2, 1), 1);
}

}  // namespace
}  // namespace eyeriss::hw
