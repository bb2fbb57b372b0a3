// SPDX-License-Identifier: Apache-2.0
#include "sim/run/process_end.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace eyeriss::sim {
namespace {

std::optional<std::string> problem_of(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  }
  if (WEXITSTATUS(status) != 0) return fmt::format("exit status {}", WEXITSTATUS(status));
  return std::nullopt;
}

}  // namespace

ProcessEnd::ProcessEnd(std::optional<std::string> problem) : problem_(std::move(problem)) {}

std::optional<ProcessEnd> ProcessEnd::of(pid_t pid, int options) {
  int status = 0;
  pid_t ended;
  do {
    ended = waitpid(pid, &status, options);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return std::nullopt;
  if (ended == pid) return ProcessEnd(problem_of(status));
  return ProcessEnd(fmt::format("unknown status: {}", std::strerror(errno)));
}

ProcessEnd ProcessEnd::wait(pid_t pid) { return *of(pid, 0); }

std::optional<ProcessEnd> ProcessEnd::look(pid_t pid) { return of(pid, WNOHANG); }

}  // namespace eyeriss::sim
