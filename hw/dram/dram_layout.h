// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/array/pass_job.h"
#include "hw/dram/memory.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// Where a layer's tensors lie in memory, and how they get there before the layer begins.
///
/// - Raw ifmaps: plane by plane, each in raster order from a 64 b word of its own. Maps of 1 x 1
///   lie side by side, an image in the place of a plane.
/// - Coded ifmaps: in blocks, one for each pass with ifmaps of its own; in a block a stream for
///   each piece of the pass's strip (hw/dram/ifmap_strip.h). Rows that two strips need are in both.
/// - Filters: in blocks, one for each pass with filters of its own, in the order in which the
///   filter network sends them; a coded block is one stream.
/// - Ofmaps: from ofmap_base() on, in the order in which they are drained (hw/glb/ofmap_drain.h).
///
/// Each tensor starts at a multiple of kAlignment words. Addresses and lengths of streams and
/// blocks are known to the controller; fetching them is not modelled.
class DramLayout {
 public:
  static constexpr std::int64_t kAlignment = 1024;  ///< 8 KiB

  /// Consecutive words.
  struct Extent {
    std::int64_t address;
    std::int64_t words;
  };

  DramLayout(const Layer& layer, int filters_per_word)
      : layer_(layer), filters_per_word_(filters_per_word) {}

  // Ifmaps are stored before filters, the passes in their order.

  void store_raw_ifmaps(const std::vector<std::int16_t>& ifmap, Memory& memory);
  /// Appends the streams of this pass, unless they are there already.
  void store_coded_ifmaps(const PassJob& job, const std::vector<std::int16_t>& ifmap,
                          Memory& memory);
  /// Appends the block of this pass, unless it is there already.
  void store_filters(const PassJob& job, const std::vector<std::int16_t>& weights, Memory& memory);

  /// First word of a plane of raw ifmaps.
  std::int64_t ifmap_plane(std::int64_t plane) const { return plane * plane_words(); }
  int ifmap_plane_width() const {
    return layer_.shape.has_point_ifmaps() ? layer_.shape.C : layer_.shape.W;
  }
  /// A stream of coded ifmaps.
  Extent ifmap_stream(std::int64_t block, int piece) const;
  Extent filter_block(std::int64_t block) const {
    return extent(filter_blocks_, static_cast<std::size_t>(block));
  }
  /// Values of a filter block, those that fill up network words included.
  std::int64_t filter_block_values(const PassJob& job) const {
    return std::int64_t{job.configuration->filter_network_words} * filters_per_word_;
  }
  std::int64_t ofmap_base() const { return aligned(filter_blocks_.back()); }

 private:
  static std::int64_t aligned(std::int64_t address) {
    return (address + kAlignment - 1) / kAlignment * kAlignment;
  }
  static Extent extent(const std::vector<std::int64_t>& starts, std::size_t i) {
    return {starts[i], starts[i + 1] - starts[i]};
  }
  std::int64_t plane_size() const;
  std::int64_t plane_words() const { return (plane_size() + 3) / 4; }
  std::vector<std::int16_t> row_filters(const PassJob& job, const PassConfiguration::FilterRow& row,
                                        const std::vector<std::int16_t>& weights) const;

  Layer layer_;
  int filters_per_word_;
  std::vector<std::size_t> ifmap_blocks_;       // first stream of each
  std::vector<std::int64_t> ifmap_streams_{0};  // first words, and the end of the last
  std::vector<std::int64_t> filter_blocks_{0};  // the same
};

}  // namespace eyeriss::hw
