// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace eyeriss::test {

/// A complete event, in cycles.
struct Slice {
  std::string name;
  std::int64_t begin;
  std::int64_t end;
  nlohmann::json arguments;
};

/// What one process of a timeline shows.
struct TimelineProcess {
  std::string name;
  std::vector<std::string> track_order;              ///< as their sort indices say
  std::map<std::string, std::vector<Slice>> tracks;  ///< by name
  /// Values by time, by counter and series.
  std::map<std::string, std::map<std::string, std::vector<std::pair<std::int64_t, double>>>>
      counters;
};

/// Reads Chrome trace events ("Trace Event Format") strictly: test failures for anything but named
/// complete events with times in whole cycles, counters and names, in order of time on each track,
/// or for slices of a track that overlap without one lying in the other.
/// @return processes as their sort indices say
std::vector<TimelineProcess> read_trace_events(const nlohmann::json& document);

}  // namespace eyeriss::test
