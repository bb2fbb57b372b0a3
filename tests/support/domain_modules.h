// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "noc/channel.h"
#include "noc/clock_domain.h"
#include "noc/clocked.h"
#include "tests/support/mock_modules.h"

namespace eyeriss::test {

/// Logs the cycles in which it is evaluated; `next(now)` says when it wants to be next.
class Sleeper : public noc::Clocked {
 public:
  Sleeper(noc::ClockDomain& domain, std::function<Cycle(Cycle)> next)
      : Clocked(domain), next_(std::move(next)) {}
  Cycle evaluate(Cycle now, Cycle until) override {
    evaluated.push_back(now);
    until_.push_back(until);
    return next_(now);
  }
  std::string state() const override { return "sleeper"; }

  std::vector<Cycle> evaluated;
  std::vector<Cycle> until_;

 private:
  std::function<Cycle(Cycle)> next_;
};

/// Two modules that run ahead as far as they may: values, one a cycle and some of them late, go
/// from one to the other.
class Traffic {
 public:
  explicit Traffic(noc::ClockDomain& domain)
      : producer_(domain, channel_, values()), consumer_(domain, channel_, {}) {
    channel_.connect(&producer_, &consumer_);
  }
  /// Pushed and popped so far.
  std::pair<std::uint64_t, std::uint64_t> counts() const {
    return {channel_.pushed(), channel_.popped()};
  }
  /// The same, up to and including a cycle. The k-th value is pushed in cycle k, from the 30th on
  /// in k + 10, and popped a cycle later.
  static std::pair<std::uint64_t, std::uint64_t> expected(Cycle cycle) {
    return {count(cycle), count(cycle - 1)};
  }

 private:
  static constexpr Cycle kValues = 90;
  static constexpr Cycle kPause = 30;
  static std::uint64_t count(Cycle cycle) {
    const Cycle pushed = cycle < kPause ? cycle + 1 : std::max(kPause, cycle + 1 - 10);
    return static_cast<std::uint64_t>(std::clamp<Cycle>(pushed, 0, kValues));
  }
  static Timed<int> values() {
    Timed<int> values;
    for (int i = 0; i < kValues; ++i) values.emplace_back(i < kPause ? i : i + 10, i);
    return values;
  }

  noc::Channel<int> channel_{128};
  Script<int> producer_;
  Recorder<int> consumer_;
};

}  // namespace eyeriss::test
