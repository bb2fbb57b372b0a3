// SPDX-License-Identifier: Apache-2.0
// --report from outside: how the program deals with the script, by stand-ins for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Draws a plot of a directory.
constexpr const char* kPlotting =
    "import pathlib, sys\n"
    "directory = pathlib.Path(sys.argv[1])\n"
    "names = sorted(path.name for path in directory.iterdir())\n"
    "(directory / 'report').mkdir(exist_ok=True)\n"
    "(directory / 'report/energy.svg').write_text('<svg/>')\n"
    "(directory / 'report/energy.csv').write_text('layer')\n";

/// Writes a report with a plot that lists the files which it has found.
const std::string kListing = std::string(kPlotting) +
                             "print('not to be seen')\n"
                             "(directory / 'report.html').write_text(' '.join(names))\n";

/// A project of its own with the program, a stand-in for the script, and packages that can be
/// imported.
class Report : public ::testing::Test {
 protected:
  Report() {
    for (const char* directory : {"build", "scripts", "packages", "work"})
      fs::create_directory(dir_.path() / directory);
    fs::copy_file(EYERISS_SIM_BINARY, dir_.path() / "build/eyeriss-sim");
    fs::create_directory_symlink(EYERISS_SOURCE_DIR "/hw", dir_.path() / "hw");
    dir_.write("packages/numpy.py", "");
    dir_.write("packages/matplotlib.py", "");
    dir_.write("work/w.json", small_workload().dump());
    set_script(kListing);
  }

  void set_script(const std::string& text) const { dir_.write("scripts/report.py", text); }

  Command command(const std::vector<std::string>& arguments) const {
    Command command{{dir_.path() / "build/eyeriss-sim", "--layers", "gemm", "--report"}};
    command.words.insert(command.words.end(), arguments.begin(), arguments.end());
    command.words.push_back("w.json");
    command.directory = work();
    command.environment["PYTHONPATH"] = dir_.path() / "packages";
    return command;
  }
  ProgramResult simulate(const std::vector<std::string>& arguments) const {
    return run(command(arguments));
  }

  /// To be typed for the report of this directory below work().
  std::string script_command(const std::string& results) const {
    const std::string directory = fs::canonical(work() / results);
    return (dir_.path() / "scripts/report.py").string() + " " + directory + "\n";
  }

  fs::path work() const { return dir_.path() / "work"; }
  std::string status() const {
    return layer_of(read_document(work() / "r/summary.json"), "gemm").at("status");
  }
  void expect_refused(const ProgramResult& result, const std::string& why) const {
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("--report: "));
    EXPECT_THAT(result.err, HasSubstr(why));
    EXPECT_EQ(lines_of(result.err).size(), 1u) << result.err;
    EXPECT_THAT(files_below(work()), ElementsAre("w.json"));
  }

  TempDir dir_;
};

