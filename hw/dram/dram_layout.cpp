// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_layout.h"

#include "hw/codec/stream_encoder.h"
#include "hw/dram/ifmap_strip.h"

namespace eyeriss::hw {
namespace {

/// Writes one stream word by word.
class StreamWriter {
 public:
  StreamWriter(Coding coding, std::int64_t address, Memory& memory)
      : encoder_(coding), address_(address), memory_(memory) {}

  void push(std::int16_t value) {
    if (const auto word = encoder_.push(value)) memory_.write(address_++, *word);
  }
  /// @return the address behind the stream
  std::int64_t finish() {
    memory_.write(address_++, encoder_.finish());
    return address_;
  }

 private:
  StreamEncoder encoder_;
  std::int64_t address_;
  Memory& memory_;
};

}  // namespace

std::int64_t DramLayout::plane_size() const {
  const LayerShape& shape = layer_.shape;
  return shape.has_point_ifmaps() ? shape.C : std::int64_t{shape.H} * shape.W;
}

void DramLayout::store_raw_ifmaps(const std::vector<std::int16_t>& ifmap, Memory& memory) {
  const auto planes = static_cast<std::int64_t>(ifmap.size()) / plane_size();
  auto from = ifmap.begin();
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    StreamWriter writer(Coding::kRaw, ifmap_plane(plane), memory);
    for (std::int64_t i = 0; i < plane_size(); ++i) writer.push(*from++);
    writer.finish();
  }
  filter_blocks_.back() = aligned(planes * plane_words());
}

void DramLayout::store_coded_ifmaps(const PassJob& job, const std::vector<std::int16_t>& ifmap,
                                    Memory& memory) {
  if (job.pass.ifmap_block < static_cast<std::int64_t>(ifmap_blocks_.size())) return;
  ifmap_blocks_.push_back(ifmap_streams_.size() - 1);
  const IfmapStrip strip(job, layer_.shape);
  for (int i = 0; i < strip.pieces(); ++i) {
    const IfmapStrip::Piece piece = strip.piece(i);
    StreamWriter writer(Coding::kRlc, ifmap_streams_.back(), memory);
    for (int row = piece.first_row; row < piece.first_row + piece.rows; ++row) {
      const std::int64_t first =
          piece.plane * plane_size() + std::int64_t{row} * ifmap_plane_width() + piece.first_column;
      for (std::int64_t at = first; at < first + piece.columns; ++at)
        writer.push(ifmap[static_cast<std::size_t>(at)]);
    }
    ifmap_streams_.push_back(writer.finish());
  }
  filter_blocks_.back() = aligned(ifmap_streams_.back());
}

void DramLayout::store_filters(const PassJob& job, const std::vector<std::int16_t>& weights,
                               Memory& memory) {
  if (job.pass.filter_block + 1 < static_cast<std::int64_t>(filter_blocks_.size())) return;
  const PassConfiguration& configuration = *job.configuration;
  std::vector<std::vector<std::int16_t>> rows;  // in whole network words
  for (const auto& row : configuration.filter_rows) rows.push_back(row_filters(job, row, weights));
  StreamWriter writer(layer_.weights_coding, filter_blocks_.back(), memory);
  const auto per_word = static_cast<std::size_t>(filters_per_word_);
  int left = configuration.filter_network_words;
  for (std::size_t sent = 0; left > 0; sent += per_word) {
    for (const std::vector<std::int16_t>& row : rows) {
      if (sent >= row.size()) continue;
      for (std::size_t i = sent; i < sent + per_word; ++i) writer.push(row[i]);
      --left;
    }
  }
  filter_blocks_.push_back(writer.finish());
}

DramLayout::Extent DramLayout::ifmap_stream(std::int64_t block, int piece) const {
  return extent(ifmap_streams_,
                ifmap_blocks_[static_cast<std::size_t>(block)] + static_cast<std::size_t>(piece));
}

/// A PE uses its filters ifmap word by ifmap word: column, channel, filter from slow to fast.
std::vector<std::int16_t> DramLayout::row_filters(const PassJob& job,
                                                  const PassConfiguration::FilterRow& row,
                                                  const std::vector<std::int16_t>& weights) const {
  const LayerShape& shape = layer_.shape;
  const std::int64_t first_filter =
      std::int64_t{job.pass.groups.first + row.group} * shape.filters_per_group() +
      job.pass.filters.first + row.first_filter;
  const int first_channel = job.pass.channels.first + row.first_channel;
  const std::int64_t filter_step = std::int64_t{shape.channels_per_group()} * shape.R * shape.S;

  std::vector<std::int16_t> values;
  const int network_words = (row.words + filters_per_word_ - 1) / filters_per_word_;
  values.reserve(static_cast<std::size_t>(network_words * filters_per_word_));
  for (int column = 0; column < shape.S; ++column) {
    for (int channel = first_channel; channel < first_channel + row.channels; ++channel) {
      std::int64_t at = first_filter * filter_step +
                        (std::int64_t{channel} * shape.R + row.row) * shape.S + column;
      for (int filter = 0; filter < row.filters; ++filter, at += filter_step)
        values.push_back(weights[static_cast<std::size_t>(at)]);
    }
  }
  values.resize(static_cast<std::size_t>(network_words * filters_per_word_));
  return values;
}

}  // namespace eyeriss::hw
