// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/placement.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "hw/mapping/stack_packing.h"

namespace eyeriss::hw {
namespace {

/// Shelves and column IDs by which one group or stack is told from the others.
struct Family {
  int shelf;     ///< first shelf of the family; its members share row IDs
  int position;  ///< among the members of the family
};

/// Families of owners that each own `per_owner` consecutive segments. Shelves that hold
/// segments of one owner belong to one family; it is named after its first shelf.
std::vector<Family> find_families(const std::vector<Segment>& segments, std::size_t per_owner) {
  int shelves = 0;
  for (const Segment& segment : segments) shelves = std::max(shelves, segment.shelf + 1);
  std::vector<int> family_of(static_cast<std::size_t>(shelves));
  std::iota(family_of.begin(), family_of.end(), 0);
  const auto family = [&](std::size_t index) {
    return family_of[static_cast<std::size_t>(segments[index].shelf)];
  };
  for (std::size_t index = 0; index < segments.size(); ++index) {
    const auto [low, high] = std::minmax({family(index - index % per_owner), family(index)});
    std::replace(family_of.begin(), family_of.end(), high, low);
  }
  std::vector<int> members(static_cast<std::size_t>(shelves), 0);
  std::vector<Family> families;
  for (std::size_t index = 0; index < segments.size(); index += per_owner) {
    const int shelf = family(index);
    families.push_back({shelf, members[static_cast<std::size_t>(shelf)]++});
  }
  return families;
}

/// Lowest IDs of each owner when a shelf takes `rows` row IDs and an owner `columns` column IDs.
std::vector<noc::Tag> lowest_ids(const std::vector<Family>& families, int rows, int columns) {
  std::vector<noc::Tag> bases;
  for (const Family& family : families) {
    bases.push_back({family.shelf * rows, family.position * columns});
  }
  return bases;
}

NetworkIds no_ids(const Architecture& architecture) {
  using noc::MulticastController;
  return {std::vector<int>(static_cast<std::size_t>(architecture.array.rows),
                           MulticastController::none(architecture.noc.row_id_bits)),
          std::vector<int>(static_cast<std::size_t>(architecture.pes()),
                           MulticastController::none(architecture.noc.column_id_bits))};
}

void check_id(const std::string& key, const std::string& what, int highest, int bits) {
  const int most = noc::MulticastController::none(bits) - 1;
  if (highest > most) {
    throw PlacementError(key, what + " IDs up to " + std::to_string(highest) + " exceed " +
                                  std::to_string(bits) + " b (at most " + std::to_string(most) +
                                  ")");
  }
}

void check_ids(const std::string& network, const std::vector<noc::Tag>& ids,
               const Architecture::Noc& widths, const std::string& column_key) {
  noc::Tag highest{0, 0};
  for (const noc::Tag& id : ids) {
    highest = {std::max(highest.row, id.row), std::max(highest.column, id.column)};
  }
  check_id("r", network + " row", highest.row, widths.row_id_bits);
  check_id(column_key, network + " column", highest.column, widths.column_id_bits);
}

}  // namespace

Placement::Placement(const Architecture& architecture, const LayerShape& shape,
                     const Mapping& mapping)
    : stride_(shape.stride_h),
      kernel_height_(shape.R),
      channel_sets_(mapping.r),
      filter_sets_(mapping.t),
      ifmap_ids_(no_ids(architecture)),
      filter_ids_(no_ids(architecture)) {
  const int columns = architecture.array.columns;
  const std::vector<Segment> segments = pack_stacks(architecture.array, shape.R, mapping);

  const int stack_rows = shape.R * mapping.r;
  const int diagonals = mapping.e + (shape.R - 1) / stride_;
  const auto per_stack = static_cast<std::size_t>((mapping.e - 1) / columns + 1);
  const auto per_group = per_stack * static_cast<std::size_t>(mapping.t);
  group_bases_ = lowest_ids(find_families(segments, per_group),
                            std::min(stride_, shape.R) * mapping.r, diagonals);
  stack_bases_ = lowest_ids(find_families(segments, per_stack), stack_rows, 1);

  for (int stack = 0; stack < mapping.g * mapping.t; ++stack) {
    for (int channel_set = 0; channel_set < mapping.r; ++channel_set) {
      for (int j = 0; j < shape.R; ++j) {
        for (int i = 0; i < mapping.e; ++i) {
          const Segment& segment = segments[static_cast<std::size_t>(stack) * per_stack +
                                            static_cast<std::size_t>(i / columns)];
          sites_.push_back(
              {.row = segment.shelf * stack_rows + (mapping.r - 1 - channel_set) * shape.R + j,
               .column = segment.column + i % columns,
               .group = stack / mapping.t,
               .filter_set = stack % mapping.t,
               .channel_set = channel_set,
               .filter_row = j,
               .ofmap_row = i});
        }
      }
    }
  }
  set_ids(architecture, mapping);
}

void Placement::set_ids(const Architecture& architecture, const Mapping& mapping) {
  std::vector<noc::Tag> ifmap;
  std::vector<noc::Tag> filter;
  std::vector<noc::Tag> psum;
  for (const PeSite& site : sites_) {
    ifmap.push_back(
        ifmap_tag(site.group, site.channel_set, site.ofmap_row * stride_ + site.filter_row));
    filter.push_back(filter_tag(site.group, site.filter_set, site.channel_set, site.filter_row));
    psum.push_back({site.row, site.column});

    const auto row = static_cast<std::size_t>(site.row);
    const auto pe = static_cast<std::size_t>(site.row * architecture.array.columns + site.column);
    ifmap_ids_.row_ids[row] = ifmap.back().row;
    ifmap_ids_.column_ids[pe] = ifmap.back().column;
    filter_ids_.row_ids[row] = filter.back().row;
    filter_ids_.column_ids[pe] = filter.back().column;
  }
  const std::string widening_key = mapping.g > 1 ? "g" : "e";
  const std::string stacking_key = mapping.t > 1 ? "t" : widening_key;
  check_ids("ifmap", ifmap, architecture.noc, widening_key);
  check_ids("filter", filter, architecture.noc, stacking_key);
  check_ids("psum", psum, architecture.noc, stacking_key);
}

noc::Tag Placement::ifmap_tag(int group, int channel_set, int h) const {
  const int residues = std::min(stride_, kernel_height_);
  if (h % stride_ >= residues) return {-1, -1};
  const noc::Tag& base = group_bases_[static_cast<std::size_t>(group)];
  return {base.row + channel_set * residues + h % stride_, base.column + h / stride_};
}

noc::Tag Placement::filter_tag(int group, int filter_set, int channel_set, int j) const {
  const noc::Tag& base = stack_bases_[static_cast<std::size_t>(group * filter_sets_ + filter_set)];
  return {base.row + (channel_sets_ - 1 - channel_set) * kernel_height_ + j, base.column};
}

}  // namespace eyeriss::hw
