// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <systemc>

#include "sim/run/program.h"

namespace {

/// Opens those of the standard streams that are closed, lest a file be opened in their place and
/// messages be written into it.
void complete_standard_streams() {
  int descriptor = 0;
  do {
    descriptor = open("/dev/null", O_RDWR);
  } while (descriptor >= 0 && descriptor < STDERR_FILENO);
  if (descriptor > STDERR_FILENO) close(descriptor);
}

}  // namespace

int sc_main(int argc, char* argv[]) { return eyeriss::sim::run_program(argc, argv); }

/// Takes the place of the main inside SystemC's library, which prints a banner.
int main(int argc, char* argv[]) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  // Whoever started this program may ignore the end of its processes; here it is waited for.
  std::signal(SIGCHLD, SIG_DFL);
  // A reader of the table or of the progress that leaves early must not cost the results.
  std::signal(SIGPIPE, SIG_IGN);
  complete_standard_streams();
  return sc_core::sc_elab_and_sim(argc, argv);
}
