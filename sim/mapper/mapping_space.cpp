// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_space.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "hw/ceil_div.h"
#include "hw/mapping/glb_allocation.h"
#include "hw/mapping/placement.h"
#include "sim/mapper/tile_choices.h"

namespace eyeriss::sim {
namespace {

/// Values of a key that are tried, and of n, where the largest do best.
constexpr std::size_t kMostChoices = 32;
constexpr std::size_t kMostImages = 5;

std::vector<int> choices(int extent, int most) { return even_tiles(extent, most, kMostChoices); }

class Space {
 public:
  Space(const hw::Architecture& architecture, const hw::LayerShape& shape,
        const std::function<void(const hw::Mapping&)>& visit)
      : architecture_(architecture), shape_(shape), visit_(visit) {}

  void visit_all() {
    const int rows = architecture_.array.rows;
    if (shape_.R > rows) return;
    const int most_sets = rows / shape_.R;
    const int widest = most_sets * architecture_.array.columns;
    for (const int r : choices(shape_.channels_per_group(), most_sets)) {
      mapping_.r = r;
      for (const int e : choices(shape_.E(), widest)) {
        mapping_.e = e;
        const int stacks = largest(most_stacks(), [&](int g) { return is_placed(g, 1); });
        if (stacks == 0) continue;
        for (const int g : choices(shape_.groups, stacks)) {
          mapping_.g = g;
          visit_chunks();
        }
      }
    }
  }

 private:
  int most_stacks() const { return architecture_.pes() / (shape_.R * mapping_.r * mapping_.e) + 1; }

  bool is_placed(int g, int t) const {
    hw::Mapping mapping = mapping_;
    mapping.g = g;
    mapping.t = t;
    try {
      const hw::Placement placement(architecture_, shape_, mapping);
      return true;
    } catch (const hw::PlacementError&) {
      return false;
    }
  }

  void visit_chunks() {
    const hw::Architecture::Pe& pe = architecture_.pe;
    const int most_filter_sets =
        largest(most_stacks(), [&](int t) { return is_placed(mapping_.g, t); });
    const int channels = shape_.channels_per_group();
    for (const int q : choices(ceil_div(channels, mapping_.r), pe.ifmap_spad_words / shape_.S)) {
      mapping_.q = q;
      const int most_filters = std::min(pe.psum_spad_words, pe.filter_spad_words / (q * shape_.S));
      for (const int p : choices(shape_.filters_per_group(), most_filters)) {
        mapping_.p = p;
        const int chunks = ceil_div(shape_.filters_per_group(), p);
        const int most = std::min(most_filter_sets, chunks);
        bool fits = false;
        for (int sets = most; sets > 0 && (!fits || sets >= most / 2); sets /= 2) {
          fits |= visit_filter_sets(even_tile(chunks, sets));
        }
      }
    }
  }

  /// @return whether any tile fits the global buffer
  bool visit_filter_sets(int t) {
    mapping_.t = t;
    if (!filters_fit()) return false;
    bool fits = false;
    for (const int n : even_tiles(shape_.N, shape_.N, kMostImages)) {
      mapping_.n = n;
      mapping_.m = least_filters();
      const int f = largest(shape_.F(), [&](int columns) { return tile_fits(columns); });
      if (f == 0) continue;
      fits = true;
      for (const int divisor : {1, 2, 4}) {
        if (f < divisor) break;
        mapping_.f = even_tile(shape_.F(), f / divisor);
        visit_tile();
      }
    }
    return fits;
  }

  void visit_tile() {
    const int filters = shape_.filters_per_group();
    const int step = mapping_.p * mapping_.t;
    const int steps = largest(ceil_div(filters, step), [&](int count) {
      mapping_.m = std::min(count * step, filters);
      return tile_fits(mapping_.f);
    });
    mapping_.m = std::min(even_tile(ceil_div(filters, step), steps) * step, filters);
    visit_(mapping_);
    mapping_.m = least_filters();
  }

  int least_filters() const {
    return std::min(mapping_.p * mapping_.t, shape_.filters_per_group());
  }

  bool tile_fits(int columns) const {
    hw::Mapping mapping = mapping_;
    mapping.f = columns;
    return hw::allocate_glb(architecture_, shape_, mapping).all_banks() <= architecture_.glb.banks;
  }

  bool filters_fit() const {
    const hw::Architecture::Glb& glb = architecture_.glb;
    hw::Mapping mapping = mapping_;
    mapping.m = least_filters();
    mapping.n = mapping.f = 1;
    return hw::allocate_glb(architecture_, shape_, mapping).filter_words <=
           std::int64_t{glb.filter_banks} * glb.bank_words;
  }

  const hw::Architecture& architecture_;
  const hw::LayerShape& shape_;
  const std::function<void(const hw::Mapping&)>& visit_;
  hw::Mapping mapping_{.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};
};

}  // namespace

void for_each_mapping(const hw::Architecture& architecture, const hw::LayerShape& shape,
                      const std::function<void(const hw::Mapping&)>& visit) {
  Space(architecture, shape, visit).visit_all();
}

}  // namespace eyeriss::sim
