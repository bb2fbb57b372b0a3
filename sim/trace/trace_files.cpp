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

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

std::string header(TraceKind kind, const Machine& machine) {
  switch (kind) {
    case TraceKind::kCycles:
      return IntervalTrace::cycles_header(machine);
    case TraceKind::kEnergy:
      return IntervalTrace::energy_header();
    case TraceKind::kPes:
      return PesTrace::header();
    case TraceKind::kDram:
      break;
  }
  return DramTrace::header();
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
    write_file(path, [&](std::ostream& file) {
      file << header(kind, machine) << '\n';
      for (const std::size_t layer : layers) {
        std::ifstream part_file(*part(kind, layer), std::ios::binary);
        if (!part_file) throw std::runtime_error(part(kind, layer)->string() + ": cannot be read");
        // An empty part would set an error.
        if (part_file.peek() != std::ifstream::traits_type::eof()) file << part_file.rdbuf();
      }
    });
  }
}

}  // namespace eyeriss::sim
