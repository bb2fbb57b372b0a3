// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/eyexam.h"

#include "sim/eyexam/examination.h"

namespace eyeriss::sim {

Eyexam eyexam(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
              const hw::LayerCounters& counters) {
  return Examination(architecture, layer, counters).result();
}

}  // namespace eyeriss::sim
