// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// Version of the program; the same as the project's in CMakeLists.txt.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace eyeriss::sim
