// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "noc/cycle.h"
#include "sim/mapper/filter_loading.h"
#include "sim/mapper/pass_extents.h"
#include "sim/mapper/pass_timing.h"

namespace eyeriss::sim {

/// Times the passes of one mapping, each together with the loading of the next one's filters.
/// What happens again under the same conditions is timed once.
class PassTimer {
 public:
  using Cycle = noc::Cycle;

  /// What a pass finds when it opens, in cycles from then on.
  struct Conditions {
    std::vector<Cycle> filters_ready;  ///< of each PE; 0: they are
    Cycle next_filters;                ///< the network may carry those of the next pass
    Cycle psums_free;                  ///< the psum streamer is done with the pass before

    auto operator<=>(const Conditions&) const = default;
  };

  struct Outcome {
    PassTiming::Times times;
    std::vector<Cycle> filters_ready;  ///< of the next pass, of each PE
    Cycle filters_streamed;            ///< they have left the prefetch banks
  };

  PassTimer(const hw::Architecture& architecture, const hw::LayerShape& shape,
            const hw::Mapping& mapping)
      : architecture_(architecture), shape_(shape), mapping_(mapping) {}

  /// PEs that work in a pass.
  int active_pes(const PassExtents& pass);

  /// When filters are there that the network may carry from cycle `at` on, to idle PEs.
  Outcome load_first(const PassExtents& pass, Cycle at);

  const Outcome& run(const PassExtents& pass, const PassExtents& next,
                     const Conditions& conditions);

 private:
  PassTiming& timing(const PassExtents& pass);
  FilterLoading& loading(const PassExtents& pass);

  const hw::Architecture& architecture_;
  const hw::LayerShape& shape_;
  const hw::Mapping& mapping_;
  std::map<PassExtents, PassTiming> timings_;
  std::map<PassExtents, FilterLoading> loadings_;
  std::map<std::tuple<PassExtents, PassExtents, Conditions>, Outcome> outcomes_;
};

}  // namespace eyeriss::sim
