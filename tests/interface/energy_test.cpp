// SPDX-License-Identifier: Apache-2.0
// Energies from outside: they follow from the counts of the summary and the table that was asked
// for, and from nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::filesystem::path kTables = EYERISS_SOURCE_DIR "/hw/presets/energy";

json table(const std::string& name) { return read_document(kTables / (name + ".json")); }

double number(const json& object, const std::string& path) {
  return object.at(json::json_pointer(path)).get<double>();
}

/// Energy by component from a layer's counts: 16 b words of the GLB and networks, 64 b words of the
/// link, cycles of PEs. At the voltage of the table.
std::map<std::string, double> energies(const json& layer, const json& table) {
  const auto count = [&](const std::string& path) { return number(layer, path); };
  const auto of = [&](const std::string& path) { return number(table, path); };
  const double cycles = count("/cycles/total");
  const double mac = count("/accesses/mac/active");
  const double gated = count("/accesses/mac/gated");
  const double additions = count("/accesses/psum_adder/additions");
  const double clocked = count("/pe_cycles/mapped");
  const double stalled = clocked - mac - gated - additions;
  const double idle = 168 * cycles - clocked;
  const double filters = count("/accesses/glb/filter/read_bytes") / 2;
  const double psums_in = count("/accesses/glb/psum/read_bytes") / 2;
  const double psums_out = count("/accesses/glb/psum/write_bytes") / 2;
  const double taken =
      count("/accesses/noc/ifmap/deliveries") + count("/accesses/spad/filter/writes");
  const auto spad = [&](const std::string& name) {
    const std::string counts = "/accesses/spad/" + name;
    const std::string figures = "/" + name + "_spad";
    return count(counts + "/reads") * of(figures + "/read") +
           count(counts + "/writes") * of(figures + "/write") +
           clocked * of(figures + "/clocked_pe_cycle");
  };
  const double read = count("/accesses/dram/read_bytes") / 8;
  const double written = count("/accesses/dram/write_bytes") / 8;
  return {{"clock_network", cycles * of("/clock_network/cycle") +
                                clocked * of("/clock_network/clocked_pe_cycle") +
                                idle * of("/clock_network/idle_pe_cycle")},
          {"ifmap_spad", spad("ifmap")},
          {"filter_spad", spad("filter")},
          {"psum_spad", spad("psum")},
          {"mac", mac * of("/mac/active") + gated * of("/mac/gated") +
                      additions * of("/mac/psum_addition")},
          {"pe_control",
           mac * of("/pe_control/active_mac_cycle") + gated * of("/pe_control/gated_mac_cycle") +
               additions * of("/pe_control/accumulate_cycle") +
               stalled * of("/pe_control/stalled_cycle") + idle * of("/pe_control/idle_cycle")},
          {"pe_fifos", (taken + additions + psums_out) * of("/pe_fifos/word")},
          {"glb", (count("/accesses/glb/read_bytes") + count("/accesses/glb/drain_bytes")) / 2 *
                          of("/glb/read") +
                      (count("/accesses/glb/write_bytes") + count("/accesses/glb/fill_bytes")) / 2 *
                          of("/glb/write")},
          {"noc",
           (count("/accesses/noc/ifmap/words") + filters + psums_in + psums_out) * of("/noc/word") +
               (taken + psums_in + psums_out) * of("/noc/delivery") +
               (additions - psums_in) * of("/noc/local_word")},
          {"io_pads", read * of("/io_pads/word_read") + written * of("/io_pads/word_written")},
          {"top_control", cycles * of("/top_control/cycle")},
          {"dram", read * of("/dram/word_read") + written * of("/dram/word_written")}};
}

class Energy : public ::testing::Test {
 protected:
  Energy() { dir_.write("w.json", small_workload().dump()); }

