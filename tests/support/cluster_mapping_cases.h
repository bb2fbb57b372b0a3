// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "hw/layer.h"
#include "sim/energy/energy_actions.h"
#include "sim/energy/energy_table.h"
#include "tests/support/cluster_machines.h"

namespace eyeriss::test {

inline std::vector<hw::ClusterArchitecture> machines() {
  return {eyeriss_v2(), eyeriss_v1_5(), eyeriss_v1_192()};
}

/// Every action takes as much.
inline sim::EnergyTable even_table() {
  sim::EnergyTable table{};
  table.machines = sim::MachineFamily::kClusters;
  table.voltage_v = 1.0;
  table.unit = sim::EnergyTable::Unit::kPicojoule;
  table.energies.assign(sim::energy_actions(sim::MachineFamily::kClusters).size(), 1.0);
  return table;
}

inline hw::Layer raw_layer(const hw::LayerShape& shape) {
  hw::Layer layer{};
  layer.shape = shape;
  layer.mapping = {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};
  return layer;
}

inline hw::LayerShape square(int channels, int size, int filters, int kernel, int stride = 1) {
  hw::LayerShape shape{};
  shape.N = 1;
  shape.C = channels;
  shape.H = shape.W = size;
  shape.M = filters;
  shape.R = shape.S = kernel;
  shape.stride_h = shape.stride_w = stride;
  shape.groups = 1;
  return shape;
}

inline std::vector<std::int16_t> random_weights(const hw::LayerShape& shape, double zeros,
                                                unsigned seed) {
  std::mt19937 random(seed);
  std::bernoulli_distribution is_zero(zeros);
  std::vector<std::int16_t> weights(static_cast<std::size_t>(
      std::int64_t{shape.M} * shape.channels_per_group() * shape.R * shape.S));
  for (std::int16_t& weight : weights) weight = is_zero(random) ? std::int16_t{0} : std::int16_t{7};
  return weights;
}

}  // namespace eyeriss::test
