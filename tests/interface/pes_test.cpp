// SPDX-License-Identifier: Apache-2.0
// The file of --trace pes from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

using Row = std::map<std::string, std::string>;  // by column

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result;
  std::istringstream stream(line + ",");
  for (std::string field; std::getline(stream, field, ',');) result.push_back(field);
  return result;
}

class PesCsv : public ::testing::Test {
 protected:
  void simulate(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--trace", "pes", "--quiet", "--out", "r"});
    Command command = simulator(arguments);
    command.directory = dir_.path();
    const ProgramResult result = run(command);
    ASSERT_EQ(result.status, 0) << result.err;
  }
  std::string text() const { return read_text(dir_.path() / "r/pes.csv"); }
  json summary() const { return read_document(dir_.path() / "r/summary.json"); }

  std::vector<Row> rows_of(const std::string& layer) const {
    const auto lines = lines_of(text());
    const auto header = fields(lines.front());
    std::vector<Row> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto values = fields(lines[i]);
      EXPECT_EQ(values.size(), header.size()) << lines[i];
      if (values.front() != layer) continue;
      rows.emplace_back();
      for (std::size_t column = 0; column < header.size(); ++column)
        rows.back()[header[column]] = values[column];
    }
    return rows;
  }

  TempDir dir_;
};

double sum(const std::vector<Row>& rows, const std::string& column) {
  double total = 0;
  for (const Row& row : rows) total += std::stod(row.at(column));
  return total;
}

/// The summary's place of what each column adds up to.
const std::map<std::string, std::string> kTotals = {
    {"macs_active", "/accesses/mac/active"},         {"macs_gated", "/accesses/mac/gated"},
    {"macs_skipped", "/accesses/mac/skipped"},       {"mac_cycles", "/pe_cycles/mac"},
    {"accumulate_cycles", "/pe_cycles/accumulate"},  {"wait_filter_cycles", "/stalls/pe_filter"},
    {"wait_ifmap_cycles", "/stalls/pe_ifmap"},       {"wait_psum_in_cycles", "/stalls/pe_psum_in"},
    {"wait_psum_out_cycles", "/stalls/pe_psum_out"}, {"bubble_cycles", "/stalls/pe_bubbles"}};

class PesCsvOfMachines : public PesCsv, public ::testing::WithParamInterface<std::string> {};

TEST_P(PesCsvOfMachines, AddsUpToTheSummary) {
  dir_.write("w.json", small_workload().dump());
  simulate({"--arch", GetParam(), "w.json"});
  const json results = summary();
  for (const json& layer : results.at("layers")) {
    SCOPED_TRACE(layer.at("name"));
    const auto rows = rows_of(layer.at("name"));
    for (const auto& [column, path] : kTotals) {
      const double expected = layer.value(json::json_pointer(path), 0.0);  // none on this machine
      EXPECT_EQ(sum(rows, column), expected) << column;
    }
    double energy = 0;
    for (const char* component :
         {"ifmap_spad", "filter_spad", "psum_spad", "mac", "pe_control", "pe_fifos"})
      energy += layer.at("energy_pj").at(component).get<double>();
    EXPECT_NEAR(sum(rows, "energy_pj"), energy, 1e-9 * energy);
    // Both are shares of what all PEs together could do.
    const double utilization = layer.at("pe_utilization").get<double>();
    EXPECT_NEAR(sum(rows, "utilization") / static_cast<double>(rows.size()), utilization,
                1e-9 * utilization);
  }
}

TEST_P(PesCsvOfMachines, IsTheSameInBothSchedulesWhateverTheJobs) {
  dir_.write("w.json", small_workload().dump());
  simulate({"--arch", GetParam(), "w.json"});
  const std::string fast = text();
  simulate({"--arch", GetParam(), "--every-cycle", "--jobs", "1", "w.json"});
  EXPECT_EQ(text(), fast);
}

