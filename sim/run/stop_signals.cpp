// SPDX-License-Identifier: Apache-2.0
#include "sim/run/stop_signals.h"

#include <fmt/format.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace eyeriss::sim {

StopSignals::StopSignals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  descriptor_ = signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor_ < 0) {
    throw std::runtime_error(fmt::format("cannot watch signals: {}", std::strerror(errno)));
  }
  sigprocmask(SIG_BLOCK, &stops, &before_);
}

StopSignals::~StopSignals() {
  while (take() != 0) {
  }
  close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int StopSignals::take() {
  signalfd_siginfo info;
  const ssize_t bytes = read(descriptor_, &info, sizeof info);
  return bytes == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo) : 0;
}

void StopSignals::leave_to_parent() const {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace eyeriss::sim
