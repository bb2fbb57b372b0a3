// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <tuple>
#include <vector>

#include "hw/pe/cluster_pe_core.h"
#include "tests/support/cluster_pe_core_bench.h"
#include "tests/support/cluster_pe_golden_window.h"

namespace eyeriss::hw {
namespace {

using test::cluster_pass;
using test::ClusterPeCoreBench;
using test::Data;
using test::GoldenClusterWindow;
using test::kClusterPe;
using Values = ClusterPeCoreBench::Values;
using Columns = ClusterPeCoreBench::Columns;
using Psums = ClusterPeCoreBench::Psums;

using Counts = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                          std::uint64_t, std::uint64_t, std::uint64_t>;

Counts counts_of(const PeCounters& counters) {
  return {counters.mac_cycles,        counters.bubble_cycles,
          counters.macs_active,       counters.macs_gated,
          counters.idle_simd_slots,   counters.ifmap_spad.reads,
          counters.filter_spad.reads, counters.weight_address_spad.reads};
}

/// Random data of a row, and what the core makes of it, in pieces of any size.
class RandomRow {
 public:
  explicit RandomRow(unsigned seed) : random_(seed) {
    sizes_.macs_per_cycle = pick(1, 4);
    sizes_.mac_stages = pick(1, 4);
    sizes_.forwards_psums = pick(0, 2) == 0;
    // Some have segments so long that their zeros take further pairs.
    const bool is_long = pick(0, 4) == 0;
    if (is_long) sizes_.iact_values = 512;
    // Iacts have room for two windows at least. Few filters make for many bubbles.
    do {
      pass_ = cluster_pass(pick(1, pick(0, 1) == 0 ? 4 : 32), is_long ? pick(17, 40) : pick(1, 4),
                           pick(1, 5), pick(1, 6), pick(0, 1) == 0 ? Data::kRaw : Data::kCsc,
                           pick(0, 1) == 0 ? Data::kRaw : Data::kCsc);
    } while (pass_.segment_values() * (pass_.window_segments() + 1) > sizes_.iact_values);
    sizes_.weight_columns = pass_.window_values();
    sizes_.weight_words = pass_.window_values() * pass_.filters;
    pass_.windows = pick(1, 6);

    columns_.resize(static_cast<std::size_t>(pass_.window_values()));
    const int zero_weights = pick(0, 10);
    for (Values& column : columns_) {
      column.resize(static_cast<std::size_t>(pass_.filters));
      for (auto& weight : column) weight = value(zero_weights, -128, 127);
    }
    const int columns = (pass_.windows - 1) * pass_.segment_columns() + pass_.kernel_width;
    iacts_.resize(static_cast<std::size_t>(columns * pass_.channels));
    const int zero_iacts = pick(is_long ? 6 : 0, 10);
    for (auto& iact : iacts_) iact = value(zero_iacts, -128, 255);
  }

