// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "sim/input/workload.h"

namespace eyeriss::test {

/// The project's folder of workload files.
std::filesystem::path workloads_directory();

/// A network of the project, read as the program reads it, for one image.
sim::Workload network(const std::string& name);

/// @throws std::invalid_argument if there is none of that name
const sim::WorkloadLayer& layer_of(const sim::Workload& network, const std::string& name);
bool has_layer(const sim::Workload& network, const std::string& name);

/// What layers add up to.
struct Sums {
  std::int64_t layers = 0;
  std::int64_t weights = 0;  ///< without biases
  std::int64_t macs = 0;     ///< of one image
};

std::int64_t weights_of(const hw::LayerShape& shape);

/// The sums over the layers that `counts` is true for.
Sums sum(const sim::Workload& network,
         const std::function<bool(const sim::WorkloadLayer&)>& counts);

inline bool is_conv(const sim::WorkloadLayer& layer) { return layer.op == sim::Op::kConv; }
inline bool is_fc(const sim::WorkloadLayer& layer) { return layer.op == sim::Op::kGemm; }
inline bool is_any(const sim::WorkloadLayer&) { return true; }

}  // namespace eyeriss::test
