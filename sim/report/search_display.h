// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/report/status_line.h"

namespace eyeriss::sim {

/// Tells on a terminal how far the search for mappings is.
class SearchDisplay {
 public:
  /// @param layers to be mapped
  SearchDisplay(int layers, bool quiet) : layers_(layers), quiet_(quiet) {}

  /// The next layer is about to be mapped.
  void advance(const std::string& layer);

 private:
  int layers_;
  bool quiet_;
  int begun_ = 0;
  StatusLine line_;
};

}  // namespace eyeriss::sim
