// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/off_chip.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

OffChip::OffChip(const sc_core::sc_module_name& name, noc::ClockDomain& link,
                 const Architecture& architecture, Memory& memory, LayerCounters& counters)
    : Clocked(link),
      sc_module(name),
      requests(architecture.link.fifo_words),
      from_memory(architecture.link.fifo_words),
      to_memory(architecture.link.fifo_words),
      latency_(architecture.dram.latency_cycles),
      memory_(memory),
      counters_(counters) {}

Cycle OffChip::evaluate(Cycle /*now*/, Cycle until) {
  while (busy_ || start(until)) {
    if (!transfer(until)) break;
    busy_ = transferred_ < request_.words;
  }
  return kNever;
}

bool OffChip::start(Cycle until) {
  // The request may have waited: its latency counts from when it was seen.
  const Cycle seen = requests.data_at();
  const Cycle at = requests.pop_at(time_, until);
  if (at == kNever) return false;
  request_ = requests.front();
  requests.pop(at);
  transferred_ = 0;
  busy_ = true;
  time_ = request_.write ? at : std::max(at, seen + latency_);
  return true;
}

bool OffChip::transfer(Cycle until) {
  return request_.write ? write_word(until) : read_word(until);
}

bool OffChip::read_word(Cycle until) {
  const Cycle at = from_memory.push_at(time_, until);
  if (at == kNever) return false;
  from_memory.push(memory_.read(request_.region, request_.address + transferred_++), at);
  time_ = at + 1;
  ++counters_.link_words_read;
  return true;
}

bool OffChip::write_word(Cycle until) {
  Cycle at = to_memory.pop_at(time_, until);
  if (at == kNever) return false;
  const bool last = transferred_ + 1 == request_.words;
  if (last) at = from_memory.push_at(at, until);
  if (at == kNever) return false;
  memory_.write(request_.region, request_.address + transferred_++, to_memory.front());
  to_memory.pop(at);
  if (last) from_memory.push({}, at);
  time_ = at + 1;
  ++counters_.link_words_written;
  return true;
}

std::string OffChip::state() const {
  if (!busy_) return std::string(name()) + ": idle";
  return std::string(name()) + ": " + (request_.write ? "write, word " : "read, word ") +
         std::to_string(transferred_) + " of " + std::to_string(request_.words);
}

}  // namespace eyeriss::hw
