// SPDX-License-Identifier: Apache-2.0
#include "sim/input/dram_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/input/json_reader.h"
#include "sim/input/presets.h"
#include "tests/support/input_error_line.h"

namespace eyeriss::sim {
namespace {

using hw::DramConfig;
using nlohmann::json;
using test::input_error;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::filesystem::path kPresets = EYERISS_SOURCE_DIR "/hw/presets/dram";

json preset(const std::string& name) { return read_json(kPresets / (name + ".json")); }

/// The default preset with one value changed.
json changed(const std::string& pointer, const json& value) {
  json document = preset("ddr3-1600");
  document[json::json_pointer(pointer)] = value;
  return document;
}

std::string error_of(const json& document) {
  return input_error([&] { read_dram(document, "x.json"); });
}

TEST(DramReader, ReadsTheDefaultDram) {
  const DramConfig dram = load_dram("ddr3-1600", kPresets);
  EXPECT_EQ(dram.name, "ddr3-1600");
  EXPECT_EQ(dram.clock_mhz, 800) << "tCK 1.25 ns";
  EXPECT_FALSE(dram.is_ideal);
  EXPECT_EQ(dram.channels, 1);
  EXPECT_EQ(dram.ranks, 1);
  EXPECT_EQ(dram.bank_groups, 1);
  EXPECT_EQ(dram.banks, 8);
  EXPECT_EQ(dram.rows, 32768);
  EXPECT_EQ(dram.columns, 128) << "1024 columns in bursts of 8";
  EXPECT_EQ(dram.burst_bytes, 64);
  EXPECT_EQ(dram.burst_clocks, 4);
  EXPECT_EQ(dram.access_command_clocks, 1);
  EXPECT_EQ(dram.other_command_clocks, 1);
  EXPECT_EQ(dram.queue_entries, 32);
  EXPECT_EQ(dram.scheduling, DramConfig::Scheduling::kFrFcfs);
  EXPECT_EQ(dram.page, DramConfig::Page::kOpen);
  EXPECT_EQ(dram.capacity_bytes(), 4 * (std::int64_t{4} << 30) / 8) << "four 4 Gb devices";
  using Field = DramConfig::Field;
  EXPECT_THAT(dram.order, ElementsAre(Field::kRow, Field::kRank, Field::kBankGroup, Field::kBank,
                                      Field::kColumn, Field::kChannel));
}

TEST(DramReader, ReadsTheDefaultTiming) {
  const DramConfig::Timing t = load_dram("ddr3-1600", kPresets).timing;
  EXPECT_THAT((std::vector{t.CL, t.CWL, t.RCD, t.RP, t.RAS, t.RC}),
              ElementsAre(11, 8, 11, 11, 28, 39));
  EXPECT_THAT((std::vector{t.RRD_S, t.RRD_L, t.FAW, t.CCD_S, t.CCD_L}),
              ElementsAre(6, 6, 32, 4, 4));
  EXPECT_THAT((std::vector{t.WR, t.WTR_S, t.WTR_L, t.RTP}), ElementsAre(12, 6, 6, 6));
  EXPECT_THAT((std::vector{t.RFC, t.REFI}), ElementsAre(208, 6240));
}

TEST(DramReader, EveryPresetIsValidAndReadsBackAsItself) {
  const std::vector<std::string> names = preset_names(kPresets);
  EXPECT_THAT(names, ElementsAre("ddr3-1600", "ddr3-1600-x2", "ddr4-2400", "ideal", "ideal-25600",
                                 "lpddr3-1600", "lpddr4-3200"));
  for (const std::string& name : names) {
    const DramConfig dram = load_dram(name, kPresets);
    EXPECT_EQ(dram.name, name);
    EXPECT_TRUE(preset(name)["_source"].is_string()) << name;
    const json effective = to_json(dram);
    EXPECT_EQ(to_json(read_dram(effective, "x.json")), effective);
    json expected = preset(name);
    expected.erase("_source");
    const json flat = effective.flatten();
    const json flat_preset = expected.flatten();
    for (const auto& [pointer, value] : flat_preset.items()) {
      EXPECT_EQ(flat.at(pointer), value) << name << ' ' << pointer;
    }
  }
}

TEST(DramReader, BanksHaveTheSizeOfTheDevices) {
  constexpr std::int64_t kGigabit = (std::int64_t{1} << 30) / 8;
  EXPECT_EQ(load_dram("lpddr3-1600", kPresets).capacity_bytes(), 2 * 8 * kGigabit);
  EXPECT_EQ(load_dram("ddr4-2400", kPresets).capacity_bytes(), 8 * 8 * kGigabit);
  EXPECT_EQ(load_dram("lpddr4-3200", kPresets).capacity_bytes(), 8 * kGigabit);
}

TEST(DramReader, IdealMemory) {
  json document = preset("ideal");
  EXPECT_EQ(read_dram(document, "x.json").ideal.bytes_per_clock, 0) << "unlimited";
  document["bandwidth_mb_per_s"] = 1000.1;
  document["clock_mhz"] = 3.7;
  document["latency_clocks"] = 9;
  document["burst_bytes"] = 16;
  const DramConfig dram = read_dram(document, "x.json");
  EXPECT_TRUE(dram.is_ideal);
  EXPECT_EQ(dram.ideal.latency_clocks, 9);
  EXPECT_EQ(dram.burst_bytes, 16);
  EXPECT_DOUBLE_EQ(dram.ideal.bytes_per_clock, 1000.1 / 3.7);
  EXPECT_EQ(to_json(dram)["bandwidth_mb_per_s"], 1000.1);
  EXPECT_EQ(read_dram(to_json(dram), "x.json").ideal.bytes_per_clock, dram.ideal.bytes_per_clock);
}

TEST(DramReader, PoliciesAndMap) {
  json document = changed("/controller/scheduling", "fcfs");
  document["controller"]["page"] = "closed";
  document["controller"]["address_map"] = {"channel", "bank", "column",
                                           "row",     "rank", "bank_group"};
  const DramConfig dram = read_dram(document, "x.json");
  EXPECT_EQ(dram.scheduling, DramConfig::Scheduling::kFcfs);
  EXPECT_EQ(dram.page, DramConfig::Page::kClosed);
  EXPECT_EQ(dram.order[1], DramConfig::Field::kBank);
  EXPECT_EQ(to_json(dram)["controller"], document["controller"]);
}

TEST(DramReader, CommentsAreIgnored) {
  EXPECT_EQ(to_json(read_dram(changed("/timing/_CL", "typical"), "x.json")),
            to_json(load_dram("ddr3-1600", kPresets)));
}

struct Mistake {
  const char* pointer;
  json value;
  const char* where;    ///< path in the message
  const char* allowed;  ///< part of the message
};

const Mistake kMistakes[] = {
    {"/clock_mhz", 0, "clock_mhz", "numbers from 0.01 to 10000"},
    {"/name", "a b", "name", "A-Z"},
    {"/model", "real", "model", "device, ideal"},
    {"/timing/CL", 11.5, "timing.CL", "integers from 1"},
    {"/timing/CL", 0, "timing.CL", "integers from 1"},
    {"/timing/tCL", 11, "timing.tCL", "CL, CWL"},
    {"/timing/RTW", -1, "timing.RTW", "integers from 0"},
    {"/timing/RPAB", 10, "timing.RPAB", "at least 11, which is RP"},
    {"/timing/RAS", 10, "timing.RAS", "at least 11, which is RCD"},
    {"/timing/RC", 38, "timing.RC", "at least 39, which is RAS + RP"},
    {"/timing/CCD_S", 3, "timing.CCD_S", "at least 4, the clocks of a burst"},
    {"/timing/CCD_L", 3, "timing.CCD_L", "at least 4, which is CCD_S"},
    {"/timing/RRD_L", 5, "timing.RRD_L", "at least 6, which is RRD_S"},
    {"/timing/FAW", 23, "timing.FAW", "at least 24, which is 4 x RRD_S"},
    {"/timing/WTR_L", 5, "timing.WTR_L", "at least 6, which is WTR_S"},
    {"/timing/REFI", 208, "timing.REFI", "or 0 for no refresh"},
    {"/organization/banks", 6, "organization.banks", "powers of two"},
    {"/organization/rows", 0, "organization.rows", "integers from 1"},
    {"/organization/ranks", 16, "organization", "up to 64"},
    {"/organization/columns", 4, "organization.columns", "at least 8"},
    {"/organization/bus_bits", 128, "organization.burst_length", "8, 16, 32, 64 bytes"},
    {"/organization/burst_length", 1, "organization.burst_length", "powers of two from 2"},
    {"/organization/access_command_clocks", 7, "timing.RRD_S", "the clocks of an ACT"},
    {"/controller/scheduling", "random", "controller.scheduling", "fr-fcfs, fcfs"},
    {"/controller/page", "ajar", "controller.page", "open, closed"},
    {"/controller/queue_entries", 0, "controller.queue_entries", "integers from 1 to 1024"},
    {"/controller/address_map/0", "column", "controller.address_map[4]", "each field once"},
    {"/controller/address_map/0", "line", "controller.address_map[0]", "channel, rank"},
    {"/controller/address_map", json::array({"row"}), "controller.address_map", "exactly 6"},
    {"/timing", 5, "timing", "an object"},
};

class DramReaderMistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(DramReaderMistakes, AreNamedWithWhatIsAllowed) {
  const Mistake& mistake = GetParam();
  EXPECT_THAT(error_of(changed(mistake.pointer, mistake.value)),
              AllOf(StartsWith(std::string("x.json: ") + mistake.where + ": "),
                    HasSubstr(mistake.allowed)));
}

INSTANTIATE_TEST_SUITE_P(All, DramReaderMistakes, ::testing::ValuesIn(kMistakes));

TEST(DramReader, LimitsThatFollowFromOthersAreExact) {
  for (const auto& [pointer, value] : std::vector<std::pair<std::string, int>>{
           {"/timing/RC", 39}, {"/timing/CCD_L", 4}, {"/timing/FAW", 24}, {"/timing/RAS", 28}}) {
    EXPECT_NO_THROW(read_dram(changed(pointer, value), "x.json")) << pointer;
  }
}

TEST(DramReader, EveryKeyIsRequired) {
  const json whole = preset("ddr3-1600");
  for (const char* part : {"organization", "timing", "controller"}) {
    for (const auto& [key, value] : whole[part].items()) {
      json document = whole;
      document[part].erase(key);
      EXPECT_THAT(error_of(document), AllOf(HasSubstr(std::string(part) + "." + key),
                                            HasSubstr("required key is missing")));
    }
  }
  for (const char* key : {"name", "clock_mhz", "organization", "timing", "controller"}) {
    json document = whole;
    document.erase(key);
    EXPECT_THAT(error_of(document), HasSubstr("required key is missing"));
  }
}

TEST(DramReader, IdealMistakes) {
  const auto ideal_error = [](const char* key, const json& value) {
    json document = preset("ideal");
    document[key] = value;
    return error_of(document);
  };
  EXPECT_THAT(ideal_error("latency_clocks", 0), HasSubstr("latency_clocks: 0 is out of range"));
  EXPECT_THAT(ideal_error("bandwidth_mb_per_s", 0), HasSubstr("bandwidth_mb_per_s: "));
  EXPECT_THAT(ideal_error("bandwidth_mb_per_s", "much"), HasSubstr("expected a number"));
  EXPECT_THAT(ideal_error("burst_bytes", 24), HasSubstr("8, 16, 32, 64"));
  EXPECT_THAT(ideal_error("timing", json::object()), HasSubstr("timing: unknown key"));
}

TEST(DramReader, UnknownPresetNamesTheOption) {
  EXPECT_THAT(input_error([] { load_dram("ddr3-160", kPresets, "--dram"); }),
              AllOf(StartsWith("--dram ddr3-160: "), HasSubstr("did you mean \"ddr3-1600\"?")));
}

}  // namespace
}  // namespace eyeriss::sim