TEST_F(Report, IsMadeOfCompleteResultsWithTheTracesThatItShows) {
  const ProgramResult result = simulate({"--out", "my results"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(read_text(work() / "my results/report.html"),
            "energy.csv pes.csv summary.csv summary.json");
  EXPECT_THAT(lines_of(result.err), Contains("eyeriss-sim: report: my results/report.html"));
  EXPECT_THAT(result.out, HasSubstr("report.html in my results\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("not to be seen")));
}

TEST_F(Report, AddsItsTracesToThoseAskedFor) {
  EXPECT_EQ(simulate({"--trace", "dram,pes", "--out", "r", "--quiet"}).status, 0);
  EXPECT_EQ(read_text(work() / "r/report.html"),
            "dram.csv energy.csv pes.csv summary.csv summary.json");
}

TEST_F(Report, IsMadeQuietlyIfAsked) {
  const ProgramResult result = simulate({"--out", "r", "--quiet"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(fs::exists(work() / "r/report.html"));
}

TEST_F(Report, TakesADirectoryWhoseNameBeginsLikeAnOption) {
  EXPECT_EQ(simulate({"--out=--all"}).status, 0);
  EXPECT_TRUE(fs::exists(work() / "--all/report.html"));
}

TEST_F(Report, OfADryRunIsNotMade) {
  const ProgramResult result = simulate({"--dry-run", "--out", "r"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(files_below(work()), ElementsAre("w.json"));
}

TEST_F(Report, IsMadeOfResultsThatDifferFromTheGoldenModel) {
  Command wrong = command({"--out", "r"});
  wrong.environment["EYERISS_SIM_INJECT_MISMATCH"] = "gemm";
  EXPECT_EQ(run(wrong).status, 1);
  EXPECT_TRUE(fs::exists(work() / "r/report.html"));
}

TEST_F(Report, NeedsThePackages) {
  dir_.write("packages/matplotlib.py", "raise ImportError('not installed')\n");
  expect_refused(simulate({"--out", "r"}), "python3-matplotlib");
  expect_refused(simulate({"--out", "r", "--dry-run"}), "python3-matplotlib");
}

TEST_F(Report, NeedsTheScript) {
  fs::remove(dir_.path() / "scripts/report.py");
  expect_refused(simulate({"--out", "r"}), "scripts/report.py is not there");
}

TEST_F(Report, NeedsAPlaceToBeWrittenTo) {
  fs::create_directories(work() / "r/report.html");
  const ProgramResult result = simulate({"--out", "r"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("report.html is a directory"));
}

TEST_F(Report, ThatCannotBeMadeLeavesTheResultsAndSaysWhatToDo) {
  ASSERT_EQ(simulate({"--out", "r"}).status, 0);  // its report must not stay beside other results
  set_script(std::string(kPlotting) + "sys.exit(5)\n");
  const ProgramResult result = simulate({"--out", "r"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("could not be made (exit status 5)"));
  EXPECT_THAT(result.err, HasSubstr(script_command("r")));
  EXPECT_THAT(result.out, Not(HasSubstr("report.html")));
  EXPECT_THAT(files_below(work() / "r"),
              ElementsAre("energy.csv", "pes.csv", "summary.csv", "summary.json"));
  EXPECT_EQ(status(), "ok");
}

TEST_F(Report, ThatIsNotWrittenIsAFault) {
  set_script("");
  const ProgramResult result = simulate({"--out", "r"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("could not be made (the script wrote none)"));
}

TEST_F(Report, OfAnEarlierRunDoesNotStayBesideOtherResults) {
  ASSERT_EQ(simulate({"--out", "r"}).status, 0);
  ASSERT_TRUE(fs::exists(work() / "r/report/energy.svg"));
  Command without = command({"--out", "r"});
  std::erase(without.words, "--report");
  ASSERT_EQ(run(without).status, 0);
  EXPECT_THAT(files_below(work() / "r"), ElementsAre("summary.csv", "summary.json"));
  EXPECT_FALSE(fs::exists(work() / "r/report"));
}

TEST_F(Report, IsAllThatIsRemovedWithIt) {
  ASSERT_EQ(simulate({"--out", "r"}).status, 0);
  dir_.write("work/r/report/table.csv", "no plot of the report's: no picture of that name");
  dir_.write("work/r/report/photo.svg", "nor this: no figures of that name");
  Command without = command({"--out", "r"});
  std::erase(without.words, "--report");
  ASSERT_EQ(run(without).status, 0);
  EXPECT_THAT(files_below(work() / "r"),
              ElementsAre("photo.svg", "summary.csv", "summary.json", "table.csv"));
}

TEST_F(Report, ThatIsNotThereLeavesAFolderOfItsNameAlone) {
  fs::create_directories(work() / "r/report");
  dir_.write("work/r/report/mine.csv", "");
  dir_.write("work/r/report/mine.svg", "");
  Command without = command({"--out", "r"});
  std::erase(without.words, "--report");
  ASSERT_EQ(run(without).status, 0);
  EXPECT_THAT(files_below(work() / "r"),
              ElementsAre("mine.csv", "mine.svg", "summary.csv", "summary.json"));
}

TEST_F(Report, ThatCannotBeMadeDoesNotHideADifferenceFromTheGoldenModel) {
  set_script("raise SystemExit(5)\n");
  Command wrong = command({"--out", "r"});
  wrong.environment["EYERISS_SIM_INJECT_MISMATCH"] = "gemm";
  const ProgramResult result = run(wrong);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("could not be made (exit status 5)"));
  EXPECT_EQ(status(), "mismatch");
}

// Whoever ignores SIGCHLD leaves that to what it starts; then the system forgets how processes end.
TEST_F(Report, IsWatchedByAProgramThatWasStartedWithoutWordOfItsChildren) {
  set_script("raise SystemExit(5)\n");
  Command deaf = command({"--out", "r"});
  deaf.words.insert(deaf.words.begin(), {"/usr/bin/env", "--ignore-signal=CHLD"});
  const ProgramResult result = run(deaf);
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("could not be made (exit status 5)"));
}

// Only the Python that is first on the path has the packages.
TEST_F(Report, IsMadeByThePythonThatHasThePackages) {
  dir_.write("packages/matplotlib.py", "import os\nos.environ['IS_FIRST']\n");
  fs::create_directory(dir_.path() / "bin");
  const fs::path python = dir_.write("bin/python3",
                                     "#!/bin/sh\n"
                                     "PATH=${PATH#*:}\n"
                                     "IS_FIRST=yes exec python3 \"$@\"\n");
  fs::permissions(python, fs::perms::owner_all);
  const std::string path = std::getenv("PATH");
  Command first = command({"--out", "r"});
  expect_refused(run(first), "python3-matplotlib");
  first.environment["PATH"] = (dir_.path() / "bin").string() + ":" + path;
  const ProgramResult result = run(first);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_TRUE(fs::exists(work() / "r/report.html"));
}

TEST_F(Report, OfAnInterruptedRunIsLeftToWhomeverWantsIt) {
  dir_.write("work/w.json", slow_workload().dump());
  Command slow = command({"--out", "r", "--jobs", "2"});
  std::ranges::replace(slow.words, "gemm", "quick,slow");
  Process process(slow);
  process.wait_for_error_text("quick");
  process.send(SIGTERM);
  const ProgramResult result = process.wait();
  EXPECT_EQ(result.status, 143);
  EXPECT_THAT(result.err, HasSubstr("there is no report"));
  EXPECT_THAT(result.err, HasSubstr(script_command("r")));
  EXPECT_FALSE(fs::exists(work() / "r/report.html"));
}

class StoppedReport : public Report, public ::testing::WithParamInterface<bool> {};

// The script would go on for longer than anybody waits for the program's output to end.
TEST_P(StoppedReport, LeavesTheResults) {
  set_script(std::string(kPlotting) +
             "import time\n"
             "print('at work', file=sys.stderr, flush=True)\n"
             "time.sleep(1000)\n");
  Process process(command({"--out", "r"}));
  process.wait_for_error_text("at work");
  if (GetParam()) {
    process.send_to_group(SIGINT);
  } else {
    process.send(SIGINT);
  }
  const ProgramResult result = process.wait();
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(result.err, HasSubstr("stopped by SIGINT; the results are kept"));
  EXPECT_THAT(result.err, HasSubstr(script_command("r")));
  EXPECT_THAT(result.err, Not(HasSubstr("Traceback")));
  EXPECT_EQ(status(), "ok");
  EXPECT_FALSE(fs::exists(work() / "r/report.html"));
  EXPECT_FALSE(fs::exists(work() / "r/report"));
}

INSTANTIATE_TEST_SUITE_P(BySignal, StoppedReport, ::testing::Bool(), [](const auto& test) {
  return test.param ? "ToTheTerminalsGroup" : "ToTheProgram";
});

// The project's script on a small run; skipped where its packages are missing.
TEST(ReportOfTheProject, IsMade) {
  const TempDir dir;
  dir.write("w.json", small_workload().dump());
  Command command = simulator({"--report", "--out", "r", "w.json"});
  command.directory = dir.path();
  const ProgramResult result = run(command);
  if (result.err.find("python3-matplotlib") != std::string::npos) GTEST_SKIP() << result.err;
  EXPECT_EQ(result.status, 0) << result.err;
  const std::string report = read_text(dir.path() / "r/report.html");
  const json workload = small_workload();
  for (const json& layer : workload.at("layers"))
    EXPECT_THAT(report, HasSubstr(layer.at("name").get<std::string>()));
}

}  // namespace
}  // namespace eyeriss::test
