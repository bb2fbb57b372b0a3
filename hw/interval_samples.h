// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "hw/layer_counters.h"

namespace eyeriss::hw {

/// Puts together what each clock domain has counted by the end of an interval of time. Domains
/// come to its end one after the other, in any order.
class IntervalSamples {
 public:
  /// @param report called for each interval in turn with what was counted from the beginning to
  ///   its end
  explicit IntervalSamples(std::function<void(const LayerCounters&)> report)
      : report_(std::move(report)) {}

  // Each domain's counters at the end of its next interval; others in them are ignored.
  void add_core(const LayerCounters& counters) {
    core_.push_back(counters);
    report_complete();
  }
  void add_link(const LayerCounters& counters) {
    link_.push_back(counters);
    report_complete();
  }
  void add_dram(const DramCounters& counters) {
    dram_.push_back(counters);
    report_complete();
  }

  /// Ends the last interval, which may be shorter. What was counted in its last moment belongs to
  /// it, even if that is the very end of a full one.
  void finish(const LayerCounters& counters);

 private:
  void report_complete();

  std::function<void(const LayerCounters&)> report_;
  std::deque<LayerCounters> core_;
  std::deque<LayerCounters> link_;
  std::deque<DramCounters> dram_;
  std::optional<LayerCounters> held_;  // the last complete one, not reported yet
};

}  // namespace eyeriss::hw
