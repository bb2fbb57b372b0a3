// SPDX-License-Identifier: Apache-2.0
// eyeriss-map from outside: what it prints and writes, and what it does not accept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

class Map : public ::testing::Test {
 protected:
  ProgramResult map(const json& workload, Words arguments = {}) const {
    arguments.push_back(dir_.write("w.json", workload.dump()).string());
    Command command = mapper(arguments);
    command.directory = dir_.path();
    return run(command);
  }

  std::string output(const json& workload, const Words& arguments = {}) const {
    const ProgramResult result = map(workload, arguments);
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
    return result.out;
  }

  /// The one line of complaint; nothing may have been written.
  std::string complaint(const json& workload, const Words& arguments = {}) const {
    const ProgramResult result = map(workload, arguments);
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    EXPECT_THAT(files_below(dir_.path()), ElementsAre("w.json"));
    return result.err;
  }

  const TempDir dir_;
};

/// The words of the table's lines, by layer and rank.
std::map<std::pair<std::string, std::string>, Words> rows_of(const std::string& text) {
  std::map<std::pair<std::string, std::string>, Words> rows;
  for (const std::string& line : lines_of(text)) {
    std::istringstream stream(line);
    const Words words{std::istream_iterator<std::string>(stream), {}};
    constexpr std::size_t kColumns = 20;
    const bool is_total = words.front() == "total" && words.size() == 9;
    const bool is_heading = words.front() == "layer";
    if ((words.size() == kColumns && !is_heading) || is_total) rows[{words[0], words[1]}] = words;
  }
  return rows;
}

/// The mapping in a row.
json mapping_of(const Words& row) {
  json mapping;
  std::size_t at = 2;
  for (const char* key : {"m", "n", "e", "f", "g", "p", "q", "r", "t"}) {
    mapping[key] = std::stoi(row.at(at++));
  }
  return mapping;
}

/// A convolution with another name than one that is alike.
json renamed(json layer, const std::string& name) {
  layer["name"] = name;
  return layer;
}

TEST_F(Map, HelpVersionAndList) {
  const ProgramResult help = run(mapper({"--help"}));
  EXPECT_EQ(help.status, 0);
  for (const char* text : {"--arch",        "--dram",      "--energy", "--set",  "--objective",
                           "--layers",      "--batch",     "--top",    "--out",  "--mapping",
                           "--explain",     "--quiet",     "--list",   "--help", "--version",
                           "WORKLOAD.json", "Exit status", "\n  0 ",   "\n  2 ", "\n  3 "}) {
    EXPECT_THAT(help.out, HasSubstr(text));
  }
  EXPECT_THAT(run(mapper({"--version"})).out, StartsWith("eyeriss-map "));
  EXPECT_EQ(run(mapper({"--list"})).out, run(simulator({"--list"})).out);
}

TEST_F(Map, PrintsALinePerLayerAndTheSums) {
  const std::string text = output(small_workload(), {"--set", "array.columns=16"});
  for (const std::string& line : lines_of(text)) EXPECT_LE(line.size(), 120U) << line;
  const auto rows = rows_of(text);
  std::set<std::pair<std::string, std::string>> names;
  for (const auto& [name, words] : rows) names.insert(name);
  EXPECT_EQ(names, (std::set<std::pair<std::string, std::string>>{{"strided", "1"},
                                                                  {"mapped", "1"},
                                                                  {"mapped", "given"},
                                                                  {"grouped", "1"},
                                                                  {"pointwise", "1"},
                                                                  {"gemm", "1"},
                                                                  {"total", "1"}}));
  // n is clamped to the batch; f and g have their defaults.
  EXPECT_EQ(mapping_of(rows.at({"mapped", "given"})), json({{"m", 8},
                                                            {"n", 2},
                                                            {"e", 8},
                                                            {"f", 8},
                                                            {"g", 1},
                                                            {"p", 4},
                                                            {"q", 2},
                                                            {"r", 2},
                                                            {"t", 1}}));
  EXPECT_THAT(text, HasSubstr("layers: 5, searches: 5, layers like another: 0, search time: "));
}

TEST_F(Map, SelectedLayersAndAnotherBatch) {
  const auto rows = rows_of(output(small_workload(), {"--layers", "mapped", "--batch", "4"}));
  ASSERT_EQ(rows.size(), 4U);  // best, given, and the sums of both
  EXPECT_EQ(mapping_of(rows.at({"mapped", "given"})).at("n"), 4);
  EXPECT_TRUE(rows.contains({"total", "given"}));
}

