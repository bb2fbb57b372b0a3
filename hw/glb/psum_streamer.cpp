// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_streamer.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

PsumStreamer::PsumStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                           int psums_per_word, const LayerShape& shape,
                           const std::vector<std::int16_t>& bias, GlobalBuffer& buffer,
                           noc::InputNetwork<noc::Word64>& input, noc::OutputNetwork& output,
                           LayerCounters& counters)
    : Clocked(domain),
      sc_module(name),
      passes(2),
      done(2),
      psums_per_word_(psums_per_word),
      filters_per_group_(shape.filters_per_group()),
      bias_(bias),
      buffer_(buffer),
      input_(input),
      output_(output),
      counters_(counters) {}

Cycle PsumStreamer::evaluate(Cycle now, Cycle until) {
  // Whether read and write meet in a bank is certain only while it is known when either can go
  // on; else this module moves cycle by cycle.
  if (now < time_) return time_;
  Cycle at = now;
  do {
    time_ = at + 1;
    if (job_ == nullptr && !start(at)) return passes.data_at();
    const int busy_bank = write(at);
    read(at, busy_bank);
    at = next(at);
  } while (is_certain_ && at <= until && at != kNever);
  return at;
}

bool PsumStreamer::start(Cycle now) {
  if (passes.pop_at(now, now) == kNever) return false;
  job_ = passes.front();
  passes.pop(now);
  to_array_ = PsumWalk(*job_, psums_per_word_);
  from_array_ = to_array_;
  return true;
}

/// @return the bank written in this cycle, or kNoBank
int PsumStreamer::write(Cycle now) {
  auto& head = *from_array_.column().head;
  if (output_.take_at(head, now, now) == kNever) return kNoBank;
  const std::int64_t address = from_array_.address();
  buffer_.write_psums(address, output_.take(head, now), from_array_.count());
  from_array_.advance();
  if (from_array_.at_end()) {
    done.push(job_, now);
    job_ = nullptr;
  }
  return buffer_.psum_bank(address);
}

void PsumStreamer::read(Cycle now, int busy_bank) {
  if (job_ == nullptr || to_array_.at_end()) return;
  const auto& foot = to_array_.column().foot;
  if (input_.send_at(foot, now, now) == kNever) return;
  if (buffer_.psum_bank(to_array_.address()) == busy_bank) {
    ++counters_.psum_bank_conflict_cycles;
    return;
  }
  input_.send(foot, psums(), now);
  to_array_.advance();
}

noc::Word64 PsumStreamer::psums() const {
  const int count = to_array_.count();
  noc::Word64 word = buffer_.read_psums(to_array_.address(), count);
  if (job_->pass.first_channels) {
    const auto& column = to_array_.column();
    const int group = job_->pass.groups.first + column.group;
    const int filter = group * filters_per_group_ + job_->pass.filters.first + column.first_filter +
                       to_array_.filter();
    std::copy_n(bias_.begin() + filter, count, word.begin());
  }
  return word;
}

Cycle PsumStreamer::next(Cycle now) {
  is_certain_ = false;
  if (job_ == nullptr) return now + 1;
  const Cycle write_at = output_.take_at(*from_array_.column().head, now + 1, kNever);
  if (to_array_.at_end()) {
    is_certain_ = true;
    return write_at;
  }
  const Cycle read_at = input_.send_at(to_array_.column().foot, now + 1, kNever);
  is_certain_ = write_at != kNever && read_at != kNever;
  return std::min(write_at, read_at);
}

std::string PsumStreamer::state() const {
  if (job_ == nullptr) return std::string(name()) + ": idle";
  return std::string(name()) + ": word " + std::to_string(from_array_.address()) +
         " from the array" +
         (to_array_.at_end() ? "" : ", word " + std::to_string(to_array_.address()) + " to it");
}

}  // namespace eyeriss::hw
