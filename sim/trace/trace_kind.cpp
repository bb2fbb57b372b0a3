// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/trace_kind.h"

#include <algorithm>
#include <sstream>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const TraceKind kind : kTraceKinds) names.push_back(name_of(kind));
  return names;
}

}  // namespace

std::string name_of(TraceKind kind) {
  static constexpr const char* kNames[] = {"cycles", "energy", "timeline", "dram", "pes"};
  return kNames[static_cast<int>(kind)];
}

std::string file_name(TraceKind kind) {
  return name_of(kind) + (kind == TraceKind::kTimeline ? ".json" : ".csv");
}

std::vector<TraceKind> read_trace_list(const std::string& list) {
  const auto fail = [&](const std::string& problem) {
    throw InputError("--trace " + shortened(list), "", problem,
                     "one or more of " + listed(all_names()) + ", with commas between");
  };
  std::vector<TraceKind> kinds;
  std::istringstream words(list + ",");
  for (std::string word; std::getline(words, word, ',');) {
    const auto kind = std::ranges::find(kTraceKinds, word, &name_of);
    if (word.empty()) fail("a name is missing");
    if (kind == std::end(kTraceKinds))
      fail("unknown trace " + in_quotes(word) + suggestion(word, all_names()));
    if (std::ranges::find(kinds, *kind) != kinds.end()) fail(word + " is there twice");
    kinds.push_back(*kind);
  }
  return kinds;
}

}  // namespace eyeriss::sim
