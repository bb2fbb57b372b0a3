// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::test {

/// Part of a dimension of the layer.
struct Tile {
  int first = 0;
  int count = 0;
  auto operator<=>(const Tile&) const = default;
};

/// What iacts and weights take on a machine of clusters as they are coded: raw, or in as many pairs
/// as hw::csc_pairs() says. Counted value by value.
class StreamSizes {
 public:
  struct Size {
    std::int64_t words = 0;   ///< of the network
    std::int64_t bits = 0;    ///< off chip; raw padding takes none
    std::int64_t values = 0;  ///< that are not padding
  };

  /// All parameters must outlive the object.
  StreamSizes(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
              const hw::LayerTensors& tensors)
      : noc_(architecture.noc), layer_(layer), shape_(layer.shape), tensors_(tensors) {}

  /// Of a row of padded ifmaps, as far as these ofmap columns need it.
  /// @param channels of the group
  Size iacts(const Tile& images, const Tile& ofmap_columns, int group, const Tile& channels,
             int padded_row) const;
  /// Of one row of filters.
  /// @param channels of the group
  /// @param filters of the group
  Size weights(int group, const Tile& channels, const Tile& filters, int filter_row) const;

 private:
  static void add_segment(const std::vector<std::int16_t>& values, hw::Coding coding,
                          const hw::ClusterArchitecture::Port& port, int address_bits, int inside,
                          Size& size);
  std::int16_t iact(int image, int channel, int row, int column) const;
  std::int16_t weight(int filter, int channel, int row, int column) const;

  const hw::ClusterArchitecture::Noc& noc_;
  const hw::Layer& layer_;
  const hw::LayerShape& shape_;
  const hw::LayerTensors& tensors_;
};

}  // namespace eyeriss::test
