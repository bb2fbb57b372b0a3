// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace eyeriss::perf {

/// Speed of the yardstick: a design of 168 modules (the PEs of Eyeriss v1), each with one empty
/// SC_METHOD that is statically sensitive to the rising edge of one sc_clock. It is what a
/// conventional SystemC model pays before any of its processes does any work.
///
/// Runs in a forked process, because SystemC elaborates once per process. Elaboration is not
/// timed.
/// @param duration  how long to simulate, at least
/// @return simulated clock cycles per second
/// @throws std::runtime_error if the process fails
double measure_empty_design(std::chrono::duration<double> duration);

}  // namespace eyeriss::perf
