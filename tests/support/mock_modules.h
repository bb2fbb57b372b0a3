// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "noc/barrier.h"
#include "noc/channel.h"
#include "noc/clock_domain.h"
#include "noc/input_network.h"

namespace eyeriss::test {

using noc::Cycle;
using noc::kNever;

/// Values, each with the first cycle in which it may be pushed.
template <typename T>
using Timed = std::vector<std::pair<Cycle, T>>;

/// `values`, one a cycle from cycle `first` on.
template <typename T>
Timed<T> from(Cycle first, const std::vector<T>& values) {
  Timed<T> timed;
  for (const T& value : values) timed.emplace_back(first, value);
  return timed;
}

/// A neighbour that does one thing after the other. In a shuffled schedule
/// it acts in the present cycle only, else as far ahead as is known, as the modules of the chip
/// do: what the other side sees must be the same.
class MockModule : public noc::Clocked {
 public:
  /// @param pace cycles from one action to the next, at the least
  explicit MockModule(noc::ClockDomain& domain, Cycle pace = 1) : Clocked(domain), pace_(pace) {}

  Cycle evaluate(Cycle now, Cycle until) final {
    const Cycle end = domain().schedule().shuffle_seed != 0 ? now : until;
    while (cycles_.size() < count()) {
      const Cycle at = due(std::max(earliest(), free_));
      if (at == kNever || at > end) return at;
      act(at);
      cycles_.push_back(at);
      free_ = at + pace_;
    }
    return kNever;
  }

  /// Cycles in which it has acted.
  const std::vector<Cycle>& cycles() const { return cycles_; }

  std::string state() const override { return "mock after " + std::to_string(cycles_.size()); }

 protected:
  /// How many actions there are.
  virtual std::size_t count() const = 0;
  /// First cycle in which the test wants the next action.
  virtual Cycle earliest() const = 0;
  /// First cycle from `wanted` on in which the channels allow it; kNever if they will wake it.
  virtual Cycle due(Cycle wanted) = 0;
  virtual void act(Cycle at) = 0;

 private:
  const Cycle pace_;
  std::vector<Cycle> cycles_;
  Cycle free_ = 0;
};

/// Producer that pushes given values, each in a given cycle or as soon after as there is space.
template <typename T>
class Script : public MockModule {
 public:
  Script(noc::ClockDomain& domain, noc::Channel<T>& channel, Timed<T> values)
      : MockModule(domain), channel_(channel), values_(std::move(values)) {}

 private:
  std::size_t count() const override { return values_.size(); }
  Cycle earliest() const override { return values_[cycles().size()].first; }
  Cycle due(Cycle wanted) override { return channel_.push_at(wanted, kNever); }
  void act(Cycle at) override { channel_.push(values_[cycles().size()].second, at); }

  noc::Channel<T>& channel_;
  Timed<T> values_;
};

/// Consumer that pops and logs whatever it sees in the first cycle in which it sees it; entry
/// number k not before cycle not_before[k], if there is such.
template <typename T>
class Recorder : public MockModule {
 public:
  Recorder(noc::ClockDomain& domain, noc::Channel<T>& channel, std::vector<Cycle> not_before = {})
      : MockModule(domain), channel_(channel), not_before_(std::move(not_before)) {}

  const std::vector<T>& values() const { return values_; }

 private:
  std::size_t count() const override { return cycles().size() + 1; }  // no end
  Cycle earliest() const override {
    return cycles().size() < not_before_.size() ? not_before_[cycles().size()] : 0;
  }
  Cycle due(Cycle wanted) override { return channel_.pop_at(wanted, kNever); }
  void act(Cycle at) override {
    values_.push_back(channel_.front());
    channel_.pop(at);
  }

  noc::Channel<T>& channel_;
  std::vector<Cycle> not_before_;
  std::vector<T> values_;
};

/// Streamer that sends given words over an input network as soon as the network lets them be read,
/// the k-th not before its cycle.
template <typename T>
class NetworkDriver : public MockModule {
 public:
  using Route = typename noc::InputNetwork<T>::Route;

  NetworkDriver(noc::ClockDomain& domain, noc::InputNetwork<T>& network,
                std::vector<std::pair<Cycle, Route>> routes, std::vector<T> words)
      : MockModule(domain, 0),
        network_(network),
        routes_(std::move(routes)),
        words_(std::move(words)) {}

 private:
  std::size_t count() const override { return words_.size(); }
  Cycle earliest() const override { return routes_[cycles().size()].first; }
  Cycle due(Cycle wanted) override {
    return network_.send_at(routes_[cycles().size()].second, wanted, kNever);
  }
  void act(Cycle at) override {
    network_.send(routes_[cycles().size()].second, words_[cycles().size()], at);
  }

  noc::InputNetwork<T>& network_;
  std::vector<std::pair<Cycle, Route>> routes_;
  std::vector<T> words_;
};

/// Looks at a barrier and logs the first cycle in which its line is high.
class BarrierWatcher : public noc::Clocked {
 public:
  BarrierWatcher(noc::ClockDomain& domain, noc::Barrier& barrier)
      : Clocked(domain), barrier_(barrier) {
    barrier.connect(*this);
  }

  Cycle evaluate(Cycle now, Cycle /*until*/) override {
    const bool is_open = barrier_.open_at() <= now;
    if (is_open && !was_open_) opened_.push_back(now);
    was_open_ = is_open;
    return is_open ? kNever : barrier_.open_at();
  }

  const std::vector<Cycle>& opened() const { return opened_; }
  std::string state() const override { return "watcher"; }

 private:
  noc::Barrier& barrier_;
  bool was_open_ = false;
  std::vector<Cycle> opened_;
};

}  // namespace eyeriss::test
