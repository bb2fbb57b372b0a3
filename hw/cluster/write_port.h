// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster/memory_port.h"

namespace eyeriss::hw {

/// Takes a stream of data off the chip, packed into whole bursts.
///
/// Timing: a burst is handed on in the cycle in which the last of its data are put, if one of the
/// buffers is free; it is free again when memory has answered.
class WritePort : public MemoryPort {
 public:
  using MemoryPort::MemoryPort;

  static constexpr std::int64_t kAll = -1;

  /// First cycle in [from, until] in which so many bits can be put, or with kAll
  /// what is held can be handed on. kNever if there is none, or none
  /// is known yet: then the owner is woken when it is.
  noc::Cycle room_at(std::int64_t bits, noc::Cycle from, noc::Cycle until) {
    if (is_unlimited_) return from > until ? noc::kNever : from;
    const std::int64_t of_held = held_bits_ > 0 ? 1 : 0;
    return have_free(bits == kAll ? of_held : (held_bits_ + bits) / burst_bits_, from, until);
  }

  /// @pre `at` comes from room_at(bits, ...)
  void put(std::int64_t bits, noc::Cycle at) {
    if (is_unlimited_) return;
    for (held_bits_ += bits; held_bits_ >= burst_bits_; held_bits_ -= burst_bits_) send(at);
  }

  /// Nothing more is put: hands on what is held. @pre `at` comes from room_at(kAll, ...)
  void flush(noc::Cycle at) {
    if (held_bits_ > 0) send(at);
    held_bits_ = 0;
  }

  /// First cycle in [from, until] in which all that was handed on is in memory. kNever as above.
  noc::Cycle done_at(noc::Cycle from, noc::Cycle until) { return have_free(buffers_, from, until); }

 private:
  /// First cycle in [from, until] in which so many buffers are free.
  noc::Cycle have_free(std::int64_t buffers, noc::Cycle from, noc::Cycle until) {
    while (buffers_ - under_way_ < buffers) {
      from = answers.pop_at(from, until);
      if (from == noc::kNever) return noc::kNever;
      answers.pop(from);
      --under_way_;
    }
    return from > until ? noc::kNever : from;
  }

  void send(noc::Cycle at) {
    requests.push({.write = true}, at);
    ++under_way_;
  }

  std::int64_t held_bits_ = 0;  // of the burst that is being filled
  std::int64_t under_way_ = 0;  // bursts
};

}  // namespace eyeriss::hw
