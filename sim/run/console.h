// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "sim/run/command_line.h"

namespace eyeriss::sim {

/// Writes to standard output.
/// @throws std::runtime_error if it cannot be written
void print(const std::string& text);

/// The same where losing the text must not cost more than the text.
void print_if_read(const std::string& text);

/// A line on standard error, `PROGRAM: TEXT`. Does not fail if nobody listens.
void complain(std::string_view program, std::string_view text);

/// What a program says of itself.
struct SelfDescription {
  std::string_view name;
  std::string (*help)();
  std::string (*presets)();
};

/// The answer to `--help`, `--version` or `--list`.
/// @pre the action is not kWork
std::string answer(Action action, const SelfDescription& program);

/// Runs a program to its exit status. Lets no exception escape: it complains and returns the
/// status of bad input for an InputError, otherwise that of a fault.
int run_to_status(std::string_view program, const std::function<int()>& work);

}  // namespace eyeriss::sim
