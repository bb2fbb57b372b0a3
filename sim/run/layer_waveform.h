// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "sim/run/layer_simulation.h"
#include "sim/trace/vcd_options.h"
#include "sim/trace/waveform.h"
#include "sim/trace/waveform_files.h"

namespace eyeriss::sim {

/// The waveform of one layer in its process, if one is asked for.
class LayerWaveform {
 public:
  /// @param index of the layer in the run
  LayerWaveform(const std::optional<VcdOptions>& options, const WaveformFiles& files,
                std::size_t index)
      : options_(options), files_(files), index_(index) {}

  void attach_to(Observers& observers);

  /// Ends the file and writes the view of it.
  /// @return what was drawn: `signals`, and whether the layer lasted until the window
  /// @throws std::runtime_error
  nlohmann::ordered_json close();

 private:
  void elaborated(noc::Probes& probes, noc::ClockDomain& core);

  const std::optional<VcdOptions>& options_;
  const WaveformFiles& files_;
  const std::size_t index_;
  std::optional<Waveform> waveform_;
};

}  // namespace eyeriss::sim
