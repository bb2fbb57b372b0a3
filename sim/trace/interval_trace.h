// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hw/layer_counters.h"
#include "sim/energy/energy_model.h"
#include "sim/input/machine.h"
#include "sim/trace/csv_part.h"

namespace eyeriss::sim {

/// Rows of `cycles.csv` and `energy.csv`: what one layer counts, and the energy that it takes,
/// from interval to interval. Columns are named after their place in a layer's results; a column
/// adds up to what stands there. Besides, `cycle` is the first cycle of the interval,
/// `active_pes` the mean number of PEs that issue a MAC or add a psum, and `power_mw` that of the
/// chip in the interval.
class IntervalTrace {
 public:
  static std::string cycles_header(const Machine& machine);
  static std::string energy_header();

  /// @param machine must outlive the trace
  /// @param cycles,energy files to be written, each if there is one
  /// @throws std::runtime_error
  IntervalTrace(const std::string& layer, const Machine& machine,
                const std::optional<std::filesystem::path>& cycles,
                const std::optional<std::filesystem::path>& energy);

  /// Ends an interval, at whose end this has been counted from the beginning of the layer.
  void add(const hw::LayerCounters& counters);

  /// @throws std::runtime_error
  void close();

 private:
  void add_cycles(const hw::LayerCounters& counters);
  void add_energy(const hw::LayerCounters& counters);

  const std::string layer_;
  const Machine& machine_;
  std::optional<CsvPart> cycles_;
  std::optional<CsvPart> energy_;
  hw::LayerCounters before_;  // at the end of the interval before
  EnergyBreakdown energy_before_;
};

}  // namespace eyeriss::sim
