// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
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
    const auto module = static_cast<std::size_t>(id);
    if (at >= due_[module]) return;
    due_[module] = at;
    mark(module, at);
  }

  /// The earliest cycle at which a module may be due; kNever if none is.
  Cycle next() const;

  /// Moves on to `cycle`, the one next() returned, and calls `visit(id)` for each module due in
  /// it. `visit` may schedule.
  template <typename Visitor>
  void expire(Cycle cycle, Visitor&& visit);

 private:
  static constexpr std::size_t kSlots = 512;  // longer than any burst of MACs of the chip's PE
  static constexpr std::size_t kBits = 64;    // of a word

  static std::size_t slot_of(Cycle cycle) { return static_cast<std::size_t>(cycle) % kSlots; }
  static std::uint64_t bit(std::size_t index) { return std::uint64_t{1} << (index % kBits); }

  void mark(std::size_t module, Cycle at) {
    constexpr auto kReach = static_cast<Cycle>(kSlots);
    const std::size_t slot = slot_of(at - now_ < kReach ? at : now_ + kReach - 1);
    bits_[slot * words_ + module / kBits] |= bit(module);
    occupied_[slot / kBits] |= bit(slot);
  }

  Cycle now_ = -1;
  std::size_t words_;                // per slot
  std::vector<std::uint64_t> bits_;  // [slot][module]
  std::array<std::uint64_t, kSlots / kBits> occupied_{};
  std::vector<Cycle> due_;
};

template <typename Visitor>
void TimingWheel::expire(Cycle cycle, Visitor&& visit) {
  now_ = cycle;
  const std::size_t slot = slot_of(cycle);
  occupied_[slot / kBits] &= ~bit(slot);
  std::uint64_t* const words = &bits_[slot * words_];
  for (std::size_t word = 0; word < words_; ++word) {
    // Nothing that visit() does can mark this slot: only later cycles are scheduled.
    std::uint64_t pending = words[word];
    if (pending == 0) continue;
    words[word] = 0;
    do {
      const auto module = word * kBits + static_cast<std::size_t>(std::countr_zero(pending));
      pending &= pending - 1;
      Cycle& due = due_[module];
      if (due == cycle) {
        due = kNever;
        visit(static_cast<int>(module));
      } else if (due != kNever) {
        mark(module, due);
      }
    } while (pending != 0);
  }
}

}  // namespace eyeriss::noc
