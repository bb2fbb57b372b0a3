// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/trace/vcd_options.h"

namespace eyeriss::sim {

/// The files of `--vcd`: FILE and, with the extension `.gtkw` instead of its own, a view of it for
/// GTKWave. Of several layers each has files of its own, `<stem>_<layer>.vcd`. Each layer, in its
/// own process, writes them aside; in the end those of the complete layers get their names.
class WaveformFiles {
 public:
  struct Pair {
    std::filesystem::path vcd;
    std::filesystem::path gtkw;
  };

  /// @param layers names of all layers that run
  WaveformFiles(const std::optional<VcdOptions>& options, const std::vector<std::string>& layers);
  /// What is aside vanishes.
  ~WaveformFiles();
  WaveformFiles(const WaveformFiles&) = delete;
  WaveformFiles& operator=(const WaveformFiles&) = delete;

  /// Where the files of each layer belong; none if there are no waveforms.
  const std::vector<Pair>& files() const { return files_; }
  /// Where a layer writes its own.
  Pair aside(std::size_t layer) const;

  /// Renames what the complete layers have written. Of layers that are not complete, or drew
  /// nothing, files of an earlier run are removed.
  /// @throws std::runtime_error
  void keep(const std::vector<std::size_t>& layers) const;

 private:
  const std::string prefix_;  // of names aside: other programs may write there, too
  std::vector<Pair> files_;
};

}  // namespace eyeriss::sim
