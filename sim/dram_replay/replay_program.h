// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// All of eyeriss-dram.
/// @return the exit status
int run_replay_program(int argc, const char* const* argv);

}  // namespace eyeriss::sim
