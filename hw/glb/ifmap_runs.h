// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/array/pass_job.h"
#include "hw/dram/dram_layout.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// The runs of ifmap words that a pass needs from memory, in order: for each image, group and
/// channel the strip's rows, in one run if they are taken in full width, else row by row.
/// Padding lies in the GLB only.
class IfmapRuns {
 public:
  /// A run of 16 b words and where they go in the GLB's ifmap region.
  struct Run {
    std::int64_t link_word;   ///< address of the first 64 b word
    std::int64_t link_words;  ///< that the run touches
    int skipped;              ///< 16 b words before the run in its first link word
    int words;                ///< of 16 b
    int row_words;            ///< of 16 b, after which the next GLB row begins
    std::int64_t glb_address;
    int glb_row_words;

    /// GLB address of word `i` of the run.
    std::int64_t glb_address_of(int i) const {
      return glb_address + std::int64_t{i / row_words} * glb_row_words + i % row_words;
    }
  };

  IfmapRuns() = default;
  IfmapRuns(const PassJob& job, const LayerShape& shape, const DramLayout& layout);

  bool at_end() const { return plane_ == planes_; }
  Run run() const;
  void advance();

 private:
  const PassJob* job_ = nullptr;
  const LayerShape* shape_ = nullptr;
  const DramLayout* layout_ = nullptr;
  int planes_ = 0;
  int plane_ = 0;
  int row_ = 0;  // run within the plane
  int runs_per_plane_ = 0;
  int first_row_ = 0;  // of the ifmap
  int rows_ = 0;
  int first_column_ = 0;
  int columns_ = 0;
  int top_ = 0;   // rows of padding above, in the GLB
  int left_ = 0;  // columns of padding to the left, in the GLB
};

}  // namespace eyeriss::hw