  /// Runs the small workload, which must succeed.
  json simulate(std::vector<std::string> arguments) {
    for (const char* argument : {"--quiet", "--out", "r", "w.json"}) arguments.push_back(argument);
    Command command = simulator(arguments);
    command.directory = dir_.path();
    const ProgramResult result = run(command);
    EXPECT_EQ(result.status, 0) << result.err;
    return read_document(dir_.path() / "r/summary.json");
  }

  /// What a run prints that must fail as bad input.
  std::string complaint(std::vector<std::string> arguments) {
    for (const char* argument : {"--out", "r", "w.json"}) arguments.push_back(argument);
    Command command = simulator(arguments);
    command.directory = dir_.path();
    const ProgramResult result = run(command);
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    EXPECT_FALSE(std::filesystem::exists(dir_.path() / "r"));
    return result.err;
  }

  TempDir dir_;
};

void expect_energies(const json& summary, const json& table) {
  std::map<std::string, double> sums;
  for (const json& layer : summary.at("layers")) {
    SCOPED_TRACE(layer.at("name"));
    double chip = 0;
    for (const auto& [component, energy] : energies(layer, table)) {
      SCOPED_TRACE(component);
      EXPECT_NEAR(number(layer, "/energy_pj/" + component), energy, 1e-9 * energy);
      double of_actions = 0;
      for (const auto& [action, count] : layer.at("energy_actions").at(component).items()) {
        of_actions += count.get<double>() * table.at(component).at(action).get<double>();
      }
      EXPECT_NEAR(of_actions, energy, 1e-9 * energy) << "the core at the table's voltage";
      sums[component] += energy;
      if (component != "dram") chip += energy;
    }
    EXPECT_NEAR(number(layer, "/energy_pj/chip_total"), chip, 1e-9 * chip);
    sums["chip_total"] += chip;
    EXPECT_EQ(layer.at("energy_pj").size(), 13U);
  }
  for (const auto& [component, energy] : sums) {
    EXPECT_NEAR(number(summary, "/totals/energy_pj/" + component), energy, 1e-9 * energy)
        << component;
  }
}

TEST_F(Energy, IsCountsTimesTable) {
  const json summary = simulate({});
  EXPECT_EQ(summary["arch_config"]["energy"]["name"], "eyeriss-v1-65nm");
  expect_energies(summary, table("eyeriss-v1-65nm"));
  const json& totals = summary["totals"];
  for (const json& layer : summary["layers"]) {
    const double power =
        number(layer, "/energy_pj/chip_total") * 1e-6 / number(layer, "/latency_ms/total");
    EXPECT_NEAR(number(layer, "/power_mw") / power, 1, 1e-12);
  }
  const double joules = number(totals, "/energy_pj/chip_total") * 1e-12;
  EXPECT_NEAR(number(totals, "/power_mw") * 1e-3,
              joules / (number(totals, "/latency_ms/total") * 1e-3), 1e-12);
  EXPECT_NEAR(number(totals, "/inferences_per_j") * joules, 2, 1e-9) << "the batch";
  EXPECT_NEAR(number(totals, "/gops_per_w") * 1e9 * joules / (2 * number(totals, "/macs")), 1,
              1e-12);
}

TEST_F(Energy, BusyPesAreMappedAndMappedOnesAreThere) {
  const json summary = simulate({});
  for (const json& layer : summary["layers"]) {
    SCOPED_TRACE(layer["name"]);
    const json& cycles = layer["pe_cycles"];
    const auto mapped = cycles["mapped"].get<std::int64_t>();
    const auto total = layer["cycles"]["total"].get<std::int64_t>();
    EXPECT_GE(mapped, cycles["mac"].get<std::int64_t>() + cycles["accumulate"].get<std::int64_t>());
    EXPECT_LE(mapped, layer["active_pes"].get<std::int64_t>() * total);
  }
}

