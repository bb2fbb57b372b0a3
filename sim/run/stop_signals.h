// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace eyeriss::sim {

/// Holds back SIGINT and SIGTERM while it lives; they can be read from a descriptor instead, so
/// that a run may be wound up in good order.
class StopSignals {
 public:
  /// @throws std::runtime_error if the system refuses
  StopSignals();
  /// Forgets signals that have come and not been taken.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Readable, for poll(), when a signal is there.
  int descriptor() const { return descriptor_; }

  /// Number of a signal that has come, or 0.
  int take();

  /// To be called in a forked process: both signals are ignored there. Its parent decides when
  /// it ends, also when a terminal sends the signal to both.
  void leave_to_parent() const;

 private:
  sigset_t before_;
  int descriptor_ = -1;
};

}  // namespace eyeriss::sim
