// SPDX-License-Identifier: Apache-2.0
#include "noc/mesh_router.h"

#include <cassert>
#include <stdexcept>

namespace eyeriss::noc {

MeshPort opposite(MeshPort port) {
  assert(port != MeshPort::kLocal);
  switch (port) {
    case MeshPort::kNorth:
      return MeshPort::kSouth;
    case MeshPort::kSouth:
      return MeshPort::kNorth;
    case MeshPort::kWest:
      return MeshPort::kEast;
    default:
      return MeshPort::kWest;
  }
}

void MeshRouter::connect(MeshPort input, MeshPort output) {
  if (input == output && input != MeshPort::kLocal)
    throw std::invalid_argument("a router cannot send words back over the link they came on");
  std::optional<MeshPort>& driver = drivers_[static_cast<std::size_t>(output)];
  if (driver && *driver != input)
    throw std::invalid_argument("two circuits meet at an output port of a router");
  driver = input;
}

}  // namespace eyeriss::noc
