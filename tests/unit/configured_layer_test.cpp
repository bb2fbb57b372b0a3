// SPDX-License-Identifier: Apache-2.0
// What a layer gets from the workload and what from the machine.
#include "sim/input/configured_layer.h"

#include <gmock/gmock.h>

#include "sim/input/machine.h"
#include "tests/support/input_error_line.h"

namespace eyeriss::sim {
namespace {

using hw::Coding;
using test::input_error;

Machine machine(const std::string& name) {
  return load_machine({.arch = name, .parts = {}, .overrides = {}},
                      EYERISS_SOURCE_DIR "/hw/presets");
}

WorkloadLayer source() {
  WorkloadLayer layer{};
  layer.name = "conv";
  layer.path = "layers[1]";
  layer.shape = {.N = 1,
                 .C = 8,
                 .H = 4,
                 .W = 4,
                 .M = 8,
                 .R = 3,
                 .S = 3,
                 .stride_h = 1,
                 .stride_w = 1,
                 .pad_top = 0,
                 .pad_left = 0,
                 .pad_bottom = 0,
                 .pad_right = 0,
                 .groups = 1};
  layer.product_shift = 3;
  layer.output_shift = 5;
  layer.output_type = OutputType::kUint8;
  return layer;
}

TEST(ConfiguredLayer, EachFamilyUsesItsOwnShift) {
  const hw::Layer flat = configured_layer(machine("eyeriss-v1").architecture, source(), {});
  EXPECT_EQ(flat.product_shift, 3);
  EXPECT_EQ(flat.output_shift, 0);
  EXPECT_FALSE(flat.output_is_unsigned);
  const hw::Layer clusters = configured_layer(machine("eyeriss-v2").architecture, source(), {});
  EXPECT_EQ(clusters.product_shift, 0);
  EXPECT_EQ(clusters.output_shift, 5);
  EXPECT_TRUE(clusters.output_is_unsigned);
}

TEST(ConfiguredLayer, CodingsAreTheMachinesUnlessTheLayerSaysOtherwise) {
  const hw::AnyArchitecture chip = machine("eyeriss-v2").architecture;
  WorkloadLayer layer = source();
  EXPECT_EQ(configured_layer(chip, layer, {}).ifmap_coding, Coding::kCsc);
  EXPECT_EQ(configured_layer(chip, layer, {}).ofmap_coding, Coding::kCsc);
  layer.is_first = true;
  EXPECT_EQ(configured_layer(chip, layer, {}).ifmap_coding, Coding::kRaw);
  layer.ifmap.coding = Coding::kCsc;
  layer.ofmap_coding = Coding::kRaw;
  EXPECT_EQ(configured_layer(chip, layer, {}).ifmap_coding, Coding::kCsc);
  EXPECT_EQ(configured_layer(chip, layer, {}).ofmap_coding, Coding::kRaw);
  EXPECT_EQ(configured_layer(machine("eyeriss-v1.5").architecture, source(), {}).ifmap_coding,
            Coding::kRaw);
}

// Each zero saves a MAC in every window.
TEST(ConfiguredLayer, WeightsOfManyWindowsAreCodedForTheirMacs) {
  const hw::AnyArchitecture chip = machine("eyeriss-v2").architecture;
  const auto coding = [&](double zeros) {
    WorkloadLayer layer = source();
    layer.weights.zeros = zeros;
    return configured_layer(chip, layer, {}).weights_coding;
  };
  EXPECT_EQ(coding(0), Coding::kRaw);
  EXPECT_EQ(coding(0.04), Coding::kRaw);
  EXPECT_EQ(coding(0.06), Coding::kCsc);
}

// Three raw values or two pairs come per cycle: a third of zeros breaks even.
TEST(ConfiguredLayer, WeightsOfOneWindowAreCodedForTheirNetwork) {
  const hw::AnyArchitecture chip = machine("eyeriss-v2").architecture;
  const auto coding = [&](double zeros) {
    WorkloadLayer layer = source();
    layer.shape.H = layer.shape.W = 3;
    layer.weights.zeros = zeros;
    return configured_layer(chip, layer, {}).weights_coding;
  };
  EXPECT_EQ(coding(0), Coding::kRaw);
  EXPECT_EQ(coding(0.33), Coding::kRaw);
  EXPECT_EQ(coding(0.34), Coding::kCsc);
  WorkloadLayer own = source();
  own.weights.coding = Coding::kCsc;
  EXPECT_EQ(configured_layer(chip, own, {}).weights_coding, Coding::kCsc);
}

TEST(CheckCodings, NamesTheLayersCodingThatTheMachineDoesNotKnow) {
  Workload workload{};
  workload.file = "w.json";
  const auto error = [&](const char* name, const WorkloadLayer& layer) {
    const Machine chip = machine(name);
    return input_error([&] { check_codings(chip.architecture, workload, layer); });
  };
  WorkloadLayer rlc = source();
  rlc.ifmap.coding = Coding::kRlc;
  EXPECT_EQ(error("eyeriss-v2", rlc),
            "w.json: layers[1].ifmap.coding: eyeriss-v2 does not know rlc (allowed: raw, csc)");
  EXPECT_EQ(error("eyeriss-v1.5", rlc),
            "w.json: layers[1].ifmap.coding: eyeriss-v1.5 does not know rlc (allowed: raw)");
  WorkloadLayer csc = source();
  csc.weights.coding = Coding::kCsc;
  EXPECT_EQ(error("eyeriss-v1", csc),
            "w.json: layers[1].weights.coding: eyeriss-v1 does not know csc (allowed: raw, rlc)");
  WorkloadLayer out = source();
  out.ofmap_coding = Coding::kCsc;
  EXPECT_EQ(error("eyeriss-v1.5", out),
            "w.json: layers[1].ofmap.coding: eyeriss-v1.5 does not know csc (allowed: raw)");
  EXPECT_NO_THROW(check_codings(machine("eyeriss-v1").architecture, workload, rlc));
  EXPECT_NO_THROW(check_codings(machine("eyeriss-v2").architecture, workload, csc));
}

}  // namespace
}  // namespace eyeriss::sim
