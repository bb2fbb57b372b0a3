// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "hw/architecture.h"
#include "hw/array/global_networks.h"
#include "hw/array/pass_configuration.h"
#include "hw/array/pass_job.h"
#include "hw/array/pe_array.h"
#include "hw/layer.h"
#include "hw/mapping/pass_sequence.h"
#include "hw/mapping/placement.h"

namespace eyeriss::hw {

/// Turns the sequence of passes into jobs: with the configuration of array and networks, of which
/// each is worked out once, and the place of the psums in the GLB.
class PassPlanner {
 public:
  PassPlanner(const Architecture& architecture, const Layer& layer, const Placement& placement,
              PeArray& array, GlobalNetworks& networks);

  /// The next pass; none after the last. Jobs point into the planner.
  std::optional<PassJob> next();

  std::int64_t passes() const { return sequence_.passes(); }

 private:
  const PassConfiguration& configuration(const Pass& pass);
  std::int64_t psum_words(const PassJob& job) const;

  const Architecture& architecture_;
  const Layer& layer_;
  const Placement& placement_;
  PeArray& array_;
  GlobalNetworks& networks_;
  PassSequence sequence_;
  std::map<std::array<int, 6>, PassConfiguration> configurations_;  // by the extents of a pass
  std::int64_t psum_base_ = 0;
  int ifmap_region_ = 0;
  std::int64_t planned_ = 0;  // passes
};

}  // namespace eyeriss::hw
