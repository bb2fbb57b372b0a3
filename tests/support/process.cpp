// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace eyeriss::test {
namespace {

constexpr int kPatienceMilliseconds = 120'000;

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

[[noreturn]] void become(const Command& command, int out, int err) {
  setpgid(0, 0);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  for (const auto& [name, value] : command.environment) setenv(name.c_str(), value.c_str(), 1);
  if (!command.directory.empty() && chdir(command.directory.c_str()) != 0) _exit(127);
  std::vector<char*> words;
  for (const std::string& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execv(words[0], words.data());
  _exit(127);
}

/// @return whether more may come
bool append_available(int descriptor, std::string& text) {
  std::array<char, 4096> bytes;
  const ssize_t count = read(descriptor, bytes.data(), bytes.size());
  if (count > 0) text.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace

Process::Process(const Command& command) {
  const auto out = make_pipe();
  const auto err = make_pipe();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) become(command, out[1], err[1]);
  setpgid(pid_, pid_);  // here too: whichever process comes first
  close(out[1]);
  close(err[1]);
  out_ = out[0];
  err_ = err[0];
}

Process::~Process() {
  if (pid_ > 0) {
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  if (err_ >= 0) close(err_);
}

void Process::send(int signal) const { kill(pid_, signal); }

void Process::send_to_group(int signal) const { kill(-pid_, signal); }

/// @return whether more may come
bool Process::read_some() {
  if (out_ < 0 && err_ < 0) return false;
  std::array<pollfd, 2> descriptors = {{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
  if (poll(descriptors.data(), descriptors.size(), kPatienceMilliseconds) <= 0) {
    throw std::runtime_error("the program hangs; stderr: " + result_.err);
  }
  const auto take = [](const pollfd& ready, int& descriptor, std::string& text) {
    if (ready.revents == 0 || append_available(descriptor, text)) return;
    close(descriptor);
    descriptor = -1;
  };
  take(descriptors[0], out_, result_.out);
  take(descriptors[1], err_, result_.err);
  return out_ >= 0 || err_ >= 0;
}

void Process::wait_for_error_text(const std::string& text) {
  while (result_.err.find(text) == std::string::npos) {
    if (!read_some()) throw std::runtime_error("no \"" + text + "\" in stderr: " + result_.err);
  }
}

ProgramResult Process::wait() {
  while (read_some()) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  result_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result_;
}

ProgramResult run(const Command& command) { return Process(command).wait(); }

}  // namespace eyeriss::test
