// SPDX-License-Identifier: Apache-2.0
#include "hw/array/pass_configuration.h"

#include <algorithm>

namespace eyeriss::hw {
namespace {

/// Share of chunk number `index` when `count` things are dealt out in chunks of `size`.
int share(int count, int index, int size) { return std::clamp(count - index * size, 0, size); }

class Configurator {
 public:
  Configurator(const Architecture& architecture, const LayerShape& shape, const Mapping& mapping,
               const Placement& placement, const Pass& pass, PeArray& array,
               GlobalNetworks& networks)
      : architecture_(architecture),
        shape_(shape),
        mapping_(mapping),
        placement_(placement),
        pass_(pass),
        array_(array),
        networks_(networks),
        working_channel_sets_((pass.channels.count + mapping.q - 1) / mapping.q) {}

  PassConfiguration run() {
    configuration_.ifmap_rows = (pass_.ofmap_rows.count - 1) * shape_.stride_h + shape_.R;
    configuration_.ifmap_row_words = (pass_.ofmap_columns.count - 1) * shape_.stride_w + shape_.S;
    set_ids();
    add_ifmap_columns();
    add_pes();
    add_ifmap_steps();
    add_filter_rows();
    return std::move(configuration_);
  }

 private:
  int filters(int filter_set) const { return share(pass_.filters.count, filter_set, mapping_.p); }
  int channels(int channel_set) const {
    return share(pass_.channels.count, channel_set, mapping_.q);
  }
  bool works(const PeSite& site) const {
    return site.group < pass_.groups.count && filters(site.filter_set) > 0 &&
           channels(site.channel_set) > 0 && site.ofmap_row < pass_.ofmap_rows.count;
  }

  /// PEs without work in this pass get an ID that no tag carries.
  void set_ids() {
    const int none = noc::MulticastController::none(architecture_.noc.column_id_bits);
    const auto pes = static_cast<std::size_t>(architecture_.pes());
    std::vector<int> ifmap(pes, none);
    std::vector<int> filter(pes, none);
    for (const PeSite& site : placement_.sites()) {
      if (!works(site)) continue;
      const auto pe = static_cast<std::size_t>(site.row * array_.columns() + site.column);
      ifmap[pe] = placement_.ifmap_ids().column_ids[pe];
      filter[pe] = placement_.filter_ids().column_ids[pe];
    }
    networks_.ifmap.configure(placement_.ifmap_ids().row_ids, ifmap);
    networks_.filter.configure(placement_.filter_ids().row_ids, filter);
  }

  /// With a stride wider than the kernel some columns are never used, and not sent.
  void add_ifmap_columns() {
    for (int window = 0; window < pass_.ofmap_columns.count; ++window)
      for (int s = 0; s < shape_.S; ++s) {
        const int column = window * shape_.stride_w + s;
        if (configuration_.ifmap_columns.empty() || column > configuration_.ifmap_columns.back())
          configuration_.ifmap_columns.push_back(column);
      }
  }

  void add_pes() {
    configuration_.active_pes = 0;
    for (const PeSite& site : placement_.sites()) {
      if (!works(site)) {
        configuration_.pes.emplace_back(&array_.at(site.row, site.column), kNoWork);
        continue;
      }
      ++configuration_.active_pes;
      const bool head = site.filter_row == 0 && site.channel_set == working_channel_sets_ - 1;
      configuration_.pes.emplace_back(&array_.at(site.row, site.column),
                                      PePass{.filters = filters(site.filter_set),
                                             .channels = channels(site.channel_set),
                                             .kernel_width = shape_.S,
                                             .stride = shape_.stride_w,
                                             .windows = pass_.ofmap_columns.count,
                                             .rows = pass_.images.count,
                                             .head_of_column = head});
      if (head) add_psum_column(site);
    }
  }

  void add_psum_column(const PeSite& head) {
    // The foot stands below the head, at the last filter row of channel set 0.
    const int foot_row = head.row + working_channel_sets_ * shape_.R - 1;
    configuration_.psum_columns.push_back(
        {.foot = networks_.psum.route({foot_row, head.column}),
         .head = &networks_.output.source({head.row, head.column}),
         .group = head.group,
         .first_filter = head.filter_set * mapping_.p,
         .filters = filters(head.filter_set),
         .ofmap_row = head.ofmap_row});
  }

  void add_ifmap_steps() {
    for (int row = 0; row < configuration_.ifmap_rows; ++row)
      for (int group = 0; group < pass_.groups.count; ++group)
        for (int set = 0; set < working_channel_sets_; ++set) {
          auto route = networks_.ifmap.route(placement_.ifmap_tag(group, set, row));
          if (route.channels.empty())
            continue;  // a stride higher than the kernel leaves rows unused
          configuration_.ifmap_steps.push_back({.route = std::move(route),
                                                .group = group,
                                                .first_channel = set * mapping_.q,
                                                .channels = channels(set),
                                                .row = row});
        }
  }

  void add_filter_rows() {
    configuration_.filter_network_words = 0;
    for (int group = 0; group < pass_.groups.count; ++group)
      for (int filter_set = 0; filters(filter_set) > 0; ++filter_set)
        for (int set = 0; set < working_channel_sets_; ++set)
          for (int row = shape_.R - 1; row >= 0; --row) add_filter_row(group, filter_set, set, row);
  }

  void add_filter_row(int group, int filter_set, int channel_set, int row) {
    const int words = filters(filter_set) * channels(channel_set) * shape_.S;
    const int per_word = architecture_.filters_per_word();
    configuration_.filter_rows.push_back({.route = networks_.filter.route(placement_.filter_tag(
                                              group, filter_set, channel_set, row)),
                                          .group = group,
                                          .first_filter = filter_set * mapping_.p,
                                          .filters = filters(filter_set),
                                          .first_channel = channel_set * mapping_.q,
                                          .channels = channels(channel_set),
                                          .row = row,
                                          .words = words});
    configuration_.filter_network_words += (words + per_word - 1) / per_word;
  }

  const Architecture& architecture_;
  const LayerShape& shape_;
  const Mapping& mapping_;
  const Placement& placement_;
  const Pass& pass_;
  PeArray& array_;
  GlobalNetworks& networks_;
  int working_channel_sets_;
  PassConfiguration configuration_{};
};

}  // namespace

PassConfiguration configure_pass(const Architecture& architecture, const LayerShape& shape,
                                 const Mapping& mapping, const Placement& placement,
                                 const Pass& pass, PeArray& array, GlobalNetworks& networks) {
  return Configurator(architecture, shape, mapping, placement, pass, array, networks).run();
}

}  // namespace eyeriss::hw
