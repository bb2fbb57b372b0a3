// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace eyeriss::test {

/// How to start a program.
struct Command {
  std::vector<std::string> words;                       ///< the program's file, then its arguments
  std::filesystem::path directory = {};                 ///< to work in; empty: this one's
  std::map<std::string, std::string> environment = {};  ///< added to this one's
};

/// What a program that has ended leaves behind.
struct ProgramResult {
  int status;  ///< exit status; 128 + signal if a signal ended it, as in a shell
  std::string out;
  std::string err;
};

/// A program in the background, in a process group of its own, with what it prints caught.
class Process {
 public:
  /// @throws std::runtime_error
  explicit Process(const Command& command);
  /// Kills the group if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits until the text stands on stderr.
  /// @throws std::runtime_error if it does not come
  void wait_for_error_text(const std::string& text);

  void send(int signal) const;           ///< to the program alone
  void send_to_group(int signal) const;  ///< to it and all that it started, as a terminal does

  /// Waits for the program and all that writes where it writes to.
  /// @throws std::runtime_error if it takes more than two minutes
  ProgramResult wait();

 private:
  bool read_some();

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  ProgramResult result_ = {};
};

/// Starts a program and waits for it.
ProgramResult run(const Command& command);

}  // namespace eyeriss::test
