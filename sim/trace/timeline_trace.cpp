// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/timeline_trace.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "sim/trace/interval_figures.h"

namespace eyeriss::sim {
namespace {

// What a viewer can open for networks of a hundred layers, on machines of many clusters.
constexpr std::size_t kMaxSlicesOfTrack = 4096;
constexpr std::size_t kMaxSlicesOfTracks = 65536;  // of all but that of the layer

constexpr int kLayerTrack = 0;

// Ids of threads should differ between processes, and where one is its process's, viewers take it
// for the main thread.
constexpr std::int64_t kThreadsOfProcess = 1'000'000;

/// Counts that belong together: what their paths begin with.
struct CounterGroup {
  const char* name;
  std::string_view paths;
};
constexpr CounterGroup kGroups[] = {{"MACs", "/accesses/mac/"},
                                    {"stall cycles", "/stalls/"},
                                    {"DRAM bytes read", "/accesses/dram/read_bytes"},
                                    {"DRAM bytes written", "/accesses/dram/write_bytes"}};

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

TimelineTrace::TimelineTrace(const std::string& layer, std::size_t number, const Machine& machine,
                             const std::filesystem::path& file)
    : layer_(layer),
      process_(static_cast<std::int64_t>(number) + 1),
      machine_(machine),
      file_(file) {
  for (const CounterGroup& group : kGroups) {
    CountedTogether& together = counted_.emplace_back(CountedTogether{group.name, {}});
    for (const Count& count : counts(machine.architecture)) {
      if (std::string_view(count.path).starts_with(group.paths)) together.counts.push_back(count);
    }
  }
}

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

void TimelineTrace::add(const hw::LayerCounters& counters) {
  add_counters(counters);
  before_ = counters;
}

void TimelineTrace::add_counter(const char* name, const std::string& values) {
  append(counter_events_,
         FMT_COMPILE("{},\"ph\":\"C\",\"pid\":{},\"tid\":0,\"name\":\"{}\",\"args\":{{{}}}}}\n"),
         before_.total_cycles, process_, name, values);
}

void TimelineTrace::add_counters(const hw::LayerCounters& counters) {
  const std::int64_t cycles = counters.total_cycles - before_.total_cycles;
  const hw::AnyArchitecture& architecture = machine_.architecture;
  std::string values;
  append_value(values, "PEs", cycles > 0 ? active_pes(before_, counters) : 0);
  add_counter("active PEs", values);
  for (const CountedTogether& together : counted_) {
    values.clear();
    for (const Count& count : together.counts) {
      const std::string_view path = count.path;
      append_value(values, path.substr(path.rfind('/') + 1),
                   count.value(architecture, counters) - count.value(architecture, before_));
    }
    add_counter(together.name, values);
  }
  const EnergyBreakdown now = energy(machine_.energy, architecture, counters);
  const double chip = now.chip_total() - energy_before_.chip_total();
  energy_before_ = now;
  const auto power = power_mw(machine_, chip, std::max<std::int64_t>(cycles, 1));
  if (!power) return;
  values.clear();
  append_value(values, "mW", *power);
  add_counter("power", values);
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
         before_.total_cycles, process_, thread(kLayerTrack), layer_);
  events_ += '\n';
  const std::size_t max_slices = std::max<std::size_t>(kMaxSlicesOfTracks / tracks_.size(), 1);
  for (auto& [number, named] : tracks_) {
    if (number != kLayerTrack) named.track.merge_down_to(max_slices);
    for (const TimelineTrack::Slice& slice : named.track.slices()) add_slice(slice, thread(number));
  }
}

void TimelineTrace::close() {
  add_counters(before_);  // so that no counter goes on behind the end
  append(events_, FMT_COMPILE("{}\n"), before_.total_cycles);
  add_names("process", 0, layer_, process_);
  for (const auto& [number, named] : tracks_)
    add_names("thread", thread(number), named.name, number);
  events_ += counter_events_;
  add_tracks();
  std::ofstream stream(file_, std::ios::binary);
  stream << events_;
  stream.close();
  if (!stream) throw std::runtime_error(file_.string() + ": cannot be written");
}

}  // namespace eyeriss::sim
