// SPDX-License-Identifier: Apache-2.0
#include "sim/report/progress_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace eyeriss::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto kRedrawInterval = 100ms;

/// `1:05:09` or `5:09`
std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(std::min(seconds, 1e9)));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

}  // namespace

ProgressDisplay::ProgressDisplay(std::vector<LayerInfo> layers, bool quiet)
    : layers_(std::move(layers)), quiet_(quiet) {
  for (const LayerInfo& layer : layers_) all_macs_ += static_cast<double>(layer.macs);
}

void ProgressDisplay::advance(std::size_t layer, std::int64_t cycle, double share) {
  running_[layer] = {cycle, std::clamp(share, 0.0, 1.0)};
  const bool is_shown = !quiet_ && status_line_.on_terminal();
  if (!is_shown || Clock::now() - last_drawn_ < kRedrawInterval) return;
  status_line_.draw(line());
  last_drawn_ = Clock::now();
}

void ProgressDisplay::finish(std::size_t layer, std::int64_t cycles, const std::string& result) {
  ++finished_;
  finished_cycles_ += cycles;
  finished_macs_ += static_cast<double>(layers_[layer].macs);
  running_.erase(layer);
  if (!quiet_ && !status_line_.on_terminal())
    note(fmt::format("{}: {}", layers_[layer].name, result));
}

void ProgressDisplay::note(const std::string& text) {
  status_line_.wipe();
  std::fputs((text + "\n").c_str(), stderr);
  std::fflush(stderr);
}

std::string ProgressDisplay::line() const {
  std::string layers;
  std::int64_t cycles = finished_cycles_;
  double macs = finished_macs_;
  for (const auto& [index, running] : running_) {
    layers += fmt::format("{}{} at cycle {}", layers.empty() ? "" : ", ", layers_[index].name,
                          running.cycle);
    cycles += running.cycle;
    macs += running.share * static_cast<double>(layers_[index].macs);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double share = macs / all_macs_;
  const std::string left = share > 0 ? clock_time(seconds * (1 - share) / share) : "?";
  return fmt::format("{:3.0f} % | {} left | {:.2f} Mcycles/s | {} of {} layers done | {}",
                     share * 100, left, static_cast<double>(cycles) / seconds / 1e6, finished_,
                     layers_.size(), layers);
}

}  // namespace eyeriss::sim
