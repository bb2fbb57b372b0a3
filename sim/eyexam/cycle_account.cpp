// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/cycle_account.h"

#include <algorithm>

namespace eyeriss::sim {

CycleAccount::CycleAccount(const hw::LayerCounters& counters, double busy)
    : total_(static_cast<double>(counters.total_cycles)),
      held_(total_ - static_cast<double>(counters.processing_cycles())) {
  const auto mean = [&](hw::LayerCounters::Count count) {
    return static_cast<double>(count) / static_cast<double>(counters.active_pes);
  };
  cycles_ = {mean(counters.pe_wait_filter_cycles),  mean(counters.pe_wait_ifmap_cycles),
             mean(counters.pe_wait_psum_in_cycles), mean(counters.pe_wait_psum_out_cycles),
             mean(counters.pe_bubble_cycles),       0};
  const double working = mean(counters.pe_mac_cycles + counters.pe_accumulate_cycles);
  double rest = total_ - working;
  for (const double cycles : cycles_) rest -= cycles;
  cycles_[static_cast<std::size_t>(Idling::kNoWork)] = std::max(0.0, rest);

  using enum Idling;
  // PEs with less to do than the busiest have no work meanwhile, or wait for the others.
  take(busy - working, {kNoWork, kPsumsIn, kPsumsOut, kIfmaps, kFilters});
  const auto for_filters = static_cast<double>(counters.hold_filter_cycles);
  take(for_filters, {kFilters, kIfmaps, kNoWork, kPsumsIn, kPsumsOut});
  take(held_ - for_filters, {kIfmaps, kNoWork, kFilters, kPsumsIn, kPsumsOut});
}

void CycleAccount::charge(const Resource& resource, double cycles) {
  resource_ = resource;
  charged_ = hidden_ = cycles;
  const auto take_held = [&] {
    const double taken = std::min(held_, hidden_);
    held_ -= taken;
    hidden_ -= taken;
  };
  if (resource.is_off_chip) take_held();
  hidden_ = take(hidden_, resource.waits);
  if (!resource.is_off_chip) take_held();
}

double CycleAccount::take(double cycles, std::span<const Idling> from) {
  cycles = std::max(0.0, cycles);
  for (const Idling what : from) {
    double& left = cycles_[static_cast<std::size_t>(what)];
    const double taken = std::min(left, cycles);
    left -= taken;
    cycles -= taken;
  }
  return cycles;
}

}  // namespace eyeriss::sim
