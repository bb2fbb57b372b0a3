// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "hw/ceil_div.h"
#include "hw/mapping/pass_sequence.h"
#include "hw/mapping/placement.h"
#include "sim/mapper/legality.h"

namespace eyeriss::sim {
namespace {

/// "1 row", "2 rows"
std::string counted(int count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// What stands one above the other, e.g. "stacks of 2 sets of 3 rows".
std::string stacks_of_rows(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  const std::string sets = fmt::format("sets of {}", counted(shape.R, "row"));
  return mapping.r == 1 ? sets : fmt::format("stacks of {} {}", mapping.r, sets);
}

/// Filters of a group in all passes over them, and how many of the t sets those give work to.
struct FilterPasses {
  std::int64_t passes = 0;
  std::int64_t sets = 0;
};

FilterPasses filter_passes(int filters, const hw::Mapping& mapping) {
  FilterPasses result;
  for (int tile = 0; tile < filters; tile += mapping.m) {
    const int tile_filters = std::min(mapping.m, filters - tile);
    result.passes += ceil_div(tile_filters, mapping.p * mapping.t);
    result.sets += ceil_div(tile_filters, mapping.p);
  }
  return result;
}

/// PEs with work, in the mean over all passes. The number of them in a pass is a product over
/// dimensions that are walked independently.
double mean_active_pes(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  const auto mean = [](std::int64_t sum, std::int64_t passes) {
    return static_cast<double>(sum) / static_cast<double>(passes);
  };
  const int channels = shape.channels_per_group();
  const auto [passes, filter_sets] = filter_passes(shape.filters_per_group(), mapping);
  return shape.R * mean(shape.groups, ceil_div(shape.groups, mapping.g)) *
         mean(filter_sets, passes) *
         mean(ceil_div(channels, mapping.q), ceil_div(channels, mapping.q * mapping.r)) *
         mean(shape.E(), ceil_div(shape.E(), mapping.e));
}

/// A key of a mapping and how far it may go.
struct Key {
  char name;
  int hw::Mapping::*member;
  int extent;
  const char* what;
};

std::vector<Key> keys(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  using hw::Mapping;
  const int filters = shape.filters_per_group();
  const int channels = shape.channels_per_group();
  return {{'m', &Mapping::m, filters, "filters"},
          {'n', &Mapping::n, shape.N, "images"},
          {'e', &Mapping::e, shape.E(), "ofmap rows"},
          {'f', &Mapping::f, shape.F(), "ofmap columns"},
          {'g', &Mapping::g, shape.groups, "groups"},
          {'p', &Mapping::p, filters, "filters"},
          {'q', &Mapping::q, channels, "channels"},
          {'r', &Mapping::r, ceil_div(channels, mapping.q), "channel sets"},
          {'t', &Mapping::t, ceil_div(filters, mapping.p), "filter sets"}};
}

/// The mapping with a key at its next larger value and the others as they are, but for r and t,
/// which may not exceed what is left for them, and m, a multiple of p*t.
hw::Mapping enlarged(const hw::LayerShape& shape, const hw::Mapping& mapping, const Key& key) {
  const int filters = shape.filters_per_group();
  hw::Mapping result = mapping;
  if (key.name == 'm') {
    result.m = std::min(mapping.m + mapping.p * mapping.t, filters);
    return result;
  }
  ++(result.*key.member);
  result.r = std::min(result.r, ceil_div(shape.channels_per_group(), result.q));
  result.t = std::min(result.t, ceil_div(filters, result.p));
  const int step = result.p * result.t;
  if (result.m != filters) result.m = std::min(std::max(result.m / step, 1) * step, filters);
  return result;
}

/// Keys in which two mappings differ, other than one, e.g. " (m = 34)".
std::string other_changes(const hw::LayerShape& shape, const hw::Mapping& before,
                          const hw::Mapping& after, char apart_from) {
  std::string changes;
  for (const Key& key : keys(shape, before)) {
    if (key.name == apart_from || before.*key.member == after.*key.member) continue;
    changes += fmt::format("{}{} = {}", changes.empty() ? "" : ", ", key.name, after.*key.member);
  }
  return changes.empty() ? changes : fmt::format(" ({})", changes);
}

}  // namespace

IdlePes idle_pes(const hw::Architecture& architecture, const hw::LayerShape& shape,
                 const hw::Mapping& mapping) {
  const auto [rows, columns] = architecture.array;
  const int stack_rows = shape.R * mapping.r;
  std::set<int> shelves;
  std::set<std::pair<int, int>> shelf_columns;
  const hw::Placement placement(architecture, shape, mapping);
  for (const hw::PeSite& site : placement.sites()) {
    shelves.insert(site.row / stack_rows);
    shelf_columns.insert({site.row / stack_rows, site.column});
  }
  IdlePes idle{};
  idle.rest_rows = rows % stack_rows;
  idle.places = rows / stack_rows;
  idle.empty_places = idle.places - static_cast<int>(shelves.size());
  idle.idle_columns = idle.used_places() * columns - static_cast<int>(shelf_columns.size());
  idle.pes_of_rows = idle.rest_rows * columns;
  idle.pes_of_places = idle.empty_places * stack_rows * columns;
  idle.pes_of_columns = idle.idle_columns * stack_rows;
  return idle;
}

std::vector<std::string> explain_idle_pes(const hw::Architecture& architecture,
                                          const hw::LayerShape& shape, const hw::Mapping& mapping) {
  const auto [rows, columns] = architecture.array;
  const IdlePes idle = idle_pes(architecture, shape, mapping);
  const int working =
      architecture.pes() - idle.pes_of_rows - idle.pes_of_places - idle.pes_of_columns;
  std::vector<std::string> lines = {
      fmt::format("{} of {} PEs work in a full pass", working, architecture.pes())};
  const auto add = [&](int pes, const std::string& cause) {
    if (pes > 0) lines.push_back(fmt::format("{} ({})", cause, counted(pes, "PE")));
  };
  const std::string what = stacks_of_rows(shape, mapping);
  add(idle.pes_of_rows, fmt::format("{} leave {} of {} rows idle", what, idle.rest_rows, rows));
  add(idle.pes_of_places, fmt::format("{} of {} places for {}, one above the other, are empty",
                                      idle.empty_places, idle.places, what));
  const int stacks = mapping.g * mapping.t;
  add(idle.pes_of_columns,
      fmt::format("{} of {} leave{} {} of {}{} columns idle",
                  counted(stacks, mapping.r == 1 ? "set" : "stack"), counted(mapping.e, "column"),
                  stacks == 1 ? "s" : "", idle.idle_columns,
                  idle.used_places() > 1 ? fmt::format("{} x ", idle.used_places()) : "", columns));
  return lines;
}

std::string PartialPass::in_words() const {
  return fmt::format("the last {} has {} of {} {}", what, rest, step, of);
}

std::vector<PartialPass> partial_passes(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  std::vector<PartialPass> passes;
  const auto add = [&](int extent, int step, const char* what, const char* of, bool idles_pes) {
    const int rest = extent % step;
    if (rest != 0 && extent > step) passes.push_back({rest, step, what, of, idles_pes});
  };
  const int filters = shape.filters_per_group();
  add(shape.groups, mapping.g, "group pass", "groups", true);
  add(filters, mapping.m, "filter tile", "filters", true);
  add(shape.N, mapping.n, "image tile", "images", false);
  add(shape.E(), mapping.e, "strip", "rows", true);
  add(shape.F(), mapping.f, "column tile", "columns", false);
  add(shape.channels_per_group(), mapping.q * mapping.r, "channel pass", "channels", true);
  add(std::min(mapping.m, filters), mapping.p * mapping.t, "filter pass of a tile", "filters",
      true);
  return passes;
}

std::vector<std::string> explain_partial_passes(const hw::LayerShape& shape,
                                                const hw::Mapping& mapping) {
  const std::int64_t passes = hw::PassSequence(shape, mapping).passes();
  std::vector<std::string> lines = {fmt::format("{} pass{}, {:.1f} PEs with work in the mean",
                                                passes, passes == 1 ? "" : "es",
                                                mean_active_pes(shape, mapping))};
  for (const PartialPass& pass : partial_passes(shape, mapping)) lines.push_back(pass.in_words());
  return lines;
}

std::vector<std::string> explain_bounds(const hw::Architecture& architecture,
                                        const hw::LayerShape& shape, const hw::Mapping& mapping) {
  std::vector<std::string> lines;
  for (const Key& key : keys(shape, mapping)) {
    const int value = mapping.*key.member;
    if (value >= key.extent) continue;
    const hw::Mapping larger = enlarged(shape, mapping, key);
    std::string verdict = "is legal too";
    try {
      check_mapping(architecture, shape, larger);
    } catch (const MappingError& error) {
      verdict = fmt::format("is too much: {}", error.what());
    }
    lines.push_back(fmt::format("{} = {} of {} {}; {} = {}{} {}", key.name, value, key.extent,
                                key.what, key.name, larger.*key.member,
                                other_changes(shape, mapping, larger, key.name), verdict));
  }
  return lines;
}

}  // namespace eyeriss::sim
