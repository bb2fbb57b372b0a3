// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/input/machine.h"
#include "sim/trace/trace_kind.h"

namespace eyeriss::sim {

/// The files of `--trace` in a directory of results. Each layer, in its own process, writes parts
/// of them; in the end the parts of the complete layers are put together.
class TraceFiles {
 public:
  TraceFiles(const std::filesystem::path& directory, const std::vector<TraceKind>& kinds,
             std::size_t layers);
  /// Parts vanish.
  ~TraceFiles();
  TraceFiles(const TraceFiles&) = delete;
  TraceFiles& operator=(const TraceFiles&) = delete;

  /// Where a layer writes its part; none if that trace is not asked for.
  std::optional<std::filesystem::path> part(TraceKind kind, std::size_t layer) const;

  /// Writes the files, each complete or not at all, and removes those of an earlier run that are
  /// not asked for.
  /// @param machine on which they ran
  /// @param layers those whose parts are complete, in order
  /// @throws std::runtime_error
  void gather(const Machine& machine, const std::vector<std::size_t>& layers) const;

 private:
  std::filesystem::path directory_;
  std::vector<TraceKind> kinds_;
  std::size_t layers_;
  std::string prefix_;  // of the parts' names: other programs may write into the directory, too
};

}  // namespace eyeriss::sim
