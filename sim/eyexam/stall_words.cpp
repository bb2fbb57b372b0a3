// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/stall_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <vector>

#include "sim/eyexam/figures.h"

namespace eyeriss::sim {
namespace {

constexpr double kWorthSaying = 0.005;  // of all cycles

constexpr std::array<std::pair<Idling, const char*>, kIdlings> kNames = {
    {{Idling::kFilters, "waiting for filters"},
     {Idling::kIfmaps, "waiting for ifmaps"},
     {Idling::kPsumsIn, "waiting for psums from below"},
     {Idling::kPsumsOut, "waiting for psums to leave"},
     {Idling::kBubbles, "in bubbles between MACs"},
     {Idling::kNoWork, "without work"}}};

std::string need_of(const Resource& resource) {
  return fmt::format("{} need{}", resource.name, resource.is_plural ? "" : "s");
}

}  // namespace

std::string resource_words(const CycleAccount& account, double mac_cycles, double adding) {
  const std::string words =
      fmt::format("{} {:.0f} cycles for what goes through, PEs {:.0f} for {}",
                  need_of(*account.resource()), mac_cycles + adding + account.charged(),
                  mac_cycles + adding, adding > 0 ? "MACs and additions" : "their MACs");
  const double most = account.charged() / 2;
  if (account.hidden() <= most) return words;
  const double beyond = account.total() - mac_cycles - adding - account.charged();
  const auto named = std::ranges::find_if(
      kNames, [&](const auto& name) { return account.idling(name.first) - beyond > most; });
  return fmt::format("{}; a bound only: PEs spend most of the difference {}", words,
                     named == kNames.end() ? "on other things" : named->second);
}

std::string hold_words(const hw::LayerCounters& counters, const CycleAccount& account) {
  std::vector<std::string> parts;
  const auto add = [&](const char* what, noc::Cycle cycles) {
    const auto part = static_cast<double>(cycles);
    if (account.is_worth_saying(part))
      parts.push_back(fmt::format("{} {}", what, percent(part / account.total())));
  };
  add("ifmaps", counters.hold_ifmap_cycles);
  add("ofmaps", counters.hold_ofmap_cycles);
  add("filters", counters.hold_filter_cycles);
  const double held = account.total() - static_cast<double>(counters.processing_cycles());
  std::string words = fmt::format("the array is held for data off chip in {} of all cycles",
                                  percent(held / account.total()));
  if (account.held() < held) {
    words += fmt::format(", {} beyond what {}", percent(account.held() / account.total()),
                         need_of(*account.resource()));
  }
  return parts.empty() ? words : fmt::format("{}: {}", words, all_of(parts));
}

std::string idle_words(const CycleAccount& account) {
  const auto part = [&](Idling what) { return account.idling(what) / account.total(); };
  auto names = kNames;
  std::ranges::stable_sort(names, std::greater{},
                           [&](const auto& name) { return part(name.first); });
  if (!account.is_worth_saying(account.idling(names.front().first)))
    return "PEs fill and empty their pipelines";
  const double least = std::min(kWorthSaying, part(names.front().first));
  std::vector<std::string> parts;
  for (const auto& [idling, name] : names) {
    if (part(idling) < least) break;
    parts.push_back(
        fmt::format("{}{} {}", percent(part(idling)), parts.empty() ? " of all cycles" : "", name));
  }
  std::vector<std::string> beside;
  if (account.is_worth_saying(account.held())) beside.emplace_back("the holds");
  if (account.charged() > account.hidden()) {
    beside.push_back(fmt::format("what {}", need_of(*account.resource())));
  }
  std::string where;
  if (account.hidden() >= kWorthSaying * account.total()) {
    where = fmt::format(", some of it within what {}", need_of(*account.resource()));
  } else if (!beside.empty()) {
    where = fmt::format(", beside {}", all_of(beside));
  }
  return fmt::format("PEs in use spend {}{}", all_of(parts), where);
}

}  // namespace eyeriss::sim
