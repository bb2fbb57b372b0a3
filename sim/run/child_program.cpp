// SPDX-License-Identifier: Apache-2.0
#include "sim/run/child_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>
#include <system_error>
#include <utility>

namespace eyeriss::sim {
namespace {

void require(int error, const std::string& program) {
  if (error != 0) throw std::system_error(error, std::generic_category(), program);
}

}  // namespace

ChildProgram::ChildProgram(const std::vector<std::string>& words, Errors errors) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (errors == Errors::kHidden) {
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }
  // Signals that this process holds back may end the other.
  sigset_t held_back;
  sigemptyset(&held_back);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, &held_back);

  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error =
      posix_spawnp(&pid_, arguments[0], &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) pid_ = -1;
  require(error, words.front());
}

ChildProgram::~ChildProgram() {
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);  // and what it started
  wait();
}

bool ChildProgram::has_ended() {
  if (pid_ >= 0) {
    end_ = ProcessEnd::look(pid_);
    if (end_) pid_ = -1;
  }
  return pid_ < 0;
}

std::optional<std::string> ChildProgram::wait() {
  if (pid_ >= 0) end_ = ProcessEnd::wait(std::exchange(pid_, -1));
  return end_->problem();
}

}  // namespace eyeriss::sim
