// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// The whole program: command line in, exit status out. Lets no exception escape; a message on
/// stderr goes with every status but 0.
int run_program(int argc, const char* const* argv);

}  // namespace eyeriss::sim
