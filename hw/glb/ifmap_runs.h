// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/array/pass_job.h"
#include "hw/coding.h"
#include "hw/dram/dram_layout.h"
#include "hw/dram/ifmap_strip.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// The requests for the ifmaps of a pass, in order: of each piece of its strip (IfmapStrip) the
/// stream, or if it is raw its rows, in one run if they have the plane's full width, else row by
/// row.
class IfmapRuns {
 public:
  /// A run of values, and where they go in the GLB's ifmap region.
  struct Run {
    std::int64_t link_word;   ///< address of the first 64 b word
    std::int64_t link_words;  ///< that the run touches
    int skipped;              ///< values before the run in its first link word
    IfmapStrip::Piece piece;  ///< just the run's part of it
  };

  IfmapRuns() = default;
  IfmapRuns(const PassJob& job, const Layer& layer, const DramLayout& layout);

  bool at_end() const { return piece_ == strip_.pieces(); }
  Run run() const;
  void advance();

 private:
  bool is_full_width(const IfmapStrip::Piece& piece) const {
    return piece.columns == layout_->ifmap_plane_width();
  }

  const DramLayout* layout_ = nullptr;
  IfmapStrip strip_;
  Coding coding_ = Coding::kRaw;
  std::int64_t block_ = 0;
  int piece_ = 0;
  int row_ = 0;  // of the piece, if it goes row by row
};

}  // namespace eyeriss::hw
