// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "hw/layer_counters.h"
#include "hw/phase.h"
#include "sim/energy/energy_model.h"
#include "sim/input/machine.h"
#include "sim/stats/counts.h"
#include "sim/trace/timeline_track.h"

namespace eyeriss::sim {

/// What `timeline.json` shows of one layer, as Chrome trace events: a process whose threads are the
/// tracks of phases, and counters with the figures of each interval at its first cycle. Cycles
/// count as us. The layer's part is written when all is known (see gather_timeline()).
class TimelineTrace {
 public:
  /// @param number of the layer, from 0
  /// @param machine must outlive the trace
  TimelineTrace(const std::string& layer, std::size_t number, const Machine& machine,
                const std::filesystem::path& file);

  void add(const hw::Phase& phase);
  /// Ends an interval, at whose end this has been counted from the beginning of the layer.
  void add(const hw::LayerCounters& counters);

  /// Writes the part. @throws std::runtime_error
  void close();

 private:
  struct NamedTrack {
    std::string name;
    TimelineTrack track;
  };
  /// A counter with a series for each of some counts.
  struct CountedTogether {
    const char* name;
    std::vector<Count> counts;
  };

  void add_counters(const hw::LayerCounters& counters);
  void add_counter(const char* name, const std::string& values);
  void add_names(const char* what, std::int64_t thread, const std::string& name,
                 std::int64_t sort_index);
  void add_tracks();
  void add_slice(const TimelineTrack::Slice& slice, std::int64_t thread);
  std::int64_t thread(int track) const;

  const std::string layer_;
  const std::int64_t process_;
  const Machine& machine_;
  const std::filesystem::path file_;
  std::vector<CountedTogether> counted_;
  std::map<int, NamedTrack> tracks_;  // by number
  hw::LayerCounters before_;          // at the end of the interval before
  EnergyBreakdown energy_before_;
  std::string counter_events_;
  std::string events_;
};

}  // namespace eyeriss::sim
