// SPDX-License-Identifier: Apache-2.0
// What happens when a layer goes wrong or the run is stopped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <map>
#include <thread>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Failure : public ::testing::Test {
 protected:
  Command command(const json& workload, std::vector<std::string> arguments) {
    arguments.push_back(dir_.write("w.json", workload.dump()));
    arguments.insert(arguments.end(), {"--out", out().string()});
    return simulator(arguments);
  }

  ProgramResult run_with(const json& workload,
                         const std::map<std::string, std::string>& environment) {
    Command harmed = command(workload, {});
    harmed.environment = environment;
    return run(harmed);
  }

  std::filesystem::path out() const { return dir_.path() / "results"; }
  json summary() const { return read_document(out() / "summary.json"); }

  std::map<std::string, std::string> status_by_layer() const {
    std::map<std::string, std::string> statuses;
    const json document = summary();
    for (const json& layer : document.at("layers")) statuses[layer["name"]] = layer["status"];
    return statuses;
  }

  void expect_only_results() const {
    EXPECT_THAT(files_below(out()), ElementsAre("summary.csv", "summary.json"));
  }

  TempDir dir_;
};

TEST_F(Failure, OfOneLayerLeavesTheOthersComplete) {
  const json workload = small_workload();
  ASSERT_EQ(run(command(workload, {"--quiet"})).status, 0);
  const json sound = without_run(summary());

  const ProgramResult result = run_with(workload, {{"EYERISS_SIM_INJECT_FAULT", "mapped"}});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("mapped: fault of the simulator"));
  EXPECT_THAT(result.err, HasSubstr("controller:")) << "the modules' states";
  expect_only_results();
  const json harmed = without_run(summary());
  ASSERT_EQ(harmed["layers"].size(), 5U);
  for (const json& layer : harmed["layers"]) {
    if (layer["name"] == "mapped") {
      EXPECT_EQ(layer["status"], "fault");
      EXPECT_FALSE(layer["fault"]["message"].get<std::string>().empty());
    } else {
      EXPECT_EQ(layer, layer_of(sound, layer["name"]));
    }
  }
  EXPECT_EQ(harmed["totals"]["macs"].get<std::int64_t>(),
            sound["totals"]["macs"].get<std::int64_t>() -
                layer_of(sound, "mapped")["macs"].get<std::int64_t>());
}

TEST_F(Failure, MismatchIsCountedAndShown) {
  const ProgramResult result =
      run_with(small_workload(), {{"EYERISS_SIM_INJECT_MISMATCH", "grouped"}});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("grouped: 1 of 420 outputs differ"));
  EXPECT_THAT(result.err, HasSubstr("ofmap[n=1][m=5][e=4][f=6]"));
  EXPECT_THAT(result.out, HasSubstr("1 of 420 wrong"));
  const json layer = layer_of(summary(), "grouped");
  EXPECT_EQ(layer["status"], "mismatch");
  EXPECT_EQ(layer["check"]["outputs"], 420);
  EXPECT_EQ(layer["check"]["mismatches"], 1);
  const json mismatch = layer["check"]["first_mismatches"].at(0);
  EXPECT_EQ(mismatch["f"], 6);
  EXPECT_EQ(mismatch["got"].get<int>() ^ mismatch["expected"].get<int>(), 1);
  EXPECT_EQ(layer_of(summary(), "mapped")["status"], "ok");
}

TEST_F(Failure, FaultOutranksMismatch) {
  const ProgramResult result =
      run_with(small_workload(),
               {{"EYERISS_SIM_INJECT_MISMATCH", "grouped"}, {"EYERISS_SIM_INJECT_FAULT", "gemm"}});
  EXPECT_EQ(result.status, 3);
  const auto statuses = status_by_layer();
  EXPECT_EQ(statuses.at("grouped"), "mismatch");
  EXPECT_EQ(statuses.at("gemm"), "fault");
}

TEST_F(Failure, SigtermKeepsFinishedLayers) {
  Process process(command(slow_workload(), {"--jobs", "1"}));
  process.wait_for_error_text("quick: ok");
  process.send(SIGTERM);
  const ProgramResult result = process.wait();
  EXPECT_EQ(result.status, 143);
  EXPECT_THAT(result.err, HasSubstr("missing: slow"));
  EXPECT_THAT(result.err, Not(HasSubstr("fault")));
  EXPECT_THAT(status_by_layer(), ElementsAre(::testing::Pair("quick", "ok")));
  EXPECT_EQ(summary()["missing_layers"], json({"slow"}));
  expect_only_results();
}

TEST_F(Failure, InterruptFromATerminalKeepsFinishedLayers) {
  Process process(command(slow_workload(), {"--jobs", "2"}));
  process.wait_for_error_text("quick: ok");
  process.send_to_group(SIGINT);
  const ProgramResult result = process.wait();
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(result.err, Not(HasSubstr("fault")));
  EXPECT_THAT(status_by_layer(), ElementsAre(::testing::Pair("quick", "ok")));
  expect_only_results();
}

TEST_F(Failure, InterruptBeforeAnyLayerIsFinishedLeavesEarlierResults) {
  std::filesystem::create_directories(out());
  dir_.write("results/summary.json", "earlier");
  Process process(command(slow_workload(), {"--layers", "slow"}));
  // Long enough to be at work, and early enough not to be done.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  process.send(SIGTERM);
  EXPECT_EQ(process.wait().status, 143);
  EXPECT_EQ(read_text(out() / "summary.json"), "earlier");
  EXPECT_THAT(files_below(out()), ElementsAre("summary.json"));
}

TEST_F(Failure, DirectoryInPlaceOfAFileIsFoundBeforeTheRun) {
  std::filesystem::create_directories(out() / "summary.csv");
  ProgramResult result = run(command(small_workload(), {}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(lines_of(result.err), ElementsAre(HasSubstr("summary.csv is a directory")));

  std::filesystem::remove_all(out());
  std::filesystem::create_directories(dir_.path() / "tensors/gemm_bias.npy");
  result = run(command(small_workload(), {"--dump-tensors", dir_.path() / "tensors"}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(lines_of(result.err), ElementsAre(HasSubstr("gemm_bias.npy is a directory")));
  EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(Failure, DeathOfTheProgramEndsItsLayers) {
  Process process(command(slow_workload(), {"--jobs", "1"}));
  process.wait_for_error_text("quick: ok");
  process.send(SIGKILL);
  // Returns only when all processes have closed stdout and stderr.
  EXPECT_EQ(process.wait().status, 128 + SIGKILL);
  EXPECT_FALSE(std::filesystem::exists(out() / "summary.json"));
}

}  // namespace
}  // namespace eyeriss::test
