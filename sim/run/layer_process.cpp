// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "sim/run/process_end.h"

namespace eyeriss::sim {
namespace {

constexpr int kEndedWell = 0;
constexpr int kEndedBadly = 70;

[[noreturn]] void run_child(const std::function<void(const LayerProcess::Send&)>& work,
                            int descriptor) {
  int status = kEndedBadly;
  try {
    work([descriptor](const Message& message) { write_message(descriptor, message); });
    status = kEndedWell;
  } catch (...) {
    // Nobody can be told: the parent sees the status.
  }
  // Not exit(): the parent's static objects and buffers are none of this process's business.
  _exit(status);
}

}  // namespace

LayerProcess::LayerProcess(const std::function<void(const Send&)>& work) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  std::fflush(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kEndedBadly);  // it died before the line above
    close(ends[0]);
    run_child(work, ends[1]);
  }
  const int error = errno;
  close(ends[1]);
  descriptor_ = ends[0];
  if (pid_ < 0) {
    close(descriptor_);
    throw std::runtime_error(fmt::format("cannot start a process: {}", std::strerror(error)));
  }
}

LayerProcess::~LayerProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    wait();
  }
  if (descriptor_ >= 0) close(descriptor_);
}

LayerProcess::LayerProcess(LayerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

std::vector<Message> LayerProcess::receive(bool& is_over) {
  std::array<char, 65536> bytes;
  const ssize_t count = read(descriptor_, bytes.data(), bytes.size());
  is_over = count == 0 || (count < 0 && errno != EINTR);
  if (count > 0) buffer_.append({bytes.data(), static_cast<std::size_t>(count)});
  std::vector<Message> messages;
  while (auto message = buffer_.next()) messages.push_back(std::move(*message));
  return messages;
}

std::optional<std::string> LayerProcess::wait() {
  const ProcessEnd end = ProcessEnd::wait(std::exchange(pid_, -1));
  return end.problem();
}

}  // namespace eyeriss::sim
