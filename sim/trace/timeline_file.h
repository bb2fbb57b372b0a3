// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <vector>

namespace eyeriss::sim {

/// Puts the parts of layers together to one document of Chrome trace events, in which the layers
/// follow one another in time.
///
/// The first line of a part tells the cycles of its layer. Each further line is an event: either a
/// whole object, or its cycle in the layer and the rest of the object: `12,"ph":"C",...}`.
/// @throws std::runtime_error
void gather_timeline(const std::vector<std::filesystem::path>& parts, std::ostream& file);

}  // namespace eyeriss::sim
