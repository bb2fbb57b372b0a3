// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_classes.h"

#include <algorithm>

#include "hw/ceil_div.h"

namespace eyeriss::sim {
namespace {

int last_part(int extent, int step) { return (extent - 1) % step + 1; }

void add_passes(const TileClass& tile, std::vector<PassClass>& passes) {
  const Part channel_parts[] = {{0, tile.channel_steps - 1}, {tile.channel_steps - 1, 1}};
  const Part filter_parts[] = {{0, tile.filter_steps - 1}, {tile.filter_steps - 1, 1}};
  for (const auto& [channel_step, channel_count] : channel_parts) {
    for (const auto& [filter_step, filter_count] : filter_parts) {
      const std::int64_t count = tile.count * channel_count * filter_count;
      if (count > 0) passes.push_back({tile.pass(channel_step, filter_step), count});
    }
  }
}

}  // namespace

TileClass make_tile(const hw::LayerShape& shape, const hw::Mapping& mapping,
                    const PassExtents& extents, int filters) {
  const int channels = shape.channels_per_group();
  const int channel_step = mapping.q * mapping.r;
  const int filter_step = mapping.p * mapping.t;
  TileClass tile{.first_pass = extents,
                 .channel_steps = ceil_div(channels, channel_step),
                 .last_channels = last_part(channels, channel_step),
                 .filter_steps = ceil_div(filters, filter_step),
                 .last_filters = last_part(filters, filter_step),
                 .count = 1};
  tile.first_pass.filters = std::min(filter_step, filters);
  tile.first_pass.channels = std::min(channel_step, channels);
  return tile;
}

PassClasses::PassClasses(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  tiles.reserve(8);
  passes.reserve(16);
  for (const Part& groups : Parts(shape.groups, mapping.g)) {
    for (const Part& filters : Parts(shape.filters_per_group(), mapping.m)) {
      for (const Part& images : Parts(shape.N, mapping.n)) {
        for (const Part& rows : Parts(shape.E(), mapping.e)) {
          for (const Part& columns : Parts(shape.F(), mapping.f)) {
            TileClass tile = make_tile(shape, mapping,
                                       {.groups = groups.extent,
                                        .images = images.extent,
                                        .rows = rows.extent,
                                        .columns = columns.extent},
                                       filters.extent);
            tile.count = groups.count * filters.count * images.count * rows.count * columns.count;
            tiles.push_back(tile);
            add_passes(tile, passes);
          }
        }
      }
    }
  }
}

}  // namespace eyeriss::sim
