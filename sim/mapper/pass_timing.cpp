// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_timing.h"

#include <algorithm>

#include "hw/mapping/glb_allocation.h"

namespace eyeriss::sim {

using noc::Cycle;

namespace {

constexpr Cycle kNetworkLatency = 2;  // from the GLB to a PE's FIFO, of the input networks

const std::vector<Cycle> kReady;  // filters of windows after the first: they have been for long

}  // namespace

PassTiming::PassTiming(const hw::Architecture& architecture, const hw::LayerShape& shape,
                       const hw::Mapping& mapping, const PassExtents& pass)
    : shape_(shape, mapping, pass),
      images_(pass.images),
      windows_(pass.columns),
      first_slices_(shape.S),
      next_slices_(std::min(shape.S, shape.stride_w)),
      packets_((std::min(mapping.p, pass.filters) - 1) / architecture.psums_per_word() + 1),
      psums_per_word_(architecture.psums_per_word()),
      pipeline_latency_(architecture.pe.pipeline_stages - 1),
      ifmap_fifos_(architecture.pe.ifmap_fifo_words),
      psum_fifos_(architecture.pe.psum_fifo_words / psums_per_word_),
      output_fifos_(architecture.pe.psum_fifo_words / psums_per_word_),
      banks_(psums_per_word_, hw::allocate_glb(architecture, shape, mapping).psum_banks) {}

PassTiming::Times PassTiming::run(const std::vector<Cycle>& filters_ready, Cycle psums_free,
                                  FilterLoading& next) {
  reset(psums_free);
  Progress last_end;
  for (int image = 0; image < images_; ++image) {
    run_row(image == 0 ? filters_ready : kReady, next);
    const Cycle period = image == 0 ? 0 : period_since(last_end);
    if (period > 0 && next.at_rest()) {
      skip(period * (images_ - 1 - image));
      break;
    }
    last_end = at_;
  }

  Cycle started = 0;
  for (const std::size_t pe : shape_.working_pes) {
    started = std::max(started, at_.adder_free[pe]);
    next.end(pe, at_.mac_end[pe]);
  }
  next.advance();
  return {.started = started, .written = at_.psum_taken};
}

void PassTiming::reset(Cycle psums_free) {
  at_.ifmap_sent = 0;
  at_.psum_sent = at_.psum_taken = psums_free;
  at_.mac_end.assign(shape_.all_pes, 0);
  at_.adder_free.assign(shape_.all_pes, 0);
  refill_.assign(shape_.all_pes, 0);
  ifmap_fifos_.reset(shape_.all_pes);
  psum_fifos_.reset(shape_.all_pes);
  output_fifos_.reset(shape_.columns.size());
  banks_.reset();
}

/// The windows of one image.
void PassTiming::run_row(const std::vector<Cycle>& filters_ready, FilterLoading& next) {
  Cycle period = 0;
  for (int window = 0; window < windows_; ++window) {
    const Progress before = at_;
    for (int slice = window == 0 ? first_slices_ : next_slices_; slice > 0; --slice) send_slice();
    issue_macs(window == 0 ? filters_ready : kReady, next);
    move_psums();
    next.advance();

    const Cycle last_period = period;
    period = period_since(before);
    // Reads of psums must have met the writes, and filters found their pace.
    const bool is_steady = banks_.writes_behind() >= shape_.columns.size() && next.at_rest();
    if (period > 0 && period == last_period && is_steady) {
      skip(period * (windows_ - 1 - window));
      break;
    }
  }
}

Cycle PassTiming::period_since(const Progress& before) const {
  const Cycle period = at_.psum_taken - before.psum_taken;
  if (at_.ifmap_sent - before.ifmap_sent != period) return 0;
  if (at_.psum_sent - before.psum_sent != period) return 0;
  for (const std::size_t pe : shape_.working_pes) {
    if (at_.mac_end[pe] - before.mac_end[pe] != period) return 0;
    if (at_.adder_free[pe] - before.adder_free[pe] != period) return 0;
  }
  return period;
}

void PassTiming::skip(Cycle cycles) {
  at_.ifmap_sent += cycles;
  at_.psum_sent += cycles;
  at_.psum_taken += cycles;
  for (auto* times : {&at_.mac_end, &at_.adder_free, &refill_}) {
    for (Cycle& time : *times) time += cycles;
  }
  ifmap_fifos_.shift(cycles);
  psum_fifos_.shift(cycles);
  output_fifos_.shift(cycles);
  banks_.shift(cycles);
}

/// One column of the ifmaps.
void PassTiming::send_slice() {
  for (const PassShape::IfmapStep& step : shape_.ifmap_steps) {
    for (int word = 0; word < step.words; ++word) {
      ++at_.ifmap_sent;
      for (const std::size_t pe : step.pes) {
        at_.ifmap_sent = std::max(at_.ifmap_sent, ifmap_fifos_.space_at(pe));
      }
      for (const std::size_t pe : step.pes) {
        const Cycle popped = std::max(refill_[pe], at_.ifmap_sent + kNetworkLatency);
        ifmap_fifos_.pop(pe, popped);
        refill_[pe] = popped + 1;
      }
    }
  }
}

/// One window of each PE. @param filters_ready empty if they have been for long
void PassTiming::issue_macs(const std::vector<Cycle>& filters_ready, FilterLoading& next) {
  for (const std::size_t pe : shape_.working_pes) {
    const Cycle filters = filters_ready.empty() ? 0 : filters_ready[pe];
    const Cycle start = std::max({filters, at_.adder_free[pe], refill_[pe]});
    const Cycle end = start + shape_.window_macs[pe];
    next.occupy(pe, start, end);
    at_.mac_end[pe] = at_.adder_free[pe] = refill_[pe] = end;
  }
}

/// The psums of one window, a word of each column in turn.
void PassTiming::move_psums() {
  for (int packet = 0; packet < packets_; ++packet) {
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) {
      const PassShape::Column& column = shape_.columns[i];
      const int psums = std::min(psums_per_word_, column.filters - packet * psums_per_word_);
      if (psums <= 0) continue;
      at_.psum_sent =
          banks_.read_at(std::max(at_.psum_sent + 1, psum_fifos_.space_at(column.first_pe)));
      const Cycle at_head = send_up(i, psums, at_.psum_sent + kNetworkLatency);
      at_.psum_taken = std::max(at_.psum_taken + 1, at_head);
      output_fifos_.pop(i, at_.psum_taken);
      banks_.write(at_.psum_taken);
    }
  }
}

Cycle PassTiming::send_up(std::size_t column, int psums, Cycle seen) {
  const std::size_t foot = shape_.columns[column].first_pe;
  const std::size_t head = foot + shape_.depth - 1;
  for (std::size_t pe = foot; pe <= head; ++pe) {
    const Cycle space = pe == head ? output_fifos_.space_at(column) : psum_fifos_.space_at(pe + 1);
    const Cycle done = std::max({at_.adder_free[pe], seen, space}) + psums;
    at_.adder_free[pe] = done;
    psum_fifos_.pop(pe, done - 1);
    seen = done + pipeline_latency_;
  }
  return seen;
}

}  // namespace eyeriss::sim
