// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

namespace eyeriss::test {

/// Whether EYERISS_PROPERTY_LAYERS is set (see property_layers()): this is a build in which layers
/// take long, and of the networks only the smallest are to be tried.
inline bool is_short_run() { return std::getenv("EYERISS_PROPERTY_LAYERS") != nullptr; }

}  // namespace eyeriss::test
