// SPDX-License-Identifier: Apache-2.0
#include "sim/run/report_script.h"

#include <poll.h>

#include <algorithm>
#include <iterator>
#include <system_error>

#include "sim/input/data_directory.h"
#include "sim/input/input_error.h"
#include "sim/run/child_program.h"
#include "sim/run/shell_words.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

/// Where a Python 3 may be: that found when the project was configured, else the system's, which
/// Debian's packages belong to, else the first on the path.
constexpr const char* kPythons[] = {EYERISS_PYTHON, "/usr/bin/python3", "python3"};
constexpr int kPollMilliseconds = 20;

[[noreturn]] void fail(const std::string& problem, const std::string& allowed) {
  throw InputError("--report", "", problem, allowed);
}

bool has_packages(const std::string& python) {
  try {
    const std::vector<std::string> words = {python, "-c", "import numpy, matplotlib"};
    return !ChildProgram(words, ChildProgram::Errors::kHidden).wait();
  } catch (const std::system_error&) {
    return false;  // is not there
  }
}

std::string find_python() {
  const auto* const python = std::ranges::find_if(kPythons, has_packages);
  if (python != std::end(kPythons)) return *python;
  fail("no Python 3 can import numpy and matplotlib",
       "one with both: install the Debian package python3-matplotlib");
}

}  // namespace

ReportScript::ReportScript() : script_(data_file("scripts/report.py")) {
  std::error_code error;
  if (!fs::is_regular_file(script_, error)) {
    fail(script_.string() + " is not there", "the project's script, found from the executable");
  }
  python_ = find_python();
}

ReportScript::Outcome ReportScript::run(const fs::path& results, StopSignals& signals) const {
  Outcome outcome;
  try {
    ChildProgram program(words(results), ChildProgram::Errors::kShown);
    while (!program.has_ended()) {
      pollfd stop = {signals.descriptor(), POLLIN, 0};
      poll(&stop, 1, kPollMilliseconds);
      outcome.stop_signal = signals.take();
      if (outcome.stop_signal != 0) return outcome;
    }
    outcome.problem = program.wait();
  } catch (const std::system_error& error) {
    outcome.problem = error.what();
  }
  return outcome;
}

std::string ReportScript::command(const fs::path& results) const {
  return shell_words(words(results));
}

/// A directory's name may begin like an option's.
std::vector<std::string> ReportScript::words(const fs::path& results) const {
  return {python_, script_.string(), fs::absolute(results).string()};
}

}  // namespace eyeriss::sim
