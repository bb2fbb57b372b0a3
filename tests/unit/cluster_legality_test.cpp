// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_legality.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/cluster_machines.h"

namespace eyeriss::sim {
namespace {

using hw::ClusterArchitecture;
using hw::Coding;
using noc::MeshMode;
using test::eyeriss_v1_192;
using test::eyeriss_v1_5;
using test::eyeriss_v2;

/// 2 images, 16 channels, 64 filters of 3 x 3, ofmaps of 8 x 10, all raw; the mapping is of ones.
hw::Layer small_layer() {
  hw::Layer layer{};
  layer.shape = {.N = 2,
                 .C = 16,
                 .H = 10,
                 .W = 12,
                 .M = 64,
                 .R = 3,
                 .S = 3,
                 .stride_h = 1,
                 .stride_w = 1,
                 .pad_top = 0,
                 .pad_left = 0,
                 .pad_bottom = 0,
                 .pad_right = 0,
                 .groups = 1};
  layer.mapping = {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};
  return layer;
}

/// The same with ofmaps so wide.
hw::Layer wide_layer(int columns) {
  hw::Layer layer = small_layer();
  layer.shape.W = columns + 2;
  return layer;
}

/// "legal", or "KEY: MESSAGE".
std::string verdict(const ClusterArchitecture& machine, const hw::Layer& layer,
                    const std::vector<std::int16_t>& weights = {}) {
  try {
    check_cluster_mapping(machine, layer, weights);
    return "legal";
  } catch (const MappingError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.key() + ": " + error.what();
  }
}

std::string verdict(const hw::Layer& layer) { return verdict(eyeriss_v2(), layer); }

TEST(ClusterLegality, OnesAreLegalEverywhere) {
  for (const auto& machine : {eyeriss_v2(), eyeriss_v1_5(), eyeriss_v1_192()}) {
    EXPECT_EQ(verdict(machine, small_layer()), "legal");
  }
}

TEST(ClusterLegality, Extents) {
  hw::Layer layer = small_layer();
  layer.mapping.e = 9;
  EXPECT_EQ(verdict(layer), "e: e = 9 must be 1 to 8 (ofmap rows)");
  layer = small_layer();
  layer.mapping.m = 4;
  layer.mapping.p = 2;
  layer.mapping.t = 3;
  EXPECT_EQ(verdict(layer), "t: t = 3 must be 1 to 2 (m over p)");
  layer.mapping.m = 7;
  EXPECT_EQ(verdict(layer), "m: m = 7 must be a multiple of p*t = 6 or all 64 filters of a group");
}

TEST(ClusterLegality, IactSpadHoldsWholeSegments) {
  hw::Layer layer = small_layer();
  layer.mapping.q = 5;
  EXPECT_EQ(verdict(layer), "legal");
  layer.mapping.q = 6;
  EXPECT_EQ(verdict(layer),
            "q: iacts of a window's segments = 18 exceed the iact data spad (at most 16)");
  // With stride 2 the window's third column comes in a segment of two.
  layer.shape.stride_w = 2;
  layer.mapping.q = 4;
  EXPECT_EQ(verdict(layer), "legal");
  layer.mapping.q = 5;
  EXPECT_EQ(verdict(layer),
            "q: iacts of a window's segments = 20 exceed the iact data spad (at most 16)");
}

TEST(ClusterLegality, SegmentsOfAWindow) {
  hw::Layer layer = small_layer();
  layer.shape.S = 9;
  EXPECT_EQ(verdict(layer), "legal");
  layer.shape.S = 10;
  EXPECT_EQ(verdict(layer),
            "kernel_shape: segments of a window = 10 exceed the iact address spad (at most 9)");
  layer.shape.stride_w = 2;
  EXPECT_EQ(verdict(layer), "legal");
}

TEST(ClusterLegality, AddressesOfWeights) {
  ClusterArchitecture machine = eyeriss_v2();
  machine.pe.weight_columns = 8;
  hw::Layer layer = small_layer();
  layer.mapping.q = 2;
  EXPECT_EQ(verdict(machine, layer), "legal");
  layer.mapping.q = 3;
  EXPECT_EQ(verdict(machine, layer),
            "q: columns q*S = 9 exceed the weight address spad (at most 8)");
}

TEST(ClusterLegality, PsumSpad) {
  hw::Layer layer = small_layer();
  layer.mapping.m = layer.mapping.p = 32;
  EXPECT_EQ(verdict(layer), "legal");
  layer.mapping.m = layer.mapping.p = 33;
  EXPECT_EQ(verdict(layer), "p: psums p = 33 exceed the psum spad (at most 32)");
}

TEST(ClusterLegality, RawWeights) {
  hw::Layer layer = small_layer();
  layer.mapping.q = 5;
  layer.mapping.m = layer.mapping.p = 12;  // 15 columns of 6 words
  EXPECT_EQ(verdict(layer), "legal");
  layer.mapping.m = layer.mapping.p = 13;  // of 7
  EXPECT_EQ(verdict(layer),
            "p: words of p*q*S weights = 105 exceed the weight data spad (at most 96)");
  layer.mapping.q = 4;
  layer.mapping.m = layer.mapping.p = 18;
  EXPECT_EQ(verdict(eyeriss_v1_5(), layer), "legal");
  layer.mapping.m = layer.mapping.p = 19;
  EXPECT_EQ(verdict(eyeriss_v1_5(), layer),
            "p: words of p*q*S weights = 228 exceed the weight data spad (at most 224)");
}

/// One channel and a kernel of 1 x 1, so that a PE has one column; a spad of two words of two.
class CscWeights : public ::testing::Test {
 protected:
  CscWeights() {
    machine_.pe.weight_words = 2;
    layer_.shape.C = 1;
    layer_.shape.R = layer_.shape.S = 1;
    layer_.shape.M = 40;
    layer_.weights_coding = Coding::kCsc;
  }

