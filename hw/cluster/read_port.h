// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster/memory_port.h"

namespace eyeriss::hw {

/// Brings a stream of data onto the chip. The stream is read from its beginning to its end, packed
/// into whole bursts.
///
/// Timing: a burst is asked for in the cycle in which its buffer gives up the burst before, the
/// first ones in cycle 0. A burst gives up its buffer when the first data of it are taken.
class ReadPort : public MemoryPort {
 public:
  using MemoryPort::MemoryPort;

  /// Whether the port has to know more of the stream to ask for all that it has buffers for.
  bool wants_to_know() const {
    return !is_unlimited_ && !is_known_ && known_bits_ - taken_bits_ < (buffers_ + 2) * burst_bits_;
  }
  /// So many bits more are in the stream. To be told in time: see wants_to_know().
  void tell(std::int64_t bits) { known_bits_ += bits; }
  /// All of the stream is known.
  void tell_end() { is_known_ = true; }

  /// First cycle in [from, until] in which the next data are there. kNever if there is none, or
  /// none is known yet: then the owner is woken when it is.
  noc::Cycle data_at(std::int64_t bits, noc::Cycle from, noc::Cycle until) {
    if (!is_unlimited_ && asked_ == 0) ask(0);
    if (!is_unlimited_ && bits > open_bits_) return answers.pop_at(from, until);
    const noc::Cycle at = std::max(from, latency_);
    return at > until ? noc::kNever : at;
  }

  /// Whether the next data are there in the cycle evaluated last.
  bool has_data(std::int64_t bits, noc::Cycle now) const {
    if (is_unlimited_) return latency_ <= now;
    return bits <= open_bits_ || answers.data_at() <= now;
  }

  /// @pre `at` comes from data_at(bits, ...)
  void take(std::int64_t bits, noc::Cycle at) {
    taken_bits_ += bits;
    if (is_unlimited_) return;
    if (bits > open_bits_) {
      answers.pop(at);
      --open_bursts_;
      open_bits_ += burst_bits_;
      ask(at);
    }
    open_bits_ -= bits;
  }

 private:
  void ask(noc::Cycle at) {
    const std::int64_t known = (known_bits_ + (is_known_ ? burst_bits_ - 1 : 0)) / burst_bits_;
    for (; open_bursts_ < buffers_ && asked_ < known; ++open_bursts_, ++asked_) {
      requests.push({.write = false}, at);
    }
  }

  std::int64_t known_bits_ = 0;
  std::int64_t taken_bits_ = 0;
  bool is_known_ = false;
  std::int64_t asked_ = 0;      // bursts
  int open_bursts_ = 0;         // asked for and not begun
  std::int64_t open_bits_ = 0;  // of the burst begun
};

}  // namespace eyeriss::hw