TEST_F(Energy, TakesTheTableThatIsAskedFor) {
  json mine = table("horowitz-45nm");
  mine["name"] = "mine";
  mine["voltage_v"] = 1.0;
  mine["pe_control"]["idle_cycle"] = 0.125;
  const std::string file = dir_.write("mine.json", mine.dump()).string();
  expect_energies(simulate({"--energy", file}), mine);
  mine["noc"]["word"] = 3;
  expect_energies(simulate({"--energy", file, "--set", "energy.noc.word=3"}), mine);
}

TEST_F(Energy, NormalizedTableCountsInMacs) {
  const json summary = simulate({"--energy", "normalized"});
  expect_energies(summary, table("normalized"));
  for (const json& layer : summary["layers"]) {
    // The hierarchy of ISCA 2016, once more by hand: 1 MAC, 1 spad, 2 PE to PE, 6 GLB, 200 DRAM.
    double chip = number(layer, "/accesses/mac/active");
    for (const auto& [name, spad] : layer["accesses"]["spad"].items()) {
      chip += spad["reads"].get<double>() + spad["writes"].get<double>();
    }
    chip += 2 * (number(layer, "/accesses/psum_adder/additions") -
                 number(layer, "/accesses/glb/psum/read_bytes") / 2);
    for (const char* traffic : {"read", "write", "fill", "drain"}) {
      chip += 6 * number(layer, std::string("/accesses/glb/") + traffic + "_bytes") / 2;
    }
    EXPECT_DOUBLE_EQ(number(layer, "/energy_pj/chip_total"), chip);
    EXPECT_DOUBLE_EQ(number(layer, "/energy_pj/dram"),
                     100 * (number(layer, "/accesses/dram/read_bytes") +
                            number(layer, "/accesses/dram/write_bytes")));
    EXPECT_TRUE(layer["power_mw"].is_null());
  }
  const std::string csv = read_text(dir_.path() / "r/summary.csv");
  EXPECT_THAT(csv, AllOf(HasSubstr("energy,chip_total,"), HasSubstr(",MAC\n")));
  EXPECT_THAT(csv, ::testing::Not(HasSubstr("pJ")));
}

TEST_F(Energy, FollowsVoltageAndClock) {
  const json nominal = simulate({"--layers", "mapped"})["layers"][0];
  const json slow = simulate({"--layers", "mapped", "--set", "core.clock_mhz=100"})["layers"][0];
  const json low = simulate({"--layers", "mapped", "--set", "core.voltage_v=0.5"})["layers"][0];
  // A cycle takes the same energy in twice the time.
  EXPECT_DOUBLE_EQ(number(slow, "/latency_ms/total"), number(slow, "/cycles/total") / 100e3);
  EXPECT_NEAR(number(slow, "/energy_pj/top_control") / number(slow, "/cycles/total"),
              number(nominal, "/energy_pj/top_control") / number(nominal, "/cycles/total"), 1e-9);
  EXPECT_NEAR(number(slow, "/power_mw"),
              number(slow, "/energy_pj/chip_total") * 1e-6 / number(slow, "/latency_ms/total"),
              1e-9);
  const double pads = number(nominal, "/energy_pj/io_pads");
  EXPECT_DOUBLE_EQ(number(low, "/energy_pj/io_pads"), pads);
  EXPECT_DOUBLE_EQ(number(low, "/energy_pj/dram"), number(nominal, "/energy_pj/dram"));
  EXPECT_NEAR(number(low, "/energy_pj/chip_total") - pads,
              (number(nominal, "/energy_pj/chip_total") - pads) / 4, 1e-3);
  EXPECT_EQ(low["cycles"], nominal["cycles"]);
}

TEST_F(Energy, EffectiveMachineHasTheTableAndCanBeRunAgain) {
  const json first = simulate({"--energy", "horowitz-45nm", "--set", "energy.mac.gated=0.5"});
  const json& config = first["arch_config"];
  EXPECT_EQ(config["energy"]["mac"],
            json({{"active", 0.842}, {"gated", 0.5}, {"psum_addition", 0.055}}));
  const std::string file = dir_.write("again.json", config.dump()).string();
  EXPECT_EQ(without_run(simulate({"--arch", file})), without_run(first));
}