INSTANTIATE_TEST_SUITE_P(Machines, PesCsvOfMachines,
                         ::testing::Values("eyeriss-v1", "eyeriss-v2", "eyeriss-v1.5"),
                         [](const auto& machine) {
                           std::string name = machine.param;
                           std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
                           return name;
                         });

TEST_F(PesCsv, HasARowForEachPeOfEachLayerInOrder) {
  dir_.write("w.json", small_workload().dump());
  simulate({"--layers", "gemm,mapped", "--set", "array.rows=5", "--set", "array.columns=3",
            "--mapping", "auto", "w.json"});
  const auto lines = lines_of(text());
  EXPECT_EQ(lines[0],
            "layer,row,column,macs_active,macs_gated,macs_skipped,mac_cycles,accumulate_cycles,"
            "wait_filter_cycles,wait_ifmap_cycles,wait_psum_in_cycles,wait_psum_out_cycles,"
            "bubble_cycles,utilization,energy_pj");
  ASSERT_EQ(lines.size(), 1u + 2 * 15);
  std::size_t line = 1;
  for (const char* layer : {"mapped", "gemm"}) {
    for (int row = 0; row < 5; ++row) {
      for (int column = 0; column < 3; ++column, ++line) {
        const auto values = fields(lines[line]);
        EXPECT_THAT(std::vector(values.begin(), values.begin() + 3),
                    ElementsAre(layer, std::to_string(row), std::to_string(column)));
      }
    }
  }
}

// The grid of eyeriss-v2 has 8 x 2 clusters of 3 x 4 PEs.
TEST_F(PesCsv, SpansTheGridOfClusters) {
  dir_.write("w.json", small_workload().dump());
  simulate({"--arch", "eyeriss-v2", "--layers", "gemm", "w.json"});
  const auto rows = rows_of("gemm");
  ASSERT_EQ(rows.size(), 192u);
  EXPECT_EQ(rows.back().at("row"), "23");
  EXPECT_EQ(rows.back().at("column"), "7");
}

// CONV1 has kernels of 11 rows: of the 12 rows of PEs the last has nothing to do. Where it works,
// the array does the same MACs in each column of a set.
TEST_F(PesCsv, ShowsTheIdleRowOfAlexNetsFirstLayer) {
  simulate({"--layers", "conv1", "--batch", "1", "--no-check",
            EYERISS_SOURCE_DIR "/workloads/alexnet.json"});
  const auto rows = rows_of("conv1");
  ASSERT_EQ(rows.size(), 168u);
  int idle = 0;
  for (const Row& row : rows) {
    if (std::stod(row.at("utilization")) == 0) ++idle;
    EXPECT_EQ(row.at("row") == "11", row.at("mac_cycles") == "0") << row.at("row");
    EXPECT_EQ(row.at("row") == "11", row.at("wait_ifmap_cycles") == "0") << row.at("row");
    EXPECT_EQ(row.at("row") == "11", row.at("energy_pj") == "0") << "gated off";
  }
  EXPECT_EQ(idle, 14);
}

TEST_F(PesCsv, HasNoEnergiesWithATableOfMultiples) {
  dir_.write("w.json", small_workload().dump());
  simulate({"--layers", "gemm", "--energy", "normalized", "w.json"});
  for (const Row& row : rows_of("gemm")) EXPECT_EQ(row.at("energy_pj"), "");
}

TEST_F(PesCsv, HasNoRowsOfALayerWithAFault) {
  dir_.write("w.json", small_workload().dump());
  Command faulty = simulator({"--trace", "pes", "--out", "r", "w.json"});
  faulty.directory = dir_.path();
  faulty.environment["EYERISS_SIM_INJECT_FAULT"] = "mapped";
  EXPECT_EQ(run(faulty).status, 3);
  EXPECT_TRUE(rows_of("mapped").empty());
  EXPECT_EQ(rows_of("gemm").size(), 168u);
}

}  // namespace
}  // namespace eyeriss::test
