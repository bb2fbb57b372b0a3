// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// One dimension of an ifmap is read tile by tile, each as wide as `tile` outputs need: the
/// fraction of all that is read that is not padding.
/// @param padding before the first value
/// @param size of the ifmap without padding
double unpadded(int outputs, int tile, int kernel, int stride, int padding, int size);

}  // namespace eyeriss::sim
