// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// What one tile of a mapping occupies in the global buffer (JSSC 2017, section V-A). A bank
/// word has 64 b; a bank is given wholly to ifmaps or to psums.
struct GlbAllocation {
  std::int64_t ifmap_words;    ///< of 16 b: n images, g groups, q*r channels, padding included
  std::int64_t psum_packets;   ///< of the psum network: psums of one position, of several filters
  std::int64_t ifmap_buffers;  ///< tiles of ifmaps that are there at once
  std::int64_t ifmap_banks;    ///< whole banks for the ifmap words of one, four to a bank word
  std::int64_t psum_banks;     ///< whole banks for the psum packets
  std::int64_t filter_words;   ///< bank words of one pass's filters in the prefetch banks

  /// Of ifmaps and psums.
  std::int64_t all_banks() const { return ifmap_buffers * ifmap_banks + psum_banks; }
};

/// Words and banks that full tiles and passes of a mapping need. A psum packet holds psums of
/// one chunk of p filters, a filter packet words of one PE row of one set.
/// @pre network widths are multiples of 16 b; the mapping's keys are within the layer's extents
GlbAllocation allocate_glb(const Architecture& architecture, const LayerShape& shape,
                           const Mapping& mapping);

}  // namespace eyeriss::hw
