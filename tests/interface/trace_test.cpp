// SPDX-License-Identifier: Apache-2.0
// The files of --trace from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <sstream>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) result.push_back(field);
  return result;
}

class Traces : public ::testing::Test {
 protected:
  Traces() { dir_.write("w.json", small_workload().dump()); }

  Command command(std::vector<std::string> arguments) const {
    arguments.push_back("w.json");
    Command command = simulator(arguments);
    command.directory = dir_.path();
    return command;
  }
  void simulate(const std::vector<std::string>& arguments) const {
    const ProgramResult result = run(command(arguments));
    ASSERT_EQ(result.status, 0) << result.err;
  }
  std::string text(const std::string& file) const { return read_text(dir_.path() / file); }

  TempDir dir_;
};

TEST_F(Traces, AreTheSameInBothSchedulesWhateverTheJobs) {
  simulate({"--trace", "cycles,energy,dram", "--trace-interval", "333", "--out", "a", "--quiet"});
  simulate({"--trace", "dram,cycles,energy", "--trace-interval", "333", "--out", "b", "--quiet",
            "--every-cycle", "--jobs", "1"});
  for (const char* file : {"cycles.csv", "energy.csv", "dram.csv"}) {
    EXPECT_EQ(text("a/" + std::string(file)), text("b/" + std::string(file))) << file;
    EXPECT_GT(lines_of(text("a/" + std::string(file))).size(), 20u) << file;
  }
}

TEST_F(Traces, HaveARowPerIntervalAndStartAnewWithEachLayer) {
  simulate({"--trace", "cycles", "--out", "r", "--quiet"});
  const auto lines = lines_of(text("r/cycles.csv"));
  const auto header = fields(lines[0]);
  ASSERT_EQ(header[0], "layer");
  ASSERT_EQ(header[1], "cycle");
  const json summary = read_document(dir_.path() / "r/summary.json");
  std::size_t line = 1;
  for (const json& layer : summary["layers"]) {
    const auto total = layer["cycles"]["total"].get<std::int64_t>();
    for (std::int64_t cycle = 0; cycle < total; cycle += 1000, ++line) {
      ASSERT_LT(line, lines.size());
      const auto row = fields(lines[line]);
      EXPECT_EQ(row.size(), header.size());
      EXPECT_EQ(row[0], layer["name"]);
      EXPECT_EQ(row[1], std::to_string(cycle));
    }
  }
  EXPECT_EQ(line, lines.size());
}

TEST_F(Traces, OfAnEarlierRunDoNotStayBesideOtherResults) {
  simulate({"--trace", "cycles,dram", "--out", "r", "--quiet"});
  EXPECT_THAT(files_below(dir_.path() / "r"),
              ElementsAre("cycles.csv", "dram.csv", "summary.csv", "summary.json"));
  simulate({"--trace", "energy", "--out", "r", "--quiet"});
  EXPECT_THAT(files_below(dir_.path() / "r"),
              ElementsAre("energy.csv", "summary.csv", "summary.json"));
}

TEST_F(Traces, AFaultCostsOnlyItsOwnLayersRows) {
  Command faulty = command({"--trace", "cycles,energy,dram", "--out", "r"});
  faulty.environment["EYERISS_SIM_INJECT_FAULT"] = "mapped";
  EXPECT_EQ(run(faulty).status, 3);
  EXPECT_THAT(files_below(dir_.path() / "r"),
              ElementsAre("cycles.csv", "dram.csv", "energy.csv", "summary.csv", "summary.json"));
  for (const char* file : {"cycles.csv", "energy.csv", "dram.csv"}) {
    const std::string rows = text("r/" + std::string(file));
    EXPECT_THAT(rows, HasSubstr("\nstrided,")) << file;
    EXPECT_THAT(rows, HasSubstr("\ngemm,")) << file;
    EXPECT_THAT(rows, ::testing::Not(HasSubstr("\nmapped,"))) << file;
  }
}

TEST_F(Traces, ASignalLeavesNoPartsBehind) {
  dir_.write("w.json", slow_workload().dump());
  Process process(command({"--trace", "cycles,energy,dram", "--out", "r", "--jobs", "2"}));
  process.wait_for_error_text("quick");
  process.send(SIGTERM);
  EXPECT_EQ(process.wait().status, 143);
  for (const std::string& file : files_below(dir_.path()))
    EXPECT_THAT(file, ::testing::Not(HasSubstr("partial")));
  EXPECT_THAT(text("r/cycles.csv"), HasSubstr("\nquick,"));
}

TEST_F(Traces, DramRowsAreCommands) {
  simulate({"--trace", "dram", "--out", "r", "--quiet", "--layers", "gemm"});
  const auto lines = lines_of(text("r/dram.csv"));
  EXPECT_EQ(lines[0], "layer,cycle,command,channel,rank,group,bank,row,column");
  // The first thing that a closed memory gets for a read is the row's activation.
  EXPECT_EQ(fields(lines[1])[2], "ACT");
  std::int64_t reads = 0;
  std::int64_t writes = 0;
  for (const std::string& line : lines) {
    if (fields(line)[2] == "RD") ++reads;
    if (fields(line)[2] == "WR") ++writes;
  }
  const json dram =
      layer_of(read_document(dir_.path() / "r/summary.json"), "gemm")["accesses"]["dram"];
  EXPECT_EQ(reads, dram["bursts_read"]);
  EXPECT_EQ(writes, dram["bursts_written"]);
  // A burst is 64 B: no more bursts than words, no fewer than full ones.
  EXPECT_GE(reads * 64, dram["read_bytes"].get<std::int64_t>());
  EXPECT_LE(reads * 8, dram["read_bytes"].get<std::int64_t>());
}

// The core's interval is shorter than a clock of the link, and most intervals have no DRAM clock:
// each row still shows what was done in it, and there is one per interval.
TEST_F(Traces, IntervalsMayBeShorterThanAnyClockPeriod) {
  simulate({"--trace", "cycles,dram", "--trace-interval", "1", "--out", "r", "--quiet", "--layers",
            "gemm", "--set", "dram.clock_mhz=150"});
  const json layer = layer_of(read_document(dir_.path() / "r/summary.json"), "gemm");
  const auto rows = lines_of(text("r/cycles.csv"));
  EXPECT_EQ(rows.size(), 1 + layer["cycles"]["total"].get<std::size_t>());
}

// Commands are counted in the interval in which their clock begins: with a DRAM clock of four
// times the core's, clock c begins in core cycle c / 4.
TEST_F(Traces, CommandsAreCountedInTheirIntervals) {
  simulate({"--trace", "cycles,dram", "--trace-interval", "7", "--out", "r", "--quiet", "--layers",
            "mapped"});
  std::map<std::int64_t, std::int64_t> reads;  // by first core cycle of the interval
  for (const std::string& line : lines_of(text("r/dram.csv"))) {
    const auto row = fields(line);
    if (row[2] == "RD") ++reads[std::stoll(row[1]) / 28 * 7];
  }
  const auto lines = lines_of(text("r/cycles.csv"));
  const auto header = fields(lines[0]);
  const auto column = std::find(header.begin(), header.end(), "accesses.dram.bursts_read");
  ASSERT_NE(column, header.end());
  const auto at = static_cast<std::size_t>(column - header.begin());
  ASSERT_GT(reads.size(), 10u);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto row = fields(lines[i]);
    EXPECT_EQ(std::stoll(row[at]), reads[std::stoll(row[1])]) << lines[i];
  }
}

}  // namespace
}  // namespace eyeriss::test
