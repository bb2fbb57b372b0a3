// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/link_traffic.h"

#include <algorithm>
#include <cmath>

#include "hw/ceil_div.h"
#include "sim/mapper/pass_counts.h"

namespace eyeriss::sim {
namespace {

constexpr double kValuesPerWord = 4;
constexpr double kPairsPerWord = 3;
constexpr int kLongestRun = 32;  ///< zeros that one pair of the code can stand for, and one more

/// Link words of one stream of so many values.
double stream_words(hw::Coding coding, double values, double zeros) {
  if (coding == hw::Coding::kRaw) return std::ceil(values / kValuesPerWord);
  if (zeros == 1) return std::ceil(std::ceil(values / kLongestRun) / kPairsPerWord);
  // A pair for each non-zero value, and one for each 32 zeros that precede it; zeros come at
  // random.
  const double runs = std::pow(zeros, kLongestRun);
  const double pairs = values * (1 - zeros) * (1 + runs / (1 - runs));
  return std::max(1.0, (pairs + (kPairsPerWord - 1) / 2) / kPairsPerWord);
}

/// Rows or columns of the map, without padding, that the tiles of one dimension need.
struct Spans {
  std::int64_t parts = 0;  ///< tiles that need any
  std::int64_t sum = 0;    ///< of all tiles
  double row_words = 0;    ///< of columns: link words of a row of each tile, raw, together
};

/// Link words of some values of a raw row, on average over the rows: in memory they follow each
/// other without gaps.
double row_words(int first, int count, int width) {
  int words = 0;
  for (int row = 0; row < 4; ++row) words += ((row * width + first) % 4 + count + 3) / 4;
  return words / 4.0;
}

Spans spans(int outputs, int step, int stride, int kernel, int pad, int extent) {
  Spans spans;
  for (int first = 0; first < outputs; first += step) {
    const int last = std::min(first + step, outputs) - 1;
    const int begin = std::clamp(first * stride - pad, 0, extent);
    const int end = std::clamp(last * stride - pad + kernel, 0, extent);
    if (end == begin) continue;
    ++spans.parts;
    spans.sum += end - begin;
    spans.row_words += row_words(begin, end - begin, extent);
  }
  return spans;
}

std::int64_t steps(int extent, int step) { return ceil_div(extent, step); }

/// How often an ifmap strip is loaded: filter tiles use the same if there are no others in between.
std::int64_t ifmap_loads(const hw::LayerShape& s, const hw::Mapping& m) {
  const bool is_kept =
      m.n == s.N && m.e == s.E() && m.f == s.F() && m.q * m.r >= s.channels_per_group();
  return is_kept ? 1 : steps(s.filters_per_group(), m.m);
}

TensorTraffic ifmap_traffic(const hw::Layer& layer, double zeros) {
  const hw::LayerShape& s = layer.shape;
  const hw::Mapping& m = layer.mapping;
  const Spans rows = spans(s.E(), m.e, s.stride_h, s.R, s.pad_top, s.H);
  const Spans columns = spans(s.F(), m.f, s.stride_w, s.S, s.pad_left, s.W);
  const std::int64_t channel_steps = steps(s.channels_per_group(), m.q * m.r);
  const std::int64_t times = ifmap_loads(s, m);
  const std::int64_t planes = std::int64_t{s.N} * s.C * times;

  TensorTraffic traffic;
  traffic.values = planes * rows.sum * columns.sum;
  if (traffic.values == 0) return traffic;
  if (s.has_point_ifmaps()) {  // a stream of all channels of a pass and group
    const int step = std::min(m.q * m.r, s.channels_per_group());
    const int last = (s.channels_per_group() - 1) % step + 1;
    const auto words = [&](int channels) {
      return layer.ifmap_coding == hw::Coding::kRaw
                 ? row_words(0, channels, step)
                 : stream_words(layer.ifmap_coding, channels, zeros);
    };
    const double streams = static_cast<double>(s.N * times * s.groups * rows.parts * columns.parts);
    traffic.words = streams * (static_cast<double>(channel_steps - 1) * words(step) + words(last));
  } else if (layer.ifmap_coding == hw::Coding::kRlc || columns.sum == s.W * columns.parts) {
    const double streams = static_cast<double>(planes * rows.parts * columns.parts);
    traffic.words = streams * stream_words(layer.ifmap_coding,
                                           static_cast<double>(traffic.values) / streams, zeros);
  } else {
    traffic.words = static_cast<double>(planes * rows.sum) * columns.row_words;
  }
  return traffic;
}

TensorTraffic filter_traffic(const hw::Architecture& architecture, const hw::Layer& layer,
                             const PassClasses& classes, double zeros) {
  const hw::LayerShape& s = layer.shape;
  TensorTraffic traffic;
  for (const PassClass& passes : classes.passes) {
    const PassExtents& pass = passes.extents;
    const std::int64_t values =
        std::int64_t{pass.groups} * pass.filters * pass.channels * (s.R * s.S);
    traffic.values += passes.count * values;
    const double stream = static_cast<double>(filter_network_words(architecture, layer, pass)) *
                          architecture.filters_per_word();
    const double stream_zeros = 1 - (1 - zeros) * static_cast<double>(values) / stream;
    traffic.words += static_cast<double>(passes.count) *
                     stream_words(layer.weights_coding, stream, stream_zeros);
  }
  return traffic;
}

TensorTraffic ofmap_traffic(const hw::Layer& layer, const PassClasses& classes, double zeros) {
  const hw::LayerShape& s = layer.shape;
  TensorTraffic traffic;
  for (const TileClass& tile : classes.tiles) {
    const PassExtents& pass = tile.first_pass;
    const double planes = static_cast<double>(tile.count * pass.groups * pass.images);
    const double points = static_cast<double>(pass.rows) * pass.columns;
    const auto words = [&](int filters) {
      return s.has_point_ofmaps() ? stream_words(layer.ofmap_coding, filters, zeros)
                                  : filters * stream_words(layer.ofmap_coding, points, zeros);
    };
    traffic.words +=
        planes * ((tile.filter_steps - 1) * words(pass.filters) + words(tile.last_filters));
  }
  traffic.values = std::int64_t{s.N} * s.M * s.E() * s.F();
  return traffic;
}

}  // namespace

LinkTraffic link_traffic(const hw::Architecture& architecture, const hw::Layer& layer,
                         const PassClasses& classes, const ZeroFractions& zeros) {
  const hw::LayerShape& s = layer.shape;
  const hw::Mapping& m = layer.mapping;
  return {.ifmaps = ifmap_traffic(layer, zeros.ifmap),
          .filters = filter_traffic(architecture, layer, classes, zeros.weights),
          .ofmaps = ofmap_traffic(layer, classes, zeros.ofmap),
          .ifmap_strips = ifmap_loads(s, m) * s.N * s.C * steps(s.E(), m.e) * steps(s.F(), m.f)};
}

}  // namespace eyeriss::sim
