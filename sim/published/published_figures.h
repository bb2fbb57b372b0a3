// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace eyeriss::sim {

/// Figures that were printed for one layer, or for all layers together.
struct PublishedRow {
  double active_pes;
  double processing_latency_ms;  ///< of the whole batch
  double glb_mib;                ///< traffic between GLB and on-chip networks, 2^20 bytes
};

/// What was published about one workload on one machine.
struct PublishedFigures {
  std::string source;
  std::map<std::string, PublishedRow> layers;
  PublishedRow total;
};

/// Where published figures are: the project's `workloads/published`, see data_directory().
std::filesystem::path published_directory();

/// Reads `WORKLOAD-ARCH.json` in a directory; nothing if there is no such file or its figures
/// are for another batch.
/// @throws InputError if the file is broken
std::optional<PublishedFigures> read_published(const std::filesystem::path& directory,
                                               const std::string& workload, const std::string& arch,
                                               int batch);

}  // namespace eyeriss::sim
