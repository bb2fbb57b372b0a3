// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/psum_router.h"

#include <algorithm>
#include <utility>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"
#include "hw/output_conversion.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

namespace {

constexpr Cycle kReadLatency = 1;  // from the bank to the chain's foot

}  // namespace

PsumRouter::PsumRouter(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                       const ClusterArchitecture& architecture, const Layer& layer,
                       const std::vector<std::int32_t>& bias, const ClusterSources& sources,
                       std::size_t number, const ClusterPlan& plan,
                       std::vector<std::int16_t>& ofmap, LayerCounters& counters,
                       std::function<void(Cycle)> finished)
    : Clocked(domain),
      sc_module(name),
      port(architecture),
      architecture_(architecture),
      layer_(layer),
      bias_(bias),
      router_(sources.psums()[number]),
      number_(number),
      passes_(plan.passes()),
      ofmap_(ofmap),
      counters_(counters),
      finished_(std::move(finished)),
      width_(architecture.noc.psum.values),
      window_words_(ceil_div(layer.mapping.p, width_)),
      outputs_(router_.chains.size()) {
  if (!plan.keeps_psums()) return;
  const Mapping& mapping = layer_.mapping;
  const std::size_t windows = static_cast<std::size_t>(ceil_div(mapping.m, mapping.p * mapping.t)) *
                              static_cast<std::size_t>(mapping.n * mapping.f);
  bank_.resize(router_.chains.size() * windows * static_cast<std::size_t>(window_words_));
}

Cycle PsumRouter::evaluate(Cycle /*now*/, Cycle until) {
  bool moved = true;
  while (moved) {
    moved = read(until);
    moved |= write(until);
  }
  return kNever;
}

bool PsumRouter::read(Cycle until) {
  bool moved = false;
  while (settle(read_)) {
    Cycle at = read_time_;
    BankWord* from = nullptr;
    if (!pass(read_).pass.first_channels) {
      from = &bank_[address(read_)];
      if (from->ready_at == kNever) return moved;
      at = std::max(at, from->ready_at);
    }
    noc::Channel<noc::PsumWord>& foot = chain(read_).foot->psum_in;
    at = foot.push_at(at, until);
    if (at == kNever) return moved;
    foot.push(from != nullptr ? from->psums : bias(read_), at + kReadLatency);
    to_pes_phases.word(static_cast<std::int64_t>(read_.pass), at);
    ++words_in_;
    last_foot_ = &foot;
    bank_psums_read_ = 0;
    if (from != nullptr) {
      from->ready_at = kNever;
      bank_psums_read_ = psums(read_);
      counters_.glb_psum_read += static_cast<std::uint64_t>(bank_psums_read_);
    }
    read_time_ = at + 1;
    advance(read_);
    moved = true;
  }
  return moved;
}

bool PsumRouter::write(Cycle until) {
  bool moved = false;
  while (settle(write_)) {
    noc::Channel<noc::PsumWord>& head = chain(write_).head->psum_out;
    Cycle at = head.pop_at(write_time_, until);
    if (at == kNever) return moved;
    if (pass(write_).pass.last_channels) {
      if (!leaving_bits_) leaving_bits_ = output(write_, head.front());
      at = port.room_at(*leaving_bits_, at, until);
      if (at == kNever) return moved;
      port.put(*leaving_bits_, at);
      counters_.off_chip_ofmap_bits += static_cast<std::uint64_t>(*leaving_bits_);
      leaving_bits_.reset();
      bank_psums_written_ = 0;
    } else {
      BankWord& to = bank_[address(write_)];
      to.psums = head.front();
      to.ready_at = at + 1;
      bank_psums_written_ = psums(write_);
      counters_.glb_psum_written += static_cast<std::uint64_t>(bank_psums_written_);
    }
    last_out_ = head.front();
    head.pop(at);
    from_pes_phases.word(static_cast<std::int64_t>(write_.pass), at);
    ++words_out_;
    write_time_ = at + 1;
    advance(write_);
    moved = true;
  }
  finish(until);
  return moved;
}

/// All psums have been taken.
void PsumRouter::finish(Cycle until) {
  if (is_finished_) return;
  to_pes_phases.end();
  from_pes_phases.end();
  if (flushed_at_ == kNever) {
    const Cycle at = port.room_at(WritePort::kAll, std::max<Cycle>(0, write_time_ - 1), until);
    if (at == kNever) return;
    port.flush(at);
    flushed_at_ = at;
  }
  const Cycle done = port.done_at(flushed_at_, until);
  if (done == kNever) return;
  is_finished_ = true;
  finished_(done);
}

bool PsumRouter::settle(Place& place) const {
  while (place.pass < passes_.size()) {
    const auto& chains = pass(place).shape->chains[number_];
    for (; place.chain < chains.size(); ++place.chain) {
      if (chains[place.chain].foot != nullptr && psums(place) > 0) return true;
    }
    advance(place);
  }
  return false;
}

/// To the next place, whether it has a word or not.
void PsumRouter::advance(Place& place) const {
  if (++place.chain < router_.chains.size()) return;
  place.chain = 0;
  if (++place.word < window_words_) return;
  place.word = 0;
  if (++place.window < pass(place).pass.ofmap_columns.count) return;
  place.window = 0;
  if (++place.image < pass(place).pass.images.count) return;
  place.image = 0;
  ++place.pass;
}

