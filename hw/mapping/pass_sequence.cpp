// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/pass_sequence.h"

#include <algorithm>

namespace eyeriss::hw {

Range PassSequence::Loop::range() const { return {at, std::min(step, extent - at)}; }

bool PassSequence::Loop::advance() {
  at += step;
  if (at < extent) return true;
  at = 0;
  return false;
}

PassSequence::PassSequence(const LayerShape& shape, const Mapping& mapping)
    : groups_{shape.groups, mapping.g},
      tiles_{shape.filters_per_group(), mapping.m},
      images_{shape.N, mapping.n},
      rows_{shape.E(), mapping.e},
      columns_{shape.F(), mapping.f},
      channels_{shape.channels_per_group(), mapping.q * mapping.r},
      filters_{tiles_.range().count, mapping.p * mapping.t} {}

std::optional<Pass> PassSequence::next() {
  if (done_) return std::nullopt;
  const Range tile = tiles_.range();
  const Range filters = filters_.range();
  Pass pass{.groups = groups_.range(),
            .images = images_.range(),
            .ofmap_rows = rows_.range(),
            .ofmap_columns = columns_.range(),
            .tile_filters = tile,
            .filters = {tile.first + filters.first, filters.count},
            .channels = channels_.range(),
            .filter_block = block_,
            .ifmap_block = ifmap_block_,
            .new_ifmaps = true,
            .first_channels = channels_.at == 0,
            .last_channels = channels_.last(),
            .last_of_tile = channels_.last() && filters_.last()};
  pass.new_ifmaps = !shares_ifmaps_with_previous(pass);
  previous_ = pass;
  advance();
  return pass;
}

bool PassSequence::shares_ifmaps_with_previous(const Pass& pass) const {
  return previous_ && previous_->groups == pass.groups && previous_->images == pass.images &&
         previous_->ofmap_rows == pass.ofmap_rows &&
         previous_->ofmap_columns == pass.ofmap_columns && previous_->channels == pass.channels;
}

void PassSequence::advance() {
  ++block_;
  if (filters_.advance()) return;
  ++ifmap_block_;
  if (channels_.advance()) return;
  const std::int64_t next_tile_block = block_;
  block_ = tile_block_;  // the same filters for other images, strips and columns
  if (columns_.advance() || rows_.advance() || images_.advance()) return;
  block_ = tile_block_ = next_tile_block;
  const std::int64_t next_group_ifmap_block = ifmap_block_;
  ifmap_block_ = group_ifmap_block_;  // the same ifmaps for other filters
  if (!tiles_.advance()) {
    ifmap_block_ = group_ifmap_block_ = next_group_ifmap_block;
    done_ = !groups_.advance();
  }
  filters_.extent = tiles_.range().count;
}

std::int64_t PassSequence::passes() const {
  std::int64_t per_channel_step = 0;
  for (int first = 0; first < tiles_.extent; first += tiles_.step) {
    const int count = std::min(tiles_.step, tiles_.extent - first);
    per_channel_step += (count + filters_.step - 1) / filters_.step;
  }
  return std::int64_t{groups_.steps()} * per_channel_step * images_.steps() * rows_.steps() *
         columns_.steps() * channels_.steps();
}

}  // namespace eyeriss::hw
