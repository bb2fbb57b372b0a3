// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/pe/cluster_pe_pass.h"

namespace eyeriss::test {

/// A window of a PE of a machine of clusters, cycle by cycle from the definition
/// (hw/pe/cluster_pe_core.h), by tables of what the spads hold.
class GoldenClusterWindow {
 public:
  /// What one cycle of a window adds to the counters: a slot, or a bubble.
  struct Cycle {
    int slots = 0;
    int active = 0;
    int gated = 0;
    int idle = 0;
    int iact_reads = 0;
    int column_reads = 0;
    int word_reads = 0;

    Cycle& operator+=(const Cycle& other) {
      slots += other.slots;
      active += other.active;
      gated += other.gated;
      idle += other.idle;
      iact_reads += other.iact_reads;
      column_reads += other.column_reads;
      word_reads += other.word_reads;
      return *this;
    }
  };

  /// @param values of the window, and those further ones that its last segment holds
  GoldenClusterWindow(const hw::ClusterPePass& pass, const std::vector<std::int16_t>& values,
                      const std::vector<std::vector<std::int16_t>>& columns,
                      const hw::ClusterArchitecture::Pe& sizes)
      : pass_(pass), values_(values), columns_(columns), sizes_(sizes) {
    if (!pass.raw_iacts) fetch();
    psum_used_.resize(static_cast<std::size_t>(pass.filters), -kLong);
    for (int iact = 0; iact < pass.window_values(); ++iact) {
      if (pass.raw_iacts || value(iact) != 0) issue(iact);
    }
    // What is left to fetch lies behind the last slot.
    const int least = pass.raw_iacts ? 0 : std::max(pass.window_segments() + 1, fetch_cycles_);
    while (now() < least) cycles_.emplace_back();
  }

  const std::vector<Cycle>& cycles() const { return cycles_; }
  /// Entries of iacts that are read and take no slot.
  int further_pairs() const { return further_pairs_; }

 private:
  using Values = std::vector<std::int16_t>;

  /// An entry of a spad: a value, or a further pair, of the last of its zeros.
  struct Entry {
    int index;  ///< in the column or segment
    bool is_value;
  };

  static constexpr int kLong = 1000;  // as if psums had never been used

  /// Those that a column or segment takes. Zeros count up to their sixteenth in a row.
  static std::vector<Entry> entries_of(const Values& values, bool is_raw) {
    std::vector<Entry> entries;
    std::size_t last_value = 0;
    int zeros = 0;
    for (int i = 0; i < static_cast<int>(values.size()); ++i) {
      if (is_raw || values[static_cast<std::size_t>(i)] != 0) {
        entries.push_back({i, true});
        zeros = 0;
        last_value = entries.size();
      } else if (++zeros == 16) {
        entries.push_back({i, false});
        zeros = 0;
      }
    }
    entries.resize(last_value);
    return entries;
  }

  int now() const { return static_cast<int>(cycles_.size()); }
  std::int16_t value(int iact) const { return values_[static_cast<std::size_t>(iact)]; }

  /// Goes along the segments and notes when each of their values comes.
  void fetch() {
    fetched_in_.resize(values_.size());
    for (int segment = 0; segment < pass_.window_segments(); ++segment) {
      const int first = segment * pass_.segment_values();
      const auto begin = values_.begin() + first;
      const auto length = std::min<std::ptrdiff_t>(pass_.segment_values(), values_.end() - begin);
      const int before = fetch_cycles_;
      for (const Entry& entry : entries_of(Values(begin, begin + length), false)) {
        if (first + entry.index >= pass_.window_values()) break;  // of the next window alone
        if (!entry.is_value) ++further_pairs_;
        fetched_in_[static_cast<std::size_t>(first + entry.index)] = fetch_cycles_++;
      }
      if (fetch_cycles_ == before) ++fetch_cycles_;  // its address alone
    }
  }

  /// Lets cycles pass until the iact can be used, and uses it.
  void issue(int iact) {
    const auto entries = entries_of(columns_[static_cast<std::size_t>(iact)], pass_.raw_weights);
    while (!can_start(iact, entries)) cycles_.emplace_back();
    const bool is_zero = value(iact) == 0;
    const auto width = static_cast<std::size_t>(sizes_.macs_per_cycle);
    for (std::size_t at = 0; at == 0 || at < entries.size(); at += width) {
      Cycle cycle{.slots = 1};
      for (std::size_t lane = at; lane < at + width; ++lane) {
        if (lane >= entries.size()) {
          ++cycle.idle;
        } else if (!entries[lane].is_value || is_zero) {
          ++cycle.gated;
        } else {
          ++cycle.active;
          psum_used_[static_cast<std::size_t>(entries[lane].index)] = now();
        }
      }
      cycle.iact_reads = at == 0 ? 1 : 0;
      cycle.column_reads = at == 0 && !is_zero && !pass_.raw_weights ? 1 : 0;
      cycle.word_reads = !is_zero && !entries.empty() ? 1 : 0;
      cycles_.push_back(cycle);
    }
  }

  /// Whether the iact has come, and none of its psums will be on its way when its slot is there.
  bool can_start(int iact, const std::vector<Entry>& entries) const {
    if (!pass_.raw_iacts && fetched_in_[static_cast<std::size_t>(iact)] > now()) return false;
    if (sizes_.forwards_psums || value(iact) == 0) return true;
    for (std::size_t at = 0; at < entries.size(); ++at) {
      if (!entries[at].is_value) continue;
      const int slot = now() + static_cast<int>(at) / sizes_.macs_per_cycle;
      const int out = psum_used_[static_cast<std::size_t>(entries[at].index)] + sizes_.mac_stages;
      if (slot < out) return false;
    }
    return true;
  }

  const hw::ClusterPePass& pass_;
  const Values& values_;
  const std::vector<std::vector<std::int16_t>>& columns_;
  const hw::ClusterArchitecture::Pe& sizes_;
  std::vector<Cycle> cycles_;
  int further_pairs_ = 0;
  std::vector<int> fetched_in_;  // by value of the segments
  int fetch_cycles_ = 0;
  std::vector<int> psum_used_;  // cycle of the last slot, by filter
};

}  // namespace eyeriss::test
