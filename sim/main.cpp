// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdlib>
#include <systemc>

#include "sim/run/program.h"

int sc_main(int argc, char* argv[]) { return eyeriss::sim::run_program(argc, argv); }

/// Takes the place of the main inside SystemC's library, which prints a banner.
int main(int argc, char* argv[]) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  // Whoever started this program may ignore the end of its processes; here it is waited for.
  std::signal(SIGCHLD, SIG_DFL);
  return sc_core::sc_elab_and_sim(argc, argv);
}
