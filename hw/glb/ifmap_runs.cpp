// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ifmap_runs.h"

namespace eyeriss::hw {

IfmapRuns::IfmapRuns(const PassJob& job, const Layer& layer, const DramLayout& layout)
    : layout_(&layout),
      strip_(job, layer.shape),
      coding_(layer.ifmap_coding),
      block_(job.pass.ifmap_block) {}

IfmapRuns::Run IfmapRuns::run() const {
  IfmapStrip::Piece piece = strip_.piece(piece_);
  if (coding_ == Coding::kRlc) {
    const DramLayout::Extent stream = layout_->ifmap_stream(block_, piece_);
    return {.link_word = stream.address, .link_words = stream.words, .skipped = 0, .piece = piece};
  }
  if (!is_full_width(piece)) {
    piece.first_row += row_;
    piece.rows = 1;
    piece.glb_address += row_ * piece.glb_row_step;
  }
  const std::int64_t first =
      std::int64_t{piece.first_row} * layout_->ifmap_plane_width() + piece.first_column;
  const int skipped = static_cast<int>(first % 4);
  return {.link_word = layout_->ifmap_plane(piece.plane) + first / 4,
          .link_words = (skipped + piece.values() + 3) / 4,
          .skipped = skipped,
          .piece = piece};
}

void IfmapRuns::advance() {
  if (coding_ == Coding::kRaw) {
    const IfmapStrip::Piece piece = strip_.piece(piece_);
    if (!is_full_width(piece) && ++row_ < piece.rows) return;
    row_ = 0;
  }
  ++piece_;
}

}  // namespace eyeriss::hw
