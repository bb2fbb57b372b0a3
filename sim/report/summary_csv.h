// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace eyeriss::sim {

/// The numbers of a summary as tidy rows `workload,arch,layer,component,action,value,unit`, one
/// per number, the totals under the layer name `total`. Component and action are the path of the
/// number in the summary; the unit is what its key says, for energies that of the table. Wall times
/// are left out.
std::string summary_csv(const nlohmann::ordered_json& summary);

}  // namespace eyeriss::sim
