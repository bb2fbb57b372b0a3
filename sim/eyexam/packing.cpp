// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/packing.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <ranges>
#include <variant>
#include <vector>

#include "hw/ceil_div.h"
#include "hw/cluster/cluster_placement.h"
#include "hw/mapping/placement.h"
#include "sim/cluster_mapper/cluster_legality.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/tile_choices.h"

namespace eyeriss::sim {
namespace {

using Fits = std::function<bool(const hw::Mapping&)>;

/// PEs one above the other whose psums can be summed.
int longest_chain(const hw::Architecture& architecture) { return architecture.array.rows; }
int longest_chain(const hw::ClusterArchitecture& architecture) {
  return architecture.cluster.pe_rows *
         (architecture.noc.psum.reaches_all ? 1 : architecture.grid.rows);
}

/// Sets of e columns of `length` PEs each that find room, or more.
std::int64_t capacity(const hw::Architecture& architecture, int length, int e) {
  const auto [rows, columns] = architecture.array;
  const std::int64_t places = rows / length;
  return e <= columns ? places * (columns / e) : places * columns / e;
}
std::int64_t capacity(const hw::ClusterArchitecture& architecture, int length, int e) {
  return hw::ClusterPlacement::cells(architecture, length, e).capacity;
}

bool is_placed(const hw::Architecture& architecture, const hw::LayerShape& shape,
               const hw::Mapping& mapping) {
  try {
    const hw::Placement placement(architecture, shape, mapping);
    return true;
  } catch (const hw::PlacementError&) {
    return false;
  }
}
/// As many as the capacity says.
bool is_placed(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
               const hw::Mapping& mapping) {
  return std::int64_t{mapping.g} * mapping.t <=
         capacity(architecture, shape.R * mapping.r, mapping.e);
}

/// Searches sets for the highest rate.
template <typename Architecture>
class PackingSearch {
 public:
  PackingSearch(const Architecture& architecture, const hw::LayerShape& shape,
                const ParallelWork& work, const hw::Mapping& start, const Fits& fits)
      : architecture_(architecture),
        shape_(shape),
        work_(work),
        fits_(fits),
        best_(start),
        best_rate_(work.with(start)) {}

  hw::Mapping run() {
    const int most_sets = longest_chain(architecture_) / shape_.R;
    hw::Mapping sets = best_;
    // Of sets that are as good, those with the shortest chains.
    for (const int r : values(shape_.channels_per_group(), most_sets) | std::views::reverse) {
      sets.r = r;
      const int length = shape_.R * r;
      for (const int e : values(shape_.E(), architecture_.pes() / length)) {
        sets.e = e;
        const std::int64_t room = capacity(architecture_, length, e);
        const int most_groups = static_cast<int>(std::min<std::int64_t>(room, shape_.groups));
        if (most_groups == 0) continue;
        for (const int g : values(shape_.groups, most_groups)) {
          sets.g = g;
          try_filter_sets(sets, static_cast<int>(room / g));
        }
      }
    }
    return best_;
  }

 private:
  /// Those that can differ in rate.
  std::vector<int> values(int extent, int most) const {
    if (!work_.skips_zeros()) {
      return even_tiles(extent, most, std::numeric_limits<std::size_t>::max());
    }
    std::vector<int> all;
    for (int value = std::min(extent, most); value > 0; --value) all.push_back(value);
    return all;
  }

  void try_filter_sets(hw::Mapping sets, int room) {
    const int most = std::min(room, ceil_div(shape_.filters_per_group(), work_.filters_at_once()));
    const auto with = [&](int t) {
      sets.t = t;
      return work_.least_chunks(sets);
    };
    if (work_.with(with(most)) <= best_rate_) return;
    const int too_few = largest(most, [&](int t) { return work_.with(with(t)) <= best_rate_; });
    if (!fits_(with(too_few + 1))) return;
    best_ = with(largest(most, [&](int t) { return fits_(with(t)); }));
    best_rate_ = work_.with(best_);
  }

  const Architecture& architecture_;
  const hw::LayerShape& shape_;
  const ParallelWork& work_;
  const Fits& fits_;
  hw::Mapping best_;
  double best_rate_;
};

void check(const hw::Architecture& architecture, const hw::Layer& layer) {
  check_mapping(architecture, layer.shape, layer.mapping);
}
void check(const hw::ClusterArchitecture& architecture, const hw::Layer& layer) {
  check_cluster_mapping(architecture, layer, {});
}

}  // namespace

hw::Mapping best_packing(const hw::AnyArchitecture& architecture, const hw::LayerShape& shape,
                         const ParallelWork& work, const hw::Mapping& start) {
  return std::visit(
      [&](const auto& machine) {
        const Fits fits = [&](const hw::Mapping& mapping) {
          return is_placed(machine, shape, mapping);
        };
        return PackingSearch(machine, shape, work, work.least_chunks(start), fits).run();
      },
      architecture);
}

hw::Mapping best_stored_packing(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                                const ParallelWork& work) {
  return std::visit(
      [&](const auto& machine) {
        hw::Layer packed = layer;
        const Fits fits = [&](const hw::Mapping& mapping) {
          packed.mapping = mapping;
          return storage_limit(architecture, packed).empty();
        };
        return PackingSearch(machine, layer.shape, work, layer.mapping, fits).run();
      },
      architecture);
}

std::string storage_limit(const hw::AnyArchitecture& architecture, hw::Layer layer) {
  // Raw weights take as much as CSC data without zeros, and need not be looked at.
  layer.weights_coding = hw::Coding::kRaw;
  try {
    std::visit([&](const auto& machine) { check(machine, layer); }, architecture);
    return {};
  } catch (const MappingError& error) {
    return error.what();
  }
}

}  // namespace eyeriss::sim
