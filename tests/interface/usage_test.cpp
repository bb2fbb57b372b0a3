// SPDX-License-Identifier: Apache-2.0
// The command line: help, version, list, dry run, and what is not accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(Usage, HelpNamesEveryOptionAndExitStatus) {
  const ProgramResult result = run(simulator({"--help"}));
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
  for (const char* option :
       {"--arch",        "--dram",       "--energy",         "--set",          "--out",
        "--layers",      "--batch",      "--jobs",           "--check",        "--no-check",
        "--every-cycle", "--trace",      "--trace-interval", "--dump-tensors", "--seed",
        "--dry-run",     "--list",       "--quiet",          "--help",         "--version",
        "--mapping",     "--objective",  "--report",         "--vcd",          "--vcd-scope",
        "--vcd-cycles",  "WORKLOAD.json"}) {
    EXPECT_THAT(result.out, HasSubstr(option));
  }
  for (const char* status : {"\n  0 ", "\n  1 ", "\n  2 ", "\n  3 ", "130", "143"}) {
    EXPECT_THAT(result.out, HasSubstr(status));
  }
}

TEST(Usage, VersionIsTheProjects) {
  const std::string cmake = read_text(std::string(EYERISS_SOURCE_DIR) + "/CMakeLists.txt");
  const std::string key = "\n  VERSION ";
  const std::size_t begin = cmake.find(key) + key.size();
  const std::string version = cmake.substr(begin, cmake.find('\n', begin) - begin);
  const ProgramResult result = run(simulator({"--version"}));
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "eyeriss-sim " + version + "\n");
  EXPECT_EQ(result.err, "");
}

TEST(Usage, ListShowsThePresetOnALineOfItsOwn) {
  const ProgramResult result = run(simulator({"--list"}));
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, ::testing::ContainsRegex("\n *eyeriss-v1 [^\n]*JSSC"));
}

TEST(Usage, PresetsAreFoundFromAnyDirectory) {
  const TempDir elsewhere;
  Command command = simulator({"--list"});
  command.directory = elsewhere.path();
  EXPECT_EQ(run(command).out, run(simulator({"--list"})).out);
}

TEST(Usage, PresetsAreFoundFromABuildDirectoryElsewhere) {
  namespace fs = std::filesystem;
  const TempDir build;
  const fs::path program = build.path() / "eyeriss-sim";
  fs::copy_file(EYERISS_SIM_BINARY, program);
  fs::create_directory(build.path() / "hw");
  fs::create_directory_symlink(EYERISS_SOURCE_DIR "/hw/presets", build.path() / "hw/presets");
  const ProgramResult result = run({{program, "--list"}});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, run(simulator({"--list"})).out);
}

TEST(Usage, BuildDirectoryHoldsLinksToAllThatIsReadAtRunTime) {
  const auto build = std::filesystem::path(EYERISS_SIM_BINARY).parent_path();
  EXPECT_TRUE(std::filesystem::exists(build / "hw/presets/eyeriss-v1.json"));
  EXPECT_TRUE(std::filesystem::exists(build / "workloads/published/alexnet-eyeriss-v1.json"));
  EXPECT_TRUE(std::filesystem::exists(build / "scripts/quickstart.sh"));
}

TEST(Usage, DryRunPrintsMachineAndMappingsAndWritesNothing) {
  const TempDir dir;
  const std::string workload = dir.write("w.json", small_workload().dump());
  Command command = simulator({"--dry-run", "--set", "array.columns=16", "--batch", "3", "--layers",
                               "gemm,mapped", "--out", "results", "w.json"});
  command.directory = dir.path();
  const ProgramResult result = run(command);
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(files_below(dir.path()), ::testing::ElementsAre("w.json"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "results"));

  const json report = json::parse(result.out, nullptr, false);
  ASSERT_FALSE(report.is_discarded()) << result.out;
  EXPECT_EQ(report.at("arch_config").at("array"), json({{"rows", 12}, {"columns", 16}}));
  EXPECT_EQ(report.at("arch_config").at("pe").at("filter_spad_words"), 224);
  ASSERT_EQ(report.at("layers").size(), 2U);
  const json& mapped = report.at("layers")[0];
  EXPECT_EQ(mapped.at("name"), "mapped");
  EXPECT_EQ(mapped.at("mapping_source"), "given");
  // n is clamped to the batch; f and g have their defaults.
  EXPECT_EQ(mapped.at("mapping"), json({{"m", 8},
                                        {"n", 3},
                                        {"e", 8},
                                        {"f", 8},
                                        {"g", 1},
                                        {"p", 4},
                                        {"q", 2},
                                        {"r", 2},
                                        {"t", 1}}));
  EXPECT_EQ(report.at("layers")[1].at("name"), "gemm");
  EXPECT_EQ(report.at("layers")[1].at("mapping_source"), "auto");
}

