// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "noc/clock_domain.h"
#include "noc/clocked.h"
#include "noc/cycle.h"
#include "noc/random_delay.h"

namespace eyeriss::noc {

/// A FIFO with registered ends between two modules: the only way in which modules talk.
///
/// Timing, both ends in one clock domain: what is pushed in cycle c can be popped from c+1 on;
/// the space of what is popped in c can be filled from c+1 on. Ends in different domains
/// (asynchronous FIFO, two-flop synchronisers): what one side does at time T is seen by the
/// other from its second clock edge after T on.
///
/// Each entry carries the cycle from which it is seen, and so does each freed space. A module
/// may therefore push or pop ahead of time, naming a later cycle, when nothing can intervene;
/// the other end sees the same as if it had been done in that cycle. kNever stands for "not
/// known yet": the caller asks to be woken and looks again.
template <typename T>
class Channel {
 public:
  explicit Channel(int depth)
      : mask_(std::bit_ceil(static_cast<std::size_t>(depth)) - 1),
        entries_(mask_ + 1),
        freed_(static_cast<std::uint64_t>(depth)) {
    for (Entry& entry : entries_) entry.free_at = 0;
  }

  /// Names the modules at the two ends. May change while the channel is empty.
  void connect(Clocked* producer, Clocked* consumer) {
    producer_ = producer;
    consumer_ = consumer;
    crossing_ = &producer->domain() != &consumer->domain();
    if (const auto seed = producer->domain().schedule().stall_seed; seed != 0 && !delay_) {
      delay_ = std::make_unique<RandomDelay>(producer->domain().next_stall_seed());
    }
  }

  // Producer's side, in cycles of the producer.

  /// First cycle in which the next push is possible; kNever while unknown.
  Cycle space_at() const { return pushed_ < freed_ ? entries_[pushed_ & mask_].free_at : kNever; }

  /// First cycle in [from, until] in which the next push is possible. kNever if there is none,
  /// or none is known yet: then the producer is woken when it is.
  Cycle push_at(Cycle from, Cycle until) {
    const Cycle space = space_at();
    if (space == kNever) wait_for_space();
    const Cycle at = std::max(from, space);
    return at > until ? kNever : at;
  }

  /// @pre space_at() <= at, and `at` not before the previous push
  void push(const T& value, Cycle at) {
    assert(space_at() <= at && at >= last_push_ && at >= producer_->domain().now());
    last_push_ = at;
    Entry& entry = entries_[pushed_ & mask_];
    entry.value = value;
    Cycle visible = crossing_ ? cross(*producer_, at, *consumer_) : at + 1;
    if (delay_) [[unlikely]] {
      visible = delay_->delay(visible);
    }
    entry.seen_at = visible;
    ++pushed_;
    if (pushed_ == data_wanted_ && visible != kNever) consumer_->wake(visible);
  }

  /// The producer is woken when the space of the next push has become known.
  void wait_for_space() { space_wanted_ = pushed_ + 1; }

  // Consumer's side, in cycles of the consumer.

  /// First cycle in which the next entry can be popped; kNever while unknown.
  Cycle data_at() const { return popped_ < pushed_ ? entries_[popped_ & mask_].seen_at : kNever; }

  /// First cycle in [from, until] in which the next entry can be popped. kNever if there is none,
  /// or none is known yet: then the consumer is woken when it is.
  Cycle pop_at(Cycle from, Cycle until) {
    const Cycle data = data_at();
    if (data == kNever) wait_for_data();
    const Cycle at = std::max(from, data);
    return at > until ? kNever : at;
  }

  /// @pre data_at() is known
  const T& front() const { return entries_[popped_ & mask_].value; }

  /// @pre data_at() <= at, and `at` not before the previous pop
  void pop(Cycle at) {
    assert(data_at() <= at && at >= last_pop_ && at >= consumer_->domain().now());
    last_pop_ = at;
    ++popped_;
    entries_[freed_ & mask_].free_at = crossing_ ? cross(*consumer_, at, *producer_) : at + 1;
    ++freed_;
    if (freed_ == space_wanted_) producer_->wake(entries_[(freed_ - 1) & mask_].free_at);
  }

  /// The consumer is woken when the next entry has become known.
  void wait_for_data() { data_wanted_ = popped_ + 1; }

  std::uint64_t pushed() const { return pushed_; }
  std::uint64_t popped() const { return popped_; }

  /// Fault injection: entries from number `word` on are never seen.
  void freeze_from(std::uint64_t word) {
    if (!delay_) {
      delay_ = std::make_unique<RandomDelay>(0);
      delay_->without_jitter();
    }
    delay_->freeze_from(word);
  }

 private:
  struct Entry {
    T value{};
    Cycle seen_at = kNever;
    Cycle free_at = kNever;  // of the push that will use this place
  };

  static Cycle cross(const Clocked& from, Cycle at, const Clocked& to) {
    return to.domain().first_cycle_after(from.domain().time_of(at)) + 1;
  }

  std::size_t mask_;
  std::vector<Entry> entries_;
  std::uint64_t pushed_ = 0;
  std::uint64_t popped_ = 0;
  std::uint64_t freed_;  // spaces ever known: the depth, and one for each pop
  std::uint64_t data_wanted_ = 0;
  std::uint64_t space_wanted_ = 0;
  Clocked* producer_ = nullptr;
  Clocked* consumer_ = nullptr;
  bool crossing_ = false;
  Cycle last_push_ = 0;
  Cycle last_pop_ = 0;
  std::unique_ptr<RandomDelay> delay_;
};

}  // namespace eyeriss::noc
