// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram.h"

#include <algorithm>

#include "hw/indexed_name.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

namespace {

constexpr int kWordBytes = 8;
constexpr std::uint64_t kMostOfField = 0xffffff;  // of an address, in waveforms

bool is_written(const DramRequest& request, int word) { return (request.mask >> word & 1) != 0; }

}  // namespace

Dram::Dram(const sc_core::sc_module_name& name, noc::ClockDomain& domain, const DramConfig& config,
           Memory& memory)
    : Clocked(domain),
      sc_module(name),
      requests(config.queue_entries),
      responses(config.queue_entries),
      words_(config.burst_bytes / kWordBytes),
      channels_(config.channels),
      memory_(memory),
      model_(config) {}

Cycle Dram::evaluate(Cycle now, Cycle /*until*/) {
  if (now < idle_until_ && requests.data_at() > now && completed_.empty()) return next_entry(now);
  model_.advance(now);
  enter(now);
  counters_by_now_ = model_.counters();
  // What has entered by now decides on the next clock, too; a request that comes in it does not.
  const Cycle event = model_.next_event_at();
  model_.advance(now + 1);
  complete();
  respond(now);
  idle_until_ = model_.has_requests() ? now : event - 1;
  Cycle next = next_entry(now);
  if (waits_to_enter(now)) next = std::min(next, std::max(now + 1, event - 1));
  if (model_.has_requests()) next = std::min(next, std::max(now + 1, model_.next_event_at() - 1));
  return next;
}

void Dram::enter(Cycle now) {
  if (last_entry_ == now || requests.data_at() > now) return;
  const DramRequest& request = requests.front();
  const std::uint32_t place = free_place();
  if (!model_.try_enter(request.write, request.burst, place, now)) return;
  pending_[place] = {request, entered_++, true};
  free_.pop_back();
  requests.pop(now);
  last_entry_ = now;
}

/// The data of one channel come and go in the order of its data bus, so what a read finds in the
/// memory is what was written before, even if it is looked up as soon as it is certain.
void Dram::complete() {
  while (model_.completion_at() != kNever) {
    const DramCompletion completion = model_.pop_completion();
    Pending& done = pending_[completion.tag];
    DramResponse response{.write = done.request.write, .tag = done.request.tag};
    if (done.request.write) {
      write(done.request);
    } else {
      read(done.request.burst, response.data);
      if (completion.forwarded) overlay_pending_writes(done, response.data);
    }
    completed_.push({response, completion.at});
    done.is_used = false;
    free_.push_back(completion.tag);
  }
}

void Dram::respond(Cycle now) {
  while (!completed_.empty()) {
    const Response& next = completed_.front();
    const Cycle at = responses.push_at(std::max({next.at, response_time_, now}), kNever);
    if (at == kNever) return;
    responses.push(next.response, at);
    response_time_ = at;
    completed_.pop();
  }
}

Cycle Dram::next_entry(Cycle now) {
  const Cycle data = requests.data_at();
  if (data == kNever) requests.wait_for_data();
  if (data > now) return data;
  // One that did not find room is looked at again when the model has done something.
  return last_entry_ == now ? now + 1 : kNever;
}

/// The place that the next request gets; it is in use when it is taken from `free_`.
std::uint32_t Dram::free_place() {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(pending_.size()));
    pending_.emplace_back();
  }
  return free_.back();
}

void Dram::read(std::int64_t burst, BurstData& data) const {
  for (int i = 0; i < words_; ++i) {
    data[static_cast<std::size_t>(i)] = memory_.read(first_word(burst) + i);
  }
}

void Dram::write(const DramRequest& request) {
  for (int i = 0; i < words_; ++i) {
    if (!is_written(request, i)) continue;
    memory_.write(first_word(request.burst) + i, request.data[static_cast<std::size_t>(i)]);
  }
}

/// A read that is answered from the write queue sees what writes before it have not yet brought
/// to the memory.
void Dram::overlay_pending_writes(const Pending& read, BurstData& data) const {
  std::array<std::uint64_t, kMaxBurstWords> newest{};  // number of the write of each word, plus 1
  for (const Pending& other : pending_) {
    const bool concerns = other.is_used && other.request.write &&
                          other.request.burst == read.request.burst && other.number < read.number;
    if (!concerns) continue;
    for (std::size_t i = 0; i < newest.size(); ++i) {
      if (!is_written(other.request, static_cast<int>(i)) || newest[i] > other.number) continue;
      newest[i] = other.number + 1;
      data[i] = other.request.data[i];
    }
  }
}

void Dram::on_command(const std::function<void(const DramCommand&)>& observer) {
  observers_.push_back(observer);
  model_.on_command([this](const DramCommand& command) {
    for (const auto& observe : observers_) observe(command);
  });
}

const DramCommand* Dram::command(int channel, Cycle clock) const {
  for (const DramCommand& command : shown_[static_cast<std::size_t>(channel)]) {
    if (command.clock == clock) return &command;
  }
  return nullptr;
}

/// What is issued ahead, in the clock after the one evaluated, is shown in its own.
void Dram::probe(noc::Probes& probes) {
  const DramCommand none{.clock = -1,
                         .kind = {},
                         .channel = 0,
                         .rank = 0,
                         .bank_group = 0,
                         .bank = 0,
                         .row = 0,
                         .column = 0};
  shown_.assign(static_cast<std::size_t>(channels_), {none, none});
  on_command([this](const DramCommand& command) {
    auto& latest = shown_[static_cast<std::size_t>(command.channel)];
    latest = {latest.back(), command};
  });
  for (int channel = 0; channel < channels_; ++channel) {
    auto scope = probes.scope(domain(), std::string(name()) + indexed_name(".channel", {channel}));
    scope.text("command", [this, channel](Cycle now) {
      const DramCommand* shown = command(channel, now);
      return shown == nullptr ? "-" : name_of(shown->kind);
    });
    const auto field = [&](const char* what, int DramCommand::*value) {
      scope.number(what, kMostOfField, [this, channel, value](Cycle now) {
        const DramCommand* shown = command(channel, now);
        return shown == nullptr ? 0 : shown->*value;
      });
    };
    field("rank", &DramCommand::rank);
    field("bank_group", &DramCommand::bank_group);
    field("bank", &DramCommand::bank);
    field("row", &DramCommand::row);
    field("column", &DramCommand::column);
  }
  auto scope = probes.scope(domain(), name());
  probe_level(scope, "request_fifo", requests);
}

std::string Dram::state() const {
  std::string text = std::string(name()) + ": " + model_.state();
  if (!completed_.empty()) text += ", " + std::to_string(completed_.size()) + " responses held up";
  return text;
}

}  // namespace eyeriss::hw
