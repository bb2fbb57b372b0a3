// SPDX-License-Identifier: Apache-2.0
#include <systemc>

#include "sim/dram_replay/replay_program.h"

/// SystemC's library does not link without one. Nothing here needs its kernel.
int sc_main(int, char*[]) { return 0; }

int main(int argc, char* argv[]) { return eyeriss::sim::run_replay_program(argc, argv); }
