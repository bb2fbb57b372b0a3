// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/cluster_pe_core.h"

#include <algorithm>

#include "hw/invariant.h"

namespace eyeriss::hw {

ClusterPeCore::ClusterPeCore(const ClusterArchitecture::Pe& sizes, PeCounters& counters)
    : sizes_(sizes),
      counters_(counters),
      iacts_(sizes.iact_values, sizes.iact_segments),
      weights_(sizes, counters),
      psums_(static_cast<std::size_t>(sizes.psums + ClusterWeightSpad::kRowBlock)),
      ended_psums_(psums_.size()),
      steps_(static_cast<std::size_t>(sizes.iact_values) + 1) {}

void ClusterPeCore::begin_pass(const ClusterPePass& pass) {
  require(!in_window_, "a pass begins in the middle of a window");
  require(pass.filters <= sizes_.psums, "psum spad overflows");
  require(pass.window_segments() <= sizes_.iact_segments, "iact address spad overflows");
  require(sizes_.is_sparse || (pass.raw_iacts && pass.raw_weights), "a dense PE takes raw data");
  require(iacts_.is_empty() || pass.raw_iacts == pass_.raw_iacts, "coding of iacts changes");
  weights_.begin(pass);
  pass_ = pass;
}

void ClusterPeCore::write_iacts(const noc::DataWord& word) {
  iacts_.write(word);
  counters_.ifmap_spad.writes += word.entries;
  if (word.ends_segment && !pass_.raw_iacts) ++counters_.iact_address_spad.writes;
}

void ClusterPeCore::begin_window() {
  const int segments = pass_.window_segments();
  require(!in_window_ && iacts_.segments() >= segments, "window is not complete");
  require(weights_.is_complete(), "weights are not complete");

  const int segment_values = pass_.segment_values();
  const int window_values = pass_.window_values();
  std::size_t steps = 0;
  int passed_over = 0;
  int cycles = 0;
  int fetched = 0;  // cycles of the stages that fetch iacts
  int entry = 0;
  for (int segment = 0; segment < segments; ++segment) {
    const int first_column = segment * segment_values;
    const int end = entry + iacts_.entries(segment);
    const int next_segment_fetched = fetched + 1;
    for (; entry < end; ++entry) {
      const ClusterIactSpad::Iact& iact = iacts_[entry];
      require(iact.index < segment_values, "an iact segment is longer than those of the pass");
      const int column = first_column + iact.index;
      if (column >= window_values) break;  // of the next window alone
      if (iact.value == 0 && !pass_.raw_iacts) {
        ++passed_over;  // a further pair of a long run
        ++fetched;
        continue;
      }
      Step step{column, iact.value, std::max(1, weights_.column(column).words), 0};
      if (!sizes_.forwards_psums) step.gap = gap_before(step, steps);
      step.gap = std::max(step.gap, fetched++ - cycles);
      steps_[steps++] = step;
      cycles += step.gap + step.slots;
    }
    entry = end;
    fetched = std::max(fetched, next_segment_fetched);
  }
  if (!pass_.raw_iacts) fetched = std::max(fetched, segments + 1);
  steps_[steps] = {0, 0, 0, std::max(0, fetched - cycles)};
  cycles += steps_[steps].gap;
  require(!pass_.raw_iacts || static_cast<int>(steps) == window_values,
          "an iact segment is shorter than those of the pass");

  if (!pass_.raw_iacts) {
    counters_.iact_address_spad.reads += static_cast<std::uint64_t>(segments + 1);
    counters_.ifmap_spad.reads += static_cast<std::uint64_t>(passed_over);
  }
  std::fill_n(psums_.begin(), weights_.row_length(), 0U);
  in_window_ = true;
  window_cycles_ = cycles;
  cycles_left_ = cycles;
  step_ = 0;
  slot_ = -steps_[0].gap;
  window_macs_ = 0;
}

int ClusterPeCore::gap_before(const Step& next, std::size_t steps) const {
  int gap = 0;
  if (next.value == 0) return gap;
  int distance = 1;  // in cycles, from a slot before to the first of the step
  while (steps > 0 && distance < sizes_.mac_stages) {
    const Step& before = steps_[--steps];
    for (int slot = before.slots; slot > 0 && distance < sizes_.mac_stages; ++distance) {
      --slot;
      if (before.value == 0) continue;
      for (int own = 0; own < std::min(next.slots, sizes_.mac_stages - distance - gap); ++own) {
        if (weights_.share_filter(before.column, slot, next.column, own)) {
          gap = sizes_.mac_stages - distance - own;
          break;
        }
      }
    }
    distance += before.gap;
  }
  return gap;
}

void ClusterPeCore::issue(int cycles) {
  require(in_window_ && cycles <= cycles_left_, "more cycles issued than the window has");
  cycles_left_ -= cycles;

  int slots = 0;
  const int macs = sizes_.macs_per_cycle;
  int iact_reads = 0;
  int column_reads = 0;
  int word_reads = 0;
  int active = 0;
  int entries = 0;
  for (int left = cycles; left > 0;) {
    const Step& step = steps_[step_];
    if (slot_ < 0) {
      const int idle = std::min(left, -slot_);
      left -= idle;
      slot_ += idle;
      continue;
    }
    const bool is_gated = step.value == 0;
    if (slot_ == 0) {
      ++iact_reads;
      if (!is_gated) {
        ++column_reads;
        multiply(step);  // all slots' at once: psums show after the window's last
      }
    }
    const int count = std::min(left, step.slots - slot_);
    const ClusterWeightSpad::Column& column = weights_.column(step.column);
    const int first = slot_ * macs;
    const int last = std::min(first + count * macs, column.entries);
    entries += last - first;
    if (!is_gated) {
      active += weights_.weights_among(column, first, last);
      word_reads += column.entries == 0 ? 0 : count;
    }
    left -= count;
    slots += count;
    slot_ += count;
    if (slot_ == step.slots) slot_ = -steps_[++step_].gap;
  }

  const auto count_of = [](int count) { return static_cast<std::uint64_t>(count); };
  window_macs_ += count_of(entries);
  counters_.mac_cycles += count_of(slots);
  counters_.bubble_cycles += count_of(cycles - slots);
  counters_.macs_active += count_of(active);
  counters_.macs_gated += count_of(entries - active);
  counters_.idle_simd_slots += count_of(slots * macs - entries);
  counters_.ifmap_spad.reads += count_of(iact_reads);
  if (!pass_.raw_weights) counters_.weight_address_spad.reads += count_of(column_reads);
  counters_.filter_spad.reads += count_of(word_reads);
  // The first MAC on a psum does not read it, since it starts from zero; what is added up the chain
  // is read instead, unless it has had no MAC and is still zero.
  counters_.psum_spad.reads += count_of(active);
  counters_.psum_spad.writes += count_of(active);
}

ClusterPeCore::Work ClusterPeCore::work() const {
  if (slot_ < 0 ? slot_ > -steps_[step_].gap : slot_ == 0 && steps_[step_].gap > 0)
    return {.is_bubble = true};
  const Step& step = slot_ > 0 ? steps_[step_] : steps_[step_ - 1];
  const int slot = (slot_ > 0 ? slot_ : step.slots) - 1;
  const ClusterWeightSpad::Column& column = weights_.column(step.column);
  const int first = slot * sizes_.macs_per_cycle;
  const int last = std::min(first + sizes_.macs_per_cycle, column.entries);
  Work work{.iact = step.value};
  if (first == last) return work;  // an empty column
  work.filter = weights_.filter_of(column, first);
  work.weight = weights_.row(step.column)[work.filter];
  work.macs = step.value == 0 ? 0 : weights_.weights_among(column, first, last);
  work.gated = last - first - work.macs;
  return work;
}

void ClusterPeCore::multiply(const Step& step) {
  const std::int16_t* row = weights_.row(step.column);
  const std::int32_t iact = step.value;
  std::uint32_t* psums = psums_.data();
  const int length = weights_.row_length();
  for (int k = 0; k < length; ++k) {
    psums[k] += static_cast<std::uint32_t>(iact * row[k]);
  }
}

void ClusterPeCore::end_window(bool last_in_row) {
  require(in_window_ && cycles_left_ == 0, "window ends before its last cycle");
  in_window_ = false;
  const int macs = pass_.filters * pass_.window_values();
  counters_.macs_skipped += static_cast<std::uint64_t>(macs) - window_macs_;
  iacts_.drop(last_in_row ? pass_.window_segments() : 1);
}

}  // namespace eyeriss::hw
