// SPDX-License-Identifier: Apache-2.0
// timeline.json from outside: what it shows is what summary.json counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/short_run.h"
#include "tests/support/temp_dir.h"
#include "tests/timeline/layer_checks.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Words = std::vector<std::string>;

const std::string kWorkloads = EYERISS_SOURCE_DIR "/workloads/";

class Timelines : public ::testing::Test {
 protected:
  Command command(const std::string& workload, const Words& options) const {
    Command command{{EYERISS_SIM_BINARY, workload, "--no-check", "--trace", "timeline"}};
    command.words.insert(command.words.end(), options.begin(), options.end());
    command.directory = dir_.path();
    return command;
  }
  void simulate(const std::string& workload, Words options, const std::string& out = "r") const {
    options.insert(options.end(), {"--out", out, "--quiet"});
    const ProgramResult result = run(command(workload, options));
    ASSERT_EQ(result.status, 0) << result.err;
  }

  std::string text(const std::string& file) const {
    std::ifstream stream(dir_.path() / file, std::ios::binary);
    EXPECT_TRUE(stream) << file;
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  json document(const std::string& file) const { return json::parse(text(file)); }
  std::vector<TimelineProcess> timeline() const {
    return read_trace_events(document("r/timeline.json"));
  }

  /// All layers of the summary, and nothing else, one behind the other.
  void check_all(std::int64_t interval, bool has_clusters) const {
    const json summary = document("r/summary.json");
    const auto processes = timeline();
    ASSERT_EQ(processes.size(), summary["layers"].size());
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < processes.size(); ++i) {
      const json& layer = summary["layers"][i];
      SCOPED_TRACE(layer["name"]);
      check_layer(processes[i], layer, {begin, interval}, has_clusters);
      begin += layer["cycles"]["total"].get<std::int64_t>();
    }
  }

  const TempDir dir_;
};

TEST_F(Timelines, OfTinyOnTheFirstChip) {
  simulate(kWorkloads + "tiny.json", {});
  check_all(1000, false);
}

TEST_F(Timelines, OfTinyOnClusters) {
  simulate(kWorkloads + "tiny.json", {"--arch", "eyeriss-v2"});
  check_all(1000, true);
}

TEST_F(Timelines, OfClustersWithALimitedMemory) {
  simulate(kWorkloads + "tiny-sparse.json",
           {"--arch", "eyeriss-v2", "--dram", "ddr3-1600", "--trace-interval", "77"});
  check_all(77, true);
}

TEST_F(Timelines, OfAlexNetConv5OnTheFirstChip) {
  if (is_short_run()) GTEST_SKIP() << "takes long in this build";
  simulate(kWorkloads + "alexnet.json", {"--layers", "conv5", "--batch", "1"});
  check_all(1000, false);
}

TEST_F(Timelines, OfAlexNetConv5OnClusters) {
  if (is_short_run()) GTEST_SKIP() << "takes long in this build";
  simulate(kWorkloads + "alexnet.json",
           {"--layers", "conv5", "--batch", "1", "--arch", "eyeriss-v2"});
  check_all(1000, true);
}

std::size_t slices_of(const TimelineProcess& process) {
  std::size_t slices = 0;
  for (const auto& [name, track] : process.tracks) slices += track.size();
  return slices;
}

// Many passes, each on some hundred tracks.
TEST_F(Timelines, StayOfASizeThatAViewerOpens) {
  dir_.write("w.json", R"({ "name": "w", "batch": 1, "layers": [
    { "name": "wide", "op": "Gemm", "in_features": 1024, "out_features": 4000 } ] })");
  simulate("w.json", {"--arch", "eyeriss-v2"});
  check_all(1000, true);
  const auto passes = document("r/summary.json")["layers"][0]["passes"].get<std::size_t>();
  const TimelineProcess process = timeline().at(0);
  ASSERT_GT(passes * (process.tracks.size() - 10), 70'000u) << "not enough to be merged";
  EXPECT_LE(slices_of(process), 70'000u);
  EXPECT_GE(slices_of(process), 16'000u) << "there is more to see";
  EXPECT_EQ(process.tracks.at("layer").size(), 1 + passes);
}

// 128 times 64 passes of some cycles, of one PE.
TEST_F(Timelines, StayOfASizeThatAPersonCanLookAt) {
  dir_.write("w.json", R"({ "name": "w", "batch": 1, "layers": [
    { "name": "long", "op": "Gemm", "in_features": 256, "out_features": 256,
      "mappings": { "eyeriss-v2":
        { "m": 2, "n": 1, "e": 1, "f": 1, "p": 2, "q": 4, "r": 1, "t": 1 } } } ] })");
  simulate("w.json", {"--arch", "eyeriss-v2"});
  check_all(1000, true);
  EXPECT_EQ(document("r/summary.json")["layers"][0]["passes"], 128 * 64);
  EXPECT_EQ(timeline().at(0).tracks.at("layer").size(), 1 + 128 * 64 / 2);
}

