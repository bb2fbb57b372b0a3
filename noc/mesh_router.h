// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace eyeriss::noc {

/// A port of a router, in or out: a link to the neighbouring cluster on that side, or the cluster
/// itself. In: the GLB bank or what comes from off chip. Out: the PEs.
enum class MeshPort : std::uint8_t { kNorth, kSouth, kWest, kEast, kLocal };

/// The side on which the neighbour at the other end of a link has it. @pre not kLocal
MeshPort opposite(MeshPort port);

/// Router of one data type in a cluster (JETCAS 2019, section III): circuit-switched, set once per
/// layer. Each output port has a multiplexer that takes one of the input ports, or none; an input
/// port may drive several output ports.
class MeshRouter {
 public:
  static constexpr std::size_t kPorts = 5;

  /// Sets the multiplexer of `output` to `input`, to which it may be set already.
  /// @throws std::invalid_argument if another input port drives it, or if words would go back over
  ///   the link on which they came
  void connect(MeshPort input, MeshPort output);

  /// The input port that drives `output`, if there is one.
  std::optional<MeshPort> driver(MeshPort output) const {
    return drivers_[static_cast<std::size_t>(output)];
  }

 private:
  std::array<std::optional<MeshPort>, kPorts> drivers_;  // by output port
};

}  // namespace eyeriss::noc
