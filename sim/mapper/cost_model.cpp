// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/cost_model.h"

namespace eyeriss::sim {

hw::LayerCounters predict_counters(const hw::Architecture& architecture, const hw::Layer& layer,
                                   const ZeroFractions& zeros) {
  hw::LayerCounters c;
  c.macs_active = static_cast<std::uint64_t>(layer.shape.macs());
  c.total_cycles = static_cast<noc::Cycle>(layer.shape.macs() / architecture.pes());
  c.macs_gated = static_cast<std::uint64_t>(zeros.ifmap);
  return c;
}

}  // namespace eyeriss::sim
