// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dram_traffic.h"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "hw/dram/dram_model.h"
#include "sim/input/dram_reader.h"
#include "sim/input/presets.h"

namespace eyeriss::test {

using hw::DramConfig;
using noc::Cycle;
using noc::kNever;

DramConfig dram_preset(const std::string& name) {
  return sim::load_dram(name, sim::preset_directory() / "dram");
}

std::vector<hw::DramCommand> DramRun::of_kind(hw::DramCommand::Kind kind) const {
  std::vector<hw::DramCommand> found;
  for (const auto& command : commands) {
    if (command.kind == kind) found.push_back(command);
  }
  return found;
}

std::vector<Cycle> DramRun::clocks(hw::DramCommand::Kind kind) const {
  std::vector<Cycle> found;
  for (const auto& command : of_kind(kind)) found.push_back(command.clock);
  return found;
}

std::string DramRun::names() const {
  std::string names;
  for (const auto& command : commands) {
    if (!names.empty()) names += ' ';
    names += name_of(command.kind);
  }
  return names;
}

DramRun run_dram(const DramConfig& config, const std::vector<DramAccess>& accesses) {
  hw::DramModel model(config);
  DramRun run;
  run.completed.resize(accesses.size(), kNever);
  model.on_command([&](const hw::DramCommand& command) { run.commands.push_back(command); });
  std::size_t missing = accesses.size();
  const auto take = [&] {
    for (; model.completion_at() != kNever; --missing) {
      const hw::DramCompletion completion = model.pop_completion();
      if (run.completed.at(completion.tag) != kNever) throw std::logic_error("completed twice");
      run.completed[completion.tag] = completion.at;
      run.end = std::max(run.end, completion.at);
    }
  };
  Cycle clock = -1;
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    clock = std::max(clock + 1, accesses[i].not_before);
    while (!model.try_enter(accesses[i].write, accesses[i].burst, static_cast<std::uint32_t>(i),
                            clock)) {
      clock = model.next_event_at();
    }
    run.entered.push_back(clock);
    take();
  }
  while (missing > 0) {
    model.advance(model.next_event_at());
    take();
  }
  model.advance(run.end);
  run.counters = model.counters();
  return run;
}

std::int64_t burst_at(const DramConfig& config, const DramPlace& place) {
  std::int64_t burst = 0;
  for (const DramConfig::Field field : config.order) {
    switch (field) {
      case DramConfig::Field::kChannel:
        burst = burst * config.channels + place.channel;
        break;
      case DramConfig::Field::kRank:
        burst = burst * config.ranks + place.rank;
        break;
      case DramConfig::Field::kBankGroup:
        burst = burst * config.bank_groups + place.bank_group;
        break;
      case DramConfig::Field::kBank:
        burst = burst * config.banks + place.bank;
        break;
      case DramConfig::Field::kRow:
        burst = burst * config.rows + place.row;
        break;
      case DramConfig::Field::kColumn:
        burst = burst * config.columns + place.column;
        break;
    }
  }
  return burst;
}

const char* name_of(DramPattern pattern) {
  constexpr const char* kNames[] = {"SequentialReads", "SequentialWrites", "Strided",
                                    "RandomReads",     "RandomMix",        "Bursts",
                                    "BankConflict",    "OneGroup",         "SameBursts"};
  return kNames[static_cast<int>(pattern)];
}

std::vector<DramAccess> dram_traffic(const DramConfig& config, DramPattern pattern, int count,
                                     unsigned seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
  };
  const std::int64_t bursts = config.capacity_bytes() / config.burst_bytes;
  std::vector<DramAccess> accesses;
  Cycle clock = 0;
  std::int64_t run = 0;
  for (int i = 0; i < count; ++i) {
    const bool coin = below(2) == 0;
    switch (pattern) {
      case DramPattern::kSequentialReads:
        accesses.push_back({i});
        break;
      case DramPattern::kSequentialWrites:
        accesses.push_back({i, true});
        break;
      case DramPattern::kStrided:
        accesses.push_back({i * std::int64_t{37} % bursts, i % 5 == 0});
        break;
      case DramPattern::kRandomReads:
        accesses.push_back({below(bursts)});
        break;
      case DramPattern::kRandomMix:
        accesses.push_back({below(bursts), coin});
        break;
      case DramPattern::kBursts:
        if (i % 12 == 0) {
          run = below(bursts - 12);
          clock += below(300);
        }
        accesses.push_back({run + i % 12, i / 12 % 3 == 0, clock});
        break;
      case DramPattern::kBankConflict:
        accesses.push_back({burst_at(config, {.row = i % 4, .column = i % config.columns}), coin});
        break;
      case DramPattern::kOneGroup: {
        const DramPlace place{.bank = static_cast<int>(below(config.banks)),
                              .row = static_cast<int>(below(3)),
                              .column = static_cast<int>(below(config.columns))};
        accesses.push_back({burst_at(config, place), below(4) == 0});
        break;
      }
      case DramPattern::kSameBursts:
        accesses.push_back({below(6) * 1000, coin});
        break;
    }
  }
  return accesses;
}

}  // namespace eyeriss::test
