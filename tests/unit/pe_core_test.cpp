// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/pe_core.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using Values = std::vector<std::int16_t>;

constexpr PePass pass_of(int filters, int channels, int kernel_width, int stride = 1) {
  return {.filters = filters,
          .channels = channels,
          .kernel_width = kernel_width,
          .stride = stride,
          .windows = 1,
          .rows = 1,
          .head_of_column = true};
}

/// A core with the filters of a pass at work.
struct TestCore {
  TestCore(const PePass& pass, const Values& filters, int shift = 0)
      : core(test::eyeriss_v1().pe, shift, counters) {
    core.write_filters(filters.data(), static_cast<int>(filters.size()));
    core.begin_pass(pass);
    core.filters().activate();
  }
  void load(const Values& words) {
    for (const std::int16_t word : words) core.write_ifmap(word);
  }
  /// Psums of the window, with nothing from below.
  Values psums(int filters) {
    Values all;
    for (int k = 0; k < filters; ++k) {
      Word64 sum{};
      core.accumulate(k, 0, 1, Word64{}, sum);
      all.push_back(sum[0]);
    }
    return all;
  }
  PeCounters counters;
  PeCore core;
};

TEST(PeCore, EachWordOfTheWindowWithAllFilters) {
  TestCore bench(pass_of(2, 1, 3), {1, 2, 10, 20, 100, 200});
  bench.load({3, 4, 5});
  bench.core.begin_window();
  bench.core.issue_macs(6);
  EXPECT_EQ(bench.psums(2), (Values{543, 1086}));
  EXPECT_EQ(bench.counters.mac_cycles, 6u);
  EXPECT_EQ(bench.counters.macs_gated, 0u);
  EXPECT_EQ(bench.counters.filter_spad.writes, 6u);
  EXPECT_EQ(bench.counters.psum_additions, 2u);
}

TEST(PeCore, ZerosAreGated) {
  TestCore bench(pass_of(3, 1, 2), {1, 2, 3, 4, 5, 6});
  bench.load({0, 7});
  bench.core.begin_window();
  bench.core.issue_macs(2);
  EXPECT_EQ(bench.counters.macs_gated, 2u);
  bench.core.issue_macs(4);
  EXPECT_EQ(bench.counters.macs_gated, 3u);
  EXPECT_EQ(bench.counters.mac_cycles, 6u);
  EXPECT_EQ(bench.psums(3), (Values{28, 35, 42}));
}

TEST(PeCore, WindowSlidesByTheStride) {
  TestCore bench(pass_of(1, 2, 2, 1), {1, 10, 100, 1000});
  bench.load({1, 2, 3, 4});
  bench.core.begin_window();
  bench.core.issue_macs(4);
  EXPECT_EQ(bench.psums(1), (Values{4321}));
  bench.core.end_window(false);
  EXPECT_EQ(bench.core.ifmap_words(), 2) << "one column of two channels";
  bench.load({5, 6});
  bench.core.begin_window();
  bench.core.issue_macs(4);
  EXPECT_EQ(bench.psums(1), (Values{6543})) << "psums start from zero";
  bench.core.end_window(true);
  EXPECT_EQ(bench.core.ifmap_words(), 0) << "nothing is kept for the next row";
}

TEST(PeCore, PsumsAreAddedToWhatComesFromBelow) {
  TestCore bench(pass_of(6, 1, 1), {1, 2, 3, 4, 5, 6});
  bench.load({10});
  bench.core.begin_window();
  bench.core.issue_macs(6);
  Word64 sum{};
  bench.core.accumulate(0, 0, 4, {1, 2, 3, 4}, sum);
  EXPECT_EQ(sum, (Word64{11, 22, 33, 44}));
  bench.core.accumulate(4, 0, 1, {5, 6}, sum);
  EXPECT_EQ(sum[0], 55);
  bench.core.accumulate(5, 1, 1, {5, 6}, sum);
  EXPECT_EQ(sum[0], 55) << "lanes before stay";
  EXPECT_EQ(sum[1], 66);
}

TEST(PeCore, IncompleteWindowsFiltersAndSpadsAreFaults) {
  TestCore missing_word(pass_of(1, 1, 2), {1, 2});
  missing_word.load({1});
  EXPECT_THROW(missing_word.core.begin_window(), InvariantError);

  TestCore missing_filter(pass_of(2, 1, 1), {1});
  missing_filter.load({1});
  EXPECT_THROW(missing_filter.core.begin_window(), InvariantError);

  PeCounters counters;
  PeCore core(test::eyeriss_v1().pe, 0, counters);
  EXPECT_NO_THROW(core.begin_pass(pass_of(24, 1, 1)));
  EXPECT_THROW(core.begin_pass(pass_of(25, 1, 1)), InvariantError) << "psum spad of 24 words";
  for (int i = 0; i < 12; ++i) core.write_ifmap(1);
  EXPECT_THROW(core.write_ifmap(1), InvariantError) << "ifmap spad of 12 words";
  const Values filters(225);
  EXPECT_THROW(core.write_filters(filters.data(), 225), InvariantError);
}

TEST(PeCore, BurstsAndSingleStepsAgreeWithPlainArithmetic) {
  std::mt19937 random(8);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int trial = 0; trial < 400; ++trial) {
    const PePass pass = pass_of(pick(1, 18), pick(1, 3), pick(1, 4));
    const int shift = pick(0, 2) == 0 ? pick(1, 31) : 0;
    Values filters(static_cast<std::size_t>(pass.window_macs()));
    Values window(static_cast<std::size_t>(pass.window_words()));
    for (auto& value : filters) value = static_cast<std::int16_t>(pick(-32768, 32767));
    for (auto& value : window)
      value = static_cast<std::int16_t>(pick(0, 2) == 0 ? 0 : pick(-32768, 32767));

    TestCore burst(pass, filters, shift);
    TestCore steps(pass, filters, shift);
    TestCore pieces(pass, filters, shift);
    for (TestCore* bench : {&burst, &steps, &pieces}) {
      bench->load(window);
      bench->core.begin_window();
    }
    burst.core.issue_macs(pass.window_macs());
    for (int i = 0; i < pass.window_macs(); ++i) steps.core.issue_macs(1);
    for (int left = pass.window_macs(); left > 0;) {
      const int piece = pick(1, left);
      pieces.core.issue_macs(piece);
      left -= piece;
    }

    Values expected;
    std::uint64_t zeros = 0;
    for (const std::int16_t word : window) zeros += word == 0 ? 1 : 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(pass.filters); ++k) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < window.size(); ++i) {
        const std::size_t at = i * static_cast<std::size_t>(pass.filters) + k;
        sum += (std::int64_t{window[i]} * filters[at]) >> shift;
      }
      expected.push_back(static_cast<std::int16_t>(static_cast<std::uint64_t>(sum) & 0xffff));
    }
    for (TestCore* bench : {&burst, &steps, &pieces}) {
      ASSERT_EQ(bench->psums(pass.filters), expected);
      ASSERT_EQ(bench->counters.macs_gated, zeros * static_cast<std::uint64_t>(pass.filters));
      ASSERT_EQ(bench->counters.mac_cycles, filters.size());
    }
  }
}

}  // namespace
}  // namespace eyeriss::hw
