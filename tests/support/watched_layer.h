// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "noc/clock_domain.h"
#include "noc/cycle.h"

namespace eyeriss::test {

/// What the signals of a machine showed while it simulated a layer.
struct WatchedLayer {
  /// Of all values of a signal in the cycles that were watched, and of those from a later cycle on.
  struct Hashes {
    std::uint64_t all;
    std::uint64_t late;
  };

  hw::LayerCounters counters;
  /// Sums over all cycles and modules of a kind, by kind and signal: `pe.macs`; of texts the number
  /// of cycles of each: `pe.state=mac`. The kind is the module's name without its numbers.
  std::map<std::string, std::uint64_t> sums;
  std::map<std::string, Hashes> signals;  ///< by name: `top.array.pe_r0_c1.state`

  std::uint64_t sum(const std::string& key) const {
    const auto found = sums.find(key);
    return found == sums.end() ? 0 : found->second;
  }
};

/// From which core cycle on signals are looked at, and hashed as late ones.
struct WatchedFrom {
  noc::Cycle first = 0;
  noc::Cycle late = 0;
};

/// Simulates a layer in a child process and looks at all signals in every cycle to the end.
/// @throws std::runtime_error if the simulation fails, or a value is wider than its signal
WatchedLayer watch_isolated(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                            const hw::LayerTensors& tensors, const noc::Schedule& schedule,
                            const WatchedFrom& from);

}  // namespace eyeriss::test