TEST_F(Energy, MistakesAreBadInput) {
  EXPECT_THAT(complaint({"--energy", "x"}),
              AllOf(HasSubstr("--energy x"), HasSubstr("normalized")));
  EXPECT_THAT(complaint({"--energy", ""}), HasSubstr("--energy: is empty"));
  EXPECT_THAT(complaint({"--energy", "./x.json"}), HasSubstr("x.json: no such file"));
  EXPECT_THAT(complaint({"--energy", "normalized", "--energy", "normalized"}),
              HasSubstr("more than once"));
  EXPECT_THAT(complaint({"--set", "energy.mac.active=-1"}),
              AllOf(HasSubstr("energy.mac.active"), HasSubstr("numbers from 0")));
  EXPECT_THAT(complaint({"--set", "core.voltage_v=0"}), HasSubstr("from 0.3 to 2"));
  dir_.write("bad.json", R"({"name": "bad"})");
  EXPECT_THAT(complaint({"--energy", "bad.json"}),
              HasSubstr("bad.json: technology: required key is missing"));
  dir_.write("bad.json", "{");
  EXPECT_THAT(complaint({"--energy", "./bad.json"}), HasSubstr("bad.json"));
}

TEST_F(Energy, PowerStandsBesideTheChipsWithWhatIsFittedMarked) {
  // Published figures are found by the names of workload, machine and layer, and by the batch.
  json workload = small_workload();
  workload["name"] = "alexnet";
  workload["batch"] = 4;
  workload["layers"][3]["name"] = "conv2";
  workload["layers"][4]["name"] = "conv5";
  workload["layers"][4]["mappings"]["eyeriss-v1"] = {{"m", 1}, {"n", 1}, {"e", 1}, {"p", 1},
                                                     {"q", 1}, {"r", 1}, {"t", 1}};
  dir_.write("w.json", workload.dump());
  const auto table_of = [&](std::vector<std::string> arguments) {
    for (const char* argument : {"--layers", "conv2,conv5", "w.json"})
      arguments.push_back(argument);
    Command command = simulator(arguments);
    command.directory = dir_.path();
    return run(command).out;
  };
  const std::string table = table_of({});
  EXPECT_THAT(table, HasSubstr("conv2 predicted"));
  EXPECT_THAT(table, HasSubstr("conv5 fitted"));
  EXPECT_THAT(table, ::testing::ContainsRegex("\nconv5 .* 236  ok"));
  // 45.0 % of 236 mW; nothing of CONV2 was published but the sum.
  EXPECT_THAT(table, ::testing::ContainsRegex("\nclock_network +[0-9.]+ +- +[0-9.]+ +106\\.2\n"));
  EXPECT_THAT(table, ::testing::ContainsRegex("\nchip +[0-9]+ +288 +[0-9]+ +236\n"));

  // The table was fitted with the published mapping, no other.
  EXPECT_THAT(table_of({"--mapping", "auto"}), HasSubstr("conv5 predicted"));

  const std::string other = table_of({"--energy", "horowitz-45nm"});
  EXPECT_THAT(other, HasSubstr("energy table: horowitz-45nm"));
  EXPECT_THAT(other, ::testing::Not(HasSubstr("fitted")));
  EXPECT_THAT(table_of({"--energy", "normalized"}), ::testing::Not(HasSubstr("mW")));
}

TEST_F(Energy, TablesAreListed) {
  const std::string list = run(simulator({"--list"})).out;
  for (const char* name : {"eyeriss-v1-65nm", "horowitz-45nm", "normalized"}) {
    EXPECT_THAT(list,
                ::testing::ContainsRegex(std::string("\n *") + name + " [^\n]*(JSSC|ISSCC|ISCA)"));
  }
}

}  // namespace
}  // namespace eyeriss::test
