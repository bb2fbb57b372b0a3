// SPDX-License-Identifier: Apache-2.0
#include "hw/controller/pass_planner.h"

namespace eyeriss::hw {

PassPlanner::PassPlanner(const Architecture& architecture, const Layer& layer,
                         const Placement& placement, PeArray& array, GlobalNetworks& networks)
    : architecture_(architecture),
      layer_(layer),
      placement_(placement),
      array_(array),
      networks_(networks),
      sequence_(layer.shape, layer.mapping) {}

std::optional<PassJob> PassPlanner::next() {
  const auto pass = sequence_.next();
  if (!pass) return std::nullopt;
  if (pass->filters.first == pass->tile_filters.first) psum_base_ = 0;
  if (pass->new_ifmaps) ifmap_region_ = (ifmap_region_ + 1) % architecture_.ifmap_buffers();
  const PassJob job{.pass = *pass,
                    .configuration = &configuration(*pass),
                    .psum_base = psum_base_,
                    .ifmap_region = ifmap_region_,
                    .number = planned_++};
  psum_base_ += psum_words(job);
  return job;
}

const PassConfiguration& PassPlanner::configuration(const Pass& pass) {
  const std::array<int, 6> key{pass.groups.count,        pass.images.count,  pass.ofmap_rows.count,
                               pass.ofmap_columns.count, pass.filters.count, pass.channels.count};
  auto found = configurations_.find(key);
  if (found == configurations_.end()) {
    found = configurations_
                .emplace(key, configure_pass(architecture_, layer_.shape, layer_.mapping,
                                             placement_, pass, array_, networks_))
                .first;
  }
  return found->second;
}

std::int64_t PassPlanner::psum_words(const PassJob& job) const {
  const int per_word = architecture_.psums_per_word();
  std::int64_t words = 0;
  for (const auto& column : job.configuration->psum_columns)
    words += (column.filters + per_word - 1) / per_word;
  return words * job.pass.images.count * job.pass.ofmap_columns.count;
}

}  // namespace eyeriss::hw
