// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/array/pass_job.h"
#include "hw/dram/memory.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// Where a layer's tensors lie in memory. Ifmaps: image by image, channel by channel, each plane
/// in raster order from a 64 b word of its own. Filters: in blocks, one for each pass with
/// filters of its own, in the order in which the filter network sends them. Ofmaps: in the order
/// in which passes complete them.
class DramLayout {
 public:
  DramLayout(const LayerShape& shape, int filters_per_word)
      : shape_(shape), filters_per_word_(filters_per_word) {}

  /// First word of the plane of one image and channel.
  std::int64_t ifmap_plane(int image, int channel) const {
    return (std::int64_t{image} * shape_.C + channel) * plane_words();
  }
  /// First word and number of words of a filter block.
  std::int64_t filter_block(std::int64_t block) const {
    return blocks_[static_cast<std::size_t>(block)];
  }
  std::int64_t filter_block_words(std::int64_t block) const {
    return filter_block(block + 1) - filter_block(block);
  }

  void store_ifmaps(const std::vector<std::int16_t>& ifmap, Memory& memory) const;
  /// Appends the block of this pass, unless it is there already.
  void store_filters(const PassJob& job, const std::vector<std::int16_t>& weights, Memory& memory);

 private:
  std::int64_t plane_words() const { return (std::int64_t{shape_.H} * shape_.W + 3) / 4; }
  std::int64_t weight_index(const PassJob& job, const PassConfiguration::FilterRow& row,
                            int word) const;

  LayerShape shape_;
  int filters_per_word_;
  std::vector<std::int64_t> blocks_{0};  // first words, and the end of the last
};

}  // namespace eyeriss::hw
