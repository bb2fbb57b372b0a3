// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <initializer_list>
#include <memory>
#include <ostream>
#include <string>
#include <systemc>
#include <vector>

#include "noc/clock_domain.h"
#include "tests/support/mock_modules.h"

namespace eyeriss::test {

/// A schedule under which timing must be the same as under any other.
struct NamedSchedule {
  const char* name;
  noc::Schedule schedule;
};

inline void PrintTo(const NamedSchedule& named, std::ostream* out) { *out << named.name; }

inline constexpr NamedSchedule kSchedules[] = {
    {"fast", {}},
    {"every_cycle", {.every_cycle = true}},
    {"fast_shuffled", {.shuffle_seed = 3}},
    {"every_cycle_shuffled", {.every_cycle = true, .shuffle_seed = 5}},
};

/// Ends a domain, which in the slow schedule would go on forever.
class Stop : public noc::Clocked {
 public:
  Stop(noc::ClockDomain& domain, Cycle at) : Clocked(domain), at_(at) {}
  Cycle evaluate(Cycle now, Cycle /*until*/) override {
    if (now < at_) return at_;
    domain().stop_after(domain().time_of(domain().now()));
    return kNever;
  }
  std::string state() const override { return "stop"; }

 private:
  Cycle at_;
};

/// Runs the simulation until all of the domains that there are have passed cycle `end`.
inline void run(std::initializer_list<noc::ClockDomain*> domains, Cycle end) {
  std::vector<std::unique_ptr<Stop>> stops;
  for (noc::ClockDomain* domain : domains) stops.push_back(std::make_unique<Stop>(*domain, end));
  sc_core::sc_start();
}

/// A test of timing in one clock domain, run under every schedule.
class TimingTest : public ::testing::TestWithParam<NamedSchedule> {
 protected:
  static constexpr Cycle kEnd = 2000;  // later than anything in a test

  const noc::Schedule& schedule() const { return GetParam().schedule; }
  bool is_fast() const { return !schedule().every_cycle; }
  void run(Cycle end = kEnd) { test::run({&core_}, end); }

  noc::ClockDomain core_{"core", 200, GetParam().schedule};
};

}  // namespace eyeriss::test

/// Runs the tests of a suite under every schedule.
#define EYERISS_UNDER_EVERY_SCHEDULE(suite)                                                 \
  INSTANTIATE_TEST_SUITE_P(Schedule, suite, ::testing::ValuesIn(eyeriss::test::kSchedules), \
                           [](const auto& named) { return std::string(named.param.name); })
