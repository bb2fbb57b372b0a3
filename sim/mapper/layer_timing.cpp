// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/layer_timing.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/mapper/pass_timer.h"
#include "sim/mapper/pass_transfers.h"
#include "sim/mapper/tile_order.h"

namespace eyeriss::sim {
namespace {

using noc::Cycle;

constexpr Cycle kFirstCommand = 2;  // cycles until PEs are seen to have started the first pass

/// Repetitions of a loop that are looked at for a period; then the last one is taken for it.
constexpr int kLookedAt = 6;

/// What a pass finds when it opens, in cycles from then on.
struct Entry {
  std::vector<Cycle> filters_ready;  ///< of each PE
  Cycle next_fill;                   ///< the link may fetch the filters of the next pass
  Cycle psums_free;                  ///< the psum streamer is done with the pass before

  bool operator==(const Entry&) const = default;
};

class LayerClock {
 public:
  LayerClock(const hw::Architecture& architecture, const hw::Layer& layer,
             const ZeroFractions& zeros, const LinkTraffic& traffic)
      : has_two_buffers_(architecture.ifmap_buffers() > 1),
        transfers_(architecture, layer, zeros, traffic),
        timer_(architecture, layer.shape, layer.mapping),
        tiles_(layer.shape, layer.mapping) {}

  LayerTimes run() {
    begin();
    run_tiles(0);
    // Nothing follows the last pass.
    times_.hold_filter -= unneeded_.hold_filter;
    times_.hold_ifmap -= unneeded_.hold_ifmap;
    times_.hold_ofmap -= unneeded_.hold_ofmap;
    // Transfers that were taken to be under way at once have but one link.
    times_.hold_filter += std::max(0.0, transfers_.link_cycles() - times_.total());
    return times_;
  }

 private:
  /// The array waits for the first filters and ifmaps; the filters go on while ifmaps load.
  void begin() {
    const PassExtents pass = tiles_.tile().pass(0, 0);
    const Cycle filled = transfers_.filter_fill(pass);
    PassTimer::Outcome filters = timer_.load_first(pass, filled + 1);
    // Ifmaps have been asked for already when the link is free for them.
    const Cycle ifmap_fill = transfers_.ifmap_fill(pass);
    const Cycle open = filled + ifmap_fill - LinkTiming::kHandshake;
    times_.processing = static_cast<double>(kFirstCommand);
    times_.hold_ifmap = static_cast<double>(open - kFirstCommand);
    const Cycle link_free = has_two_buffers_ ? open + ifmap_fill : open;
    enter(std::move(filters.filters_ready), std::max(filters.filters_streamed, link_free), 0, open);
  }

  /// The next pass opens in cycle `open` of those that the others are given in.
  void enter(std::vector<Cycle> filters_ready, Cycle next_fill, Cycle psums_free, Cycle open) {
    for (Cycle& ready : filters_ready) ready = std::max<Cycle>(0, ready - open);
    entry_ = {std::move(filters_ready), next_fill - open, std::max<Cycle>(0, psums_free - open)};
  }

  /// Runs through one of the nested loops over tiles, and those within it.
  void run_tiles(std::size_t loop) {
    if (loop == TileOrder::kLoops) return run_tile();
    int looked_at = 0;
    do {
      const Entry before = entry_;
      const LayerTimes times_before = times_;
      run_tiles(loop + 1);
      const std::int64_t alike = tiles_.alike(loop);
      if (alike > 0 && (entry_ == before || ++looked_at == kLookedAt)) {
        repeat(times_before, alike);
        tiles_.skip(loop, alike);
      }
    } while (tiles_.advance(loop));
  }

  void run_tile() {
    tile_ = tiles_.tile();
    next_tile_ = tiles_.next_tile();
    next_shares_ifmaps_ = tile_.channel_steps == 1 && tiles_.next_differs_in_filters_alone();
    for (channel_step_ = 0; channel_step_ < tile_.channel_steps; ++channel_step_) {
      const Entry before = entry_;
      const LayerTimes times_before = times_;
      run_channel_step();
      // Those that are to come and are followed by a full one, too.
      const int alike = tile_.channel_steps - 3 - channel_step_;
      if (alike > 0 && (entry_ == before || channel_step_ == kLookedAt)) {
        repeat(times_before, alike);
        channel_step_ += alike;
      }
    }
  }

  void run_channel_step() {
    for (filter_step_ = 0; filter_step_ < tile_.filter_steps; ++filter_step_) {
      const Entry before = entry_;
      const LayerTimes times_before = times_;
      run_pass();
      const int alike = tile_.filter_steps - 3 - filter_step_;
      if (filter_step_ > 0 && alike > 0 && (entry_ == before || filter_step_ == kLookedAt)) {
        repeat(times_before, alike);
        filter_step_ += alike;
      }
    }
  }

