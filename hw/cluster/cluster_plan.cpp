// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/cluster_plan.h"

#include <algorithm>
#include <utility>

#include "hw/mapping/pass_sequence.h"

namespace eyeriss::hw {
namespace {

using Network = noc::MeshNetwork<noc::DataWord>;

/// Number `index` of the parts of `size` that `all` is cut into; 0 or less if there is none.
int part(int all, int index, int size) { return std::min(size, all - index * size); }

/// Destinations of every stream of every source.
template <typename Key>
struct Destinations {
  explicit Destinations(const std::vector<ClusterSources::Source<Key>>& sources) {
    for (const auto& source : sources) of.emplace_back(source.streams.size());
  }
  std::vector<std::vector<std::vector<Network::Destination>>> of;
};

template <typename Key>
void route_streams(const ClusterArchitecture::Grid& grid,
                   const std::vector<ClusterSources::Source<Key>>& sources,
                   const Destinations<Key>& destinations, const Network& network,
                   std::vector<std::vector<ClusterShape::Stream>>& streams) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const ClusterRegion& region = sources[i].region;
    const int cluster = region.source_row() * grid.columns + region.source_column();
    for (std::size_t k = 0; k < streams[i].size(); ++k) {
      if (destinations.of[i][k].empty()) continue;
      streams[i][k].route = network.route(sources[i].plane, cluster, destinations.of[i][k]);
    }
  }
}

}  // namespace

std::size_t ClusterPlan::pe_number(const ClusterArchitecture& architecture,
                                   const ClusterSite& site) {
  const auto& cluster = architecture.cluster;
  return static_cast<std::size_t>(
      (site.cluster * cluster.pe_rows + site.pe_row) * cluster.pe_columns + site.pe_column);
}

ClusterPlan::ClusterPlan(const ClusterArchitecture& architecture, const Layer& layer,
                         const ClusterPlacement& placement, const ClusterSources& sources,
                         const ClusterPes& pes, const Network& iacts, const Network& weights)
    : architecture_(architecture),
      layer_(layer),
      placement_(placement),
      sources_(sources),
      pes_(pes),
      iact_network_(iacts),
      weight_network_(weights) {
  PassSequence sequence(layer.shape, layer.mapping);
  while (const auto pass = sequence.next()) {
    const Extents extents = {pass->groups.count,        pass->images.count,  pass->ofmap_rows.count,
                             pass->ofmap_columns.count, pass->filters.count, pass->channels.count};
    const auto found = shapes_.find(extents);
    const ClusterShape& shape = found != shapes_.end()
                                    ? found->second
                                    : shapes_.emplace(extents, make_shape(*pass)).first->second;
    if (!passes_.empty()) passes_.back().reads_ifmaps_last = pass->new_ifmaps;
    passes_.push_back({*pass, &shape, true});
    keeps_psums_ |= !pass->last_channels;
  }
}

ClusterShape ClusterPlan::make_shape(const Pass& pass) const {
  ClusterShape shape;
  make_works(pass, shape);
  make_streams(shape);
  make_chains(shape);
  return shape;
}

void ClusterPlan::make_works(const Pass& pass, ClusterShape& shape) const {
  const Mapping& mapping = layer_.mapping;
  const int last_set = (pass.channels.count - 1) / mapping.q;
  const std::vector<ClusterSite>& sites = placement_.sites();
  shape.works.resize(sites.size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const ClusterSite& site = sites[i];
    ClusterPeWork& work = shape.works[i];
    const int filters = part(pass.filters.count, site.filter_set, mapping.p);
    const int channels = part(pass.channels.count, site.channel_set, mapping.q);
    work.works = site.group < pass.groups.count && site.ofmap_row < pass.ofmap_rows.count &&
                 filters > 0 && channels > 0;
    if (!work.works) continue;
    ++shape.active_pes;
    work.pass = {.filters = filters,
                 .channels = channels,
                 .kernel_width = layer_.shape.S,
                 .stride = layer_.shape.stride_w,
                 .windows = pass.ofmap_columns.count,
                 .rows = pass.images.count,
                 .raw_iacts = layer_.ifmap_coding == Coding::kRaw,
                 .raw_weights = layer_.weights_coding == Coding::kRaw};
    work.is_head = site.channel_set == last_set && site.filter_row == 0;
    if (!work.is_head) {
      work.psum_hops = sites[i + 1].cluster != site.cluster ? 1 : 0;
    } else if (!architecture_.noc.psum.reaches_all) {
      work.psum_detour = site.pe_row;  // the PEs above it
    }
  }
}

void ClusterPlan::make_streams(ClusterShape& shape) const {
  for (const auto& source : sources_.iacts()) shape.iacts.emplace_back(source.streams.size());
  for (const auto& source : sources_.weights()) shape.weights.emplace_back(source.streams.size());
  Destinations<IactStreamKey> iacts(sources_.iacts());
  Destinations<WeightBlockKey> weights(sources_.weights());
  const std::vector<ClusterSite>& sites = placement_.sites();
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const ClusterPeWork& work = shape.works[i];
    if (!work.works) continue;
    ClusterPe& pe = *pes_[pe_number(architecture_, sites[i])];
    const auto add = [&](ClusterSources::StreamIndex index, auto& streams, auto& destinations,
                         noc::Channel<noc::DataWord>& channel) {
      const auto source = static_cast<std::size_t>(index.source);
      const auto number = static_cast<std::size_t>(index.stream);
      streams[source][number].filters = work.pass.filters;
      streams[source][number].channels = work.pass.channels;
      destinations.of[source][number].push_back({sites[i].cluster, &channel});
    };
    add(sources_.iact_stream(i), shape.iacts, iacts, pe.iact_in);
    add(sources_.weight_block(i), shape.weights, weights, pe.weight_in);
  }
  route_streams(architecture_.grid, sources_.iacts(), iacts, iact_network_, shape.iacts);
  route_streams(architecture_.grid, sources_.weights(), weights, weight_network_, shape.weights);
}

void ClusterPlan::make_chains(ClusterShape& shape) const {
  const std::vector<ClusterSite>& sites = placement_.sites();
  for (const ClusterSources::PsumRouter& router : sources_.psums()) {
    std::vector<ClusterShape::Chain>& chains = shape.chains.emplace_back();
    for (const ChainKey& key : router.chains) {
      ClusterShape::Chain& chain = chains.emplace_back();
      auto at = static_cast<std::size_t>(key.first_site);
      if (!shape.works[at].works) continue;
      chain.foot = pes_[pe_number(architecture_, sites[at])];
      chain.filters = shape.works[at].pass.filters;
      while (!shape.works[at].is_head) ++at;
      chain.head = pes_[pe_number(architecture_, sites[at])];
    }
  }
}

}  // namespace eyeriss::hw
