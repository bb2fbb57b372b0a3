// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "hw/layer_counters.h"
#include "hw/phase.h"
#include "sim/input/machine.h"
#include "sim/trace/counter_samples.h"
#include "sim/trace/timeline_track.h"

namespace eyeriss::sim {

/// What `timeline.json` shows of one layer, as Chrome trace events: a process whose threads are the
/// tracks of phases, and counters with the figures of each interval at its first cycle, as far as
/// there is anything to count in the layer. Cycles count as us. The layer's part is written when
/// all is known (see gather_timeline()).
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
  struct CounterGroup;

  void add_counters();
  void add_counts(const CounterGroup& group);
  template <typename ValuesOf>
  void add_counter(const char* name, const ValuesOf& values_of);
  void add_names(const char* what, std::int64_t thread, const std::string& name,
                 std::int64_t sort_index);
  void add_tracks();
  void add_slice(const TimelineTrack::Slice& slice, std::int64_t thread);
  std::int64_t thread(int track) const;
  std::int64_t cycles() const;  // of the layer

  const std::string layer_;
  const std::int64_t process_;
  const Machine& machine_;
  const std::filesystem::path file_;
  std::map<int, NamedTrack> tracks_;  // by number
  CounterSamples samples_;
  std::string events_;
};

}  // namespace eyeriss::sim
