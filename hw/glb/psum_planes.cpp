// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_planes.h"

#include <algorithm>

namespace eyeriss::hw {

PsumPlanes::PsumPlanes(const PassJob& job, const LayerShape& shape, int psums_per_word)
    : job_(&job), shape_(&shape), are_points_(shape.has_point_ofmaps()) {
  const Pass& pass = job.pass;
  const int filters = pass.filters.count;
  const int rows = pass.ofmap_rows.count;
  streams_ = pass.images.count * pass.groups.count * (are_points_ ? 1 : filters);
  values_ = are_points_ ? filters : rows * pass.ofmap_columns.count;

  offsets_.resize(static_cast<std::size_t>(pass.groups.count * filters * rows));
  const auto& columns = job.configuration->psum_columns;
  bool is_complete = false;
  for (int first = 0; !is_complete; first += psums_per_word) {
    is_complete = true;
    for (const PassConfiguration::PsumColumn& column : columns) {
      if (first >= column.filters) continue;
      is_complete = false;
      const int end = std::min(first + psums_per_word, column.filters);
      for (int filter = first; filter < end; ++filter) {
        const int plane = column.group * filters + column.first_filter + filter;
        offsets_[static_cast<std::size_t>(plane * rows + column.ofmap_row)] = {words_per_window_,
                                                                               filter - first};
      }
      ++words_per_window_;
    }
  }
}

PsumPlanes::Plane PsumPlanes::plane(int stream) const {
  const int filters = are_points_ ? 1 : job_->pass.filters.count;
  const int groups = job_->pass.groups.count;
  return {stream / filters / groups, stream / filters % groups, stream % filters};
}

PsumPlanes::Position PsumPlanes::position(const Plane& plane, int value) const {
  if (are_points_) return {value, 0, 0};
  const int columns = job_->pass.ofmap_columns.count;
  return {plane.filter, value / columns, value % columns};
}

PsumPlanes::Place PsumPlanes::place(const Plane& plane, int value) const {
  const Pass& pass = job_->pass;
  const Position at = position(plane, value);
  const int row = (plane.group * pass.filters.count + at.filter) * pass.ofmap_rows.count + at.row;
  const Offset offset = offsets_[static_cast<std::size_t>(row)];
  const int window = plane.image * pass.ofmap_columns.count + at.window;
  return {job_->psum_base + std::int64_t{window} * words_per_window_ + offset.word, offset.lane};
}

std::int64_t PsumPlanes::ofmap_index(const Plane& plane, int value) const {
  const Pass& pass = job_->pass;
  const Position at = position(plane, value);
  const std::int64_t filter =
      std::int64_t{pass.groups.first + plane.group} * shape_->filters_per_group() +
      pass.filters.first + at.filter;
  const std::int64_t of_image = std::int64_t{pass.images.first + plane.image} * shape_->M + filter;
  return (of_image * shape_->E() + pass.ofmap_rows.first + at.row) * shape_->F() +
         pass.ofmap_columns.first + at.window;
}

}  // namespace eyeriss::hw
