// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "sim/cluster_mapper/expected_counts.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {

/// What PEs of a machine of clusters have to do for a layer, and how many words the data take that
/// they get, as expected from the fractions of zeros. Of p filters and q channels in a PE.
class PeWork {
 public:
  PeWork(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
         const ZeroFractions& zeros);

  bool has_csc_iacts() const { return !iacts_raw_; }
  bool has_csc_weights() const { return !weights_raw_; }

  /// Cycles of the MACs for a window of the slowest PE of a chain, in the mean, with those that
  /// are lost between them.
  double slow_mac_cycles(int p, int q, int chain_length) const;
  /// Cycles in which the psums of a window are added.
  int accumulate_cycles(int p) const { return accumulate_cycles(architecture_, p); }
  static int accumulate_cycles(const hw::ClusterArchitecture& architecture, int p);

  /// Cycles of the MACs for an iact that takes any.
  double iact_cycles(int p) const { return iact_cycles_[index(p)].mean; }
  /// Fraction of iacts that take cycles.
  double issued_iacts() const { return iacts_raw_ ? 1 : iact_density_; }
  /// Fraction of iacts that are not zero; padding is.
  double iact_density() const { return iact_density_; }
  /// Fraction of weights whose MACs are issued or gated.
  double kept_weights() const { return weights_raw_ ? 1 : weight_density_; }

  /// Whether the psums of a window can be added while the MACs of the next go on.
  bool overlaps(int p) const;

  /// Cycles in which a PE takes its weights, if they come without a gap.
  double load_cycles(int p, int q) const;
  /// Cycles in which a router sends a block of weights, of which FIFOs take the first words at
  /// once.
  double send_cycles(int p, int q) const;
  /// Network words of the weights of a PE.
  double weight_words(int p, int q) const;
  /// Bits of them off the chip.
  double weight_bits(int p, int q) const;
  /// Words of the weight data spad that they take.
  double weight_spad_words(int p, int q) const;

  /// Network words of a segment of iacts.
  double segment_words(int q) const { return segment_words_of(q * columns_); }
  /// Network words of a row of a strip, and of those of its first window.
  double row_words(int q, int windows) const;
  double first_window_words(int q) const { return row_words(q, 1); }
  /// Values of a row of a strip.
  double row_values(int q, int windows) const;
  /// Those that travel. @param inside fraction of values that are not padding
  double row_entries(int q, int windows, double inside) const;
  int row_segments(int windows) const { return windows - 1 + window_segments_; }
  /// Bits of a row off the chip. @param inside as above
  double row_bits(int q, int windows, double inside) const;
  /// A PE's spads can hold the next window's new segment beside the present window.
  bool has_room_ahead(int q) const;

  int psum_words(int p) const;
  /// Bits off the chip of the outputs of a window.
  double output_bits(int p) const;

 private:
  static std::size_t index(int value) { return static_cast<std::size_t>(value); }
  double segment_words_of(int values) const { return segment_words_[index(values)]; }
  /// Iacts of a window that follow another directly, of so many values.
  double successors(int values, int q) const;

  const hw::ClusterArchitecture& architecture_;
  const int kernel_width_;
  const int columns_;  // of a segment
  const int window_segments_;
  const bool iacts_raw_;
  const bool weights_raw_;
  const bool ofmap_raw_;
  const double nonzero_iacts_;  // fraction, padding apart
  const double iact_density_;   // with padding
  const double weight_density_;
  const double ofmap_density_;
  // By p:
  std::vector<Moments> iact_cycles_;
  std::vector<double> iact_gaps_;      // cycles between two iacts, for psums under way
  std::vector<double> column_words_;   // network words of a column of weights
  std::vector<double> spad_words_;     // of a column of weights
  std::vector<double> segment_words_;  // by values
};

}  // namespace eyeriss::sim
