// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/replay_program.h"

int main(int argc, char* argv[]) { return eyeriss::sim::run_replay_program(argc, argv); }
