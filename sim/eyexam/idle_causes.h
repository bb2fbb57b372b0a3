// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// PEs that a full pass leaves idle, and why, to go after "because".
struct IdleCause {
  int pes;
  std::string why;  ///< "an 11-row set leaves one array row"
};

/// All of them, on machines of either family: places without a set, PEs beside sets, and last rows
/// of PEs that sets cannot reach. They add up to the PEs without work.
/// @pre the mapping's sets find room
std::vector<IdleCause> idle_causes(const hw::AnyArchitecture& architecture,
                                   const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Passes that keep fewer PEs at work than full ones: "the last strip has 6 of 7 rows".
std::vector<std::string> partial_pass_words(const hw::LayerShape& shape,
                                            const hw::Mapping& mapping);

}  // namespace eyeriss::sim
