// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/pe_work.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"
#include "sim/cluster_mapper/cluster_storage.h"
#include "sim/cluster_mapper/unpadded.h"

namespace eyeriss::sim {
namespace {

/// Of all positions that windows look at, the fraction that is not padding.
double inside(const hw::LayerShape& s) {
  return unpadded(s.E(), 1, s.R, s.stride_h, s.pad_top, s.H) *
         unpadded(s.F(), 1, s.S, s.stride_w, s.pad_left, s.W);
}

}  // namespace

PeWork::PeWork(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
               const ZeroFractions& zeros)
    : architecture_(architecture),
      kernel_width_(layer.shape.S),
      columns_(std::min(layer.shape.S, layer.shape.stride_w)),
      window_segments_(window_segments(layer.shape)),
      iacts_raw_(layer.ifmap_coding == hw::Coding::kRaw),
      weights_raw_(layer.weights_coding == hw::Coding::kRaw),
      ofmap_raw_(layer.ofmap_coding == hw::Coding::kRaw),
      nonzero_iacts_(1 - zeros.ifmap),
      iact_density_(nonzero_iacts_ * inside(layer.shape)),
      weight_density_(1 - zeros.weights),
      ofmap_density_(1 - zeros.ofmap) {
  const auto& pe = architecture.pe;
  const auto& noc = architecture.noc;
  iact_cycles_.push_back({0, 0});
  iact_gaps_.push_back(0);
  column_words_.push_back(0);
  spad_words_.push_back(0);
  // As far as legal mappings of the layer go.
  const int most_filters = std::min(pe.psums, layer.shape.filters_per_group());
  const auto most_values = static_cast<int>(std::min<std::int64_t>(
      pe.iact_values, std::int64_t{layer.shape.channels_per_group()} * columns_));
  for (int p = 1; p <= most_filters; ++p) {
    const double words = ceil_div(p, pe.macs_per_cycle);
    const double delay = pe.forwards_psums ? 0 : pe.mac_stages;
    if (weights_raw_) {
      iact_gaps_.push_back(std::max(0.0, delay - words));
      iact_cycles_.push_back({words, 0});
      spad_words_.push_back(words);
      continue;
    }
    const double density = pair_density(p, weight_density_);
    iact_cycles_.push_back(words_of_nonzeros(p, density, pe.macs_per_cycle, 1));
    iact_gaps_.push_back(delay > 1 ? (delay - 1) * chance_of_shared(p, density, pe.macs_per_cycle)
                                   : 0);
    spad_words_.push_back(words_of_nonzeros(p, density, pe.macs_per_cycle, 0).mean);
    column_words_.push_back(words_of_nonzeros(p, density, noc.weight.pairs, 1).mean);
  }
  segment_words_.push_back(0);
  for (int values = 1; values <= most_values; ++values) {
    segment_words_.push_back(
        iacts_raw_ ? ceil_div(values, noc.iact.values)
                   : words_of_nonzeros(values, iact_density_, noc.iact.pairs, 1).mean);
  }
}

double PeWork::slow_mac_cycles(int p, int q, int chain_length) const {
  const double deviations = expected_largest(chain_length);
  const Moments& cycles = iact_cycles_[index(p)];
  const double issued = issued_iacts();
  const double square = cycles.variance + cycles.mean * cycles.mean;
  const double variance = issued * square - issued * issued * cycles.mean * cycles.mean;
  const int values = q * kernel_width_;
  const double slow = values * issued * cycles.mean + deviations * std::sqrt(values * variance);
  const double most = values * ceil_div(p, architecture_.pe.macs_per_cycle);
  const double macs = std::min(slow, most) + iact_gaps_[index(p)] * successors(values, q);
  return iacts_raw_ ? macs : std::max(macs, window_segments_ + 1.0);
}

double PeWork::successors(int values, int q) const {
  // Zeros between them take their cycles where they are raw, or are segments of their own.
  const bool is_spaced = iacts_raw_ || q * columns_ == 1;
  if (is_spaced) return (values - 1) * iact_density_ * iact_density_;
  return values * iact_density_ - 1 + std::pow(1 - iact_density_, values);  // all but the first
}

int PeWork::accumulate_cycles(const hw::ClusterArchitecture& architecture, int p) {
  const int width = architecture.noc.psum.values;
  const int macs = architecture.pe.macs_per_cycle;
  const int rest = p % width;
  return p / width * ceil_div(width, macs) + (rest > 0 ? ceil_div(rest, macs) : 0);
}

bool PeWork::overlaps(int p) const {
  const auto& pe = architecture_.pe;
  return pe.overlaps_accumulation && 2 * p <= pe.psums;
}

/// The spad has one write port.
double PeWork::load_cycles(int p, int q) const {
  return std::max(weight_words(p, q), weight_spad_words(p, q));
}

double PeWork::send_cycles(int p, int q) const {
  const double words = weight_words(p, q);
  const double at_once = std::min<double>(words, architecture_.pe.weight_fifo_words);
  return at_once + (words - at_once) * load_cycles(p, q) / words;
}

double PeWork::weight_words(int p, int q) const {
  const int columns = q * kernel_width_;
  if (weights_raw_) return ceil_div(p * columns, architecture_.noc.weight.values);
  return columns * column_words_[index(p)];
}

double PeWork::weight_bits(int p, int q) const {
  const double columns = q * kernel_width_;
  if (weights_raw_) return columns * p * hw::kRawValueBits;
  return columns *
         (p * pair_density(p, weight_density_) * hw::kCscPairBits + hw::kWeightAddressBits);
}

double PeWork::weight_spad_words(int p, int q) const {
  return q * kernel_width_ * spad_words_[index(p)];
}

double PeWork::row_words(int q, int windows) const {
  const int last = kernel_width_ - (window_segments_ - 1) * columns_;
  return (row_segments(windows) - 1) * segment_words(q) + segment_words_of(q * last);
}

double PeWork::row_values(int q, int windows) const {
  return q * (static_cast<double>(windows - 1) * columns_ + kernel_width_);
}

double PeWork::row_entries(int q, int windows, double inside) const {
  return row_values(q, windows) * (iacts_raw_ ? 1 : nonzero_iacts_ * inside);
}

double PeWork::row_bits(int q, int windows, double inside) const {
  if (iacts_raw_) return row_values(q, windows) * inside * hw::kRawValueBits;
  return row_entries(q, windows, inside) * hw::kCscPairBits +
         row_segments(windows) * hw::kIactAddressBits;
}

bool PeWork::has_room_ahead(int q) const {
  const auto& pe = architecture_.pe;
  const int segments = window_segments_ + 1;
  return segments * q * columns_ * issued_iacts() <= pe.iact_values && segments <= pe.iact_segments;
}

int PeWork::psum_words(int p) const { return ceil_div(p, architecture_.noc.psum.values); }

double PeWork::output_bits(int p) const {
  if (ofmap_raw_) return p * hw::kRawValueBits;
  return p * ofmap_density_ * hw::kCscPairBits + hw::kIactAddressBits;
}

}  // namespace eyeriss::sim
