// SPDX-License-Identifier: Apache-2.0
// The memory of fixed latency and bandwidth (hw/dram/ideal_channel.h).
#include <gmock/gmock.h>

#include <vector>

#include "hw/dram/dram.h"
#include "tests/support/dram_traffic.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Cycle;
using test::DramAccess;
using test::DramRun;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

DramConfig ideal(int latency, double bytes_per_clock) {
  DramConfig config = test::dram_preset("ideal");
  config.ideal = {latency, bytes_per_clock};
  return config;
}

TEST(IdealDram, LatencyAlone) {
  const DramRun run = test::run_dram(ideal(20, 0), {{0}, {7, true}, {0, false, 100}});
  EXPECT_THAT(run.completed, ElementsAre(20, 21, 120));
  EXPECT_THAT(run.commands, IsEmpty());
  EXPECT_EQ(run.counters.reads, 2);
  EXPECT_EQ(run.counters.writes, 1);
}

TEST(IdealDram, BandwidthSpreadsBursts) {
  // A burst of 64 bytes every 4 clocks; the first is complete after the latency.
  const DramRun run = test::run_dram(ideal(10, 16), {{0}, {1}, {2}, {3, false, 100}});
  EXPECT_THAT(run.completed, ElementsAre(10, 14, 18, 110));
}

TEST(IdealDram, FractionsOfAClockAddUp) {
  // 2.5 clocks a burst.
  const DramRun run = test::run_dram(ideal(10, 25.6), {{0}, {1}, {2}, {3}, {4}});
  EXPECT_THAT(run.completed, ElementsAre(10, 13, 15, 18, 20));
}

TEST(IdealDram, RoomForAsManyAsTheLatencyCovers) {
  const std::vector<DramAccess> accesses(6, DramAccess{0});
  const DramRun run = test::run_dram(ideal(10, 16), accesses);
  // A transfer begins in 0, 10, 14, 18, ...: an access enters when it is 10 clocks ahead at most.
  EXPECT_THAT(run.entered, ElementsAre(0, 1, 4, 8, 12, 16));
  EXPECT_THAT(run.completed, ElementsAre(10, 14, 18, 22, 26, 30));
}

TEST(IdealDram, LongStreamsKeepTheBandwidth) {
  const std::vector<DramAccess> accesses(30000, DramAccess{0});
  // Three clocks and a third a burst.
  EXPECT_EQ(test::run_dram(ideal(5, 19.2), accesses).end, 5 + (29999 * 10 + 2) / 3);
}

class IdealTiming : public test::TimingTest {};

EYERISS_UNDER_EVERY_SCHEDULE(IdealTiming);

TEST_P(IdealTiming, ResponsesInOrderOfRequests) {
  Memory memory;
  Dram dram("dram", core_, ideal(10, 16), memory);
  test::Timed<DramRequest> requests;
  for (std::uint32_t i = 0; i < 8; ++i) {
    DramRequest request{.write = i % 2 == 0, .burst = i / 2, .tag = i, .mask = 1};
    request.data[0] = {static_cast<std::int16_t>(i + 1)};
    requests.emplace_back(4, request);
  }
  test::Script<DramRequest> producer(core_, dram.requests, requests);
  test::Recorder<DramResponse> consumer(core_, dram.responses);
  dram.requests.connect(&producer, &dram);
  dram.responses.connect(&dram, &consumer);
  run();
  // The first is seen in 5 and complete in 15, then one every 4 clocks; each is seen a clock later.
  EXPECT_THAT(consumer.cycles(), ElementsAre(16, 20, 24, 28, 32, 36, 40, 44));
  for (std::uint32_t i = 0; i < 8; ++i) {
    EXPECT_EQ(consumer.values()[i].tag, i);
    if (i % 2 == 1) {
      EXPECT_EQ(consumer.values()[i].data[0][0], static_cast<std::int16_t>(i));
    }
  }
}

}  // namespace
}  // namespace eyeriss::hw
