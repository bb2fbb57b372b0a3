// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_streamer.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

PsumStreamer::PsumStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                           int psums_per_word, const LayerShape& shape,
                           const std::vector<std::int32_t>& bias, GlobalBuffer& buffer,
                           noc::InputNetwork<noc::Word64>& input, noc::OutputNetwork& output,
                           LayerCounters& counters)
    : Clocked(domain),
      sc_module(name),
      passes(2),
      done(2),
      psums_per_word_(psums_per_word),
      filters_per_group_(shape.filters_per_group()),
      bias_(bias.begin(), bias.end()),
      buffer_(buffer),
      input_(input),
      output_(output),
      counters_(counters) {}

Cycle PsumStreamer::evaluate(Cycle now, Cycle until) {
  if (now < time_) return time_;
  time_ = now;
  if (job_ == nullptr && !start(now)) return passes.data_at();
  while (job_ != nullptr) {
    const bool reads = !to_array_.at_end();
    const Cycle write_at = output_.take_at(*from_array_.column().head, time_, kNever);
    const Cycle read_at = reads ? input_.send_at(to_array_.column().foot, time_, kNever) : kNever;
    const Cycle at = std::min(write_at, read_at);
    // Whether read and write meet in a bank is certain only while it is known when either can go
    // on; else this module moves cycle by cycle.
    const bool is_certain = write_at != kNever && (read_at != kNever || !reads);
    if (at == kNever || at > until || (at > now && !is_certain)) return at;
    move(at, write_at == at, read_at == at);
    time_ = at + 1;
  }
  return time_;
}

bool PsumStreamer::start(Cycle now) {
  if (passes.pop_at(now, now) == kNever) return false;
  job_ = passes.front();
  passes.pop(now);
  to_array_ = PsumWalk(*job_, psums_per_word_);
  from_array_ = to_array_;
  return true;
}

void PsumStreamer::move(Cycle now, bool write, bool read) {
  if (read && write &&
      buffer_.psum_bank(to_array_.address()) == buffer_.psum_bank(from_array_.address())) {
    ++counters_.psum_bank_conflict_cycles;
    read = false;
  }
  if (read) {
    to_array_phases.word(job_->number, now);
    input_.send(to_array_.column().foot, psums(), now);
    to_array_.advance();
  }
  if (!write) return;
  from_array_phases.word(job_->number, now);
  const int count = from_array_.count();
  const noc::Word64 word = output_.take(*from_array_.column().head, now, count);
  buffer_.write_psums(from_array_.address(), word, count);
  from_array_.advance();
  if (from_array_.at_end()) {
    to_array_phases.end();
    from_array_phases.end();
    done.push(job_, now);
    job_ = nullptr;
  }
}

noc::Word64 PsumStreamer::psums() const {
  const int count = to_array_.count();
  noc::Word64 word = buffer_.read_psums(to_array_.address(), count);
  if (job_->pass.first_channels) {
    const auto& column = to_array_.column();
    const int group = job_->pass.groups.first + column.group;
    const int filter = group * filters_per_group_ + job_->pass.filters.first + column.first_filter +
                       to_array_.filter();
    noc::copy_values(bias_.data() + filter, count, word.data());
  }
  return word;
}

void PsumStreamer::add_accesses(Cycle now, GlbAccesses& accesses) const {
  const auto add = [&](const PsumWalk& walk, const char* what) {
    accesses.push_back({GlbAccess::kPsum, 0, buffer_.psum_bank_word(walk.address() - 1), what});
  };
  if (input_.sent_in(now)) add(to_array_, "read");
  if (output_.took_in(now)) add(from_array_, "write");
}

void PsumStreamer::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.flag("busy", [this](Cycle now) { return job_ != nullptr || output_.took_in(now); });
  scope.number("window_in", noc::kMostOfPointer, [this](Cycle) { return to_array_.window(); });
  scope.number("window_out", noc::kMostOfPointer, [this](Cycle) { return from_array_.window(); });
  scope.rises("bank_conflict", [this] { return counters_.psum_bank_conflict_cycles; });
}

std::string PsumStreamer::state() const {
  if (job_ == nullptr) return std::string(name()) + ": idle";
  return std::string(name()) + ": word " + std::to_string(from_array_.address()) +
         " from the array" +
         (to_array_.at_end() ? "" : ", word " + std::to_string(to_array_.address()) + " to it");
}

}  // namespace eyeriss::hw
