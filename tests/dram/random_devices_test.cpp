// SPDX-License-Identifier: Apache-2.0
// Devices that nobody makes: any that the reader accepts keeps its own constraints, and loses and
// swaps no access.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "sim/input/dram_reader.h"
#include "tests/support/dram_checker.h"
#include "tests/support/dram_traffic.h"

namespace eyeriss::test {
namespace {

using hw::DramConfig;
using ::testing::IsEmpty;

/// A device with random sizes, times and policies, accepted by the reader.
class RandomDevice {
 public:
  explicit RandomDevice(unsigned seed) : random_(seed) {}

  DramConfig make() {
    DramConfig config = dram_preset("ddr3-1600");
    organize(config);
    set_times(config);
    config.scheduling = one_in(3) ? DramConfig::Scheduling::kFcfs : DramConfig::Scheduling::kFrFcfs;
    config.page = one_in(2) ? DramConfig::Page::kClosed : DramConfig::Page::kOpen;
    config.queue_entries = from(1, 40);
    std::shuffle(config.order.begin(), config.order.end(), random_);
    return sim::read_dram(sim::to_json(config), "random device");
  }

 private:
  int from(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
  bool one_in(int count) { return from(1, count) == 1; }
  int power(int highest) { return 1 << from(0, highest); }

  void organize(DramConfig& config) {
    config.channels = power(1);
    config.ranks = power(2);
    config.bank_groups = power(2);
    config.banks = power(2);
    config.rows = 16 * power(4);
    config.columns = power(4);
    config.burst_clocks = power(3);
    config.burst_bytes = 64;
    config.access_command_clocks = from(1, 4);
    config.other_command_clocks = from(1, 3);
  }

  void set_times(DramConfig& config) {
    DramConfig::Timing& t = config.timing;
    const int access = config.access_command_clocks;
    t.CL = from(1, 30);
    t.CWL = from(1, 30);
    t.RCD = from(access, 20);
    t.RP = from(1, 20);
    t.RPAB = t.RP + from(0, 5);
    t.RAS = t.RCD + from(0, 20);
    t.RC = t.RAS + t.RP + from(0, 5);
    t.CCD_S = config.burst_clocks + from(0, 3);
    t.CCD_L = t.CCD_S + from(0, 4);
    t.RRD_S = access + from(0, 6);
    t.RRD_L = t.RRD_S + from(0, 4);
    t.FAW = 4 * t.RRD_S + from(0, 20);
    t.WR = from(1, 20);
    t.WTR_S = from(1, 8);
    t.WTR_L = t.WTR_S + from(0, 6);
    t.RTP = access + from(0, 8);
    t.RTW = from(0, 4);
    t.RTRS = from(0, 3);
    t.RFC = from(1, 200);
    t.REFI = 400 * config.ranks + from(0, 800);
  }

  std::mt19937 random_;
};

/// Of accesses to one burst of which one is a write, the earlier is complete earlier; a read that
/// follows a write may be answered from the queue.
bool is_in_order(const std::vector<DramAccess>& accesses, const DramRun& run, std::size_t first,
                 std::size_t second) {
  const bool is_hazard = accesses[first].burst == accesses[second].burst && accesses[second].write;
  return !is_hazard || run.completed[first] < run.completed[second];
}

class DramRandomDevices : public ::testing::TestWithParam<DramPattern> {};

TEST_P(DramRandomDevices, KeepTheirConstraints) {
  constexpr std::size_t kNear = 60;  // accesses that may wait at the same time
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const DramConfig config = RandomDevice(seed).make();
    std::vector<DramAccess> accesses = dram_traffic(config, GetParam(), 500, seed);
    for (DramAccess& access : accesses)
      access.burst %= config.capacity_bytes() / config.burst_bytes;
    const DramRun run = run_dram(config, accesses);
    EXPECT_THAT(DramChecker(config).violations(run.commands, run.end), IsEmpty()) << seed;
    for (std::size_t i = 0; i < accesses.size(); ++i) {
      for (std::size_t j = i + 1; j < std::min(i + kNear, accesses.size()); ++j) {
        EXPECT_TRUE(is_in_order(accesses, run, i, j)) << seed << ": " << i << ", " << j;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Traffic, DramRandomDevices, ::testing::ValuesIn(kDramPatterns),
                         [](const auto& parameter) { return name_of(parameter.param); });

}  // namespace
}  // namespace eyeriss::test
