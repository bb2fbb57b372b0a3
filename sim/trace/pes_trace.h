// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hw/layer_counters.h"
#include "hw/pe/pe_counters.h"
#include "sim/energy/pe_energy.h"
#include "sim/input/machine.h"
#include "sim/trace/csv_part.h"

namespace eyeriss::sim {

/// Rows of `pes.csv`: what each PE of the machine did in one layer, row by row, those without work
/// included. Columns of MACs and cycles add up to the layer's results. `utilization` is the share
/// of the MACs that the PE could have done in the layer's processing cycles; `energy_pj` is that of
/// the actions in the PE (PeEnergy), empty where the table has no absolute energies.
class PesTrace {
 public:
  static std::string header();

  /// @param machine must outlive the trace
  /// @throws std::runtime_error
  PesTrace(const std::string& layer, const Machine& machine, const std::filesystem::path& file);

  /// Writes the rows of the layer, once it is finished.
  /// @param pes of the whole machine, row-major
  void add(const hw::LayerCounters& layer, const std::vector<hw::PeCounters>& pes);

  /// @throws std::runtime_error
  void close() { part_.close(); }

 private:
  const std::string layer_;
  const Machine& machine_;
  const PeEnergy energy_;
  CsvPart part_;
};

}  // namespace eyeriss::sim
