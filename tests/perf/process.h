// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace eyeriss::perf {

/// Binds this process, and those it starts from now on, to one of the cores it may run on.
/// @return the core's number
/// @throws std::runtime_error
int pin_to_one_core();

/// Runs a program and waits for it.
/// @param command  path of the program, then its arguments
/// @return wall time from before the process exists until it is gone
/// @throws std::runtime_error if it cannot be started or does not exit with status 0
std::chrono::duration<double> time_process(const std::vector<std::string>& command);

}  // namespace eyeriss::perf
