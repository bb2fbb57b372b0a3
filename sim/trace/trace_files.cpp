// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/trace_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "sim/report/file_writer.h"
#include "sim/trace/dram_trace.h"
#include "sim/trace/interval_trace.h"
#include "sim/trace/pes_trace.h"
#include "sim/trace/timeline_file.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

void gather_rows(const std::string& header, const std::vector<fs::path>& parts,
                 std::ostream& file) {
  file << header << '\n';
  for (const fs::path& part : parts) {
    std::ifstream part_file(part, std::ios::binary);
    if (!part_file) throw std::runtime_error(part.string() + ": cannot be read");
    // An empty part would set an error.
    if (part_file.peek() != std::ifstream::traits_type::eof()) file << part_file.rdbuf();
  }
}

void gather_parts(TraceKind kind, const Machine& machine, const std::vector<fs::path>& parts,
                  std::ostream& file) {
  switch (kind) {
    case TraceKind::kCycles:
      return gather_rows(IntervalTrace::cycles_header(machine), parts, file);
    case TraceKind::kEnergy:
      return gather_rows(IntervalTrace::energy_header(), parts, file);
    case TraceKind::kTimeline:
      return gather_timeline(parts, file);
    case TraceKind::kPes:
      return gather_rows(PesTrace::header(), parts, file);
    case TraceKind::kDram:
      return gather_rows(DramTrace::header(), parts, file);
  }
}

}  // namespace

TraceFiles::TraceFiles(const fs::path& directory, const std::vector<TraceKind>& kinds,
                       std::size_t layers)
    : directory_(directory),
      kinds_(kinds),
      layers_(layers),
      prefix_(fmt::format(".{}", getpid())) {}

TraceFiles::~TraceFiles() {
  for (const TraceKind kind : kinds_) {
    for (std::size_t layer = 0; layer < layers_; ++layer) {
      std::error_code ignored;
      fs::remove(*part(kind, layer), ignored);
    }
  }
}

std::optional<fs::path> TraceFiles::part(TraceKind kind, std::size_t layer) const {
  if (std::ranges::find(kinds_, kind) == kinds_.end()) return std::nullopt;
  return directory_ / fmt::format("{}.{}.{}.partial", prefix_, layer, file_name(kind));
}

void TraceFiles::gather(const Machine& machine, const std::vector<std::size_t>& layers) const {
  for (const TraceKind kind : kTraceKinds) {
    const fs::path path = directory_ / file_name(kind);
    if (std::ranges::find(kinds_, kind) == kinds_.end()) {
      std::error_code ignored;
      if (fs::is_regular_file(path, ignored)) fs::remove(path, ignored);
      continue;
    }
    std::vector<fs::path> parts;
    for (const std::size_t layer : layers) parts.push_back(*part(kind, layer));
    write_file(path, [&](std::ostream& file) { gather_parts(kind, machine, parts, file); });
  }
}

}  // namespace eyeriss::sim
