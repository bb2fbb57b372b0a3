// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace eyeriss::sim {

/// Components of a published power breakdown, in the order of a table's rows. `spads` are the
/// three scratch pads together; the others are components of the energy model.
inline constexpr std::array<std::string_view, 9> kPublishedComponents = {
    "clock_network", "spads", "mac",     "pe_control", "pe_fifos",
    "glb",           "noc",   "io_pads", "top_control"};

/// Share of each of kPublishedComponents in the chip's power, in per cent.
using PowerPercent = std::array<double, kPublishedComponents.size()>;

/// Figures that were printed for one layer, or for all layers together.
struct PublishedRow {
  double active_pes;
  double processing_latency_ms;  ///< of the whole batch, as is the next
  double total_latency_ms;
  double glb_mib;                        ///< traffic between GLB and on-chip networks, 2^20 bytes
  double dram_mb;                        ///< 10^6 bytes
  std::optional<double> dram_reduction;  ///< traffic without run-length coding over that with it
  double power_mw;                       ///< of the chip
  std::optional<PowerPercent> power_percent;
};

/// What was published about one workload on one machine.
struct PublishedFigures {
  std::string source;
  std::string calibrated_table;  ///< energy table that is fitted to the layers' `power_percent`
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
