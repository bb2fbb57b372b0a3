// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/pe/cluster_pe_pass.h"
#include "hw/pe/pe_counters.h"
#include "noc/data_word.h"

namespace eyeriss::hw {

/// Weight data and address spads of a PE of a machine of clusters: the weights of one pass, a
/// column of M0 filters for each value of a window. A word of the data spad holds as many entries
/// as there are MACs, and every column begins with a new one.
///
/// Weights are kept dense beside, in rows that a loop goes through in vectors: a product with zero
/// adds nothing, so what counts entries and what multiplies need not look at the same array.
class ClusterWeightSpad {
 public:
  /// Rows are filled up to a multiple of so many weights.
  static constexpr int kRowBlock = 8;

  struct Column {
    int first_word;  ///< of the data spad
    int entries;     ///< pairs, or raw weights
    int weights;     ///< entries that are no further pairs of long runs
    int words;       ///< of the data spad
  };

  ClusterWeightSpad(const ClusterArchitecture::Pe& sizes, PeCounters& counters);

  /// Makes ready for the weights of a pass.
  /// @throws InvariantError if those of the pass before have not been released, or if there are
  ///         more columns than the address spad holds
  void begin(const ClusterPePass& pass);
  /// @throws InvariantError if the spad overflows, or the words are not those of the pass
  void write(const noc::DataWord& word);
  /// The pass has used its weights for the last time.
  void release();

  /// All weights of the pass are there.
  bool is_complete() const { return is_complete_; }
  /// Words of the data spad written for the pass so far.
  int words() const { return words_; }

  const Column& column(int column) const { return columns_[static_cast<std::size_t>(column)]; }
  /// Of entries `first` to `last - 1` of a column, those that are weights.
  int weights_among(const Column& column, int first, int last) const;

  /// Number of the filter of an entry.
  int filter_of(const Column& column, int entry) const {
    return filters_[static_cast<std::size_t>(column.first_word * sizes_.macs_per_cycle + entry)];
  }

  /// Whether two words of the data spad hold weights of a same filter, the `word_a`-th of one
  /// column and the `word_b`-th of another.
  bool share_filter(int column_a, int word_a, int column_b, int word_b) const;

  /// Weights of a column by filter, zeros included.
  const std::int16_t* row(int column) const {
    return rows_.data() + static_cast<std::size_t>(column * row_length_);
  }
  /// M0, filled up.
  int row_length() const { return row_length_; }

 private:
  void add(int filter, std::int16_t weight);
  void end_column();

  const ClusterArchitecture::Pe& sizes_;
  PeCounters& counters_;
  ClusterPePass pass_;
  int row_length_ = 0;
  int words_ = 0;  // written
  bool is_complete_ = false;

  std::vector<Column> columns_;
  std::vector<std::int16_t> rows_;
  std::vector<std::uint8_t> is_weight_;  // by entry of the data spad
  std::vector<int> filters_;             // same

  // Of the column that is being written.
  int open_column_ = 0;
  int open_filter_ = 0;  // of the next weight
};

}  // namespace eyeriss::hw