TEST_F(Map, NoGivenMappingsWithAuto) {
  const auto rows = rows_of(output(small_workload(), {"--mapping", "auto"}));
  EXPECT_FALSE(rows.contains({"mapped", "given"}));
  EXPECT_TRUE(rows.contains({"mapped", "1"}));
}

TEST_F(Map, TopRanks) {
  const auto best = rows_of(output(small_workload(), {"--layers", "strided"}));
  const auto several = rows_of(output(small_workload(), {"--layers", "strided", "--top", "3"}));
  EXPECT_EQ(several.at({"strided", "1"}), best.at({"strided", "1"}));
  EXPECT_EQ(several.at({"total", "1"}), best.at({"total", "1"}));
  EXPECT_FALSE(several.contains({"strided", "4"}));
  std::set<json> mappings;
  for (const char* rank : {"1", "2", "3"}) {
    ASSERT_TRUE(several.contains({"strided", rank})) << rank;
    mappings.insert(mapping_of(several.at({"strided", rank})));
  }
  EXPECT_EQ(mappings.size(), 3U) << "they differ";
}

TEST_F(Map, LayersThatAreAlikeAreSearchedOnce) {
  json workload = small_workload();
  const json layer = workload["layers"][3];
  json sparser = renamed(layer, "sparser");
  sparser["ifmap"]["zeros"] = 0.5;
  workload["layers"].push_back(renamed(layer, "again"));
  workload["layers"].push_back(sparser);
  const std::string text =
      output(workload, {"--layers", "pointwise,again,sparser", "--mapping", "auto"});
  EXPECT_THAT(text, HasSubstr("layers: 3, searches: 2, layers like another: 1,"));
  auto rows = rows_of(text);
  auto& again = rows.at({"again", "1"});
  again[0] = "pointwise";
  EXPECT_EQ(again, rows.at({"pointwise", "1"}));
}

TEST_F(Map, WritesTheBestMappings) {
  const std::string text = output(
      small_workload(), {"--out", "new/folder/m.json", "--objective", "latency", "--top", "2"});
  EXPECT_THAT(files_below(dir_.path()), ElementsAre("m.json", "w.json"));
  EXPECT_THAT(text, HasSubstr("mappings: new/folder/m.json"));
  const json document = read_document(dir_.path() / "new/folder/m.json");
  EXPECT_EQ(document.at("workload"), "small");
  EXPECT_EQ(document.at("arch"), "eyeriss-v1");
  EXPECT_EQ(document.at("objective"), "latency");
  EXPECT_EQ(document.at("batch"), 2);
  const auto rows = rows_of(text);
  Words names;
  for (const json& layer : document.at("layers")) {
    names.push_back(layer.at("name"));
    EXPECT_EQ(layer.at("mapping"), mapping_of(rows.at({names.back(), "1"}))) << names.back();
    for (const char* key : {"cycles", "accesses", "energy_pj"}) {
      EXPECT_TRUE(layer.at("_predicted").contains(key)) << key;
    }
  }
  EXPECT_THAT(names, ElementsAre("strided", "mapped", "grouped", "pointwise", "gemm"));
}

TEST_F(Map, QuietPrintsOnlyWhatIsAskedFor) {
  EXPECT_EQ(output(small_workload(), {"--quiet", "--out", "m.json"}), "");
  EXPECT_THAT(files_below(dir_.path()), ElementsAre("m.json", "w.json"));
  EXPECT_THAT(output(small_workload(), {"--quiet", "--explain"}),
              AllOf(HasSubstr("gemm, best mapping: m="), Not(HasSubstr("total"))));
}

TEST_F(Map, ResultsAreReplacedOrLeftAlone) {
  const auto file = dir_.write("m.json", "earlier");
  EXPECT_THAT(map(small_workload(), {"--batch", "0", "--out", "m.json"}).status, 2);
  EXPECT_EQ(read_text(file), "earlier");
  output(small_workload(), {"--out", "m.json"});
  EXPECT_EQ(read_document(file).at("layers").size(), 5U);
}