  std::string with(int p, std::vector<int> nonzeros) {
    std::vector<std::int16_t> weights(40, 0);
    for (const int filter : nonzeros) weights[static_cast<std::size_t>(filter)] = -3;
    layer_.mapping.m = layer_.mapping.p = p;
    return verdict(machine_, layer_, weights);
  }

  ClusterArchitecture machine_ = eyeriss_v2();
  hw::Layer layer_ = small_layer();
};

constexpr char kThreeWords[] =
    "p: words of the p*q*S weights with fewest zeros = 3 exceed the weight data spad (at most 2)";

TEST_F(CscWeights, OnlyNonZerosCount) {
  EXPECT_EQ(with(20, {0, 1, 2, 18}), "legal");
  EXPECT_EQ(with(20, {0, 1, 2, 3, 18}), kThreeWords);
}

TEST_F(CscWeights, EveryPassCounts) {
  EXPECT_EQ(with(20, {20, 21, 22, 23, 39}), kThreeWords);
  // Two in one pass, three in the next.
  EXPECT_EQ(with(20, {18, 19, 20, 21, 22}), "legal");
}

TEST_F(CscWeights, LongRunsOfZerosTakeFurtherPairs) {
  // 15 zeros between two are one pair, 16 are two; those at the end are none.
  EXPECT_EQ(with(20, {0, 1, 2, 18}), "legal");
  EXPECT_EQ(with(20, {0, 1, 2, 19}), kThreeWords);
  machine_.pe.weight_words = 1;
  EXPECT_EQ(with(20, {0, 16}), "legal");
  EXPECT_EQ(with(20, {0, 17}),
            "p: words of the p*q*S weights with fewest zeros = 2 exceed the weight data spad (at "
            "most 1)");
  EXPECT_EQ(with(20, {2, 3}), "legal");
}

TEST_F(CscWeights, EachColumnBeginsWithANewWord) {
  layer_.shape.C = 2;
  layer_.mapping.q = 2;
  machine_.pe.weight_words = 3;
  layer_.mapping.m = layer_.mapping.p = 8;
  std::vector<std::int16_t> weights(80, 0);
  // [M,C]: three of channel 0 and three of channel 1, two words each.
  for (const std::size_t index : {0U, 2U, 4U, 1U, 3U, 5U}) weights[index] = 1;
  EXPECT_EQ(verdict(machine_, layer_, weights),
            "p: words of the p*q*S weights with fewest zeros = 4 exceed the weight data spad (at "
            "most 3)");
  weights[5] = 0;
  EXPECT_EQ(verdict(machine_, layer_, weights), "legal");
}

TEST(ClusterLegality, ModesNeedLinks) {
  hw::Layer layer = small_layer();
  for (const MeshMode mode :
       {MeshMode::kUnicast, MeshMode::kHorizontal, MeshMode::kVertical, MeshMode::kBroadcast}) {
    layer.mapping.ifmap_mode = mode;
    EXPECT_EQ(verdict(layer), "legal");
    EXPECT_EQ(verdict(eyeriss_v1_192(), layer),
              mode == MeshMode::kUnicast
                  ? "legal"
                  : "ifmap_network: ifmap_network needs links between routers "
                    "that the network has not (it has none)");
  }
  layer.mapping.filter_mode = MeshMode::kHorizontal;
  EXPECT_EQ(verdict(layer), "legal");
  for (const MeshMode mode : {MeshMode::kVertical, MeshMode::kBroadcast}) {
    layer.mapping.filter_mode = mode;
    EXPECT_EQ(
        verdict(layer),
        "filter_network: filter_network needs links between routers that the network has not (it "
        "has horizontal)");
    ClusterArchitecture linked = eyeriss_v2();
    linked.noc.weight.has_vertical_links = true;
    EXPECT_EQ(verdict(linked, layer), "legal");
  }
}

TEST(ClusterLegality, SetsFindRoom) {
  hw::Layer layer = small_layer();
  layer.mapping.e = 8;
  layer.mapping.m = layer.mapping.t = 8;
  EXPECT_EQ(verdict(layer), "legal");
  layer.mapping.m = layer.mapping.t = 9;
  EXPECT_EQ(verdict(layer), "t: g*t = 9 sets of 8 chains of 3 PEs do not find room (at most 8)");
}

/// A bank of 7680 B / 4 holds 768 psums.
TEST(ClusterLegality, PsumBanks) {
  hw::Layer layer = small_layer();
  hw::Mapping& mapping = layer.mapping;
  mapping.p = 32;
  mapping.n = 2;
  mapping.f = 10;
  mapping.m = 32;  // 640 psums
  EXPECT_EQ(verdict(layer), "legal");
  mapping.m = 64;
  EXPECT_EQ(verdict(layer),
            "m: psums of 1 chain (25600 b) exceed a psum bank of the global buffer (at most 15360 "
            "b)");
  // The other 32 filters in a second set have a bank of their own.
  mapping.t = 2;
  EXPECT_EQ(verdict(layer), "legal");

  layer = wide_layer(30);
  layer.mapping.m = layer.mapping.p = 32;
  layer.mapping.f = 24;
  EXPECT_EQ(verdict(layer), "legal");
  layer.mapping.f = 25;
  EXPECT_EQ(verdict(layer),
            "f: psums of 1 chain (16000 b) exceed a psum bank of the global buffer (at most 15360 "
            "b)");
}

TEST(ClusterLegality, ClustersOfAChainPoolTheirPsumBanks) {
  hw::Layer layer = wide_layer(48);
  layer.mapping.m = layer.mapping.p = 32;
  layer.mapping.f = 48;
  EXPECT_EQ(verdict(layer),
            "f: psums of 1 chain (30720 b) exceed a psum bank of the global buffer (at most 15360 "
            "b)");
  layer.mapping.r = 2;  // two clusters
  EXPECT_EQ(verdict(layer), "legal");
}

TEST(ClusterLegality, PsumsOfAllChannelsNeverWait) {
  hw::Layer layer = wide_layer(1000);
  layer.shape.C = 5;
  layer.mapping.m = layer.mapping.p = 12;
  layer.mapping.f = 1000;
  layer.mapping.q = 4;
  EXPECT_EQ(verdict(layer).substr(0, 2), "f:");
  layer.mapping.q = 5;
  EXPECT_EQ(verdict(layer), "legal");
}

/// 122880 B hold 49152 psums, for all chains that stand beside and above one another.
TEST(ClusterLegality, OnePsumRouterServesAllChains) {
  hw::Layer layer = wide_layer(32);
  hw::Mapping& mapping = layer.mapping;
  mapping.e = 8;
  mapping.t = 8;
  mapping.p = 8;
  mapping.m = 64;
  mapping.f = 32;
  mapping.n = 2;  // 64 chains of 8 * 32 * 2
  EXPECT_EQ(verdict(eyeriss_v1_192(), layer), "legal");
  layer = wide_layer(64);
  layer.mapping.e = layer.mapping.t = layer.mapping.p = 8;
  layer.mapping.m = 64;
  layer.mapping.n = 1;
  layer.mapping.f = 64;
  EXPECT_EQ(verdict(eyeriss_v1_192(), layer), "legal");
  layer.mapping.n = 2;
  EXPECT_EQ(verdict(eyeriss_v1_192(), layer),
            "f: psums of 64 chains (1310720 b) exceed a psum bank of the global buffer (at most "
            "983040 b)");
}

/// A bank of 4608 B / 3 holds 1536 iacts. The four rows of ofmaps need six of ifmaps, two a bank.
class IactBanks : public ::testing::Test {
 protected:
  IactBanks() {
    layer_.mapping.e = 4;
    layer_.mapping.q = 4;
    layer_.mapping.m = 2;  // of two passes: all iacts of a tile stay
    layer_.mapping.f = 190;
  }

