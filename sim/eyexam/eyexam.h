// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// Where MACs are lost in a simulated layer (Eyexam; Chen et al., JETCAS 9(2) 2019, section III):
/// seven bounds on MACs per core cycle, each with one more constraint than the one before, down to
/// what was simulated, and the words for what is lost from one to the next.
///
/// MACs are those that the machine has to do: all of the layer, less those that PEs skip for a zero
/// operand. The bounds, none of which a run with these constraints can exceed:
/// 1. workload: all MACs of the layer at once.
/// 2. dataflow: row stationary, as mappings allow it: windows and taps of a row convolution and the
///    images come one after the other in a PE; filters, channels, ofmap rows, filter rows and
///    groups are parallel (ParallelWork).
/// 3. number of PEs: row convolutions dealt out over all PEs, the PEs that get most setting the
///    time; as many filters at once in a PE as it has multipliers.
/// 4. shape of the array: the same with the best PE sets that find room on it (best_packing).
/// 5. storage: with the sets and chunks of the mapping, partial passes with their time. What of the
///    loss storage is not to blame for, because a legal mapping loses less, is the mapping's
///    choice.
/// 6. bandwidth: PEs do no MACs in the cycles in which they add psums, and no resource moves what
///    this layer moved faster than on average it can (resources).
/// 7. simulated: MACs over total cycles, those included in which the array is held for data off
///    chip, as far as step 6 does not explain them (CycleAccount).
/// Steps 3 to 5 of a layer with skipped MACs are the MACs of all PEs that have work at all, because
/// times of PEs depend on where the zeros are; partial passes are then lost in step 7.
struct Eyexam {
  static constexpr std::size_t kSteps = 7;

  struct Step {
    double macs_per_cycle;
    std::string loss;  ///< why it is less than the step before; empty if it is not
  };

  /// The roofline model for one level of memory.
  struct Roof {
    std::optional<double> macs_per_byte;    ///< of traffic, read and written; none without traffic
    std::optional<double> bytes_per_cycle;  ///< at its peak; none if unlimited
    double bound_macs_per_cycle;
  };

  std::int64_t macs;
  std::array<Step, kSteps> steps;
  /// "conv1: 14 of 168 PEs idle because an 11-row set leaves one array row": losses of at least 1 %
  /// of what the PEs could do, the largest first.
  std::vector<std::string> words;
  double peak_macs_per_cycle;  ///< of all PEs
  Roof dram;                   ///< the bytes of `accesses.dram`, dram_bytes_per_cycle()
  Roof glb;                    ///< the bytes of `accesses.glb`, glb_bytes_per_cycle()
};

/// @param layer with the mapping that was simulated
/// @param counters of its simulation
Eyexam eyexam(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
              const hw::LayerCounters& counters);

}  // namespace eyeriss::sim
