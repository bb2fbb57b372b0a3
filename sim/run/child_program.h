// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "sim/run/process_end.h"

namespace eyeriss::sim {

/// Another program, started without a shell. It gets no terminal's signals, since it is in a
/// process group of its own, and nobody sees what it prints on standard output.
class ChildProgram {
 public:
  /// What becomes of what it prints on standard error.
  enum class Errors { kShown, kHidden };

  /// @param words the program, looked for along PATH if there is no slash in it, and its arguments
  /// @throws std::system_error if it cannot be started
  ChildProgram(const std::vector<std::string>& words, Errors errors);
  /// Kills it if it still runs.
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  /// Whether it has ended; does not wait.
  bool has_ended();
  /// Waits for its end.
  /// @return nothing if it ended well, else how, in words
  std::optional<std::string> wait();

 private:
  pid_t pid_ = -1;  // negative: it has ended
  std::optional<ProcessEnd> end_;
};

}  // namespace eyeriss::sim
