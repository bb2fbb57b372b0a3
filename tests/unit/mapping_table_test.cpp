// SPDX-License-Identifier: Apache-2.0
#include "sim/map/mapping_table.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Words = std::vector<std::string>;

Machine machine() { return {test::eyeriss_v1(), {}}; }

/// Figures that differ in every column and grow with `factor`.
RatedMapping rated(std::uint64_t factor) {
  RatedMapping result{};
  result.mapping = {.m = 64, .n = 1, .e = 7, .f = 55, .g = 2, .p = 16, .q = 3, .r = 1, .t = 4};
  result.counters.active_pes = 84;
  result.counters.passes = 100 * factor;
  result.counters.total_cycles = static_cast<noc::Cycle>(2'000'000 * factor);
  result.counters.hold_ofmap_cycles = static_cast<noc::Cycle>(500'000 * factor);
  result.counters.glb_psum_read = (1 << 18) * factor;     // 2 B each
  result.counters.glb_psum_written = (1 << 18) * factor;  // 1 MiB together
  result.counters.link_words_read = 150'000 * factor;     // 8 B each
  result.counters.link_words_written = 100'000 * factor;  // 2 MB together
  result.energy.components[0] = 3e6 * static_cast<double>(factor);
  result.energy.components.back() = 1e6 * static_cast<double>(factor);
  return result;
}

MappedLayer layer(const std::string& name) {
  MappedLayer result{};
  result.source.name = name;
  result.best = {rated(1)};
  return result;
}

/// Words of the line that begins with these.
Words row(const std::string& table, const Words& beginning) {
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream stream(line);
    const Words words{std::istream_iterator<std::string>(stream), {}};
    if (words.size() >= beginning.size() &&
        std::equal(beginning.begin(), beginning.end(), words.begin())) {
      return words;
    }
  }
  return {};
}

TEST(MappingTable, ShowsMappingAndFigures) {
  const std::string table = mapping_table(machine(), {layer("conv")});
  // Half of 168 PEs; 1500 and 2000 thousand cycles, 10 ms at 200 MHz.
  EXPECT_THAT(row(table, {"conv"}),
              ElementsAre("conv", "1", "64", "1", "7", "55", "2", "16", "3", "1", "4", "84", "50",
                          "100", "1500", "2000", "10.00", "1.000", "2.000", "4.000"));
  EXPECT_THAT(table, HasSubstr("uJ"));
}

TEST(MappingTable, ShowsTheNetworksOfClusters) {
  const Machine clusters = load_machine({.arch = "eyeriss-v2", .parts = {}, .overrides = {}},
                                        EYERISS_SOURCE_DIR "/hw/presets");
  MappedLayer mapped = layer("conv");
  mapped.best[0].mapping.ifmap_mode = noc::MeshMode::kBroadcast;
  mapped.best[0].mapping.filter_mode = noc::MeshMode::kHorizontal;
  const std::string table = mapping_table(clusters, {mapped});
  const Words words = row(table, {"conv"});
  ASSERT_GT(words.size(), 14U);
  EXPECT_EQ(words[10], "4");  // t
  EXPECT_EQ(words[11], "bro");
  EXPECT_EQ(words[12], "hor");
  EXPECT_EQ(words[13], "84");
  EXPECT_EQ(words[14], "44");  // of 192 PEs
  EXPECT_THAT(table, HasSubstr("t ifm fil"));
  EXPECT_THAT(mapping_table(machine(), {mapped}), testing::Not(HasSubstr("ifm")));
}

TEST(MappingTable, SumsTheBestAndTheGiven) {
  MappedLayer first = layer("first");
  first.best.push_back(rated(3));
  first.given = rated(5);
  MappedLayer second = layer("second");
  second.given = rated(2);
  const std::string table = mapping_table(machine(), {first, second});
  EXPECT_THAT(row(table, {"total", "1"}),
              ElementsAre("total", "1", "200", "3000", "4000", "20.00", "2.000", "4.000", "8.000"));
  EXPECT_THAT(row(table, {"total", "given"}), ElementsAre("total", "given", "700", "10500", "14000",
                                                          "70.00", "7.000", "14.000", "28.000"));
  EXPECT_EQ(row(table, {"first", "2"}).at(13), "300");
  EXPECT_EQ(row(table, {"second", "given"}).at(13), "200");
}

TEST(MappingTable, NoSumOfTheGivenIfOneIsMissing) {
  MappedLayer first = layer("first");
  first.given = rated(5);
  const std::string table = mapping_table(machine(), {first, layer("second")});
  EXPECT_THAT(row(table, {"total", "given"}), ElementsAre());
}

TEST(MappingTable, IllegalMappingHasNoFigures) {
  MappedLayer illegal = layer("conv");
  illegal.illegal_reason = "e = 8 is too much";
  const Words words = row(mapping_table(machine(), {illegal}), {"conv", "given"});
  EXPECT_THAT(words,
              ElementsAre("conv", "given", "illegal", "-", "-", "-", "-", "-", "-", "-", "-", "-"));
}

TEST(MappingTable, EnergiesInTheTablesUnit) {
  Machine normalised = machine();
  normalised.energy.unit = EnergyTable::Unit::kMac;
  EXPECT_THAT(mapping_table(normalised, {layer("conv")}), HasSubstr("10^6 MAC"));
  MappedLayer large = layer("conv");
  large.best = {rated(10'000)};  // 40 mJ
  const std::string table = mapping_table(machine(), {large});
  EXPECT_THAT(table, HasSubstr("mJ"));
  EXPECT_EQ(row(table, {"conv"}).back(), "40.00");
}

TEST(MappingTable, LayersOfLargeNetworksFit120Columns) {
  // The largest figures of VGG-16 with three images, and a long name.
  MappedLayer large = layer("inception_4e.5x5_r");
  large.best = {rated(100)};
  large.best[0].counters.active_pes = 168;
  large.best[0].counters.passes = 999'999;
  large.best[0].mapping = {
      .m = 4096, .n = 3, .e = 14, .f = 224, .g = 14, .p = 16, .q = 12, .r = 12, .t = 14};
  std::istringstream lines(mapping_table(machine(), {large, large, large}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120U) << line;
}

}  // namespace
}  // namespace eyeriss::sim
