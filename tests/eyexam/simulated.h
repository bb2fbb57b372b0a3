// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/eyexam/eyexam.h"
#include "tests/support/isolated_simulation.h"

namespace eyeriss::test {

/// A layer on a machine, where no operand is zero.
struct Simulated {
  hw::LayerCounters counters;
  sim::Eyexam eyexam;

  Simulated(const hw::AnyArchitecture& architecture, const hw::Layer& layer) {
    const hw::LayerShape& s = layer.shape;
    const auto values = [](std::int64_t size) {
      return std::vector<std::int16_t>(static_cast<std::size_t>(size), std::int16_t{3});
    };
    const hw::LayerTensors tensors{
        .ifmap = values(std::int64_t{s.N} * s.C * s.H * s.W),
        .weights = values(std::int64_t{s.M} * s.channels_per_group() * s.R * s.S),
        .bias = std::vector<std::int32_t>(static_cast<std::size_t>(s.M))};
    counters = simulate_isolated(architecture, layer, tensors, {}).counters;
    eyexam = sim::eyexam(architecture, layer, counters);
  }

  double step(std::size_t number) const { return eyexam.steps[number - 1].macs_per_cycle; }
  const std::string& loss(std::size_t number) const { return eyexam.steps[number - 1].loss; }

  /// What of all PEs' MACs each step loses.
  std::array<double, sim::Eyexam::kSteps> lost() const {
    std::array<double, sim::Eyexam::kSteps> losses{};
    double before = eyexam.peak_macs_per_cycle;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      const double bound = std::min(before, eyexam.steps[i].macs_per_cycle);
      losses[i] = (before - bound) / eyexam.peak_macs_per_cycle;
      before = bound;
    }
    return losses;
  }
  /// The step that loses most.
  std::size_t worst_step() const {
    const auto losses = lost();
    return static_cast<std::size_t>(std::ranges::max_element(losses) - losses.begin()) + 1;
  }
};

/// Of raw tensors.
inline hw::Layer raw_layer_of(const char* name, const hw::LayerShape& shape,
                              const hw::Mapping& mapping) {
  hw::Layer layer{};
  layer.name = name;
  layer.shape = shape;
  layer.mapping = mapping;
  return layer;
}

}  // namespace eyeriss::test