  /// What has been added is added so many times more.
  void repeat(const LayerTimes& before, std::int64_t times) {
    for (const auto time :
         {&LayerTimes::processing, &LayerTimes::hold_filter, &LayerTimes::hold_ifmap,
          &LayerTimes::hold_ofmap, &LayerTimes::pe_mapped}) {
      times_.*time += (times_.*time - before.*time) * static_cast<double>(times);
    }
  }

  /// What the pass works on that comes so many passes later.
  PassExtents pass_after(int passes) const {
    const TileClass* tile = &tile_;
    int channels = channel_step_;
    int filters = filter_step_;
    for (; passes > 0; --passes) {
      if (++filters < tile->filter_steps) continue;
      filters = 0;
      if (++channels < tile->channel_steps) continue;
      channels = 0;
      tile = &next_tile_;
    }
    return tile->pass(channels, filters);
  }

  /// From the opening of a pass to that of the next.
  void run_pass() {
    const PassExtents pass = pass_after(0);
    const PassExtents next = pass_after(1);
    const bool last_filters = filter_step_ + 1 == tile_.filter_steps;
    const bool last_of_tile = last_filters && channel_step_ + 1 == tile_.channel_steps;
    const bool new_ifmaps = last_filters && !(last_of_tile && next_shares_ifmaps_);
    const Cycle ifmap_fill = new_ifmaps ? transfers_.ifmap_fill(next) : 0;

    const Cycle filled = entry_.next_fill + 1 + transfers_.filter_fill(next);
    const PassTimer::Outcome& outcome = timer_.run(
        pass, next, {entry_.filters_ready, std::max<Cycle>(0, filled + 1), entry_.psums_free});
    const Cycle started = outcome.times.started + 1;  // all PEs, and the controller has seen it
    const Cycle written = outcome.times.written + 1;

    // The link turns to the filters of the pass after the next as soon as these have left the
    // prefetch banks, to ifmaps and ofmaps as soon as they are asked for; first come, first served.
    const Cycle streamed = outcome.filters_streamed;
    const bool filters_first = streamed < started;
    const Cycle link_free =
        filters_first ? streamed + 1 + transfers_.filter_fill(pass_after(2)) : filled;
    const Cycle ifmaps_asked = has_two_buffers_ ? ifmaps_in_use_ : std::max(started, link_free);

    // Everything that the next pass may wait for once the array has started it.
    Cycle open = last_of_tile ? std::max(started, written) : started;
    times_.processing += static_cast<double>(open);
    unneeded_ = {};
    const auto hold = [&](double LayerTimes::*reason, Cycle until, Cycle needed) {
      const Cycle held = std::max<Cycle>(0, until - open);
      times_.*reason += static_cast<double>(held);
      unneeded_.*reason = static_cast<double>(held - needed);
      open += held;
    };
    if (last_of_tile) {
      const Cycle drain = transfers_.ofmap_drain(tile_);
      const Cycle fills_done = std::max(started, link_free) + ifmap_fill;
      hold(&LayerTimes::hold_ofmap, std::max(written, fills_done) + drain,
           std::max<Cycle>(0, written + drain - open));
    }
    if (new_ifmaps) hold(&LayerTimes::hold_ifmap, ifmaps_asked + ifmap_fill, 0);
    hold(&LayerTimes::hold_filter, filled, 0);
    times_.pe_mapped += static_cast<double>(open) * timer_.active_pes(pass);

    Cycle next_fill = streamed;
    if (!filters_first && new_ifmaps && has_two_buffers_) {
      next_fill = std::max(next_fill, started + ifmap_fill);
    }
    if (!filters_first && (last_of_tile || (new_ifmaps && !has_two_buffers_))) {
      next_fill = std::max(next_fill, open);
    }
    ifmaps_in_use_ = new_ifmaps ? 0 : ifmaps_in_use_ - open;
    enter(outcome.filters_ready, next_fill, outcome.times.written, open);
  }

  const bool has_two_buffers_;
  const PassTransfers transfers_;
  PassTimer timer_;

  // The pass that is under way.
  TileOrder tiles_;
  TileClass tile_{};
  TileClass next_tile_{};
  bool next_shares_ifmaps_ = false;  ///< the next tile
  int channel_step_ = 0;
  int filter_step_ = 0;
  Entry entry_{};
  Cycle ifmaps_in_use_ = 0;  ///< since when its ifmaps are, from its opening

  LayerTimes times_;
  LayerTimes unneeded_;  ///< waits after the latest pass that only a further one has
};

}  // namespace

LayerTimes layer_times(const hw::Architecture& architecture, const hw::Layer& layer,
                       const ZeroFractions& zeros, const LinkTraffic& traffic) {
  return LayerClock(architecture, layer, zeros, traffic).run();
}

}  // namespace eyeriss::sim
