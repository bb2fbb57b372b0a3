// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::noc {

/// How far the words of one source reach over a mesh of router clusters (JETCAS 2019, section III):
/// the clusters that share a source. Set once per layer.
enum class MeshMode {
  kUnicast,     ///< its own cluster alone: high bandwidth
  kHorizontal,  ///< neighbouring clusters of its row
  kVertical,    ///< all clusters of its column
  kBroadcast    ///< all clusters: high reuse
};

}  // namespace eyeriss::noc
