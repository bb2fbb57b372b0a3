// SPDX-License-Identifier: Apache-2.0
#include "sim/input/dram_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "sim/input/json_object.h"
#include "sim/input/json_reader.h"
#include "sim/input/json_value.h"
#include "sim/input/presets.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

using hw::DramConfig;
using Timing = DramConfig::Timing;

constexpr double kMinClockMhz = 0.01;
constexpr double kMaxClockMhz = 10000;
constexpr int kMaxChannels = 64;
constexpr int kMaxRanks = 16;
constexpr int kMaxBanks = 64;  // of a channel
constexpr int kMaxRows = 1 << 20;
constexpr int kMaxColumns = 1 << 16;
constexpr int kMaxQueueEntries = 1024;
constexpr int kMaxClocks = 10000;  // of a timing constraint
constexpr int kMaxRefreshClocks = 1000000;
constexpr int kMaxLatencyClocks = 100000;
constexpr double kMinBandwidth = 0.001;  // MB/s
constexpr double kMaxBandwidth = 1e9;
constexpr int kBitsPerByte = 8;
constexpr int kBeatsPerClock = 2;  // double data rate

constexpr const char* kDevice = "device";
constexpr const char* kIdeal = "ideal";
constexpr int kIdealQueueEntries = 32;

constexpr std::array<const char*, DramConfig::kFields> kFields = {"channel", "rank", "bank_group",
                                                                  "bank",    "row",  "column"};

struct TimingKey {
  const char* name;
  int Timing::*value;
  int low;
  int high;
};

// Row, column and refresh commands may follow each other in the next clock at the earliest.
constexpr std::array kTimingKeys = {
    TimingKey{"CL", &Timing::CL, 1, kMaxClocks},
    TimingKey{"CWL", &Timing::CWL, 1, kMaxClocks},
    TimingKey{"RCD", &Timing::RCD, 1, kMaxClocks},
    TimingKey{"RP", &Timing::RP, 1, kMaxClocks},
    TimingKey{"RPAB", &Timing::RPAB, 1, kMaxClocks},
    TimingKey{"RAS", &Timing::RAS, 1, kMaxClocks},
    TimingKey{"RC", &Timing::RC, 1, kMaxClocks},
    TimingKey{"CCD_S", &Timing::CCD_S, 1, kMaxClocks},
    TimingKey{"CCD_L", &Timing::CCD_L, 1, kMaxClocks},
    TimingKey{"RRD_S", &Timing::RRD_S, 1, kMaxClocks},
    TimingKey{"RRD_L", &Timing::RRD_L, 1, kMaxClocks},
    TimingKey{"FAW", &Timing::FAW, 1, kMaxClocks},
    TimingKey{"WR", &Timing::WR, 1, kMaxClocks},
    TimingKey{"WTR_S", &Timing::WTR_S, 1, kMaxClocks},
    TimingKey{"WTR_L", &Timing::WTR_L, 1, kMaxClocks},
    TimingKey{"RTP", &Timing::RTP, 1, kMaxClocks},
    TimingKey{"RTW", &Timing::RTW, 0, kMaxClocks},
    TimingKey{"RTRS", &Timing::RTRS, 0, kMaxClocks},
    TimingKey{"RFC", &Timing::RFC, 1, kMaxClocks},
    TimingKey{"REFI", &Timing::REFI, 0, kMaxRefreshClocks},
};

/// A count that a slice of the address selects from.
int power_of_two(const JsonValue& value, int high) {
  const int count = value.int32(1, high);
  if (!std::has_single_bit(static_cast<unsigned>(count))) {
    value.fail(fmt::format("{} is no power of two", count),
               fmt::format("powers of two from 1 to {}", high));
  }
  return count;
}

int burst_bytes(const JsonValue& value, int bytes) {
  const std::array allowed = {8, 16, 32, 64};
  if (std::find(allowed.begin(), allowed.end(), bytes) == allowed.end()) {
    value.fail(fmt::format("a burst has {} bytes", bytes), "8, 16, 32, 64 bytes");
  }
  return bytes;
}

