// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/networks.h"

#include <algorithm>
#include <stdexcept>

#include "sim/input/workload_reader.h"

namespace eyeriss::test {
namespace {

auto find(const sim::Workload& network, const std::string& name) {
  return std::ranges::find(network.layers, name, &sim::WorkloadLayer::name);
}

}  // namespace

std::filesystem::path workloads_directory() { return EYERISS_SOURCE_DIR "/workloads"; }

sim::Workload network(const std::string& name) {
  return sim::read_workload(workloads_directory() / (name + ".json"), {"eyeriss-v1"}, 1);
}

const sim::WorkloadLayer& layer_of(const sim::Workload& network, const std::string& name) {
  const auto layer = find(network, name);
  if (layer == network.layers.end()) throw std::invalid_argument("no layer " + name);
  return *layer;
}

bool has_layer(const sim::Workload& network, const std::string& name) {
  return find(network, name) != network.layers.end();
}

std::int64_t weights_of(const hw::LayerShape& shape) {
  return std::int64_t{shape.M} * shape.channels_per_group() * shape.R * shape.S;
}

Sums sum(const sim::Workload& network,
         const std::function<bool(const sim::WorkloadLayer&)>& counts) {
  Sums sums;
  for (const sim::WorkloadLayer& layer : network.layers) {
    if (!counts(layer)) continue;
    ++sums.layers;
    sums.weights += weights_of(layer.shape);
    sums.macs += layer.shape.macs();
  }
  return sums;
}

}  // namespace eyeriss::test
