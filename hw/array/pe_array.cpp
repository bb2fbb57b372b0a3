// SPDX-License-Identifier: Apache-2.0
#include "hw/array/pe_array.h"

#include "hw/place_name.h"

namespace eyeriss::hw {

PeArray::PeArray(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                 const Architecture& architecture, int product_shift)
    : sc_module(name), rows_(architecture.array.rows), columns_(architecture.array.columns) {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      pes_.push_back(std::make_unique<Pe>(place_name("pe", row, rows_, column, columns_).c_str(),
                                          domain, architecture, product_shift, pass_started_));
      if (row > 0) pes_.back()->connect_above(at(row - 1, column));
    }
  }
}

std::uint64_t PeArray::psum_words_taken() const {
  std::uint64_t words = 0;
  for (const auto& pe : pes_) words += pe->psum_in.pushed();
  return words;
}

void PeArray::add_counters_to(LayerCounters& machine) const {
  for (const auto& pe : pes_) pe->counters().add_to(machine);
}

std::vector<PeCounters> PeArray::counters() const {
  std::vector<PeCounters> counters;
  counters.reserve(pes_.size());
  for (const auto& pe : pes_) counters.push_back(pe->counters());
  return counters;
}

}  // namespace eyeriss::hw
