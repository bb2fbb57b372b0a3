// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "noc/clock_domain.h"
#include "noc/clocked.h"
#include "noc/cycle.h"
#include "noc/probes.h"
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
class alignas(64) Channel {
 public:
  explicit Channel(int depth)
      : entries_(std::make_unique<Entry[]>(std::bit_ceil(static_cast<std::size_t>(depth)))),
        depth_(static_cast<std::uint32_t>(depth)),
        mask_(std::bit_ceil(depth_) - 1) {}

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
  Cycle space_at() const { return pushed_ - popped_ < depth_ ? entry(pushed_).at : kNever; }

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
    assert(space_at() <= at && at >= producer_->domain().now());
    Cycle visible = crossing_ ? cross(*producer_, at, *consumer_) : at + 1;
    if (delay_) [[unlikely]] {
      visible = delay_->delay(visible);
    }
    assert(pushed_ == popped_ || visible >= entry(pushed_ - 1).at);
    Entry& pushed = entry(pushed_++);
    pushed.value = value;
    pushed.at = visible;
    if (data_wanted_ && visible != kNever) {
      data_wanted_ = false;
      consumer_->wake(visible);
    }
  }

  /// The producer is woken when the space of the next push has become known.
  void wait_for_space() { space_wanted_ = true; }

  // Consumer's side, in cycles of the consumer.

  /// First cycle in which the next entry can be popped; kNever while unknown.
  Cycle data_at() const { return popped_ < pushed_ ? entry(popped_).at : kNever; }

  /// First cycle in [from, until] in which the next entry can be popped. kNever if there is none,
  /// or none is known yet: then the consumer is woken when it is.
  Cycle pop_at(Cycle from, Cycle until) {
    const Cycle data = data_at();
    if (data == kNever) wait_for_data();
    const Cycle at = std::max(from, data);
    return at > until ? kNever : at;
  }

  /// @pre data_at() is known
  const T& front() const { return entry(popped_).value; }

  /// @pre data_at() <= at, and `at` not before the previous pop
  void pop(Cycle at) {
    assert(data_at() <= at && at >= consumer_->domain().now());
    const Cycle free = crossing_ ? cross(*consumer_, at, *producer_) : at + 1;
    // Of the push as many entries later as the channel is deep.
    const std::uint64_t freed = popped_++ + depth_;
    assert(freed == pushed_ || free >= entry(freed - 1).at);
    entry(freed).at = free;
    if (space_wanted_) {
      space_wanted_ = false;
      producer_->wake(free);
    }
  }

  /// The consumer is woken when the next entry has become known.
  void wait_for_data() { data_wanted_ = true; }

  std::uint64_t pushed() const { return pushed_; }
  std::uint64_t popped() const { return popped_; }

  // For waveforms.

  int depth() const { return static_cast<int>(depth_); }
  /// Entries that the consumer sees in its cycle `at` and has not popped.
  int level(Cycle at) const {
    std::uint64_t unseen = popped_;
    while (unseen < pushed_ && entry(unseen).at <= at) ++unseen;
    return static_cast<int>(unseen - popped_);
  }
  /// What was pushed last. @pre something was
  const T& newest() const { return entry(pushed_ - 1).value; }

  /// Fault injection: entries from number `word` on are never seen.
  void freeze_from(std::uint64_t word) {
    if (!delay_) {
      delay_ = std::make_unique<RandomDelay>(0);
      delay_->without_jitter();
    }
    delay_->freeze_from(word);
  }

 private:
  /// A place in the FIFO.
  struct Entry {
    T value{};
    Cycle at = 0;  // from which the value is seen or, if there is none, the place can be filled
  };

  Entry& entry(std::uint64_t number) const { return entries_[number & mask_]; }

  static Cycle cross(const Clocked& from, Cycle at, const Clocked& to) {
    return to.domain().first_cycle_after(from.domain().time_of(at)) + 1;
  }

  // There are hundreds of channels, and each call is on another: together these take no more
  // than a cache line.
  std::unique_ptr<Entry[]> entries_;
  std::uint64_t pushed_ = 0;
  std::uint64_t popped_ = 0;
  std::uint32_t depth_;
  std::uint32_t mask_;
  bool data_wanted_ = false;
  bool space_wanted_ = false;
  bool crossing_ = false;
  Clocked* producer_ = nullptr;
  Clocked* consumer_ = nullptr;
  std::unique_ptr<RandomDelay> delay_;
};

/// Shows how many entries wait in a FIFO of the consumer's domain.
template <typename T>
void probe_level(Probes::Scope& scope, const char* name, const Channel<T>& channel) {
  scope.number(name, static_cast<std::uint64_t>(channel.depth()),
               [&channel](Cycle now) { return channel.level(now); });
}

}  // namespace eyeriss::noc