void read_organization(const JsonValue& value, DramConfig& dram) {
  const JsonObject object =
      value.object({"channels", "ranks", "bank_groups", "banks", "rows", "columns", "bus_bits",
                    "burst_length", "access_command_clocks", "other_command_clocks"});
  dram.channels = power_of_two(object.required("channels"), kMaxChannels);
  dram.ranks = power_of_two(object.required("ranks"), kMaxRanks);
  dram.bank_groups = power_of_two(object.required("bank_groups"), kMaxBanks);
  dram.banks = power_of_two(object.required("banks"), kMaxBanks);
  dram.rows = power_of_two(object.required("rows"), kMaxRows);
  const int banks = dram.ranks * dram.bank_groups * dram.banks;
  if (banks > kMaxBanks) {
    value.fail(fmt::format("{} banks are too many", banks),
               fmt::format("up to {} in all ranks and bank groups of a channel", kMaxBanks));
  }
  const int bus_bits = power_of_two(object.required("bus_bits"), 512);
  const JsonValue length = object.required("burst_length");
  const int burst_length = power_of_two(length, 64);
  if (burst_length < kBeatsPerClock) {
    length.fail("a burst lasts less than a clock", "powers of two from 2 to 64");
  }
  dram.burst_bytes = burst_bytes(length, bus_bits * burst_length / kBitsPerByte);
  dram.burst_clocks = burst_length / kBeatsPerClock;
  const JsonValue columns = object.required("columns");
  dram.columns = power_of_two(columns, kMaxColumns) / burst_length;
  if (dram.columns == 0) {
    columns.fail("a row is shorter than a burst", fmt::format("at least {}", burst_length));
  }
  dram.access_command_clocks = object.int32_or("access_command_clocks", 1, 16, 1);
  dram.other_command_clocks = object.int32_or("other_command_clocks", 1, 16, 1);
}

/// One constraint that follows from others.
void at_least(const JsonObject& timing, const char* key, int value, int minimum,
              const std::string& reason) {
  if (value >= minimum) return;
  timing.required(key).fail(fmt::format("{} is too short", value),
                            fmt::format("at least {}, {}", minimum, reason));
}

void check_timing(const JsonObject& object, const DramConfig& dram) {
  const Timing& t = dram.timing;
  const int access = dram.access_command_clocks;
  at_least(object, "RPAB", t.RPAB, t.RP, "which is RP");
  at_least(object, "RAS", t.RAS, t.RCD, "which is RCD");
  at_least(object, "RC", t.RC, t.RAS + t.RP, "which is RAS + RP");
  at_least(object, "CCD_S", t.CCD_S, dram.burst_clocks, "the clocks of a burst");
  at_least(object, "CCD_L", t.CCD_L, t.CCD_S, "which is CCD_S");
  at_least(object, "RRD_S", t.RRD_S, access, "the clocks of an ACT");
  at_least(object, "RRD_L", t.RRD_L, t.RRD_S, "which is RRD_S");
  at_least(object, "RCD", t.RCD, access, "the clocks of an ACT");
  at_least(object, "RTP", t.RTP, access, "the clocks of a RD");
  at_least(object, "FAW", t.FAW, 4 * t.RRD_S, "which is 4 x RRD_S");
  at_least(object, "WTR_L", t.WTR_L, t.WTR_S, "which is WTR_S");
  if (t.REFI == 0) return;
  // Refreshing must leave time for work: to close all rows, and to open one and use it.
  const int away = t.RFC + t.RPAB + t.RC + t.CL + t.CWL + t.WR + 2 * dram.burst_clocks;
  at_least(object, "REFI", t.REFI, (away + 1) * dram.ranks,
           "by which a rank is refreshed and still used, or 0 for no refresh");
}

void read_timing(const JsonValue& value, DramConfig& dram) {
  const JsonObject object = value.object(
      {"CL",    "CWL", "RCD", "RP",    "RPAB",  "RAS", "RC",  "CCD_S", "CCD_L", "RRD_S",
       "RRD_L", "FAW", "WR",  "WTR_S", "WTR_L", "RTP", "RTW", "RTRS",  "RFC",   "REFI"});
  for (const TimingKey& key : kTimingKeys) {
    dram.timing.*key.value = object.required(key.name).int32(key.low, key.high);
  }
  check_timing(object, dram);
}

std::array<DramConfig::Field, DramConfig::kFields> read_address_map(const JsonValue& value) {
  std::array<DramConfig::Field, DramConfig::kFields> order{};
  std::array<bool, DramConfig::kFields> is_used{};
  const std::vector<JsonValue> elements = value.array(DramConfig::kFields);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::string name =
        elements[i].one_of({"channel", "rank", "bank_group", "bank", "row", "column"});
    const auto field = static_cast<std::size_t>(
        std::find(kFields.begin(), kFields.end(), std::string_view(name)) - kFields.begin());
    if (is_used[field]) elements[i].fail("stands twice: " + in_quotes(name), "each field once");
    is_used[field] = true;
    order[i] = static_cast<DramConfig::Field>(field);
  }
  return order;
}

void read_controller(const JsonValue& value, DramConfig& dram) {
  const JsonObject object = value.object({"scheduling", "page", "queue_entries", "address_map"});
  dram.scheduling = object.required("scheduling").one_of({"fr-fcfs", "fcfs"}) == "fcfs"
                        ? DramConfig::Scheduling::kFcfs
                        : DramConfig::Scheduling::kFrFcfs;
  dram.page = object.required("page").one_of({"open", "closed"}) == "closed"
                  ? DramConfig::Page::kClosed
                  : DramConfig::Page::kOpen;
  dram.queue_entries = object.required("queue_entries").int32(1, kMaxQueueEntries);
  dram.order = read_address_map(object.required("address_map"));
}

