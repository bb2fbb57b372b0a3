// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
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

  /// What was drawn: `signals`, and whether the layer lasted until the window; null if no waveform
  /// was asked for.
  nlohmann::ordered_json statistics() const;

 private:
  void elaborated(noc::Probes& probes, noc::ClockDomain& core);
  void finish(noc::Cycle cycles);

  const std::optional<VcdOptions>& options_;
  const WaveformFiles& files_;
  const std::size_t index_;
  std::optional<Waveform> waveform_;
  std::int64_t period_ps_ = 0;  // of the core
};

}  // namespace eyeriss::sim
