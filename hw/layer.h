// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/coding.h"
#include "noc/mesh_mode.h"

namespace eyeriss::hw {

/// Shape of a convolution, in the letters of JSSC 2017 Table I. `C` and `M` count all groups.
/// A Gemm is a 1 x 1 convolution of 1 x 1 maps: N = batch * rows, C = K.
struct LayerShape {
  int N;         ///< images
  int C;         ///< ifmap channels
  int H;         ///< ifmap height without padding
  int W;         ///< ifmap width without padding
  int M;         ///< filters
  int R;         ///< filter height
  int S;         ///< filter width
  int stride_h;  ///< U, vertical
  int stride_w;  ///< U, horizontal
  int pad_top;
  int pad_left;
  int pad_bottom;
  int pad_right;
  int groups;

  int E() const { return (H + pad_top + pad_bottom - R) / stride_h + 1; }  ///< ofmap height
  int F() const { return (W + pad_left + pad_right - S) / stride_w + 1; }  ///< ofmap width
  bool has_point_ifmaps() const { return H == 1 && W == 1; }  ///< maps of 1 x 1, as in a Gemm
  bool has_point_ofmaps() const { return E() == 1 && F() == 1; }
  int channels_per_group() const { return C / groups; }
  int filters_per_group() const { return M / groups; }
  std::int64_t macs() const {
    return std::int64_t{N} * M * E() * F() * channels_per_group() * R * S;
  }
};

/// Row-stationary mapping (JSSC 2017, Tables II and III).
struct Mapping {
  int m;  ///< filters of one group whose psums are in the GLB
  int n;  ///< images at once in the GLB, worked on one after the other within a pass
  int e;  ///< width of a PE set: ofmap rows of a strip
  int f;  ///< ofmap columns of a tile
  int g;  ///< groups worked on at once, each in sets of its own
  int p;  ///< filters in a PE
  int q;  ///< channels in a PE
  int r;  ///< sets that work on different channels, one above the other
  int t;  ///< sets that work on different filters
  // Of machines of clusters: how far one source of iacts or weights reaches.
  noc::MeshMode ifmap_mode = noc::MeshMode::kUnicast;
  noc::MeshMode filter_mode = noc::MeshMode::kUnicast;
};

/// What the chip is configured with for one layer.
struct Layer {
  std::string name;
  LayerShape shape;
  Mapping mapping;
  bool relu;
  int product_shift;  ///< arithmetic right shift of the 32 b product, 0..31
  Coding ifmap_coding;
  Coding weights_coding;
  Coding ofmap_coding;
  // Of 8 b machines: after the ReLU an arithmetic right shift, 0..31, then saturation.
  int output_shift = 0;
  bool output_is_unsigned = false;  ///< uint8, else int8
};

/// Tensors of one layer in C order: ifmap [N,C,H,W], weights [M,C/groups,R,S], bias [M].
struct LayerTensors {
  std::vector<std::int16_t> ifmap;
  std::vector<std::int16_t> weights;
  std::vector<std::int32_t> bias;  ///< within the range of the machine's psums
};

}  // namespace eyeriss::hw
