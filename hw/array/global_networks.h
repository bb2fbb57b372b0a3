// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "noc/input_network.h"
#include "noc/output_network.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// The four networks between GLB and array (JSSC 2017, section IV-B): one input network per data
/// type, and the output network for psums.
struct GlobalNetworks {
  GlobalNetworks(int rows, int columns)
      : ifmap(rows, columns), filter(rows, columns), psum(rows, columns), output(rows, columns) {}

  noc::InputNetwork<std::int16_t> ifmap;
  noc::InputNetwork<noc::FilterWord> filter;
  noc::InputNetwork<noc::Word64> psum;
  noc::OutputNetwork output;
};

}  // namespace eyeriss::hw
