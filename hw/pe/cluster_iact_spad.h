// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/codec/csc.h"
#include "hw/invariant.h"
#include "noc/data_word.h"

namespace eyeriss::hw {

/// Iact data and address spads of a PE of a machine of clusters: the segments of the window at
/// work, oldest first, and of those to come. CSC data take an entry per pair.
class ClusterIactSpad {
 public:
  struct Iact {
    int index;           ///< in its segment
    std::int16_t value;  ///< zero also where a long run takes a further pair
  };

  ClusterIactSpad(int values, int segments)
      : value_capacity_(values),
        segment_capacity_(segments),
        iacts_(std::bit_ceil(static_cast<std::size_t>(values))),
        sizes_(std::bit_ceil(static_cast<std::size_t>(segments))) {}

  bool has_room(const noc::DataWord& word) const {
    return entries_ + word.entries <= value_capacity_ && segments_ < segment_capacity_;
  }

  void write(const noc::DataWord& word);

  /// Complete ones.
  int segments() const { return segments_; }
  /// Of all segments, complete or not.
  int entries() const { return entries_; }
  bool is_empty() const { return segments_ == 0 && !is_open_; }

  /// Entries of a complete segment; 0 is the oldest.
  int entries(int segment) const {
    return sizes_[(first_segment_ + static_cast<std::size_t>(segment)) & (sizes_.size() - 1)];
  }
  /// An entry; 0 is the oldest.
  const Iact& operator[](int entry) const {
    return iacts_[(first_iact_ + static_cast<std::size_t>(entry)) & (iacts_.size() - 1)];
  }

  /// The oldest segments, complete ones, have been used for the last time.
  void drop(int segments);

 private:
  const int value_capacity_;
  const int segment_capacity_;
  // Rings, whose lengths are powers of two.
  std::vector<Iact> iacts_;
  std::vector<int> sizes_;
  std::size_t first_iact_ = 0;
  std::size_t first_segment_ = 0;
  int entries_ = 0;
  int segments_ = 0;

  // Of the segment that is being written.
  bool is_open_ = false;
  int open_entries_ = 0;
  int open_index_ = 0;
};

}  // namespace eyeriss::hw
