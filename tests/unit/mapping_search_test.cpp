// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_search.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <random>

#include "sim/input/presets.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/mapping_space.h"
#include "sim/mapper/memory_need.h"
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

/// Checks some of the mappings that the search looks at. @return how many there are
int check_space(const hw::Architecture& architecture, const hw::LayerShape& shape, int every) {
  int seen = 0;
  for_each_mapping(architecture, shape, [&](const hw::Mapping& mapping) {
    if (seen++ % every != 0) return;
    EXPECT_NO_THROW(check_mapping(architecture, shape, mapping));
  });
  return seen;
}

bool is_mappable(const hw::Architecture& architecture, const hw::LayerShape& shape) {
  try {
    check_mapping(architecture, shape,
                  {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1});
    return true;
  } catch (const MappingError&) {
    return false;
  }
}

TEST(MappingSpace, HoldsLegalMappingsOfEveryLegalLayer) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 60; ++trial) {
    const hw::LayerShape shape = random_layer(random);
    EXPECT_GT(check_space(eyeriss_v1(), shape, 97), 0) << describe(shape);
    if (HasFailure()) return;
  }
}

TEST(MappingSpace, HoldsLegalMappingsOnOddMachines) {
  std::mt19937 random(13);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int trial = 0; trial < 60; ++trial) {
    hw::Architecture architecture = eyeriss_v1();
    architecture.array = {pick(1, 16), pick(1, 20)};
    architecture.pe.psum_spad_words = pick(1, 40);
    architecture.pe.ifmap_spad_words = pick(4, 24);
    architecture.pe.filter_spad_words = pick(12, 300);
    architecture.noc.psum_bits = 16 << pick(0, 2);
    architecture.noc.filter_bits = 16 << pick(0, 2);
    architecture.glb = {.banks = pick(2, 30), .filter_banks = pick(1, 3), .bank_words = 64};
    const hw::LayerShape shape = random_layer(random);
    EXPECT_EQ(check_space(architecture, shape, 97) > 0, is_mappable(architecture, shape))
        << describe(shape);
    if (HasFailure()) return;
  }
}

class MappingSearch : public testing::Test {
 protected:
  static hw::Layer layer(const hw::LayerShape& shape, const hw::Mapping& mapping = {}) {
    return {.name = "layer",
            .shape = shape,
            .mapping = mapping,
            .relu = false,
            .product_shift = 0,
            .ifmap_coding = hw::Coding::kRlc,
            .weights_coding = hw::Coding::kRaw,
            .ofmap_coding = hw::Coding::kRlc};
  }

  SearchResult search(const hw::LayerShape& shape, Objective objective, int top = 1) const {
    return search_mappings(machine_, layer(shape), zeros_, objective, top);
  }

  const Machine machine_ =
      load_machine({.arch = "eyeriss-v1", .parts = {}, .overrides = {}}, preset_directory());
  const ZeroFractions zeros_{.ifmap = 0.5, .weights = 0, .ofmap = 0.5};
};

TEST_F(MappingSearch, IsNoWorseThanThePublishedMappings) {
  for (const test::PublishedMapping& published : test::published_mappings()) {
    const RatedMapping given =
        rate_mapping(machine_, layer(published.shape, published.mapping), zeros_);
    for (const Objective objective :
         {Objective::kEnergy, Objective::kLatency, Objective::kEnergyDelayProduct}) {
      const SearchResult found = search(published.shape, objective);
      EXPECT_LE(rating(objective, found.best.front()), rating(objective, given))
          << published.layer << ' ' << name_of(objective);
    }
  }
}

TEST_F(MappingSearch, GivesTheBestFirst) {
  const SearchResult found =
      search(square_layer(1, 16, 14, 32, 3, 1, 1, 1), Objective::kLatency, 5);
  ASSERT_EQ(found.best.size(), 5u);
  for (std::size_t i = 1; i < found.best.size(); ++i) {
    EXPECT_LE(rating(Objective::kLatency, found.best[i - 1]),
              rating(Objective::kLatency, found.best[i]));
  }
}

/// Timing every mapping of a layer must not find a better one than timing those whose bound is
/// lowest.
TEST_F(MappingSearch, MissesNothingInASmallSpace) {
  const hw::LayerShape shape = square_layer(2, 6, 9, 8, 3, 1, 1, 1);
  for (const Objective objective :
       {Objective::kEnergy, Objective::kLatency, Objective::kEnergyDelayProduct}) {
    double best = std::numeric_limits<double>::infinity();
    for_each_mapping(machine_.flat(), shape, [&](const hw::Mapping& mapping) {
      best =
          std::min(best, rating(objective, rate_mapping(machine_, layer(shape, mapping), zeros_)));
    });
    EXPECT_LE(rating(objective, search(shape, objective).best.front()), 1.01 * best)
        << name_of(objective);
  }
}

TEST_F(MappingSearch, KeepsMostOfTheArrayBusyInCommonLayers) {
  const auto active_pes = [&](const hw::LayerShape& shape) {
    return search(shape, Objective::kLatency).best.front().counters.active_pes;
  };
  EXPECT_GE(active_pes(square_layer(1, 64, 224, 64, 3, 1, 1, 1)), 140u) << "VGG";
  EXPECT_GE(active_pes(square_layer(1, 512, 14, 512, 1, 1, 0, 1)), 140u) << "pointwise";
  EXPECT_GE(active_pes(square_layer(1, 512, 14, 512, 3, 1, 1, 512)), 140u) << "depthwise";
}

TEST_F(MappingSearch, WorksOnAllImagesOfAGemmAtOnce) {
  const SearchResult found =
      search(square_layer(4, 9216, 1, 4096, 1, 1, 0, 1), Objective::kLatency);
  EXPECT_EQ(found.best.front().mapping.n, 4);
}

/// A strip takes memory of its own when it is coded, rows that two strips need twice: a small
/// memory leaves only mappings with few of them.
TEST_F(MappingSearch, TakesNoMappingThatTheMemoryIsTooSmallFor) {
  Machine machine = machine_;
  hw::Layer wanted = layer(square_layer(1, 32, 60, 8, 5, 1, 2, 1));
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = 0;
  for_each_mapping(machine.flat(), wanted.shape, [&](const hw::Mapping& mapping) {
    wanted.mapping = mapping;
    least = std::min(least, memory_need_bytes(wanted));
    most = std::max(most, memory_need_bytes(wanted));
  });
  ASSERT_LT(least, most);
  hw::DramConfig& dram = std::get<hw::Architecture>(machine.architecture).dram;
  while (dram.capacity_bytes() / 2 >= least) dram.rows /= 2;
  ASSERT_LT(dram.capacity_bytes(), most);
  for (const RatedMapping& found :
       search_mappings(machine, wanted, zeros_, Objective::kLatency, 50).best) {
    wanted.mapping = found.mapping;
    EXPECT_TRUE(fits_memory(dram, wanted));
  }
}

TEST_F(MappingSearch, SaysWhyALayerCannotBeMapped) {
  hw::LayerShape shape = square_layer(1, 8, 32, 8, 1, 1, 0, 1);
  shape.R = 13;
  try {
    search(shape, Objective::kEnergy);
    FAIL() << "a kernel of 13 rows on 12";
  } catch (const MappingError& error) {
    EXPECT_EQ(error.key(), "kernel_shape");
  }
  shape.R = 1;
  shape.S = 13;
  EXPECT_THROW(search(shape, Objective::kEnergy), MappingError);
}

}  // namespace
}  // namespace eyeriss::sim
