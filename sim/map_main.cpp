// SPDX-License-Identifier: Apache-2.0
#include <systemc>

#include "sim/map/map_program.h"

/// SystemC's library does not link without one. Nothing here needs its kernel.
int sc_main(int, char*[]) { return 0; }

int main(int argc, char* argv[]) { return eyeriss::sim::run_map_program(argc, argv); }
