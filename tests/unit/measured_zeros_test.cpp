// SPDX-License-Identifier: Apache-2.0
#include "sim/input/measured_zeros.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "sim/input/npy.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

TEST(MeasuredZeros, AreThoseOfFilesAndSyntheticOnesStay) {
  const test::TempDir dir;
  const auto file = dir.path() / "w.npy";
  const std::vector<std::int16_t> weights = {0, 3, 0, 0, -1, 0, 0, 0};
  WorkloadLayer layer{};
  layer.op = Op::kGemm;
  layer.shape = {.N = 1,
                 .C = 4,
                 .H = 1,
                 .W = 1,
                 .M = 2,
                 .R = 1,
                 .S = 1,
                 .stride_h = 1,
                 .stride_w = 1,
                 .pad_top = 0,
                 .pad_left = 0,
                 .pad_bottom = 0,
                 .pad_right = 0,
                 .groups = 1};
  write_npy(file, {2, 4}, std::span<const std::int16_t>(weights));
  layer.ifmap.zeros = 0.5;
  layer.weights.file = file;
  measure_zeros(layer);
  EXPECT_EQ(layer.ifmap.zeros, 0.5);
  EXPECT_EQ(layer.weights.zeros, 0.75);
}

}  // namespace
}  // namespace eyeriss::sim
