// SPDX-License-Identifier: Apache-2.0
#include "tests/timeline/trace_events.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace eyeriss::test {
namespace {

using nlohmann::json;

/// Named, with their place among their like.
struct Metadata {
  std::map<std::int64_t, std::string> names;
  std::map<std::int64_t, std::int64_t> sort_indices;
};

class Reader {
 public:
  explicit Reader(const json& document) {
    EXPECT_TRUE(document.is_object());
    for (const auto& [key, value] : document.items()) {
      const bool is_known = key == "displayTimeUnit" || key == "otherData" || key == "traceEvents";
      EXPECT_TRUE(is_known) << key;
    }
    EXPECT_EQ(document.at("displayTimeUnit"), "ms");
    EXPECT_TRUE(document.at("traceEvents").is_array());
    for (const json& event : document.at("traceEvents")) read(event);
  }

  std::vector<TimelineProcess> processes() const {
    std::vector<TimelineProcess> result;
    for (const std::int64_t pid : in_order(processes_)) result.push_back(process(pid));
    return result;
  }

 private:
  static std::int64_t integer(const json& event, const char* key) {
    EXPECT_TRUE(event.at(key).is_number_integer()) << event;
    EXPECT_GE(event.at(key).get<std::int64_t>(), 0) << event;
    return event.at(key).get<std::int64_t>();
  }

  static void expect_keys(const json& event, std::set<std::string> keys) {
    keys.insert({"ph", "name", "pid", "tid", "args"});
    std::set<std::string> present;
    for (const auto& [key, value] : event.items()) present.insert(key);
    EXPECT_EQ(present, keys) << event;
  }

  void read(const json& event) {
    ASSERT_TRUE(event.is_object());
    ASSERT_TRUE(event.at("name").is_string());
    EXPECT_NE(event.at("name"), "");
    ASSERT_TRUE(event.at("args").is_object());
    const std::int64_t pid = integer(event, "pid");
    const std::int64_t tid = integer(event, "tid");
    EXPECT_GT(pid, 0);
    const json& phase = event.at("ph");
    if (phase == "M") {
      read_metadata(event, pid, tid);
    } else if (phase == "C") {
      read_counter(event, pid);
    } else if (phase == "X") {
      read_slice(event, pid, tid);
    } else {
      ADD_FAILURE() << "another kind of event: " << event;
    }
  }

  void read_metadata(const json& event, std::int64_t pid, std::int64_t tid) {
    expect_keys(event, {});
    const std::string kind = event.at("name").get<std::string>();
    const bool is_process = kind.starts_with("process_");
    Metadata& metadata = is_process ? processes_ : threads_;
    const std::int64_t id = is_process ? pid : tid;
    EXPECT_EQ(event.at("args").size(), 1u);
    bool is_new = false;
    if (kind == "process_name" || kind == "thread_name") {
      is_new = metadata.names.emplace(id, event.at("args").at("name")).second;
    } else if (kind == "process_sort_index" || kind == "thread_sort_index") {
      is_new = metadata.sort_indices.emplace(id, integer(event.at("args"), "sort_index")).second;
    }
    EXPECT_TRUE(is_new) << event;
    if (!is_process) owners_.emplace(tid, pid);
  }

  void read_counter(const json& event, std::int64_t pid) {
    expect_keys(event, {"ts"});
    EXPECT_FALSE(event.at("args").empty());
    for (const auto& [series, value] : event.at("args").items()) {
      ASSERT_TRUE(value.is_number()) << event;
      auto& values = counters_[pid][event.at("name")][series];
      const std::int64_t time = integer(event, "ts");
      if (!values.empty()) {
        EXPECT_GT(time, values.back().first) << event;
      }
      values.emplace_back(time, value.get<double>());
    }
  }

  void read_slice(const json& event, std::int64_t pid, std::int64_t tid) {
    expect_keys(event, {"ts", "dur"});
    ASSERT_TRUE(owners_.contains(tid)) << "no name: " << event;
    EXPECT_EQ(owners_.at(tid), pid) << event;
    const std::int64_t begin = integer(event, "ts");
    const std::int64_t end = begin + integer(event, "dur");
    std::vector<std::int64_t>& open = open_ends_[tid];
    std::vector<Slice>& slices = slices_[tid];
    if (!slices.empty()) {
      EXPECT_GE(begin, slices.back().begin) << event;
    }
    while (!open.empty() && open.back() <= begin) open.pop_back();
    if (!open.empty()) {
      EXPECT_LE(end, open.back()) << "does not nest: " << event;
    }
    open.push_back(end);
    slices.push_back({event.at("name"), begin, end, event.at("args")});
  }

  /// Ids in the order of their sort indices, each of which there is once.
  static std::vector<std::int64_t> in_order(const Metadata& metadata) {
    std::vector<std::int64_t> ids;
    std::set<std::int64_t> indices;
    for (const auto& [id, name] : metadata.names) {
      EXPECT_TRUE(metadata.sort_indices.contains(id)) << name;
      ids.push_back(id);
    }
    std::ranges::sort(ids, {}, [&](std::int64_t id) { return metadata.sort_indices.at(id); });
    return ids;
  }

  TimelineProcess process(std::int64_t pid) const {
    TimelineProcess result;
    result.name = processes_.names.at(pid);
    for (const std::int64_t tid : in_order(threads_)) {
      if (owners_.at(tid) != pid) continue;
      const std::string& name = threads_.names.at(tid);
      EXPECT_NE(tid, pid) << "would be taken for the main thread";
      EXPECT_TRUE(slices_.contains(tid)) << "nothing on track " << name;
      EXPECT_TRUE(result.tracks.emplace(name, slices_.at(tid)).second) << "twice: " << name;
      result.track_order.push_back(name);
    }
    if (counters_.contains(pid)) result.counters = counters_.at(pid);
    return result;
  }

  Metadata processes_;                           // by pid
  Metadata threads_;                             // by tid
  std::map<std::int64_t, std::int64_t> owners_;  // pid by tid
  std::map<std::int64_t, std::vector<Slice>> slices_;
  std::map<std::int64_t, std::vector<std::int64_t>> open_ends_;
  std::map<std::int64_t, decltype(TimelineProcess::counters)> counters_;
};

}  // namespace

std::vector<TimelineProcess> read_trace_events(const json& document) {
  return Reader(document).processes();
}

}  // namespace eyeriss::test
