// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/ifmap_strip.h"

#include <algorithm>

namespace eyeriss::hw {
namespace {

/// The part of [first, first + count) that lies within [0, extent).
Range clip(int first, int count, int extent) {
  const int begin = std::clamp(first, 0, extent);
  return {begin, std::max(0, std::min(first + count, extent) - begin)};
}

}  // namespace

IfmapStrip::IfmapStrip(const PassJob& job, const LayerShape& shape) : job_(&job), shape_(&shape) {
  const PassConfiguration& configuration = *job.configuration;
  const Pass& pass = job.pass;
  const int top_row = pass.ofmap_rows.first * shape.stride_h - shape.pad_top;
  const int left_column = pass.ofmap_columns.first * shape.stride_w - shape.pad_left;
  rows_ = clip(top_row, configuration.ifmap_rows, shape.H);
  columns_ = clip(left_column, configuration.ifmap_row_words, shape.W);
  top_ = rows_.first - top_row;
  left_ = columns_.first - left_column;
  const bool all_padding = rows_.count == 0 || columns_.count == 0;
  const int channel_pieces = shape.has_point_ifmaps() ? 1 : pass.channels.count;
  pieces_ = all_padding ? 0 : pass.images.count * pass.groups.count * channel_pieces;
}

IfmapStrip::Piece IfmapStrip::piece(int i) const {
  const Pass& pass = job_->pass;
  const PassConfiguration& configuration = *job_->configuration;
  const std::int64_t glb_plane =
      std::int64_t{configuration.ifmap_rows} * configuration.ifmap_row_words;
  const std::int64_t glb_corner = std::int64_t{top_} * configuration.ifmap_row_words + left_;
  const int channel_pieces = shape_->has_point_ifmaps() ? 1 : pass.channels.count;
  const int channel = i % channel_pieces;
  const int group = i / channel_pieces % pass.groups.count;
  const int image = pass.images.first + i / channel_pieces / pass.groups.count;
  const int first_channel =
      (pass.groups.first + group) * shape_->channels_per_group() + pass.channels.first;
  if (shape_->has_point_ifmaps()) {
    return {.plane = image,
            .first_row = 0,
            .rows = 1,
            .first_column = first_channel,
            .columns = pass.channels.count,
            .glb_address = i * pass.channels.count * glb_plane + glb_corner,
            .glb_row_step = 0,
            .glb_column_step = glb_plane};
  }
  return {.plane = std::int64_t{image} * shape_->C + first_channel + channel,
          .first_row = rows_.first,
          .rows = rows_.count,
          .first_column = columns_.first,
          .columns = columns_.count,
          .glb_address = i * glb_plane + glb_corner,
          .glb_row_step = configuration.ifmap_row_words,
          .glb_column_step = 1};
}

}  // namespace eyeriss::hw