// An interval each cycle: conv1 has some 16000 on the first chip, conv2 2187 on clusters.
TEST_F(Timelines, HaveSoManyCountersAndNoMoreAndLoseNothing) {
  for (const char* arch : {"eyeriss-v1", "eyeriss-v2"}) {
    simulate(kWorkloads + "tiny.json", {"--arch", arch, "--trace-interval", "1"});
    check_all(1, arch == std::string("eyeriss-v2"));
  }
}

TEST_F(Timelines, AreTheSameInBothSchedulesWhateverTheJobs) {
  for (const char* arch : {"eyeriss-v1", "eyeriss-v2"}) {
    simulate(kWorkloads + "tiny.json", {"--arch", arch, "--jobs", "2"}, "a");
    simulate(kWorkloads + "tiny.json", {"--arch", arch, "--every-cycle", "--jobs", "1"}, "b");
    EXPECT_EQ(text("a/timeline.json"), text("b/timeline.json")) << arch;
  }
}

TEST_F(Timelines, StandBesideOtherTracesThatTheyDoNotChange) {
  simulate(kWorkloads + "tiny.json", {});
  Command all = command(kWorkloads + "tiny.json", {"--out", "all", "--quiet"});
  for (std::string& word : all.words)
    if (word == "timeline") word = "energy,timeline,cycles,dram";
  ASSERT_EQ(run(all).status, 0);
  EXPECT_EQ(text("r/timeline.json"), text("all/timeline.json"));
  EXPECT_THAT(text("all/cycles.csv"), HasSubstr("\nconv1,"));
}

TEST_F(Timelines, HaveNoPowerWhereEnergiesAreRelative) {
  simulate(kWorkloads + "tiny.json", {"--energy", "normalized"});
  for (const TimelineProcess& process : timeline())
    EXPECT_FALSE(process.counters.contains("power"));
  simulate(kWorkloads + "tiny.json", {});
  for (const TimelineProcess& process : timeline()) EXPECT_TRUE(process.counters.contains("power"));
}

TEST_F(Timelines, LeaveFaultyLayersOut) {
  Command faulty = command(kWorkloads + "tiny.json", {"--out", "r"});
  faulty.environment["EYERISS_SIM_INJECT_FAULT"] = "conv2";
  EXPECT_EQ(run(faulty).status, 3);
  const auto processes = timeline();
  std::vector<std::string> names;
  for (const TimelineProcess& process : processes) names.push_back(process.name);
  EXPECT_THAT(names, ElementsAre("conv1", "conv3", "fc"));
  const json summary = document("r/summary.json");
  std::int64_t begin = 0;
  for (const TimelineProcess& process : processes) {
    for (const json& layer : summary["layers"]) {
      if (layer["name"] != process.name) continue;
      check_layer(process, layer, {begin, 1000}, false);
      begin += layer["cycles"]["total"].get<std::int64_t>();
    }
  }
}

TEST_F(Timelines, OfInterruptedRunsShowWhatWasFinished) {
  dir_.write("w.json", R"({ "name": "w", "batch": 4, "layers": [
    { "name": "quick", "op": "Gemm", "in_features": 8, "out_features": 8 },
    { "name": "slow", "op": "Conv", "input": { "channels": 512, "height": 28, "width": 28 },
      "output_channels": 512, "kernel_shape": [3, 3], "pads": [1, 1, 1, 1] } ] })");
  Process process(command("w.json", {"--out", "r", "--jobs", "2"}));
  process.wait_for_error_text("quick");
  process.send(SIGTERM);
  EXPECT_EQ(process.wait().status, 143);
  const auto processes = timeline();
  ASSERT_EQ(processes.size(), 1u);
  EXPECT_EQ(processes[0].name, "quick");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path()))
    EXPECT_THAT(entry.path().string(), Not(HasSubstr("partial")));
}

TEST_F(Timelines, OfAnEarlierRunDoNotStayBesideOtherResults) {
  simulate(kWorkloads + "tiny.json", {"--layers", "fc"});
  EXPECT_TRUE(std::filesystem::exists(dir_.path() / "r/timeline.json"));
  Command plain = command(kWorkloads + "tiny.json", {"--layers", "fc", "--out", "r", "--quiet"});
  std::erase(plain.words, "--trace");
  std::erase(plain.words, "timeline");
  ASSERT_EQ(run(plain).status, 0);
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "r/timeline.json"));
}

}  // namespace
}  // namespace eyeriss::test
