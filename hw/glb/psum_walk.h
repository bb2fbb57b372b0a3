// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "hw/array/pass_job.h"

namespace eyeriss::hw {

/// The order in which the psums of a pass travel between GLB and array, and lie in the GLB:
/// image by image, window by window, within a window one network word of each column in turn.
class PsumWalk {
 public:
  PsumWalk() = default;
  PsumWalk(const PassJob& job, int psums_per_word);

  bool at_end() const { return job_ == nullptr; }
  void advance();

  const PassConfiguration::PsumColumn& column() const {
    return job_->configuration->psum_columns[column_];
  }
  /// GLB address of the network word.
  std::int64_t address() const { return address_; }
  int image() const { return image_; }    ///< of the pass
  int window() const { return window_; }  ///< ofmap column of the tile
  /// First filter of the word, of the column's filters.
  int filter() const { return word_ * psums_per_word_; }
  /// Psums in the word.
  int count() const { return psums_in_word(column().filters, word_, psums_per_word_); }

 private:
  const PassJob* job_ = nullptr;
  int psums_per_word_ = 0;
  int turns_ = 0;  // words of the column that has most
  std::int64_t address_ = 0;
  int image_ = 0;
  int window_ = 0;
  int word_ = 0;
  std::size_t column_ = 0;
};

inline void PsumWalk::advance() {
  ++address_;
  do {  // columns of a partial set have fewer words and drop out of the turns
    if (++column_ < job_->configuration->psum_columns.size()) continue;
    column_ = 0;
    if (++word_ < turns_) continue;
    word_ = 0;
    if (++window_ < job_->pass.ofmap_columns.count) continue;
    window_ = 0;
    if (++image_ < job_->pass.images.count) continue;
    job_ = nullptr;
    return;
  } while (filter() >= column().filters);
}

}  // namespace eyeriss::hw