TEST_F(Map, ExplainsWhatTheGivenMappingLeavesIdle) {
  // Stacks of 2 x 3 rows by 8 columns: one stands on the upper 6 rows of 12 x 14 PEs.
  const std::string text = output(small_workload(), {"--explain", "--layers", "mapped"});
  EXPECT_THAT(lines_of(text),
              IsSupersetOf({"mapped, given mapping, legal: m=8 n=2 e=8 f=8 g=1 p=4 q=2 r=2 t=1",
                            "  48 of 168 PEs work in a full pass",
                            "    1 of 2 places for stacks of 2 sets of 3 rows, one above the "
                            "other, are empty (84 PEs)",
                            "    1 stack of 8 columns leaves 6 of 14 columns idle (36 PEs)"}));
  EXPECT_THAT(text, HasSubstr("mapped, best mapping: "));
  for (const std::string& line : lines_of(text)) EXPECT_LE(line.size(), 120U) << line;
}

TEST_F(Map, ExplainsWhyAGivenMappingIsIllegal) {
  json workload = small_workload();
  workload["layers"][1]["mappings"]["eyeriss-v1"]["q"] = 5;
  const std::string reason =
      "layers[1].mappings.eyeriss-v1.q: q*S = 15 words exceed the ifmap spad (at most 12)";
  std::string text = output(workload, {"--explain", "--layers", "mapped"});
  EXPECT_THAT(text, HasSubstr("mapped, given mapping, illegal\n"));
  std::string unwrapped;  // the reason may go over two lines
  for (const char c : text) {
    if (c != '\n' && !(c == ' ' && unwrapped.ends_with(' '))) unwrapped += c;
    if (c == '\n' && !unwrapped.ends_with(' ')) unwrapped += ' ';
  }
  EXPECT_THAT(unwrapped, HasSubstr(reason));
  EXPECT_THAT(text, ::testing::ContainsRegex("mapped +given +illegal +-"));

  EXPECT_THAT(complaint(workload), HasSubstr(reason));
  output(workload, {"--mapping", "auto"});
}

TEST_F(Map, BadUsage) {
  const json workload = small_workload();
  EXPECT_THAT(complaint(workload, {"--objective", "power"}),
              AllOf(StartsWith("eyeriss-map: --objective power: unknown objective"),
                    HasSubstr("energy, latency, edp")));
  EXPECT_THAT(complaint(workload, {"--top", "0"}), HasSubstr("--top 0: is out of range"));
  EXPECT_THAT(complaint(workload, {"--top", "many"}), HasSubstr("--top many: is not an integer"));
  EXPECT_THAT(complaint(workload, {"--jobs", "2"}), HasSubstr("--jobs: unknown option"));
  EXPECT_THAT(complaint(workload, {"--explain=no"}), HasSubstr("--explain takes no value"));
  EXPECT_THAT(complaint(workload, {"other.json"}), HasSubstr("more than one workload"));
  EXPECT_THAT(complaint(workload, {"--layers", "map"}), HasSubstr("unknown layer \"map\""));
  EXPECT_THAT(complaint(workload, {"--arch", "eyeriss"}), HasSubstr("--arch eyeriss"));
  EXPECT_THAT(complaint(workload, {"--out", "."}), HasSubstr("--out .: is a directory"));
  EXPECT_THAT(complaint(workload, {"--out", "new/"}), HasSubstr("--out new/: is a directory"));
  EXPECT_THAT(complaint(workload, {"--out", "w.json/m.json"}), HasSubstr("not a directory"));
  EXPECT_THAT(complaint(workload, {"--out", "./w.json"}), HasSubstr("is the workload"));
  const ProgramResult nothing = run(mapper({}));
  EXPECT_EQ(nothing.status, 2);
  EXPECT_THAT(nothing.err, HasSubstr("no workload is given"));
}

TEST_F(Map, NothingButAFileIsReplaced) {
  const auto workload = dir_.write("w.json", small_workload().dump());
  const auto link = dir_.path() / "link";
  std::filesystem::create_symlink("elsewhere", link);
  const ProgramResult result = run(mapper({"--out", link.string(), workload.string()}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("link: is not a regular file"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

TEST_F(Map, OutputThatCannotBeWrittenIsAnError) {
  const auto workload = dir_.write("w.json", small_workload().dump());
  Command command{{"/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh", EYERISS_MAP_BINARY, "--out",
                   (dir_.path() / "m.json").string(), workload.string()}};
  const ProgramResult result = run(command);
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.err, "eyeriss-map: standard output cannot be written\n");
  EXPECT_EQ(read_document(dir_.path() / "m.json").at("layers").size(), 5U) << "not lost";
}

}  // namespace
}  // namespace eyeriss::test
