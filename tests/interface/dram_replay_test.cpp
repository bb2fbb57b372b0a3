// SPDX-License-Identifier: Apache-2.0
// eyeriss-dram from outside: what it prints, and what it does not accept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Command replayer(const std::vector<std::string>& arguments) {
  Command command{{EYERISS_DRAM_BINARY}};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  return command;
}

class DramReplay : public ::testing::Test {
 protected:
  ProgramResult replay(const std::string& trace, std::vector<std::string> arguments = {}) const {
    arguments.push_back(directory_.write("t.trace", trace).string());
    return run(replayer(arguments));
  }

  json results(const std::string& trace, const std::vector<std::string>& arguments = {}) const {
    const ProgramResult result = replay(trace, arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return json::parse(result.out, nullptr, false);
  }

  /// The one line of complaint.
  std::string complaint(const ProgramResult& result) const {
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines_of(result.err).size(), 1u) << result.err;
    return result.err;
  }

  const TempDir directory_;
};

TEST_F(DramReplay, PrintsOneObjectWithTheseKeys) {
  const ProgramResult result = replay("0 0x0 R\n");
  std::vector<std::string> keys;
  const auto document = nlohmann::ordered_json::parse(result.out);
  for (const auto& [key, value] : document.items()) keys.push_back(key);
  EXPECT_THAT(keys, ElementsAre("requests", "reads", "writes", "total_cycles",
                                "average_read_latency_cycles", "bandwidth_gb_per_s", "row_hits",
                                "row_misses", "row_conflicts", "refreshes"));
}

TEST_F(DramReplay, IsolatedReadOfTheDefaultDram) {
  const json result = results("1000 0x12340 R\n");
  EXPECT_EQ(result["requests"], 1);
  EXPECT_EQ(result["total_cycles"], 27);
  EXPECT_EQ(result["average_read_latency_cycles"], 27.0);
  EXPECT_EQ(result["row_misses"], 1);
  EXPECT_NEAR(result["bandwidth_gb_per_s"].get<double>(), 64 / (27 * 1.25), 1e-12);
}

TEST_F(DramReplay, TraceFormat) {
  // Row 0 of bank 0 three times, the last burst addressed in its middle, then another row.
  const json result = results(
      "# cycle address direction\n\n0 0x0 R\n  100\t64 W  # decimal\r\n200 0X0000007f R\n"
      "300 0x10000 R");
  EXPECT_EQ(result["requests"], 4);
  EXPECT_EQ(result["reads"], 3);
  EXPECT_EQ(result["writes"], 1);
  EXPECT_EQ(result["row_misses"], 1);
  EXPECT_EQ(result["row_hits"], 2);
  EXPECT_EQ(result["row_conflicts"], 1);
  // PRE, ACT, RD.
  EXPECT_EQ(result["total_cycles"], 300 + 1 + 11 + 11 + 11 + 4);
  EXPECT_NEAR(result["average_read_latency_cycles"].get<double>(), (27 + 16 + 38) / 3.0, 1e-9);
}

TEST_F(DramReplay, WritesAloneHaveNoReadLatency) {
  const json result = results("0 0 W\n");
  EXPECT_EQ(result["average_read_latency_cycles"], 0);
  EXPECT_EQ(result["total_cycles"], 1 + 11 + 8 + 4);
}

TEST_F(DramReplay, LatencyCountsFromEnteringTheQueue) {
  // Two in the same cycle: the second enters a clock later. Both wait for the same row; RDs are 4
  // clocks apart.
  const json result = results("0 0x0 R\n0 0x40 R\n");
  EXPECT_EQ(result["total_cycles"], 31);
  EXPECT_EQ(result["average_read_latency_cycles"], (27 + 30) / 2.0);
}

TEST_F(DramReplay, RefreshesAreCounted) {
  EXPECT_EQ(results("0 0 R\n20000 0 R\n")["refreshes"], 3);
}

TEST_F(DramReplay, SequentialStreamOfTheDefaultDram) {
  std::string trace;
  constexpr int kReads = 50000;
  for (int i = 0; i < kReads; ++i) trace += "0 " + std::to_string(64 * i) + " R\n";
  const json result = results(trace);
  // A burst takes 4 clocks. Of each 6240, a refresh takes 208 and those to close a row, to open it
  // again and to read: RTP 6, RP 11, RCD 11 at least.
  const double share = (6240 - 208 - 28) / 6240.0;
  EXPECT_NEAR(result["bandwidth_gb_per_s"].get<double>(), 12.8 * share, 0.01 * 12.8);
}

TEST_F(DramReplay, OtherDrams) {
  EXPECT_EQ(results("0 0 R\n", {"--dram", "ddr4-2400"})["total_cycles"], 1 + 16 + 16 + 4);
  EXPECT_EQ(results("0 0 R\n", {"--dram=ideal"})["total_cycles"], 1);
  json own = read_document(EYERISS_SOURCE_DIR "/hw/presets/dram/ddr3-1600.json");
  own["timing"]["CL"] = 20;
  const auto file = directory_.write("own.json", own.dump());
  EXPECT_EQ(results("0 0 R\n", {"--dram", file.string()})["total_cycles"], 36);
}

TEST_F(DramReplay, CommandTrace) {
  const auto file = directory_.path() / "commands.csv";
  results("0 0x2040 R\n", {"--commands", file.string()});
  // The second burst of a row of bank 1.
  EXPECT_EQ(read_text(file),
            "cycle,command,channel,rank,group,bank,row,column\n"
            "1,ACT,0,0,0,1,0,0\n"
            "12,RD,0,0,0,1,0,1\n");
}

