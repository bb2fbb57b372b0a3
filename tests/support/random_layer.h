// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::test {

/// A small layer of random kind with tensors and a legal mapping, the way a user would give it:
/// a workload file, some of whose tensors are .npy files.
struct RandomLayer {
  hw::Architecture architecture;
  hw::Layer layer;
  hw::LayerTensors tensors;
  std::string description;  ///< the workload file and the mapping, for messages
};

/// Conv or Gemm; kernels 1 to 11, also not square; strides 1 to 4, also different; asymmetric
/// padding; groups, depthwise; odd sizes; batch 1 to 4; sparse and dense; synthetic tensors and
/// files with any int16 values, each raw or run-length coded; bias, ReLU, product_shift. Every
/// other mapping is random, the rest are such as the mapper looks at. Every other chip is the
/// published one, the rest have random sizes, widths, depths and clocks; some have two ifmap
/// buffers. The memory is each of the DRAM presets by turns, or one of random latency, bandwidth
/// and burst length. At most half a million MACs.
RandomLayer random_layer(std::uint64_t seed, const TempDir& directory);

/// How many random layers a property is tried on: `full`, or what the environment variable
/// EYERISS_PROPERTY_LAYERS says if that is less.
int property_layers(int full);

}  // namespace eyeriss::test
