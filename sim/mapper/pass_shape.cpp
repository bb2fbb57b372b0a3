// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_shape.h"

#include <algorithm>
#include <utility>

#include "hw/ceil_div.h"

namespace eyeriss::sim {
namespace {

/// Share of chunk number `index` when `count` things are dealt out in chunks of `size`.
int share(int count, int index, int size) { return std::clamp(count - index * size, 0, size); }

class Builder {
 public:
  Builder(const hw::LayerShape& shape, const hw::Mapping& mapping, const PassExtents& pass,
          PassShape& result)
      : shape_(shape),
        mapping_(mapping),
        pass_(pass),
        filter_sets_(ceil_div(pass.filters, mapping.p)),
        channel_sets_(ceil_div(pass.channels, mapping.q)),
        result_(result) {}

  void build() {
    const int full_depth = shape_.R * mapping_.r;
    result_.all_pes = static_cast<std::size_t>(mapping_.g * mapping_.t * mapping_.e * full_depth);
    result_.depth = static_cast<std::size_t>(channel_sets_ * shape_.R);
    result_.window_macs.assign(result_.all_pes, 0);
    for (int group = 0; group < pass_.groups; ++group) {
      for (int set = 0; set < filter_sets_; ++set) {
        for (int row = 0; row < pass_.rows; ++row) add_column(group, set, row);
        add_filter_rows(group, set);
      }
    }
    for (int h = 0; h < (pass_.rows - 1) * shape_.stride_h + shape_.R; ++h) {
      for (int group = 0; group < pass_.groups; ++group) {
        for (int set = 0; set < channel_sets_; ++set) add_ifmap_step(group, set, h);
      }
    }
  }

 private:
  int filters(int filter_set) const { return share(pass_.filters, filter_set, mapping_.p); }
  int channels(int channel_set) const { return share(pass_.channels, channel_set, mapping_.q); }

  std::size_t pe(int group, int filter_set, int row, int channel_set, int filter_row) const {
    const int column = (group * mapping_.t + filter_set) * mapping_.e + row;
    const int height = channel_set * shape_.R + shape_.R - 1 - filter_row;
    return static_cast<std::size_t>(column * shape_.R * mapping_.r + height);
  }

  void add_column(int group, int filter_set, int row) {
    const std::size_t foot = pe(group, filter_set, row, 0, shape_.R - 1);
    result_.columns.push_back({filters(filter_set), foot});
    for (int height = 0; height < channel_sets_ * shape_.R; ++height) {
      const std::size_t at = foot + static_cast<std::size_t>(height);
      result_.window_macs[at] = filters(filter_set) * channels(height / shape_.R) * shape_.S;
      result_.working_pes.push_back(at);
    }
  }

  void add_filter_rows(int group, int filter_set) {
    for (int set = 0; set < channel_sets_; ++set) {
      for (int j = shape_.R - 1; j >= 0; --j) {
        PassShape::FilterRow row{filters(filter_set) * channels(set) * shape_.S, {}};
        for (int i = 0; i < pass_.rows; ++i) row.pes.push_back(pe(group, filter_set, i, set, j));
        result_.filter_rows.push_back(std::move(row));
      }
    }
  }

  /// Ifmap row `h` of the strip goes along its diagonal. A stride higher than the kernel leaves
  /// rows that nobody wants.
  void add_ifmap_step(int group, int channel_set, int h) {
    PassShape::IfmapStep step{channels(channel_set), {}};
    for (int j = h % shape_.stride_h; j < shape_.R && j <= h; j += shape_.stride_h) {
      const int row = (h - j) / shape_.stride_h;
      if (row >= pass_.rows) continue;
      for (int t = 0; t < filter_sets_; ++t) step.pes.push_back(pe(group, t, row, channel_set, j));
    }
    if (!step.pes.empty()) result_.ifmap_steps.push_back(std::move(step));
  }

  const hw::LayerShape& shape_;
  const hw::Mapping& mapping_;
  const PassExtents& pass_;
  int filter_sets_;
  int channel_sets_;
  PassShape& result_;
};

}  // namespace

PassShape::PassShape(const hw::LayerShape& shape, const hw::Mapping& mapping,
                     const PassExtents& pass) {
  Builder(shape, mapping, pass, *this).build();
}

}  // namespace eyeriss::sim
