// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/simple_mapper.h"

#include <gmock/gmock.h>

#include <chrono>
#include <random>

#include "sim/mapper/legality.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using test::eyeriss_v1;
using test::square_layer;

std::string describe(const hw::LayerShape& s) {
  std::string text = "N C H W M R S strides pads groups:";
  for (const int value : {s.N, s.C, s.H, s.W, s.M, s.R, s.S, s.stride_h, s.stride_w, s.pad_top,
                          s.pad_left, s.pad_bottom, s.pad_right, s.groups}) {
    text += ' ';
    text += std::to_string(value);
  }
  return text;
}

/// PEs that work in a full pass.
int active_pes(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return shape.R * mapping.e * mapping.g * mapping.r * mapping.t;
}

/// Every kind of layer that the machine can run at all.
hw::LayerShape random_layer(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  hw::LayerShape shape{};
  shape.N = pick(1, 4);
  shape.R = pick(1, 11);
  shape.S = pick(1, 11);
  shape.stride_h = pick(1, 4);
  shape.stride_w = pick(1, 4);
  shape.pad_top = pick(0, shape.R - 1);
  shape.pad_left = pick(0, shape.S - 1);
  shape.pad_bottom = pick(0, shape.R - 1);
  shape.pad_right = pick(0, shape.S - 1);
  shape.H = pick(shape.R, pick(0, 1) == 0 ? 224 : 20);
  shape.W = pick(shape.S, pick(0, 1) == 0 ? 224 : 20);
  const int kind = pick(0, 3);  // plain, grouped, depthwise, Gemm
  shape.groups = kind == 0 ? 1 : kind == 1 ? pick(2, 8) : kind == 2 ? pick(1, 512) : 1;
  shape.C = shape.groups * (kind == 2 ? 1 : pick(1, 512 / shape.groups));
  shape.M = shape.groups * (kind == 2 ? pick(1, 2) : pick(1, 512 / shape.groups));
  if (kind == 3) {
    shape = square_layer(pick(1, 300), pick(1, 10000), 1, pick(1, 5000), 1, 1, 0, 1);
  }
  return shape;
}

TEST(SimpleMapper, FindsALegalMappingForEveryLegalLayer) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 2000; ++trial) {
    const hw::LayerShape shape = random_layer(random);
    ASSERT_NO_THROW(check_mapping(eyeriss_v1(), shape, simple_mapping(eyeriss_v1(), shape)))
        << describe(shape);
  }
}

TEST(SimpleMapper, FindsALegalMappingOnOddMachines) {
  std::mt19937 random(13);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int trial = 0; trial < 500; ++trial) {
    hw::Architecture architecture = eyeriss_v1();
    architecture.array = {pick(11, 40), pick(1, 40)};
    architecture.pe.psum_spad_words = pick(1, 40);
    architecture.pe.filter_spad_words = pick(12, 300);
    architecture.noc.psum_bits = 16 << pick(0, 2);
    architecture.noc.filter_bits = 16 << pick(0, 2);
    architecture.glb = {.banks = pick(2, 30), .filter_banks = pick(1, 3), .bank_words = 64};
    const hw::LayerShape shape = random_layer(random);
    ASSERT_NO_THROW(check_mapping(architecture, shape, simple_mapping(architecture, shape)))
        << describe(shape);
  }
}

TEST(SimpleMapper, StacksNoMoreSetsThanThePrefetchBanksFeed) {
  hw::Architecture architecture = eyeriss_v1();
  architecture.glb.filter_banks = 1;
  architecture.glb.bank_words = 8;  // 16 filters of 12 sets would need 48
  const hw::LayerShape shape = square_layer(1, 100, 1, 16, 1, 1, 0, 1);
  EXPECT_NO_THROW(check_mapping(architecture, shape, simple_mapping(architecture, shape)));
}

TEST(SimpleMapper, KeepsMostOfTheArrayBusyInCommonLayers) {
  const auto mapped_pes = [](const hw::LayerShape& shape) {
    return active_pes(shape, simple_mapping(eyeriss_v1(), shape));
  };
  for (const test::PublishedMapping& published : test::published_mappings()) {
    EXPECT_GE(mapped_pes(published.shape), 135) << published.layer;
  }
  EXPECT_GE(mapped_pes(square_layer(1, 64, 224, 64, 3, 1, 1, 1)), 150) << "VGG";
  EXPECT_GE(mapped_pes(square_layer(1, 512, 14, 512, 1, 1, 0, 1)), 150) << "pointwise";
  EXPECT_GE(mapped_pes(square_layer(1, 512, 14, 512, 3, 1, 1, 512)), 150) << "depthwise";
  EXPECT_GE(mapped_pes(square_layer(1, 128, 56, 128, 3, 1, 1, 32)), 150) << "32 groups";
  EXPECT_GE(mapped_pes(square_layer(4, 9216, 1, 4096, 1, 1, 0, 1)), 100) << "Gemm";
}

TEST(SimpleMapper, WorksOnAllImagesOfAGemmAtOnce) {
  EXPECT_EQ(simple_mapping(eyeriss_v1(), square_layer(4, 9216, 1, 4096, 1, 1, 0, 1)).n, 4);
}

TEST(SimpleMapper, SaysWhyALayerCannotBeMapped) {
  hw::LayerShape shape = square_layer(1, 8, 32, 8, 1, 1, 0, 1);
  shape.R = 13;
  try {
    simple_mapping(eyeriss_v1(), shape);
    FAIL() << "a kernel of 13 rows on 12";
  } catch (const MappingError& error) {
    EXPECT_EQ(error.key(), "kernel_shape");
  }
  shape.R = 1;
  shape.S = 13;
  EXPECT_THROW(simple_mapping(eyeriss_v1(), shape), MappingError);
}

TEST(SimpleMapper, IsQuick) {
  // Milliseconds when optimised; the bound leaves room for sanitizers and a busy machine.
  const auto start = std::chrono::steady_clock::now();
  simple_mapping(eyeriss_v1(), square_layer(4, 512, 224, 512, 1, 2, 0, 1));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace eyeriss::sim
