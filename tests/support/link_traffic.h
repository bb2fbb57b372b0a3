// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/layer.h"

namespace eyeriss::test {

/// What a layer moves over the link.
struct LinkTraffic {
  std::int64_t words_read = 0;     ///< of 64 b
  std::int64_t words_written = 0;  ///< of 64 b
  std::int64_t raw_words = 0;      ///< the same transfers in values, without padding
};

/// Works out from tensors, mapping and formats alone what has to cross the link: every load of
/// ifmaps and filters and every store of ofmaps, stream by stream, in the documented order of
/// passes. Shares no code with the simulator.
/// @param ofmap  [N,M,E,F]
LinkTraffic link_traffic(const hw::Layer& layer, const hw::LayerTensors& tensors,
                         const std::vector<std::int16_t>& ofmap, int filters_per_word);

/// 64 b words of a run-length coded stream, by counting its runs of zeros.
std::int64_t count_rlc_words(const std::vector<std::int16_t>& stream);

}  // namespace eyeriss::test