  void run() {
    ClusterPeCoreBench bench(pass_, columns_, sizes_);
    GoldenClusterWindow::Cycle sum;
    int passed = 0;
    std::uint64_t active = 0;
    std::size_t skipped = 0;
    for (int w = 0; w < pass_.windows; ++w) {
      while (bench.core.segments() < pass_.window_segments()) write_segment(bench);
      const auto first = iacts_.begin() + w * pass_.segment_values();
      const Values window(first, first + pass_.window_values());
      const Values held(first, first + std::min(pass_.window_segments() * pass_.segment_values(),
                                                static_cast<int>(iacts_.end() - first)));
      const GoldenClusterWindow golden(pass_, held, columns_, sizes_);
      const auto length = static_cast<int>(golden.cycles().size());
      bench.core.begin_window();
      ASSERT_EQ(bench.core.window_cycles(), length);
      sum.iact_reads += golden.further_pairs();
      further_pairs_ += golden.further_pairs();
      std::size_t macs = 0;
      const bool by_cycle = pick(0, 1) == 0;
      for (int at = 0; at < length;) {
        const int left = length - at;
        const int piece = by_cycle ? 1 : pick(0, 2) == 0 ? left : pick(1, left);
        bench.core.issue(piece);
        for (const int end = at + piece; at < end; ++at) {
          const GoldenClusterWindow::Cycle& cycle = golden.cycles()[static_cast<std::size_t>(at)];
          ++passed;
          sum += cycle;
          macs += static_cast<std::size_t>(cycle.active + cycle.gated);
        }
        ASSERT_EQ(counts_of(bench.counters),
                  Counts(sum.slots, passed - sum.slots, sum.active, sum.gated, sum.idle,
                         sum.iact_reads, sum.word_reads, sum.column_reads))
            << "until cycle " << at << " of window " << w;
        active = bench.counters.macs_active;
        ASSERT_EQ(bench.counters.psum_spad.writes, active);
      }
      bench.core.end_window(w + 1 == pass_.windows);
      skipped += columns_.size() * columns_[0].size() - macs;
      ASSERT_EQ(bench.counters.macs_skipped, skipped);
      ASSERT_EQ(bench.psums(), convolved(window));
      ASSERT_EQ(bench.counters.psum_spad.reads, active);
    }
    EXPECT_EQ(bench.core.segments(), 0);
    bubbles_ = passed - sum.slots;
  }

  const ClusterArchitecture::Pe& sizes() const { return sizes_; }
  const ClusterPePass& pass() const { return pass_; }
  /// Of all windows that ran.
  int bubbles() const { return bubbles_; }
  int further_pairs() const { return further_pairs_; }

 private:
  int pick(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
  std::int16_t value(int zeros_in_10, int low, int high) {
    return static_cast<std::int16_t>(pick(1, 10) <= zeros_in_10 ? 0 : pick(low, high));
  }

  void write_segment(ClusterPeCoreBench& bench) {
    const auto length = std::min<std::ptrdiff_t>(
        pass_.segment_values(), static_cast<std::ptrdiff_t>(iacts_.size()) - sent_);
    const auto first = iacts_.begin() + sent_;
    bench.write_segment(Values(first, first + length));
    sent_ += length;
  }

  Psums convolved(const Values& window) const {
    Psums psums(static_cast<std::size_t>(pass_.filters));
    for (std::size_t i = 0; i < window.size(); ++i) {
      for (std::size_t k = 0; k < psums.size(); ++k) psums[k] += window[i] * columns_[i][k];
    }
    return psums;
  }

  std::mt19937 random_;
  ClusterArchitecture::Pe sizes_ = kClusterPe;
  ClusterPePass pass_;
  Columns columns_;
  Values iacts_;
  std::ptrdiff_t sent_ = 0;
  int bubbles_ = 0;
  int further_pairs_ = 0;
};

TEST(ClusterPeCore, AnyPartitionAgreesWithPlainLoopsCycleByCycle) {
  // Rows that had bubbles, by stages of the MACs: between raw iacts they can only come of psums.
  std::array<int, 5> to_psums{};
  int to_fetch = 0;
  int to_further_pairs = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE(seed);
    RandomRow row(seed);
    row.run();
    if (HasFatalFailure()) return;
    if (row.bubbles() == 0) continue;
    const bool is_raw = row.pass().raw_iacts;
    if (is_raw) ++to_psums[static_cast<std::size_t>(row.sizes().mac_stages)];
    if (is_raw) {
      EXPECT_FALSE(row.sizes().forwards_psums);
    } else if (row.sizes().forwards_psums) {
      ++to_fetch;
      if (row.further_pairs() > 0) ++to_further_pairs;
    }
  }
  EXPECT_EQ(to_psums[1], 0) << "a psum is there in the next cycle";
  for (std::size_t stages = 2; stages <= 4; ++stages) EXPECT_GT(to_psums[stages], 20) << stages;
  EXPECT_GT(to_fetch, 20);
  EXPECT_GT(to_further_pairs, 10);
}

}  // namespace
}  // namespace eyeriss::hw
