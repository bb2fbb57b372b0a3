// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "noc/cycle.h"

namespace eyeriss::noc {

/// Remembers for each module the one next cycle at which it is due, and finds the earliest.
///
/// A ring of slots, one per cycle, holds a bit per module. A module that is due beyond the ring
/// rests in the farthest slot and is moved on from there; a bit left behind by a module that
/// has been made due earlier is dropped when its slot comes up.
class TimingWheel {
 public:
  explicit TimingWheel(int modules);

  /// Makes `id` due at `at`, unless it is due earlier already.
  /// @pre at > the cycle last expired
  void schedule(int id, Cycle at) {
    if (at >= due_[static_cast<std::size_t>(id)]) return;
    due_[static_cast<std::size_t>(id)] = at;
    mark(id, at);
  }

  /// The earliest cycle at which a module may be due; kNever if none is.
  Cycle next() const;

  /// Moves on to `cycle`, the one next() returned, and calls `visit(id)` for each module due in
  /// it. `visit` may schedule.
  template <typename Visitor>
  void expire(Cycle cycle, Visitor&& visit);

 private:
  static constexpr Cycle kSlots = 512;  // longer than any burst of MACs of the chip's PE

  void mark(int id, Cycle at) {
    const Cycle slot = (at - now_ < kSlots ? at : now_ + kSlots - 1) % kSlots;
    bits_[static_cast<std::size_t>(slot * words_ + id / 64)] |= std::uint64_t{1} << (id % 64);
    occupied_[static_cast<std::size_t>(slot / 64)] |= std::uint64_t{1} << (slot % 64);
  }

  Cycle now_ = -1;
  Cycle words_;
  std::vector<std::uint64_t> bits_;  // [slot][module]
  std::array<std::uint64_t, kSlots / 64> occupied_{};
  std::vector<Cycle> due_;
};

template <typename Visitor>
void TimingWheel::expire(Cycle cycle, Visitor&& visit) {
  now_ = cycle;
  const Cycle slot = cycle % kSlots;
  occupied_[static_cast<std::size_t>(slot / 64)] &= ~(std::uint64_t{1} << (slot % 64));
  for (Cycle word = 0; word < words_; ++word) {
    // Nothing that visit() does can mark this slot: only later cycles are scheduled.
    std::uint64_t pending = bits_[static_cast<std::size_t>(slot * words_ + word)];
    bits_[static_cast<std::size_t>(slot * words_ + word)] = 0;
    for (; pending != 0; pending &= pending - 1) {
      const int id = static_cast<int>(word * 64) + std::countr_zero(pending);
      Cycle& due = due_[static_cast<std::size_t>(id)];
      if (due == cycle) {
        due = kNever;
        visit(id);
      } else if (due != kNever) {
        mark(id, due);
      }
    }
  }
}

}  // namespace eyeriss::noc