int PsumRouter::psums(const Place& place) const {
  return std::min(width_, chain(place).filters - place.word * width_);
}

std::size_t PsumRouter::address(const Place& place) const {
  const Mapping& mapping = layer_.mapping;
  const Pass& its = pass(place).pass;
  const int block = (its.filters.first - its.tile_filters.first) / (mapping.p * mapping.t);
  std::size_t index = static_cast<std::size_t>(block);
  index = index * static_cast<std::size_t>(mapping.n) + static_cast<std::size_t>(place.image);
  index = index * static_cast<std::size_t>(mapping.f) + static_cast<std::size_t>(place.window);
  index = index * static_cast<std::size_t>(window_words_) + static_cast<std::size_t>(place.word);
  return index * router_.chains.size() + place.chain;
}

int PsumRouter::first_filter(const Place& place) const {
  const ChainKey& key = router_.chains[place.chain];
  const Pass& its = pass(place).pass;
  return (its.groups.first + key.group) * layer_.shape.filters_per_group() + its.filters.first +
         key.filter_set * layer_.mapping.p + place.word * width_;
}

noc::PsumWord PsumRouter::bias(const Place& place) const {
  noc::PsumWord word{};
  const auto first = static_cast<std::size_t>(first_filter(place));
  for (std::size_t i = 0; i < static_cast<std::size_t>(psums(place)); ++i)
    word[i] = bias_[first + i];
  return word;
}

std::int64_t PsumRouter::output(const Place& place, const noc::PsumWord& psums_out) {
  const LayerShape& shape = layer_.shape;
  const Pass& its = pass(place).pass;
  const int count = psums(place);
  std::vector<std::int16_t>& window = outputs_[place.chain];
  std::int64_t plane = std::int64_t{its.images.first + place.image} * shape.M + first_filter(place);
  const int row = its.ofmap_rows.first + router_.chains[place.chain].ofmap_row;
  const int column = its.ofmap_columns.first + place.window;
  for (int i = 0; i < count; ++i, ++plane) {
    const std::int16_t value = to_output(psums_out[static_cast<std::size_t>(i)], layer_);
    ofmap_[static_cast<std::size_t>((plane * shape.E() + row) * shape.F() + column)] = value;
    window.push_back(value);
  }
  counters_.raw_words += static_cast<std::uint64_t>(count);
  if (place.word * width_ + count < chain(place).filters) return 0;
  const std::int64_t bits = layer_.ofmap_coding == Coding::kCsc
                                ? csc_pairs(window) * kCscPairBits + kIactAddressBits
                                : std::int64_t{kRawValueBits} * std::ssize(window);
  window.clear();
  return bits;
}

const char* PsumRouter::activity_in(Cycle now) const {
  if (has_read(now)) return "send";
  if (is_over(read_)) return "idle";
  const bool is_ready = pass(read_).pass.first_channels || bank_[address(read_)].ready_at <= now;
  return is_ready ? "w_space" : "w_bank";
}

const char* PsumRouter::activity_out(Cycle now) const {
  if (has_written(now)) return "take";
  if (is_over(write_)) return is_finished_ ? "idle" : "flush";
  return chain(write_).head->psum_out.data_at() > now ? "w_psum" : "w_drain";
}

void PsumRouter::probe(noc::Probes& probes, const std::string& name) {
  auto scope = probes.scope(domain(), name);
  const auto most = static_cast<std::uint64_t>(width_);
  const int bits = std::min(64, width_ * kPsumBits);
  scope.text("state_in", [this](Cycle now) { return activity_in(now); });
  scope.flag("valid_in", [this](Cycle now) { return has_read(now); });
  scope.flag("stall_in", [this](Cycle now) { return !has_read(now) && !is_over(read_); });
  scope.bits("word_in", bits, [this](Cycle) {
    return last_foot_ == nullptr ? 0 : noc::to_bits(last_foot_->newest());
  });
  scope.number("bank_read", most,
               [this](Cycle now) { return has_read(now) ? bank_psums_read_ : 0; });
  scope.number("pass_in", passes_.size(), [this](Cycle) { return read_.pass; });
  scope.text("state_out", [this](Cycle now) { return activity_out(now); });
  scope.flag("valid_out", [this](Cycle now) { return has_written(now); });
  scope.flag("stall_out", [this](Cycle now) { return !has_written(now) && !is_over(write_); });
  scope.bits("word_out", bits, [this](Cycle) { return noc::to_bits(last_out_); });
  scope.number("bank_write", most,
               [this](Cycle now) { return has_written(now) ? bank_psums_written_ : 0; });
  scope.number("pass_out", passes_.size(), [this](Cycle) { return write_.pass; });
  port.probe(scope);
}

std::string PsumRouter::state() const {
  const auto text = [](const Place& place) {
    return "pass " + std::to_string(place.pass) + ", window " + std::to_string(place.window) +
           ", word " + std::to_string(place.word) + ", chain " + std::to_string(place.chain);
  };
  return std::string(name()) + ": reads " + text(read_) + "; writes " + text(write_) + "; of " +
         std::to_string(passes_.size()) + " passes";
}

}  // namespace eyeriss::hw