DramConfig read_ideal(const JsonValue& value) {
  const JsonObject object = value.object(
      {"name", "model", "clock_mhz", "latency_clocks", "bandwidth_mb_per_s", "burst_bytes"});
  DramConfig dram{};
  dram.is_ideal = true;
  dram.name = object.required("name").plain_name();
  dram.clock_mhz = object.required("clock_mhz").number(kMinClockMhz, kMaxClockMhz);
  dram.ideal.latency_clocks = object.required("latency_clocks").int32(1, kMaxLatencyClocks);
  const JsonValue bandwidth = object.required("bandwidth_mb_per_s");
  if (!bandwidth.is_null()) {  // null: unlimited
    dram.ideal.bytes_per_clock = bandwidth.number(kMinBandwidth, kMaxBandwidth) / dram.clock_mhz;
  }
  const JsonValue bytes = object.required("burst_bytes");
  dram.burst_bytes = burst_bytes(bytes, bytes.int32(8, 64));
  dram.channels = dram.ranks = dram.bank_groups = dram.banks = dram.rows = dram.columns = 1;
  dram.queue_entries = kIdealQueueEntries;
  return dram;
}

DramConfig read_device(const JsonValue& value) {
  const JsonObject object =
      value.object({"name", "model", "clock_mhz", "organization", "timing", "controller"});
  DramConfig dram{};
  dram.name = object.required("name").plain_name();
  dram.clock_mhz = object.required("clock_mhz").number(kMinClockMhz, kMaxClockMhz);
  read_organization(object.required("organization"), dram);
  read_timing(object.required("timing"), dram);
  read_controller(object.required("controller"), dram);
  return dram;
}

nlohmann::json ideal_to_json(const DramConfig& dram) {
  nlohmann::json bandwidth;  // null
  if (dram.ideal.bytes_per_clock > 0) {
    // As it was written, although it has been divided by the clock.
    bandwidth = std::stod(fmt::format("{:.12g}", dram.ideal.bytes_per_clock * dram.clock_mhz));
  }
  return {{"name", dram.name},
          {"model", kIdeal},
          {"clock_mhz", dram.clock_mhz},
          {"latency_clocks", dram.ideal.latency_clocks},
          {"bandwidth_mb_per_s", bandwidth},
          {"burst_bytes", dram.burst_bytes}};
}

}  // namespace

DramConfig read_dram(const JsonValue& value) {
  const auto members = value.members();
  const auto model = std::find_if(members.begin(), members.end(),
                                  [](const auto& member) { return member.first == "model"; });
  const bool is_ideal = model != members.end() && model->second.one_of({kDevice, kIdeal}) == kIdeal;
  return is_ideal ? read_ideal(value) : read_device(value);
}

DramConfig read_dram(const nlohmann::json& document, const std::string& file) {
  return read_dram(JsonValue(document, file));
}

DramConfig load_dram(const std::string& name_or_file, const std::filesystem::path& directory,
                     const std::string& option) {
  const std::filesystem::path file = preset_file(option, name_or_file, directory);
  return read_dram(read_json(file), file.string());
}

nlohmann::json to_json(const DramConfig& dram) {
  if (dram.is_ideal) return ideal_to_json(dram);
  const int burst_length = dram.burst_clocks * kBeatsPerClock;
  nlohmann::json timing;
  for (const TimingKey& key : kTimingKeys) timing[key.name] = dram.timing.*key.value;
  nlohmann::json address_map;
  for (const DramConfig::Field field : dram.order) {
    address_map.push_back(kFields[static_cast<std::size_t>(field)]);
  }
  return {{"name", dram.name},
          {"model", kDevice},
          {"clock_mhz", dram.clock_mhz},
          {"organization",
           {{"channels", dram.channels},
            {"ranks", dram.ranks},
            {"bank_groups", dram.bank_groups},
            {"banks", dram.banks},
            {"rows", dram.rows},
            {"columns", dram.columns * burst_length},
            {"bus_bits", dram.burst_bytes * kBitsPerByte / burst_length},
            {"burst_length", burst_length},
            {"access_command_clocks", dram.access_command_clocks},
            {"other_command_clocks", dram.other_command_clocks}}},
          {"timing", timing},
          {"controller",
           {{"scheduling", dram.scheduling == DramConfig::Scheduling::kFcfs ? "fcfs" : "fr-fcfs"},
            {"page", dram.page == DramConfig::Page::kClosed ? "closed" : "open"},
            {"queue_entries", dram.queue_entries},
            {"address_map", address_map}}}};
}

}  // namespace eyeriss::sim
