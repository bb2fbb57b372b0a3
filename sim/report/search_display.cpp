// SPDX-License-Identifier: Apache-2.0
#include "sim/report/search_display.h"

#include <fmt/format.h>

namespace eyeriss::sim {

void SearchDisplay::advance(const std::string& layer) {
  ++begun_;
  if (!quiet_) line_.draw(fmt::format("mapping layer {} of {}: {}", begun_, layers_, layer));
}

}  // namespace eyeriss::sim
