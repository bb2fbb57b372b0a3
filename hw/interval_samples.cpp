// SPDX-License-Identifier: Apache-2.0
#include "hw/interval_samples.h"

namespace eyeriss::hw {

void IntervalSamples::report_complete() {
  if (core_.empty() || link_.empty() || dram_.empty()) return;
  // The layer may have ended in the cycle before: nothing is counted for this one then.
  if (held_ && held_->total_cycles < core_.front().total_cycles) report_(*held_);
  held_ = core_.front();
  held_->link_words_read = link_.front().link_words_read;
  held_->link_words_written = link_.front().link_words_written;
  held_->dram = dram_.front();
  core_.pop_front();
  link_.pop_front();
  dram_.pop_front();
}

void IntervalSamples::finish(const LayerCounters& counters) {
  if (held_ && held_->total_cycles < counters.total_cycles) report_(*held_);
  held_.reset();
  report_(counters);
}

}  // namespace eyeriss::hw
