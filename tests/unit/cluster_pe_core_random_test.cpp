// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <tuple>
#include <vector>

#include "hw/pe/cluster_pe_core.h"
#include "tests/support/cluster_pe_core_bench.h"

namespace eyeriss::hw {
namespace {

using test::cluster_pass;
using test::ClusterPeCoreBench;
using test::Data;
using test::kClusterPe;
using Values = ClusterPeCoreBench::Values;
using Columns = ClusterPeCoreBench::Columns;
using Psums = ClusterPeCoreBench::Psums;

/// What one slot adds to the counters.
struct Slot {
  int active = 0;
  int gated = 0;
  int idle = 0;
  int iact_reads = 0;
  int column_reads = 0;
  int word_reads = 0;
};

using Counts = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                          std::uint64_t, std::uint64_t>;

Counts counts_of(const LayerCounters& counters) {
  return {counters.pe_mac_cycles,    counters.macs_active,      counters.macs_gated,
          counters.idle_simd_slots,  counters.ifmap_spad.reads, counters.weight_address_spad.reads,
          counters.filter_spad.reads};
}

/// Slots of a window from the definition, by tables of what the spads hold.
std::vector<Slot> golden_slots(const ClusterPePass& pass, const Values& window,
                               const Columns& columns, int macs) {
  std::vector<Slot> slots;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window[i] == 0 && !pass.raw_iacts) continue;
    // Whether each entry of the column is a weight: zeros count up to their sixteenth in a row.
    std::vector<bool> entries;
    std::size_t last_value = 0;
    int zeros = 0;
    for (const std::int16_t weight : columns[i]) {
      if (pass.raw_weights || weight != 0) {
        entries.push_back(true);
        zeros = 0;
        last_value = entries.size();
      } else if (++zeros == 16) {
        entries.push_back(false);
        zeros = 0;
      }
    }
    entries.resize(last_value);

    const auto width = static_cast<std::size_t>(macs);
    for (std::size_t at = 0; at == 0 || at < entries.size(); at += width) {
      Slot slot;
      for (std::size_t lane = at; lane < at + width; ++lane) {
        if (lane >= entries.size()) {
          ++slot.idle;
        } else if (entries[lane] && window[i] != 0) {
          ++slot.active;
        } else {
          ++slot.gated;
        }
      }
      slot.iact_reads = at == 0 ? 1 : 0;
      slot.column_reads = at == 0 && window[i] != 0 && !pass.raw_weights ? 1 : 0;
      slot.word_reads = window[i] != 0 && !entries.empty() ? 1 : 0;
      slots.push_back(slot);
    }
  }
  return slots;
}

/// Random data of a row, and what the core makes of it, in pieces of any size.
class RandomRow {
 public:
  explicit RandomRow(unsigned seed) : random_(seed) {
    sizes_.macs_per_cycle = pick(1, 4);
    // Iacts have room for two windows at least; segments of more than 16 values are tested above.
    do {
      pass_ = cluster_pass(pick(1, 32), pick(1, 4), pick(1, 5), pick(1, 6),
                           pick(0, 1) == 0 ? Data::kRaw : Data::kCsc,
                           pick(0, 1) == 0 ? Data::kRaw : Data::kCsc);
    } while (pass_.segment_values() * (pass_.window_segments() + 1) > sizes_.iact_values);
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
    const int zero_iacts = pick(0, 10);
    for (auto& iact : iacts_) iact = value(zero_iacts, -128, 255);
  }

  void run() {
    ClusterPeCoreBench bench(pass_, columns_, sizes_);
    Slot sum;
    int slots = 0;
    std::uint64_t active = 0;
    std::size_t skipped = 0;
    for (int w = 0; w < pass_.windows; ++w) {
      while (bench.core.segments() < pass_.window_segments()) write_segment(bench);
      const auto first = iacts_.begin() + w * pass_.segment_values();
      const Values window(first, first + pass_.window_values());
      const auto golden = golden_slots(pass_, window, columns_, sizes_.macs_per_cycle);
      bench.core.begin_window();
      ASSERT_EQ(bench.core.window_cycles(), static_cast<int>(golden.size()));
      std::size_t macs = 0;
      for (std::size_t at = 0; at < golden.size();) {
        const int left = static_cast<int>(golden.size() - at);
        const int piece = pick(0, 2) == 0 ? left : pick(1, left);
        bench.core.issue(piece);
        for (int i = 0; i < piece; ++i, ++at) {
          ++slots;
          sum.active += golden[at].active;
          sum.gated += golden[at].gated;
          sum.idle += golden[at].idle;
          sum.iact_reads += golden[at].iact_reads;
          sum.column_reads += golden[at].column_reads;
          sum.word_reads += golden[at].word_reads;
          macs += static_cast<std::size_t>(golden[at].active + golden[at].gated);
        }
        ASSERT_EQ(counts_of(bench.counters),
                  Counts(slots, sum.active, sum.gated, sum.idle, sum.iact_reads, sum.column_reads,
                         sum.word_reads));
        active = bench.counters.macs_active;
        ASSERT_EQ(bench.counters.psum_spad.writes, active);
      }
      bench.core.end_window(w + 1 == pass_.windows);
      skipped += columns_.size() * columns_[0].size() - macs;
      ASSERT_EQ(bench.counters.macs_skipped, skipped);
      ASSERT_EQ(bench.psums(), convolved(window));
      ASSERT_EQ(bench.counters.psum_spad.reads, active + bench.counters.psum_additions);
    }
    EXPECT_EQ(bench.core.segments(), 0);
  }

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
};

TEST(ClusterPeCore, AnyPartitionAgreesWithPlainLoopsSlotBySlot) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE(seed);
    RandomRow(seed).run();
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace eyeriss::hw
