// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hw/coding.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// Where the elements of a tensor come from.
struct TensorSpec {
  double zeros = 0;                           ///< fraction of zeros, 0 to 1: of a file, if measured
  std::optional<std::filesystem::path> file;  ///< instead: a .npy file
  std::optional<hw::Coding> coding;           ///< on the link; none: as the architecture says
};

enum class Op { kConv, kGemm };

/// Element type of the outputs of 8-bit machines; others do not look at it.
enum class OutputType { kInt8, kUint8 };

/// One layer as the workload file asks for it.
struct WorkloadLayer {
  std::string name;
  std::string path;  ///< in the workload file, e.g. `layers[1]`
  Op op;
  bool is_first;         ///< of the workload: its ifmap is the network's input
  hw::LayerShape shape;  ///< N = batch, for a Gemm batch * rows
  bool relu;
  int product_shift;  ///< 0..31
  int output_shift;   ///< 0..31, of 8-bit machines
  OutputType output_type;
  TensorSpec ifmap;
  TensorSpec weights;
  std::optional<TensorSpec> bias;          ///< none: zeros
  std::optional<double> ofmap_zeros;       ///< fraction of zeros that a chosen bias brings about
  std::optional<hw::Coding> ofmap_coding;  ///< none: as the architecture says
  std::optional<hw::Mapping> mapping;      ///< the file's, for the architecture it was read for
};

inline constexpr int kMaxBatch = 65536;

struct Workload {
  std::string name;
  std::filesystem::path file;
  int batch;
  std::vector<WorkloadLayer> layers;
};

}  // namespace eyeriss::sim
