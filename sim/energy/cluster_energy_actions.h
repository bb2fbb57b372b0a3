// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "sim/energy/energy_actions.h"

namespace eyeriss::sim {

/// Of machines of clusters. One table serves machines whose PEs, clusters and words differ: what is
/// stored or moved is counted in bits (ClusterWidths), words at their full width.
///
/// - A PE is clocked in the cycles of the passes that use it, otherwise idle; a clocked PE issues
///   MACs, or adds psums, or is stalled. `clocked_register_bit` counts the clocked cycles of the
///   bits of its spads; all but that of weights are registers. `idle_slot` is a MAC of an issue
///   that has no weight.
/// - GLB: bits of a bank of a few kB; a larger GLB is one of more banks. The way to it is the
///   network's.
/// - `noc.router_bit`: through a router, in each cluster that a word reaches.
/// - `noc.bit_pitch`: over the pitch of a PE. In each cluster that a word reaches it drives the
///   rows and the columns of PEs that its router serves: all R and C of iacts, R by routers and C
///   of weights, R and C by routers of psums; with one router each, the two buses of the first
///   chip. Each destination adds one pitch, as does a psum that goes from PE to PE. A link between
///   clusters is as long as a cluster: C of weights, R of psums, their mean of iacts, whose links
///   go either way.
std::span<const EnergyAction> cluster_energy_actions();

}  // namespace eyeriss::sim
