// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <numeric>
#include <set>
#include <vector>

#include "noc/channel.h"
#include "noc/mesh_circuits.h"
#include "noc/probes.h"

namespace eyeriss::noc {

/// Hierarchical mesh for iacts or weights (JETCAS 2019, section III): circuit-switched routers
/// between clusters, `routers` independent planes of them, and within a cluster an all-to-all, so
/// that any PE can listen to any router of its cluster.
///
/// Timing: one word per cycle and source; a word is sent only in a cycle in which all its
/// destinations have space: their ready lines are ANDed at the source. It crosses a link per cycle.
/// What is sent in cycle c is put into the FIFO of a PE that is h hops away in c+1+h, and can be
/// popped there in c+2+h: with no hop as over the first chip's buses. A word on its way has its
/// place in the FIFO, so a destination of d words takes at most d per 3+h cycles: d >= 3+h for
/// one word per cycle. The network is passive: the streamer that drives a source calls send_at()
/// and send().
template <typename T>
class MeshNetwork {
 public:
  using Region = MeshCircuits::Region;

  /// The input FIFO of a PE, and the cluster that the PE is in.
  struct Destination {
    int cluster;
    Channel<T>* channel;
  };

  /// The way of a word from a source to some of the PEs that its circuit reaches. Empty: to none.
  struct Route {
    struct Branch {
      Channel<T>* channel;
      int hops;  ///< links from the source to the PE's cluster
    };
    int plane = 0;
    int source_cluster = 0;
    std::vector<Branch> branches;
    std::size_t links = 0;  ///< that a word drives, those that branches share once

    bool empty() const { return branches.empty(); }
  };

  class Source;

  /// @param routers of a cluster
  MeshNetwork(int rows, int columns, int routers, bool has_horizontal_links,
              bool has_vertical_links)
      : circuits_(rows, columns, routers, has_horizontal_links, has_vertical_links) {}
  MeshNetwork(const MeshNetwork&) = delete;
  MeshNetwork& operator=(const MeshNetwork&) = delete;

  /// Sets the routers of a plane for a source: MeshCircuits::configure().
  void configure(int plane, const Region& region, int source_row, int source_column) {
    circuits_.configure(plane, region, source_row, source_column);
  }

  /// Where words of a source go under the present configuration. Routes are followed once, when
  /// passes are planned, and hold for all passes of the same shape.
  /// @param destinations each once
  /// @throws std::invalid_argument if a cluster is not reached
  Route route(int plane, int source_cluster, const std::vector<Destination>& destinations) const {
    Route route{.plane = plane, .source_cluster = source_cluster, .branches = {}, .links = 0};
    std::set<MeshCircuits::Link> driven;
    for (const Destination& destination : destinations) {
      const auto path = circuits_.path(plane, source_cluster, destination.cluster);
      route.branches.push_back({destination.channel, static_cast<int>(path.size())});
      driven.insert(path.begin(), path.end());
    }
    route.links = driven.size();
    return route;
  }

  // Sums over all sources.
  std::uint64_t words() const { return sum(&Traffic::words); }
  std::uint64_t deliveries() const { return sum(&Traffic::deliveries); }
  std::uint64_t hops() const { return sum(&Traffic::hops); }

 private:
  struct Traffic {
    std::uint64_t words = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t hops = 0;
  };

  std::uint64_t sum(std::uint64_t Traffic::*count) const {
    return std::accumulate(
        traffic_.begin(), traffic_.end(), std::uint64_t{0},
        [count](std::uint64_t so_far, const Traffic& traffic) { return so_far + traffic.*count; });
  }

  MeshCircuits circuits_;
  std::deque<Traffic> traffic_;  // by source; a deque, as sources hold on to theirs
};

/// The local input of one router: what a streamer sends with. All that it sends starts there, so
/// that words come to a PE in the order in which they are sent.
template <typename T>
class MeshNetwork<T>::Source {
 public:
  /// @param network outlives the source
  explicit Source(MeshNetwork& network) : traffic_(network.traffic_.emplace_back()) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// First cycle in [from, until] in which the next word may be sent over this route. kNever if
  /// there is none, or none is known yet: then the streamer is woken when it is worth looking
  /// again.
  Cycle send_at(const Route& route, Cycle from, Cycle until) const {
    Cycle at = std::max(from, next_free_);
    for (const auto& branch : route.branches) {
      at = branch.channel->push_at(at, until);
      if (at == kNever) return kNever;
    }
    return at > until ? kNever : at;
  }

  /// Sends a word in cycle `at`. @pre `at` comes from send_at(route, ...), and the route starts
  /// where those of all earlier words did; it outlives the source
  void send(const Route& route, const T& word, Cycle at) {
    assert(traffic_.words == 0 || (route.plane == plane_ && route.source_cluster == cluster_));
    plane_ = route.plane;
    cluster_ = route.source_cluster;
    for (const auto& branch : route.branches)
      branch.channel->push(word, at + kReadLatency + branch.hops);
    next_free_ = at + 1;
    ++traffic_.words;
    traffic_.deliveries += route.branches.size();
    traffic_.hops += route.links;
    last_ = &route;
  }

  /// Whether the word sent last was sent in cycle `at`.
  bool sent_in(Cycle at) const { return next_free_ == at + 1; }

  std::uint64_t words() const { return traffic_.words; }
  std::uint64_t deliveries() const { return traffic_.deliveries; }
  /// Links that its words have driven.
  std::uint64_t hops() const { return traffic_.hops; }

  /// Shows the word that is sent in a cycle, and how far it goes.
  void probe(Probes::Scope& scope) {
    scope.flag("valid", [this](Cycle now) { return sent_in(now); });
    scope.bits("word", 12 * T::kMaxEntries, [this](Cycle) {
      return last_ == nullptr ? 0 : to_bits(last_->branches.front().channel->newest());
    });
    scope.number("destinations", kMostOfPointer,
                 [this](Cycle now) { return sent_in(now) ? last_->branches.size() : 0; });
    scope.number("links", kMostOfPointer,
                 [this](Cycle now) { return sent_in(now) ? last_->links : 0; });
  }

 private:
  static constexpr Cycle kReadLatency = 1;  // GLB read port, or way in from off chip, to router

  Traffic& traffic_;
  int plane_ = 0;
  int cluster_ = 0;
  Cycle next_free_ = 0;
  const Route* last_ = nullptr;  // of the word sent last
};

}  // namespace eyeriss::noc
