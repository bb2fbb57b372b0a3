// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/architecture.h"
#include "hw/pe/filter_spad.h"
#include "hw/pe/ifmap_spad.h"
#include "hw/pe/pe_counters.h"
#include "hw/pe/pe_pass.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// Data path of a PE without time: three spads, multiplier and adder (JSSC 2017, Fig. 11).
///
/// A window's MACs go through the window word by word, each word with all p filters. A zero
/// ifmap word takes its cycles but gates the filter read and the MAC.
class PeCore {
 public:
  PeCore(const Architecture::Pe& sizes, int product_shift, PeCounters& counters);

  FilterSpad& filters() { return filters_; }

  /// Starts a pass on the filters written before.
  void begin_pass(const PePass& pass);

  void write_filters(const std::int16_t* words, int count) {
    filters_.write(words, count);
    counters_.filter_spad.writes += static_cast<std::uint64_t>(count);
  }
  void write_ifmap(std::int16_t word) { ifmap_.write(word); }

  /// Starts the MACs of the window that the ifmap spad holds; psums start from zero.
  void begin_window();
  /// Issues the next `count` MACs of the window, one a cycle.
  void issue_macs(int count);
  /// The last MAC of a window has been issued: drops what the next position does not need.
  void end_window(bool last_in_row);

  /// Adds what came up the column to psums k, k+1, ... and puts the sums in lanes `lane` to
  /// `lane + count - 1` of a word.
  void accumulate(int k, int lane, int count, const noc::Word64& below, noc::Word64& sum) {
    const std::int16_t* psums = psums_.data() + k;
    if (lane == 0 && count > 1) {  // a word in one go; lanes past `count` do not matter
      sum = add(psums, below);
    } else {
      for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(lane + i);
        sum[at] = add(psums[i], below[at]);
      }
    }
    counters_.psum_additions += static_cast<std::uint64_t>(count);
  }

  int ifmap_words() const { return ifmap_.words(); }
  const FilterSpad& filters() const { return filters_; }

  // Of MAC number `mac` of the window:
  std::int16_t ifmap_of(int mac) const { return ifmap_.data()[mac / pass_.filters]; }
  std::int16_t psum_of(int mac) const {  ///< as it is by now
    return psums_[static_cast<std::size_t>(mac % pass_.filters)];
  }

 private:
  int product_shift_;
  PeCounters& counters_;
  PePass pass_{};
  IfmapSpad ifmap_;
  FilterSpad filters_;
  std::vector<std::int16_t> psums_;
  int psum_capacity_;
  int word_ = 0;    // of the window, that the next MAC uses
  int filter_ = 0;  // that the next MAC uses
};

}  // namespace eyeriss::hw
