// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "noc/clock_domain.h"
#include "noc/probes.h"
#include "sim/trace/gtkwave_view.h"
#include "sim/trace/vcd_file.h"
#include "sim/trace/vcd_options.h"

namespace eyeriss::sim {

/// The waveform of one layer: draws the signals of the modules that are asked for, in the window of
/// cycles that is asked for, each in its own clock. In that window these clocks take every step.
class Waveform {
 public:
  /// Chooses the signals and has their clocks watched. To be called after elaboration and before
  /// the simulation starts; outlives it.
  /// @param file to be written, aside
  /// @param core the clock of the window
  Waveform(const VcdOptions& options, const std::filesystem::path& file,
           const std::vector<noc::Probe>& probes, noc::ClockDomain& core);

  /// Ends the file when the layer is complete, as long as the machine is still there.
  /// @param cycles that the layer took
  /// @throws std::runtime_error
  void finish(noc::Cycle cycles);

  /// What was chosen.
  const std::vector<noc::Probe>& probes() const { return probes_; }
  /// What was drawn; none if the layer ended before the window, or nothing was chosen.
  const std::optional<TimeSpan>& drawn() const { return drawn_; }

 private:
  /// The signals of one clock.
  struct Group {
    noc::ClockDomain* domain;
    std::vector<std::size_t> probes;
  };

  void watch(const Group& group);
  void look(const Group& group, noc::Cycle now);

  const CycleWindow cycles_;
  noc::ClockDomain& core_;
  std::vector<noc::Probe> probes_;
  std::vector<sc_dt::uint64*> values_;  // one of each probe
  std::vector<Group> groups_;           // the core's is the first
  VcdFile file_;
  std::optional<TimeSpan> drawn_;
};

}  // namespace eyeriss::sim
