// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/off_chip.h"

#include <algorithm>
#include <cstddef>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

OffChip::OffChip(const sc_core::sc_module_name& name, noc::ClockDomain& link,
                 const Architecture& architecture, Dram& dram, LayerCounters& counters)
    : Clocked(link),
      sc_module(name),
      requests(architecture.link.fifo_words),
      from_memory(architecture.link.fifo_words),
      to_memory(architecture.link.fifo_words),
      burst_words_(architecture.dram.burst_bytes / 8),
      dram_(dram),
      counters_(counters),
      bursts_(static_cast<std::size_t>(architecture.link.open_bursts)) {}

Cycle OffChip::evaluate(Cycle /*now*/, Cycle until) {
  bool has_moved = true;
  while (has_moved) {
    has_moved = receive(until);
    if (!busy_) {
      has_moved |= start(until);
    } else if (!request_.write) {
      has_moved |= ask(until);
    } else if (!write_complete_) {
      has_moved |= carry_write(until);
    } else {
      has_moved |= acknowledge(until);
    }
    has_moved |= carry_read(until);
  }
  return kNever;
}

bool OffChip::start(Cycle until) {
  if (requests.data_at() == kNever) {
    requests.wait_for_data();
    return false;
  }
  const bool is_write = requests.front().write;
  if (is_write && carried_ < asked_) return false;  // one way or the other
  const Cycle at = requests.pop_at(is_write ? std::max(ask_time_, time_) : ask_time_, until);
  if (at == kNever) return false;
  request_ = requests.front();
  requests.pop(at);
  busy_ = true;
  write_complete_ = false;
  (is_write ? time_ : ask_time_) = at;
  return true;
}

bool OffChip::ask(Cycle until) {
  if (asked_ - carried_ == bursts_.size()) return false;
  ReadBurst& next = burst(asked_);
  const Cycle at = dram_.requests.push_at(std::max(ask_time_, next.free_at), until);
  if (at == kNever) return false;
  const auto first = static_cast<int>(request_.address % burst_words_);
  const auto words = static_cast<int>(std::min<std::int64_t>(burst_words_ - first, request_.words));
  next.first_word = first;
  next.words = words;
  next.has_arrived = false;
  dram_.requests.push({.write = false,
                       .burst = request_.address / burst_words_,
                       .tag = static_cast<std::uint32_t>(asked_ % bursts_.size())},
                      at);
  request_.address += words;
  request_.words -= words;
  busy_ = request_.words > 0;
  ask_time_ = at + 1;
  ++asked_;
  return true;
}

bool OffChip::receive(Cycle until) {
  const Cycle at = dram_.responses.pop_at(receive_time_, until);
  if (at == kNever) return false;
  const DramResponse& response = dram_.responses.front();
  if (response.write) {
    --unanswered_writes_;
    answered_at_ = at;
  } else {
    ReadBurst& arrived = bursts_[response.tag];
    arrived.data = response.data;
    arrived.has_arrived = true;
    arrived.arrived_at = at;
  }
  dram_.responses.pop(at);
  receive_time_ = at + 1;
  return true;
}

bool OffChip::carry_read(Cycle until) {
  if (carried_ == asked_ || !burst(carried_).has_arrived) return false;
  ReadBurst& front = burst(carried_);
  const Cycle at = from_memory.push_at(std::max(time_, front.arrived_at), until);
  if (at == kNever) return false;
  last_word_ = front.data[static_cast<std::size_t>(front.first_word + carried_words_)];
  from_memory.push(last_word_, at);
  ++counters_.link_words_read;
  time_ = at + 1;
  if (++carried_words_ == front.words) {
    front.free_at = at + 1;
    carried_words_ = 0;
    ++carried_;
  }
  return true;
}

bool OffChip::carry_write(Cycle until) {
  Cycle at = to_memory.pop_at(time_, until);
  if (at == kNever) return false;
  const LinkWord word = to_memory.front();
  const auto lane = static_cast<int>(request_.address % burst_words_);
  const bool ends_burst = word.last || lane + 1 == burst_words_;
  if (ends_burst) at = dram_.requests.push_at(at, until);
  if (at == kNever) return false;
  to_memory.pop(at);
  last_word_ = word.word;
  ++counters_.link_words_written;
  time_ = at + 1;
  write_burst_.data[static_cast<std::size_t>(lane)] = word.word;
  write_burst_.mask = static_cast<std::uint8_t>(write_burst_.mask | 1 << lane);
  if (ends_burst) {
    write_burst_.write = true;
    write_burst_.burst = request_.address / burst_words_;
    dram_.requests.push(write_burst_, at);
    write_burst_ = {};
    ++unanswered_writes_;
  }
  ++request_.address;
  write_complete_ = word.last;
  return true;
}

bool OffChip::acknowledge(Cycle until) {
  if (unanswered_writes_ > 0) return false;
  const Cycle at = from_memory.push_at(std::max(time_, answered_at_), until);
  if (at == kNever) return false;
  from_memory.push({}, at);
  busy_ = false;
  time_ = at + 1;
  ask_time_ = std::max(ask_time_, time_);
  return true;
}

void OffChip::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.text("state", [this](Cycle) {
    if (busy_ && request_.write) return "write";
    return busy_ || carried_ < asked_ ? "read" : "idle";
  });
  scope.rises("read_valid", [this] { return counters_.link_words_read; });
  scope.rises("write_valid", [this] { return counters_.link_words_written; });
  scope.bits("word", 64, [this](Cycle) { return noc::to_bits(last_word_); });
  scope.number("open_bursts", bursts_.size(), [this](Cycle) { return asked_ - carried_; });
  probe_level(scope, "request_fifo", requests);
  probe_level(scope, "write_fifo", to_memory);
  probe_level(scope, "response_fifo", dram_.responses);
}

std::string OffChip::state() const {
  const std::string prefix = std::string(name()) + ": ";
  if (busy_ && request_.write) {
    return prefix + "write, " + std::to_string(unanswered_writes_) + " bursts unanswered" +
           (write_complete_ ? ", all words sent" : "");
  }
  const std::string bursts = std::to_string(asked_ - carried_) + " bursts not carried";
  return prefix +
         (busy_ ? "read, " + std::to_string(request_.words) + " words not asked for, "
                : "no request, ") +
         bursts;
}

}  // namespace eyeriss::hw
