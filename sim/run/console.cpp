// SPDX-License-Identifier: Apache-2.0
#include "sim/run/console.h"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"
#include "sim/run/exit_status.h"
#include "sim/run/version.h"

namespace eyeriss::sim {
namespace {

bool write_out(const std::string& text) {
  return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
}

}  // namespace

void print(const std::string& text) {
  if (!write_out(text)) throw std::runtime_error("standard output cannot be written");
}

void print_if_read(const std::string& text) { write_out(text); }

void complain(std::string_view program, std::string_view text) {
  // Unlike fmt::print, this does not throw if nobody listens.
  std::fputs(fmt::format("{}: {}\n", program, escaped(text)).c_str(), stderr);
}

std::string answer(Action action, const SelfDescription& program) {
  if (action == Action::kHelp) return program.help();
  if (action == Action::kList) return program.presets();
  return fmt::format("{} {}\n", program.name, kVersion);
}

int run_to_status(std::string_view program, const std::function<int()>& work) {
  try {
    return work();
  } catch (const InputError& error) {
    complain(program, error.what());
    return kExitBadInput;
  } catch (const std::bad_alloc&) {
    complain(program, "out of memory");
  } catch (const std::exception& error) {
    complain(program, error.what());
  } catch (...) {
    complain(program, "unknown exception");
  }
  return kExitFault;
}

}  // namespace eyeriss::sim
