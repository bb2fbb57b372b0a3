// SPDX-License-Identifier: Apache-2.0
#include "tests/support/stream_sizes.h"

#include <algorithm>
#include <cstddef>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"

namespace eyeriss::test {

StreamSizes::Size StreamSizes::iacts(const Tile& images, const Tile& ofmap_columns, int group,
                                     const Tile& channels, int padded_row) const {
  const int row = padded_row - shape_.pad_top;
  const int step = std::min(shape_.S, shape_.stride_w);
  // A segment for each window, of the columns that the next does not need; then those that the last
  // window has beyond.
  const int segments = ofmap_columns.count - 1 + ceil_div(shape_.S, step);
  Size size;
  std::vector<std::int16_t> segment;
  for (int image = images.first; image < images.first + images.count; ++image) {
    for (int k = 0; k < segments; ++k) {
      const int beyond = std::max(0, k - (ofmap_columns.count - 1));
      const int width = std::min(step, shape_.S - beyond * step);
      const int first = (ofmap_columns.first + k) * shape_.stride_w - shape_.pad_left;
      segment.clear();
      int inside = 0;
      for (int column = first; column < first + width; ++column) {
        const bool is_inside = row >= 0 && row < shape_.H && column >= 0 && column < shape_.W;
        for (int c = channels.first; c < channels.first + channels.count; ++c) {
          const int channel = group * shape_.channels_per_group() + c;
          segment.push_back(is_inside ? iact(image, channel, row, column) : std::int16_t{0});
        }
        if (is_inside) inside += channels.count;
      }
      add_segment(segment, layer_.ifmap_coding, noc_.iact, hw::kIactAddressBits, inside, size);
    }
  }
  return size;
}

StreamSizes::Size StreamSizes::weights(int group, const Tile& channels, const Tile& filters,
                                       int filter_row) const {
  Size size;
  if (layer_.weights_coding == hw::Coding::kRaw) {
    size.values = std::int64_t{filters.count} * channels.count * shape_.S;
    size.words = ceil_div<std::int64_t>(size.values, noc_.weight.values);
    size.bits = hw::kRawValueBits * size.values;
    return size;
  }
  std::vector<std::int16_t> column;
  for (int c = channels.first; c < channels.first + channels.count; ++c) {
    for (int k = 0; k < shape_.S; ++k) {
      column.clear();
      for (int m = filters.first; m < filters.first + filters.count; ++m)
        column.push_back(weight(group * shape_.filters_per_group() + m, c, filter_row, k));
      add_segment(column, hw::Coding::kCsc, noc_.weight, hw::kWeightAddressBits, filters.count,
                  size);
    }
  }
  return size;
}

/// @param inside values that are not padding
void StreamSizes::add_segment(const std::vector<std::int16_t>& values, hw::Coding coding,
                              const hw::ClusterArchitecture::Port& port, int address_bits,
                              int inside, Size& size) {
  size.values += inside;
  if (coding == hw::Coding::kRaw) {
    size.words += ceil_div(static_cast<int>(values.size()), port.values);
    size.bits += hw::kRawValueBits * inside;
    return;
  }
  const int pairs = hw::csc_pairs(values);
  size.words += std::max(1, ceil_div(pairs, port.pairs));
  size.bits += hw::kCscPairBits * pairs + address_bits;
}

std::int16_t StreamSizes::iact(int image, int channel, int row, int column) const {
  return tensors_.ifmap[static_cast<std::size_t>(
      ((std::int64_t{image} * shape_.C + channel) * shape_.H + row) * shape_.W + column)];
}

std::int16_t StreamSizes::weight(int filter, int channel, int row, int column) const {
  return tensors_.weights[static_cast<std::size_t>(
      ((std::int64_t{filter} * shape_.channels_per_group() + channel) * shape_.R + row) * shape_.S +
      column)];
}

}  // namespace eyeriss::test