  hw::Layer layer_ = wide_layer(191);  // rows of 4 x 192 iacts with f = 190
};

TEST_F(IactBanks, HoldATileThatIsReadAgain) {
  EXPECT_EQ(verdict(layer_), "legal");
  layer_.mapping.f = 191;
  EXPECT_EQ(verdict(layer_),
            "f: 2 streams of iacts (12352 b) exceed an iact bank of the global buffer (at most "
            "12288 b)");
}

TEST_F(IactBanks, NeedNoMoreThanASegmentOfWhatIsReadOnce) {
  layer_.mapping.m = 1;
  layer_.mapping.f = 191;
  layer_.mapping.n = 2;
  EXPECT_EQ(verdict(layer_), "legal");
}

/// All of the ifmap is one tile, which the next filters read again.
TEST_F(IactBanks, HoldATileThatFurtherFilterTilesShare) {
  layer_.shape.C = 4;
  layer_.shape.N = 1;
  layer_.shape.H = 6;
  layer_.mapping.m = 1;
  layer_.mapping.f = 191;
  EXPECT_EQ(verdict(layer_),
            "f: 2 streams of iacts (12352 b) exceed an iact bank of the global buffer (at most "
            "12288 b)");
}

TEST_F(IactBanks, CscDataMayBeLarger) {
  layer_.ifmap_coding = Coding::kCsc;
  // f + 2 segments of 4 pairs and an address: (125 + 2) * 52 b, twice; the bank has 12288 b.
  layer_.mapping.f = 116;
  EXPECT_EQ(verdict(layer_), "legal");
  layer_.mapping.f = 117;
  EXPECT_EQ(verdict(layer_),
            "f: 2 streams of iacts (12376 b) exceed an iact bank of the global buffer (at most "
            "12288 b)");
}

TEST_F(IactBanks, ServeAsManyRowsAsTheirClustersNeed) {
  layer_.mapping.e = 8;
  EXPECT_EQ(verdict(layer_), "legal");                // each cluster its own six
  layer_.mapping.ifmap_mode = MeshMode::kHorizontal;  // ten rows, four of them in a bank
  EXPECT_EQ(verdict(layer_),
            "f: 4 streams of iacts (24576 b) exceed an iact bank of the global buffer (at most "
            "12288 b)");
  layer_.mapping.f = 94;
  EXPECT_EQ(verdict(layer_), "legal");
}

}  // namespace
}  // namespace eyeriss::sim
