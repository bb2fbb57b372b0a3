// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/report/status_line.h"

namespace eyeriss::sim {

/// Tells on stderr how far a run is: on a terminal a line that is drawn again and again, elsewhere
/// a line per finished layer.
class ProgressDisplay {
 public:
  struct LayerInfo {
    std::string name;
    std::int64_t macs;
  };

  ProgressDisplay(std::vector<LayerInfo> layers, bool quiet);

  /// A layer has come to a core cycle and done a share (0 to 1) of its MACs.
  void advance(std::size_t layer, std::int64_t cycle, double share);

  /// A layer is over.
  /// @param cycles core cycles that it took
  /// @param result in words, e.g. `ok, 3245112 cycles (16.23 ms)`
  void finish(std::size_t layer, std::int64_t cycles, const std::string& result);

  /// Prints lines that matter even if progress does not.
  void note(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  struct Running {
    std::int64_t cycle = 0;
    double share = 0;
  };

  std::string line() const;

  std::vector<LayerInfo> layers_;
  bool quiet_;
  StatusLine status_line_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_ = start_;
  std::map<std::size_t, Running> running_;
  std::size_t finished_ = 0;
  std::int64_t finished_cycles_ = 0;
  double finished_macs_ = 0;
  double all_macs_ = 0;
};

}  // namespace eyeriss::sim
