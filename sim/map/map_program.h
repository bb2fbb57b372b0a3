// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// All of eyeriss-map.
/// @return the exit status
int run_map_program(int argc, const char* const* argv);

}  // namespace eyeriss::sim