/// A command line that is wrong, with words that the complaint must contain.
struct BadUsage {
  std::string name;
  std::vector<std::string> arguments;
  std::vector<std::string> expected;
};

void PrintTo(const BadUsage& usage, std::ostream* stream) { *stream << usage.name; }

class BadUsageTest : public ::testing::TestWithParam<BadUsage> {};

TEST_P(BadUsageTest, ExitsWith2AndOneLine) {
  const TempDir dir;
  dir.write("w.json", small_workload().dump());
  Command command = simulator(GetParam().arguments);
  command.directory = dir.path();
  const ProgramResult result = run(command);
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
  for (const std::string& text : GetParam().expected) EXPECT_THAT(result.err, HasSubstr(text));
  EXPECT_THAT(files_below(dir.path()), ::testing::ElementsAre("w.json"));
}

INSTANTIATE_TEST_SUITE_P(
    Usage, BadUsageTest,
    ::testing::Values(
        BadUsage{"NoWorkload", {}, {"workload"}},
        BadUsage{"TwoWorkloads", {"w.json", "w.json"}, {"more than one workload"}},
        BadUsage{"UnknownOption", {"--frobnicate", "w.json"}, {"--frobnicate", "unknown"}},
        BadUsage{"UnknownShortOption", {"-j", "2", "w.json"}, {"-j", "unknown"}},
        BadUsage{"Abbreviation", {"--arc", "eyeriss-v1", "w.json"}, {"--arc", "unknown"}},
        BadUsage{"UnknownObjective",
                 {"--objective", "power", "w.json"},
                 {"--objective power", "unknown objective", "energy, latency, edp"}},
        BadUsage{"ObjectiveTwice",
                 {"--objective", "edp", "--objective", "edp", "w.json"},
                 {"--objective is given more than once"}},
        BadUsage{"EmptyMapping", {"--mapping=", "w.json"}, {"--mapping", "empty"}},
        BadUsage{"EmptyWorkload", {""}, {"workload is empty"}},
        BadUsage{"UnknownTrace",
                 {"--trace", "cycles,spans", "w.json"},
                 {"--trace cycles,spans", "unknown trace", "cycles, energy, timeline, dram"}},
        BadUsage{"TraceTwice", {"--trace", "dram,dram", "w.json"}, {"--trace", "dram", "twice"}},
        BadUsage{"TraceMissing", {"--trace", "cycles,", "w.json"}, {"--trace", "missing"}},
        BadUsage{"TraceSlip", {"--trace", "cycle", "w.json"}, {"did you mean", "cycles"}},
        BadUsage{"TraceInterval0", {"--trace-interval", "0", "w.json"}, {"--trace-interval 0"}},
        BadUsage{"VcdScopeAlone", {"--vcd-scope", "x", "w.json"}, {"--vcd-scope needs --vcd"}},
        BadUsage{"VcdCyclesAlone", {"--vcd-cycles", "0:9", "w.json"}, {"needs --vcd"}},
        BadUsage{"VcdIsADirectory", {"--vcd", ".", "w.json"}, {"--vcd .", "no name"}},
        BadUsage{"VcdEndsInASlash", {"--vcd", "x/", "w.json"}, {"--vcd x/", "no name"}},
        BadUsage{"VcdIsItsView", {"--vcd", "x.gtkw", "w.json"}, {"--vcd x.gtkw", ".gtkw"}},
        BadUsage{"VcdIsADevice",
                 {"--vcd", "/dev/zero", "--layers", "gemm", "w.json"},
                 {"/dev/zero", "no regular file"}},
        BadUsage{"VcdIsAResult",
                 {"--out", "o", "--vcd", "o/../o/summary.json", "--layers", "gemm", "w.json"},
                 {"--vcd o/../o/summary.json", "another option"}},
        BadUsage{"DryRunScopeOfNothing",
                 {"--dry-run", "--vcd", "x.vcd", "--vcd-scope", "pe_r99_*", "w.json"},
                 {"--vcd-scope pe_r99_*"}},
        BadUsage{"VcdBelowAFile", {"--vcd", "w.json/x.vcd", "w.json"}, {"--vcd w.json"}},
        BadUsage{"VcdCyclesBackwards",
                 {"--vcd", "x.vcd", "--vcd-cycles", "9:5", "w.json"},
                 {"--vcd-cycles 9:5", "A:B"}},
        BadUsage{"VcdScopeOfNothing",
                 {"--vcd", "x.vcd", "--vcd-scope", "pe_r99_*", "w.json"},
                 {"--vcd-scope pe_r99_*", "no module", "array, controller, dram"}},
        BadUsage{"OptionTwice", {"--jobs", "1", "--jobs", "2", "w.json"}, {"--jobs", "more than"}},
        BadUsage{"FlagTwice", {"--quiet", "--quiet", "w.json"}, {"--quiet", "more than once"}},
        BadUsage{"FlagWithValue", {"--quiet=1", "w.json"}, {"--quiet"}},
        BadUsage{"MissingValue", {"w.json", "--out"}, {"--out", "missing"}},
        BadUsage{"OptionForValue", {"--out", "--quiet", "w.json"}, {"--out", "missing"}},
        BadUsage{"EmptyValue", {"--out", "", "w.json"}, {"--out", "empty"}},
        BadUsage{"CheckAndNoCheck", {"--check", "--no-check", "w.json"}, {"--no-check"}},
        BadUsage{"JobsZero", {"--jobs", "0", "w.json"}, {"--jobs 0", "from 1"}},
        BadUsage{"JobsNegative", {"--jobs", "-1", "w.json"}, {"--jobs -1", "from 1"}},
        BadUsage{"JobsJunk", {"--jobs", "2x", "w.json"}, {"--jobs 2x", "integer"}},
        BadUsage{"BatchZero", {"--batch", "0", "w.json"}, {"--batch 0", "from 1"}},
        BadUsage{"BatchFraction", {"--batch", "12.7", "w.json"}, {"--batch 12.7", "integer"}},
        BadUsage{"BatchOverflow", {"--batch", "99999999999999999999", "w.json"}, {"out of range"}},
        BadUsage{"BatchHuge", {"--batch", "4294967297", "w.json"}, {"--batch", "to 65536"}},
        BadUsage{"SeedNegative", {"--seed", "-1", "w.json"}, {"--seed -1", "integer"}},
        BadUsage{"SeedOverflow", {"--seed", "18446744073709551616", "w.json"}, {"out of range"}},
        BadUsage{"UnknownLayer", {"--layers", "mappe", "w.json"}, {"mappe", "mapped"}},
        BadUsage{"EmptyLayer", {"--layers", "gemm,", "w.json"}, {"--layers", "\"\""}},
        BadUsage{"LayerTwice", {"--layers", "gemm,gemm", "w.json"}, {"gemm", "twice"}},
        BadUsage{"UnknownPreset", {"--arch", "eyeriss-v9", "w.json"}, {"eyeriss-v9", "eyeriss-v1"}},
        BadUsage{"MissingArchFile", {"--arch", "./v9.json", "w.json"}, {"v9.json", "no such file"}},
        BadUsage{"SetWithoutValue", {"--set", "array.columns", "w.json"}, {"array.columns"}},
        BadUsage{"SetUnknownKey", {"--set", "array.colums=16", "w.json"}, {"array.colums"}},
        BadUsage{"SetWrongType", {"--set", "array.rows=wide", "w.json"}, {"array.rows"}},
        BadUsage{"SetOutOfRange", {"--set", "array.rows=0", "w.json"}, {"array.rows", "from 1"}},
        BadUsage{"OutBelowAFile", {"--out", "w.json/results", "w.json"}, {"--out w.json/results"}},
        BadUsage{"OutIsAFile", {"--out", "w.json", "w.json"}, {"--out w.json", "directory"}},
        BadUsage{"OutInProc", {"--out", "/proc/results", "w.json"}, {"--out /proc/results"}},
        BadUsage{"DumpIsAFile", {"--dump-tensors", "w.json", "w.json"}, {"--dump-tensors w.json"}},
        BadUsage{"BatchBeyondTheLargest", {"--batch", "65537", "w.json"}, {"to 65536"}},
        BadUsage{"DryRunOutIsAFile", {"--dry-run", "--out", "w.json", "w.json"}, {"--out"}}),
    [](const auto& usage) { return usage.param.name; });

}  // namespace
}  // namespace eyeriss::test
