// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "hw/ceil_div.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// How many MACs of a layer go on at once, at most, with nothing but the workload, the row
/// stationary dataflow, so many PEs or a place for each of them in the way: Eyexam's steps 1 to 5.
///
/// A PE works on row convolutions: one row of one filter along one ofmap row of one channel. Its
/// windows (F), taps (S) and images (N) come one after the other, in the same PE, and it does one
/// MAC of each in a cycle; row convolutions of `macs_per_pe` filters of a group can share a PE and
/// go on at once. So filters, channels, ofmap rows, filter rows and groups are what is parallel.
///
/// Rates are MACs over the cycles of the PE that has most to do, so that a partial pass counts with
/// the time that it takes. Where zeros are skipped, nobody knows beforehand which PE that is: rates
/// are then the MACs that all PEs with any work can do in a cycle.
class ParallelWork {
 public:
  /// @param macs_to_do the layer's MACs, without those that are skipped
  /// @param macs_per_pe in a cycle
  ParallelWork(const hw::LayerShape& shape, int pes, int macs_per_pe, std::int64_t macs_to_do);

  bool skips_zeros() const { return macs_to_do_ < shape_.macs(); }

  /// MACs per cycle of all PEs.
  double peak() const { return static_cast<double>(pes_) * macs_per_pe_; }
  /// Those that the layer has filters for.
  double on_all_pes() const { return static_cast<double>(pes_) * filters_at_once(); }
  /// What MACs per cycle are of the peak, 1 at most.
  double share_of_peak(double macs_per_cycle) const;
  /// How many PEs, with filters as they have them, a share of the peak is.
  double pes_of(double share) const { return share * peak() / filters_at_once(); }
  /// At least a tenth of a PE.
  bool is_worth_saying(double share) const { return pes_of(share) >= 0.1; }

  /// All MACs at once.
  double in_workload() const { return static_cast<double>(macs_to_do_); }
  /// As the dataflow allows.
  double in_dataflow() const { return static_cast<double>(row_convolutions()); }
  /// On so many PEs, wherever they stand.
  double on_pes() const;
  /// With a mapping, were nothing in the way of its PEs.
  double with(const hw::Mapping& mapping) const;

  /// Cycles of MACs of the PE that has most to do. @pre !skips_zeros()
  std::int64_t cycles_with(const hw::Mapping& mapping) const;
  /// Cycles of what the PE that has most to do does once per window, where that takes
  /// `window_cycles(p)` for p filters.
  template <typename WindowCycles>
  std::int64_t window_cycles_with(const hw::Mapping& mapping,
                                  const WindowCycles& window_cycles) const;

  int pes() const { return pes_; }
  std::int64_t row_convolutions() const;
  /// Those that a PE works on at once counted as one.
  std::int64_t shared_row_convolutions() const;
  /// Filters that go on at once in a PE, at most.
  int filters_at_once() const;
  /// The mapping of these sets (e, g, r, t) that takes the least storage.
  hw::Mapping least_chunks(hw::Mapping sets) const;

 private:
  template <typename Cycles>
  std::int64_t over_filters(const hw::Mapping& mapping, const Cycles& cycles) const;
  std::int64_t steps_of_sets(const hw::Mapping& mapping) const;

  const hw::LayerShape shape_;
  const int pes_;
  const int macs_per_pe_;
  const std::int64_t macs_to_do_;
};

/// Sum over the passes of a group's filters of the first set's, which has most of them.
template <typename Cycles>
std::int64_t ParallelWork::over_filters(const hw::Mapping& mapping, const Cycles& cycles) const {
  const int step = mapping.p * mapping.t;
  const auto of_tile = [&](int filters) {
    const int rest = filters % step;
    const std::int64_t full = filters / step * std::int64_t{cycles(mapping.p)};
    return full + (rest > 0 ? cycles(std::min(rest, mapping.p)) : 0);
  };
  const int filters = shape_.filters_per_group();
  const int rest = filters % mapping.m;
  return filters / mapping.m * of_tile(mapping.m) + (rest > 0 ? of_tile(rest) : 0);
}

template <typename WindowCycles>
std::int64_t ParallelWork::window_cycles_with(const hw::Mapping& mapping,
                                              const WindowCycles& window_cycles) const {
  const int step = mapping.q * mapping.r;
  const std::int64_t channel_passes = ceil_div(shape_.channels_per_group(), step);
  return std::int64_t{shape_.N} * shape_.F() * steps_of_sets(mapping) * channel_passes *
         over_filters(mapping, window_cycles);
}

}  // namespace eyeriss::sim
