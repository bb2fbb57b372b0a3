// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace eyeriss::sim {

/// A cause and what it costs.
struct Loss {
  double share;     ///< of the MACs that all PEs could do
  std::string why;  ///< in words
};

}  // namespace eyeriss::sim