TEST_F(DramReplay, NoCommandTraceAfterAnError) {
  const auto file = directory_.path() / "commands.csv";
  complaint(replay("0 0 R\n1 0 X\n", {"--commands", file.string()}));
  EXPECT_FALSE(exists(file));
}

struct BadTrace {
  const char* trace;
  const char* complaint;
};

const BadTrace kBadTraces[] = {
    {"0 0 R\n0 0 r\n", "line 2: \"r\" is no direction (allowed: R, W)"},
    {"0 0 RW\n", "line 1: \"RW\" is no direction"},
    {"\n#\n0 0\n", "line 3: has too few fields (allowed: CYCLE ADDRESS R|W)"},
    {"0 0 R 0\n", "line 1: has too many fields"},
    {"-1 0 R\n", "line 1: bad cycle \"-1\""},
    {"1.5 0 R\n", "line 1: bad cycle \"1.5\""},
    {"0x10 0 R\n", "line 1: bad cycle \"0x10\""},
    {"99999999999999999999 0 R\n", "line 1: cycle 99999999999999999999 is out of range"},
    {"0 0x R\n", "line 1: bad address \"0x\""},
    {"0 ff R\n", "line 1: bad address \"ff\""},
    {"0 0xfg R\n", "line 1: bad address \"0xfg\""},
    {"0 -64 R\n", "line 1: bad address \"-64\""},
    {"0 0x80000000 R\n", "line 1: address 0x80000000 is beyond the memory (allowed: 0 to"},
    {"0 99999999999999999999 R\n", "is beyond the memory"},
    {"", "has no requests"},
    {"# nothing\n\n", "has no requests"},
};

TEST_F(DramReplay, BadTracesAreNamedWithTheLine) {
  for (const BadTrace& bad : kBadTraces) {
    EXPECT_THAT(
        complaint(replay(bad.trace)),
        AllOf(StartsWith("eyeriss-dram: "), HasSubstr("t.trace: "), HasSubstr(bad.complaint)))
        << bad.trace;
  }
  EXPECT_THAT(complaint(replay("0 0 R\n" + std::string(5000, '1') + "\n")),
              HasSubstr("line 2: is too long"));
  EXPECT_THAT(complaint(replay(std::string("0 0 \0R\n", 7))), HasSubstr("line 1: "));
}

TEST_F(DramReplay, LastByteOfTheMemory) { EXPECT_EQ(results("0 0x7fffffff R\n")["requests"], 1); }

TEST_F(DramReplay, BadUsage) {
  const std::string trace = directory_.write("a.trace", "0 0 R\n").string();
  const auto error = [&](const std::vector<std::string>& arguments) {
    return complaint(run(replayer(arguments)));
  };
  EXPECT_THAT(error({}), HasSubstr("no trace is given"));
  EXPECT_THAT(error({trace, trace}), HasSubstr("more than one trace"));
  EXPECT_THAT(error({"--darm", "ideal", trace}), HasSubstr("did you mean \"--dram\"?"));
  EXPECT_THAT(error({"-d", trace}), HasSubstr("unknown option"));
  EXPECT_THAT(error({trace, "--dram"}), HasSubstr("the value of --dram is missing"));
  EXPECT_THAT(error({"--dram", "--commands", "x", trace}), HasSubstr("value of --dram is missing"));
  EXPECT_THAT(error({"--dram=", trace}), HasSubstr("--dram: is empty"));
  EXPECT_THAT(error({"--help=yes"}), HasSubstr("takes no value"));
  EXPECT_THAT(error({"--dram", "ddr9", trace}),
              HasSubstr("ddr3-1600, ddr3-1600-x2, ddr4-2400, ideal"));
  EXPECT_THAT(error({"--dram", trace + "/x", trace}), HasSubstr("/x: "));
  EXPECT_THAT(error({"/nowhere/t.trace"}), HasSubstr("/nowhere/t.trace: no such file"));
  EXPECT_THAT(error({directory_.path().string()}), HasSubstr("is a directory"));
  EXPECT_THAT(error({"--commands", "/nowhere/c.csv", trace}), HasSubstr("no such directory"));
  EXPECT_THAT(error({"--commands", directory_.path().string(), trace}),
              HasSubstr("is a directory"));
}

TEST_F(DramReplay, HelpVersionAndList) {
  const ProgramResult help = run(replayer({"--help"}));
  EXPECT_EQ(help.status, 0);
  for (const char* text : {"--dram", "--commands", "--list", "--help", "--version", "TRACE",
                           "CYCLE ADDRESS R|W", "Exit status", "\n  0 ", "\n  2 ", "\n  3 "}) {
    EXPECT_THAT(help.out, HasSubstr(text));
  }
  EXPECT_THAT(run(replayer({"--version"})).out, StartsWith("eyeriss-dram "));
  const ProgramResult list = run(replayer({"--list"}));
  EXPECT_EQ(list.status, 0);
  for (const char* preset : {"ddr3-1600", "lpddr3-1600", "ddr4-2400", "lpddr4-3200", "ideal"}) {
    EXPECT_THAT(list.out, HasSubstr(std::string("\n  ") + preset + " "));
  }
}

}  // namespace
}  // namespace eyeriss::test
