// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/stall_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/eyexam/figures.h"

namespace eyeriss::sim {
namespace {

constexpr double kWorthSaying = 0.005;

template <typename Integer>
double number(Integer value) {
  return static_cast<double>(value);
}

}  // namespace

std::string hold_words(const hw::LayerCounters& counters) {
  const double total = number(counters.total_cycles);
  std::vector<std::string> parts;
  const auto add = [&](const char* what, noc::Cycle cycles) {
    if (cycles > 0) parts.push_back(fmt::format("{} {}", what, percent(number(cycles) / total)));
  };
  add("ifmaps", counters.hold_ifmap_cycles);
  add("ofmaps", counters.hold_ofmap_cycles);
  add("filters", counters.hold_filter_cycles);
  const double held = total - number(counters.processing_cycles());
  return fmt::format("the array is held for data off chip in {} of all cycles: {}",
                     percent(held / total), all_of(parts));
}

std::string wait_words(const hw::LayerCounters& counters) {
  const double all = number(counters.active_pes) * number(counters.total_cycles);
  std::vector<std::pair<double, const char*>> parts = {
      {number(counters.pe_wait_filter_cycles), "waiting for filters"},
      {number(counters.pe_wait_ifmap_cycles), "waiting for ifmaps"},
      {number(counters.pe_wait_psum_in_cycles), "waiting for psums from below"},
      {number(counters.pe_wait_psum_out_cycles), "waiting for psums to leave"},
      {number(counters.pe_bubble_cycles), "bubbles between MACs"},
      {all - number(counters.pe_mapped_cycles), "having no work yet, or no more"}};
  std::ranges::stable_sort(parts, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> words;
  for (const auto& [cycles, what] : parts) {
    if (cycles / all < kWorthSaying) break;
    words.push_back(
        fmt::format("{} {}to {}", percent(cycles / all), words.empty() ? "go " : "", what));
  }
  if (words.empty()) return "PEs fill and empty their pipelines";
  const bool is_held = counters.processing_cycles() < counters.total_cycles;
  return fmt::format("of the cycles of the PEs in use, {}{}", is_held ? "held ones included, " : "",
                     all_of(words));
}

}  // namespace eyeriss::sim
