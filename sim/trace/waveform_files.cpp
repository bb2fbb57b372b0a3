// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/waveform_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw std::runtime_error(fmt::format("{}: {}", to.string(), error.message()));
}

}  // namespace

WaveformFiles::WaveformFiles(const std::optional<VcdOptions>& options,
                             const std::vector<std::string>& layers)
    : prefix_(fmt::format(".{}", getpid())) {
  if (!options) return;
  for (const std::string& layer : layers) {
    fs::path vcd = options->file;
    if (layers.size() > 1)
      vcd.replace_filename(fmt::format("{}_{}.vcd", options->file.stem().string(), layer));
    fs::path gtkw = vcd;
    gtkw.replace_extension(kGtkwaveExtension);
    files_.push_back({vcd, gtkw});
  }
}

WaveformFiles::~WaveformFiles() {
  for (std::size_t layer = 0; layer < files_.size(); ++layer) {
    std::error_code ignored;
    fs::remove(aside(layer).vcd, ignored);
    fs::remove(aside(layer).gtkw, ignored);
  }
}

WaveformFiles::Pair WaveformFiles::aside(std::size_t layer) const {
  const fs::path directory = files_[layer].vcd.parent_path();
  const std::string stem = fmt::format("{}.{}.partial", prefix_, layer);
  return {directory / (stem + ".vcd"), directory / (stem + ".gtkw")};
}

void WaveformFiles::keep(const std::vector<std::size_t>& layers) const {
  for (std::size_t layer = 0; layer < files_.size(); ++layer) {
    const Pair written = aside(layer);
    const Pair& kept = files_[layer];
    if (std::ranges::find(layers, layer) != layers.end() && fs::exists(written.gtkw)) {
      move_file(written.vcd, kept.vcd);
      move_file(written.gtkw, kept.gtkw);
    } else {
      fs::remove(kept.vcd);
      fs::remove(kept.gtkw);
    }
  }
}

}  // namespace eyeriss::sim
