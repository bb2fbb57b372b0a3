// SPDX-License-Identifier: Apache-2.0
#include "sim/run/report_script.h"

#include <poll.h>

#include <chrono>
#include <system_error>

#include "sim/input/data_directory.h"
#include "sim/input/input_error.h"
#include "sim/run/child_program.h"
#include "sim/run/shell_words.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

/// Debian's packages belong to the system's interpreter, which need not be the first on the path.
constexpr const char* kPython = EYERISS_PYTHON;
constexpr int kPollMilliseconds = 20;

[[noreturn]] void fail(const std::string& problem, const std::string& allowed) {
  throw InputError("--report", "", problem, allowed);
}

void check_python() {
  const std::string python = kPython;
  const auto imports = [&](const char* statement) {
    return !ChildProgram({python, "-c", statement}, ChildProgram::Errors::kHidden).wait();
  };
  try {
    if (imports("import numpy, matplotlib")) return;
  } catch (const std::system_error& error) {
    fail(std::string("cannot start ").append(error.what()),
         "Python 3 with matplotlib: install the Debian package python3-matplotlib");
  }
  fail(python + " cannot import numpy and matplotlib",
       "with both: install the Debian package python3-matplotlib");
}

}  // namespace

ReportScript::ReportScript() : script_(data_file("scripts/report.py")) {
  std::error_code error;
  if (!fs::is_regular_file(script_, error)) {
    fail(script_.string() + " is not there", "the project's script, found from the executable");
  }
  check_python();
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
  return {kPython, script_.string(), fs::absolute(results).string()};
}

}  // namespace eyeriss::sim
