// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "hw/architecture.h"
#include "hw/pe/pe.h"
#include "hw/pe/pe_counters.h"
#include "noc/barrier.h"

namespace eyeriss::hw {

/// The rectangle of PEs and the local links that carry psums from each PE to the one above it.
/// A local link is 64 b wide, moves one word a cycle and ends in the upper PE's psum FIFO.
class PeArray : public sc_core::sc_module {
 public:
  PeArray(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
          const Architecture& architecture, int product_shift);

  /// High when every PE that has been told of a pass has started it.
  noc::Barrier& pass_started() { return pass_started_; }

  /// @param row 0 at the top
  Pe& at(int row, int column) { return *pes_[static_cast<std::size_t>(row * columns_ + column)]; }
  /// Psum words that have gone into PEs, from the GLB or over a local link.
  std::uint64_t psum_words_taken() const;

  /// Adds up what all PEs have counted.
  void add_counters_to(LayerCounters& machine) const;
  /// Of each PE, row-major.
  std::vector<PeCounters> counters() const;

  int rows() const { return rows_; }
  int columns() const { return columns_; }

 private:
  int rows_;
  int columns_;
  noc::Barrier pass_started_;
  std::vector<std::unique_ptr<Pe>> pes_;  // row-major
};

}  // namespace eyeriss::hw
