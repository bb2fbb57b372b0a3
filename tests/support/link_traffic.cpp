// SPDX-License-Identifier: Apache-2.0
#include "tests/support/link_traffic.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace eyeriss::test {
namespace {

using Stream = std::vector<std::int16_t>;

/// [first, end)
struct Span {
  int first;
  int end;
  int count() const { return end - first; }
  bool operator==(const Span&) const = default;
};

std::vector<Span> cut(int extent, int step) {
  std::vector<Span> parts;
  for (int first = 0; first < extent; first += step)
    parts.push_back({first, std::min(first + step, extent)});
  return parts;
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

class Counter {
 public:
  Counter(const hw::Layer& layer, const hw::LayerTensors& tensors, const Stream& ofmap,
          int filters_per_word)
      : layer_(layer),
        s_(layer.shape),
        tensors_(tensors),
        ofmap_(ofmap),
        filters_per_word_(filters_per_word) {}

  LinkTraffic run() {
    const hw::Mapping& m = layer_.mapping;
    for (const Span groups : cut(s_.groups, m.g))
      for (const Span tile : cut(s_.filters_per_group(), m.m))
        for (const Span images : cut(s_.N, m.n))
          for (const Span rows : cut(s_.E(), m.e))
            for (const Span columns : cut(s_.F(), m.f))
              for (const Span channels : cut(s_.channels_per_group(), m.q * m.r))
                for (const Span part : cut(tile.count(), m.p * m.t)) {
                  const Tile place{groups, images, rows, columns, channels};
                  if (place != loaded_) load_ifmaps(place);
                  loaded_ = place;
                  const Span filters{tile.first + part.first, tile.first + part.end};
                  load_filters(groups, filters, channels);
                  if (channels.end == s_.channels_per_group()) store(place, filters);
                }
    return traffic_;
  }

 private:
  struct Tile {
    Span groups;
    Span images;
    Span rows;
    Span columns;
    Span channels;
    bool operator==(const Tile&) const = default;
  };

  /// Values from memory word address `first` on, of which link words carry four.
  static std::int64_t raw_words(std::int64_t first, std::int64_t values) {
    return (first + values - 1) / 4 - first / 4 + 1;
  }

  /// The rows or columns of the map under a tile of windows.
  static Span under(const Span& windows, int stride, int kernel, int pad, int extent) {
    const int first = windows.first * stride - pad;
    const int end = (windows.end - 1) * stride - pad + kernel;
    return {std::clamp(first, 0, extent), std::clamp(end, 0, extent)};
  }

  void load_ifmaps(const Tile& tile) {
    const Span rows = under(tile.rows, s_.stride_h, s_.R, s_.pad_top, s_.H);
    const Span columns = under(tile.columns, s_.stride_w, s_.S, s_.pad_left, s_.W);
    if (rows.count() == 0 || columns.count() == 0) return;
    for (int image = tile.images.first; image < tile.images.end; ++image)
      for (int group = tile.groups.first; group < tile.groups.end; ++group) {
        const int base = image * s_.C + group * s_.channels_per_group();
        if (s_.H == 1 && s_.W == 1) {
          load_rows(
              image, s_.C, {0, 1},
              {base - image * s_.C + tile.channels.first, base - image * s_.C + tile.channels.end});
          continue;
        }
        for (int channel = tile.channels.first; channel < tile.channels.end; ++channel)
          load_rows(base + channel, s_.W, rows, columns);
      }
  }

  /// A rectangle of one plane.
  void load_rows(int plane, int width, const Span& rows, const Span& columns) {
    const std::int64_t values = std::int64_t{rows.count()} * columns.count();
    traffic_.raw_words += values;
    const std::int64_t height = s_.H;  // of a plane that is not one row of points
    if (layer_.ifmap_coding == hw::Coding::kRlc) {
      Stream stream;
      for (int row = rows.first; row < rows.end; ++row)
        for (int column = columns.first; column < columns.end; ++column)
          stream.push_back(
              tensors_.ifmap[static_cast<std::size_t>((plane * height + row) * width + column)]);
      traffic_.words_read += count_rlc_words(stream);
    } else if (columns.count() == width) {
      traffic_.words_read += raw_words(std::int64_t{rows.first} * width, values);
    } else {
      for (int row = rows.first; row < rows.end; ++row)
        traffic_.words_read +=
            raw_words(std::int64_t{row} * width + columns.first, columns.count());
    }
  }

  /// Per PE row: column by column, channel by channel, filter by filter, cut into words of the
  /// filter network, of which each row in turn sends one; set by set, the last kernel row first.
  void load_filters(const Span& groups, const Span& filters, const Span& channels) {
    const hw::Mapping& m = layer_.mapping;
    std::vector<Stream> pe_rows;
    for (int group = groups.first; group < groups.end; ++group)
      for (const Span chunk : cut(filters.count(), m.p))
        for (const Span set : cut(channels.count(), m.q))
          for (int row = s_.R - 1; row >= 0; --row) {
            Stream& values = pe_rows.emplace_back();
            for (int column = 0; column < s_.S; ++column)
              for (int channel = set.first; channel < set.end; ++channel)
                for (int filter = chunk.first; filter < chunk.end; ++filter)
                  values.push_back(weight(group * s_.filters_per_group() + filters.first + filter,
                                          channels.first + channel, row, column));
          }
    Stream block;
    const auto per_word = static_cast<std::size_t>(filters_per_word_);
    std::size_t longest = 0;
    for (const Stream& values : pe_rows) longest = std::max(longest, values.size());
    for (std::size_t sent = 0; sent < longest; sent += per_word) {
      for (const Stream& values : pe_rows) {
        if (sent >= values.size()) continue;
        for (std::size_t i = sent; i < sent + per_word; ++i)
          block.push_back(i < values.size() ? values[i] : std::int16_t{0});
      }
    }
    for (const Stream& values : pe_rows)
      traffic_.raw_words += static_cast<std::int64_t>(values.size());
    traffic_.words_read += words(layer_.weights_coding, block);
  }

  std::int16_t weight(int filter, int channel, int row, int column) const {
    const std::int64_t index =
        ((std::int64_t{filter} * s_.channels_per_group() + channel) * s_.R + row) * s_.S + column;
    return tensors_.weights[static_cast<std::size_t>(index)];
  }

  void store(const Tile& tile, const Span& filters) {
    const bool points = s_.E() == 1 && s_.F() == 1;
    for (int image = tile.images.first; image < tile.images.end; ++image)
      for (int group = tile.groups.first; group < tile.groups.end; ++group) {
        Stream stream;
        for (int filter = filters.first; filter < filters.end; ++filter) {
          const int map = image * s_.M + group * s_.filters_per_group() + filter;
          for (int row = tile.rows.first; row < tile.rows.end; ++row)
            for (int column = tile.columns.first; column < tile.columns.end; ++column)
              stream.push_back(
                  ofmap_[static_cast<std::size_t>((map * s_.E() + row) * s_.F() + column)]);
          if (!points) store(stream);
        }
        if (points) store(stream);
      }
  }

  void store(Stream& stream) {
    traffic_.raw_words += static_cast<std::int64_t>(stream.size());
    traffic_.words_written += words(layer_.ofmap_coding, stream);
    stream.clear();
  }

  static std::int64_t words(hw::Coding coding, const Stream& stream) {
    if (coding == hw::Coding::kRlc) return count_rlc_words(stream);
    return ceil_div(static_cast<std::int64_t>(stream.size()), 4);
  }

  const hw::Layer& layer_;
  const hw::LayerShape& s_;
  const hw::LayerTensors& tensors_;
  const Stream& ofmap_;
  int filters_per_word_;
  std::optional<Tile> loaded_;
  LinkTraffic traffic_;
};

}  // namespace

std::int64_t count_rlc_words(const std::vector<std::int16_t>& stream) {
  std::int64_t pairs = 0;
  std::int64_t zeros = 0;
  for (const std::int16_t value : stream) {
    if (value == 0) {
      ++zeros;
      continue;
    }
    pairs += zeros / 32 + 1;
    zeros = 0;
  }
  pairs += ceil_div(zeros, 32);
  return std::max<std::int64_t>(1, ceil_div(pairs, 3));
}

LinkTraffic link_traffic(const hw::Layer& layer, const hw::LayerTensors& tensors,
                         const std::vector<std::int16_t>& ofmap, int filters_per_word) {
  return Counter(layer, tensors, ofmap, filters_per_word).run();
}

}  // namespace eyeriss::test
