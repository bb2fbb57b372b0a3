// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/memory_hub.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

MemoryHub::MemoryHub(const sc_core::sc_module_name& name, noc::ClockDomain& domain, Dram& dram,
                     std::int64_t bursts)
    : Clocked(domain), sc_module(name), dram_(dram), bursts_(bursts) {}

void MemoryHub::attach(noc::Clocked& owner, MemoryPort& port) {
  port.connect(owner, *this);
  clients_.push_back({&port});
}

/// Shares out what is seen in this cycle; who is first depends on what is seen, so nothing is done
/// ahead of time.
Cycle MemoryHub::evaluate(Cycle now, Cycle /*until*/) {
  answer(now);
  const Cycle more = ask(now);
  return std::min(more, dram_.responses.data_at());
}

void MemoryHub::answer(Cycle now) {
  while (dram_.responses.pop_at(now, now) != kNever) {
    const DramResponse& response = dram_.responses.front();
    clients_[response.tag].port->answers.push({.write = response.write}, now);
    dram_.responses.pop(now);
    --under_way_;
  }
}

/// One walk over the ports, which may be thousands; none beyond the first request that finds
/// memory's queue full, because until that has space no other can be passed on.
Cycle MemoryHub::ask(Cycle now) {
  Cycle next = kNever;
  for (std::size_t idle = 0; idle < clients_.size();) {
    Client& client = clients_[turn_];
    if (client.port->requests.pop_at(now, now) == kNever) {
      next = std::min(next, client.port->requests.data_at());
      ++idle;
    } else {
      if (dram_.requests.push_at(now, now) == kNever) return dram_.requests.space_at();
      const std::int64_t share =
          std::max<std::int64_t>(1, bursts_ / static_cast<std::int64_t>(clients_.size()));
      dram_.requests.push(
          {.write = client.port->requests.front().write,
           .burst = static_cast<std::int64_t>(turn_) * share + client.bursts++ % share,
           .tag = static_cast<std::uint32_t>(turn_)},
          now);
      client.port->requests.pop(now);
      ++under_way_;
      idle = 0;
    }
    turn_ = (turn_ + 1) % clients_.size();
  }
  return next;
}

void MemoryHub::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.number("under_way", noc::kMostOfPointer, [this](Cycle) { return under_way_; });
  scope.number("turn", clients_.size(), [this](Cycle) { return turn_; });
  probe_level(scope, "response_fifo", dram_.responses);
}

std::string MemoryHub::state() const {
  return std::string(name()) + ": " + std::to_string(under_way_) + " bursts under way, client " +
         std::to_string(turn_) + " of " + std::to_string(clients_.size()) + " next";
}

}  // namespace eyeriss::hw
