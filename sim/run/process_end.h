// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace eyeriss::sim {

/// How a process that this one has started has ended.
class ProcessEnd {
 public:
  /// Waits for it.
  static ProcessEnd wait(pid_t pid);
  /// Does not wait.
  /// @return nothing while the process runs
  static std::optional<ProcessEnd> look(pid_t pid);

  /// @return nothing if it ended well, else how, e.g. `signal 11 (Segmentation fault)`; also if
  /// that cannot be known, because SIGCHLD is ignored here
  const std::optional<std::string>& problem() const { return problem_; }

 private:
  explicit ProcessEnd(std::optional<std::string> problem);
  static std::optional<ProcessEnd> of(pid_t pid, int options);  // of waitpid()

  std::optional<std::string> problem_;
};

}  // namespace eyeriss::sim
