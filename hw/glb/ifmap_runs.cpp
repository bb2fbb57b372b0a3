// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ifmap_runs.h"

#include <algorithm>

namespace eyeriss::hw {
namespace {

/// The part of [first, first + count) that lies within [0, extent).
Range clip(int first, int count, int extent) {
  const int begin = std::clamp(first, 0, extent);
  return {begin, std::max(0, std::min(first + count, extent) - begin)};
}

}  // namespace

IfmapRuns::IfmapRuns(const PassJob& job, const LayerShape& shape, const DramLayout& layout)
    : job_(&job), shape_(&shape), layout_(&layout) {
  const PassConfiguration& configuration = *job.configuration;
  const int top_row = job.pass.ofmap_rows.first * shape.stride_h - shape.pad_top;
  const int left_column = job.pass.ofmap_columns.first * shape.stride_w - shape.pad_left;
  const Range rows = clip(top_row, configuration.ifmap_rows, shape.H);
  const Range columns = clip(left_column, configuration.ifmap_row_words, shape.W);
  first_row_ = rows.first;
  rows_ = rows.count;
  first_column_ = columns.first;
  columns_ = columns.count;
  top_ = first_row_ - top_row;
  left_ = first_column_ - left_column;
  runs_per_plane_ = columns_ == shape.W ? 1 : rows_;
  const bool all_padding = rows_ == 0 || columns_ == 0;
  planes_ =
      all_padding ? 0 : job.pass.images.count * job.pass.groups.count * job.pass.channels.count;
}

IfmapRuns::Run IfmapRuns::run() const {
  const Pass& pass = job_->pass;
  const PassConfiguration& configuration = *job_->configuration;
  const int channel = plane_ % pass.channels.count;
  const int group = plane_ / pass.channels.count % pass.groups.count;
  const int image = plane_ / pass.channels.count / pass.groups.count;
  const std::int64_t plane = layout_->ifmap_plane(
      pass.images.first + image,
      (pass.groups.first + group) * shape_->channels_per_group() + pass.channels.first + channel);

  const std::int64_t first = std::int64_t{first_row_ + row_} * shape_->W + first_column_;
  const int words = runs_per_plane_ == 1 ? rows_ * columns_ : columns_;
  const int skipped = static_cast<int>(first % 4);
  return {.link_word = plane + first / 4,
          .link_words = (skipped + words + 3) / 4,
          .skipped = skipped,
          .words = words,
          .row_words = columns_,
          .glb_address = (std::int64_t{plane_} * configuration.ifmap_rows + top_ + row_) *
                             configuration.ifmap_row_words +
                         left_,
          .glb_row_words = configuration.ifmap_row_words};
}

void IfmapRuns::advance() {
  if (++row_ < runs_per_plane_) return;
  row_ = 0;
  ++plane_;
}

}  // namespace eyeriss::hw
