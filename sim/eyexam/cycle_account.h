// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>

#include "hw/layer_counters.h"
#include "sim/eyexam/bandwidth.h"
#include "sim/eyexam/idling.h"

namespace eyeriss::sim {

/// The cycles of a layer beyond those that its busiest PE works: of each PE in use, in the mean,
/// what it does in them. Each cycle is explained once: as held for data off chip, or as what PEs do
/// in the other cycles; what a slow resource takes anyway is taken off first.
///
/// Counters do not say what PEs wait for while the array is held: those held for filters are taken
/// to wait for these, others for ifmaps, which come last.
class CycleAccount {
 public:
  /// @param busy cycles in which the busiest PE does MACs or adds psums. What others work less, for
  ///     partial passes, is not in the account.
  CycleAccount(const hw::LayerCounters& counters, double busy);

  /// Takes off what the slowest resource needs beyond `busy`: holds and then waits for it, if it is
  /// off chip, else waits for it and then holds.
  void charge(const Resource& resource, double cycles);

  /// Cycles left in which the array is held for data off chip.
  double held() const { return held_; }
  /// Cycles left of all others.
  double idling(Idling what) const { return cycles_[static_cast<std::size_t>(what)]; }

  double total() const { return total_; }
  /// At least 0.1 % of all cycles, rounded.
  bool is_worth_saying(double cycles) const { return cycles >= 0.0005 * total_; }
  /// The one charged, if any was.
  const std::optional<Resource>& resource() const { return resource_; }
  double charged() const { return charged_; }
  /// What it needs in which PEs do not wait for it, because they lose these cycles to something
  /// else. That is left in the account.
  double hidden() const { return hidden_; }

 private:
  /// In this order. @return what was not found
  double take(double cycles, std::span<const Idling> from);
  double take(double cycles, std::initializer_list<Idling> from) {
    return take(cycles, std::span(from.begin(), from.size()));
  }

  double total_;
  double held_;
  std::array<double, kIdlings> cycles_{};
  std::optional<Resource> resource_;
  double charged_ = 0;
  double hidden_ = 0;
};

}  // namespace eyeriss::sim
