// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/cluster_widths.h"

#include <algorithm>
#include <bit>

#include "hw/codec/csc.h"

namespace eyeriss::sim {
namespace {

int word_bits(const hw::ClusterArchitecture::Port& port) {
  return std::max(port.values * hw::kRawValueBits, port.pairs * hw::kCscPairBits);
}

/// To tell `entries` apart.
int address_bits(int entries) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(entries - 1)));
}

}  // namespace

ClusterWidths::ClusterWidths(const hw::ClusterArchitecture& architecture)
    : iact_word(word_bits(architecture.noc.iact)),
      weight_word(word_bits(architecture.noc.weight)),
      psum_word(architecture.noc.psum.values * hw::kPsumBits),
      iact_entry(architecture.pe.is_sparse ? hw::kCscPairBits : hw::kRawValueBits),
      iact_address(address_bits(architecture.pe.iact_values)),
      weight_entry(iact_entry * architecture.pe.macs_per_cycle),
      weight_address(address_bits(architecture.pe.weight_words)) {}

}  // namespace eyeriss::sim
