// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/timeline_trace.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/energy/energy_model.h"
#include "sim/stats/counts.h"
#include "sim/trace/interval_figures.h"

namespace eyeriss::sim {
namespace {

// What a viewer can open for networks of a hundred layers, on machines of many clusters.
constexpr std::size_t kMaxSlicesOfTrack = 4096;
constexpr std::size_t kMaxSlicesOfTracks = 65536;  // of all but that of the layer

constexpr std::size_t kMaxSamples = 2048;  // of each counter

constexpr int kLayerTrack = 0;

// Ids of threads should differ between processes, and where one is its process's, viewers take it
// for the main thread.
constexpr std::int64_t kThreadsOfProcess = 1'000'000;

/// @param format made with FMT_COMPILE
template <typename Format, typename... Arguments>
void append(std::string& text, const Format& format, const Arguments&... arguments) {
  fmt::format_to(std::back_inserter(text), format, arguments...);
}

/// `,"name":value`
template <typename Number>
void append_value(std::string& object, std::string_view name, Number value) {
  append(object, FMT_COMPILE("{}\"{}\":{}"), object.empty() ? "" : ",", name, value);
}

std::string slice_name(const TimelineTrack::Slice& slice) {
  if (!slice.merged.empty() && slice.first_pass != hw::Phase::kNoPass)
    return fmt::format(FMT_COMPILE("passes {} to {}"), slice.first_pass, slice.last_pass);
  if (slice.kind == hw::Phase::Kind::kPass)
    return fmt::format(FMT_COMPILE("pass {}"), slice.first_pass);
  return name_of(slice.kind);
}

std::string slice_arguments(const TimelineTrack::Slice& slice) {
  std::string merged;
  for (const auto& [kind, share] : slice.merged) {
    append(merged, FMT_COMPILE(R"({}"{}":{{"phases":{},"cycles":{}}})"), merged.empty() ? "" : ",",
           name_of(kind), share.phases, share.cycles);
  }
  std::string arguments;
  if (!merged.empty()) {
    append(arguments, FMT_COMPILE(R"("merged":{{{}}})"), merged);
  } else if (slice.first_pass != hw::Phase::kNoPass) {
    append_value(arguments, "pass", slice.first_pass);
  }
  if (slice.words > 0) append_value(arguments, "words", slice.words);
  return arguments;
}

}  // namespace

/// Counts in one counter, a series each: what their paths begin with.
struct TimelineTrace::CounterGroup {
  const char* name;
  std::string_view paths;
};

TimelineTrace::TimelineTrace(const std::string& layer, std::size_t number, const Machine& machine,
                             const std::filesystem::path& file)
    : layer_(layer),
      process_(static_cast<std::int64_t>(number) + 1),
      machine_(machine),
      file_(file),
      samples_(kMaxSamples) {}

std::int64_t TimelineTrace::thread(int track) const { return process_ * kThreadsOfProcess + track; }

void TimelineTrace::add(const hw::Phase& phase) {
  const int number = phase.track->number;
  auto found = tracks_.find(number);
  if (found == tracks_.end()) {
    const NamedTrack named{phase.track->name, TimelineTrack(kMaxSlicesOfTrack)};
    found = tracks_.emplace(number, named).first;
  }
  found->second.track.add(phase);
}

void TimelineTrace::add(const hw::LayerCounters& counters) { samples_.add(counters); }

std::int64_t TimelineTrace::cycles() const {
  return samples_.ends().empty() ? 0 : samples_.ends().back().total_cycles;
}

/// @param values_of gives the values between two states of the layer's counters
template <typename ValuesOf>
void TimelineTrace::add_counter(const char* name, const ValuesOf& values_of) {
  const auto add_event = [&](const hw::LayerCounters& before, const hw::LayerCounters& after) {
    append(events_,
           FMT_COMPILE("{},\"ph\":\"C\",\"pid\":{},\"tid\":0,\"name\":\"{}\",\"args\":{{{}}}}}\n"),
           before.total_cycles, process_, name, values_of(before, after));
  };
  hw::LayerCounters before;
  for (const hw::LayerCounters& after : samples_.ends()) {
    add_event(before, after);
    before = after;
  }
  add_event(before, before);  // so that no counter goes on behind the end
}

void TimelineTrace::add_counts(const CounterGroup& group) {
  const hw::AnyArchitecture& architecture = machine_.architecture;
  std::vector<Count> shown;
  for (const Count& count : counts(architecture)) {
    const auto is_counted = [&](const hw::LayerCounters& counters) {
      return count.value(architecture, counters) != 0;
    };
    if (std::string_view(count.path).starts_with(group.paths) &&
        std::ranges::any_of(samples_.ends(), is_counted)) {
      shown.push_back(count);
    }
  }
  if (shown.empty()) return;
  add_counter(group.name, [&](const hw::LayerCounters& before, const hw::LayerCounters& after) {
    std::string values;
    for (const Count& count : shown) {
      const std::string_view path = count.path;
      append_value(values, path.substr(path.rfind('/') + 1),
                   count.value(architecture, after) - count.value(architecture, before));
    }
    return values;
  });
}

void TimelineTrace::add_counters() {
  add_counter("active PEs", [](const hw::LayerCounters& before, const hw::LayerCounters& after) {
    std::string values;
    append_value(values, "PEs",
                 after.total_cycles > before.total_cycles ? active_pes(before, after) : 0);
    return values;
  });
  static constexpr CounterGroup kGroups[] = {{"MACs", "/accesses/mac/"},
                                             {"stall cycles", "/stalls/"},
                                             {"DRAM bytes read", "/accesses/dram/read_bytes"},
                                             {"DRAM bytes written", "/accesses/dram/write_bytes"}};
  for (const CounterGroup& group : kGroups) add_counts(group);
  if (!power_mw(machine_, 0, 1)) return;
  const auto chip_energy = [this](const hw::LayerCounters& counters) {
    return energy(machine_.energy, machine_.architecture, counters).chip_total();
  };
  add_counter("power", [&](const hw::LayerCounters& before, const hw::LayerCounters& after) {
    const std::int64_t cycles = std::max<std::int64_t>(after.total_cycles - before.total_cycles, 1);
    std::string values;
    append_value(values, "mW",
                 *power_mw(machine_, chip_energy(after) - chip_energy(before), cycles));
    return values;
  });
}

void TimelineTrace::add_names(const char* what, std::int64_t thread, const std::string& name,
                              std::int64_t sort_index) {
  append(events_,
         FMT_COMPILE(R"({{"ph":"M","pid":{},"tid":{},"name":"{}_name","args":{{"name":"{}"}}}})"),
         process_, thread, what, name);
  events_ += '\n';
  append(events_,
         FMT_COMPILE(R"({{"ph":"M","pid":{},"tid":{},"name":"{}_sort_index","args":{{)"
                     R"("sort_index":{}}}}})"),
         process_, thread, what, sort_index);
  events_ += '\n';
}

void TimelineTrace::add_slice(const TimelineTrack::Slice& slice, std::int64_t thread) {
  append(events_,
         FMT_COMPILE("{},\"dur\":{},\"ph\":\"X\",\"pid\":{},\"tid\":{},\"name\":\"{}\","
                     "\"args\":{{{}}}}}\n"),
         slice.begin, slice.end - slice.begin, process_, thread, slice_name(slice),
         slice_arguments(slice));
}

void TimelineTrace::add_tracks() {
  append(events_, FMT_COMPILE(R"(0,"dur":{},"ph":"X","pid":{},"tid":{},"name":"{}","args":{{}}}})"),
         cycles(), process_, thread(kLayerTrack), layer_);
  events_ += '\n';
  const std::size_t max_slices = std::max<std::size_t>(kMaxSlicesOfTracks / tracks_.size(), 1);
  for (auto& [number, named] : tracks_) {
    if (number != kLayerTrack) named.track.merge_down_to(max_slices);
    for (const TimelineTrack::Slice& slice : named.track.slices()) add_slice(slice, thread(number));
  }
}

void TimelineTrace::close() {
  append(events_, FMT_COMPILE("{}\n"), cycles());
  add_names("process", 0, layer_, process_);
  for (const auto& [number, named] : tracks_)
    add_names("thread", thread(number), named.name, number);
  add_counters();
  add_tracks();
  std::ofstream stream(file_, std::ios::binary);
  stream << events_;
  stream.close();
  if (!stream) throw std::runtime_error(file_.string() + ": cannot be written");
}

}  // namespace eyeriss::sim
