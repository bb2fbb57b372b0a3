// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/placement.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

using test::eyeriss_v1;
using test::published_mapping;
using test::square_layer;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using Pes = std::set<std::pair<int, int>>;  // (row, column)

constexpr int kNoRow = 15;
constexpr int kNoColumn = 31;

Mapping sets(int e, int g, int r, int t) {
  return {.m = t, .n = 1, .e = e, .f = 1, .g = g, .p = 1, .q = 1, .r = r, .t = t};
}

LayerShape kernel(int height, int stride) {
  return square_layer(1, 64, 224, 64, height, stride, 0, 1);
}

/// PEs whose multicast controllers let a word with this tag pass.
Pes selected(const Architecture& architecture, const NetworkIds& ids, const noc::Tag& tag) {
  Pes pes;
  for (int row = 0; row < architecture.array.rows; ++row) {
    if (!noc::MulticastController(ids.row_ids.at(size_t(row))).matches(tag.row)) continue;
    for (int column = 0; column < architecture.array.columns; ++column) {
      const int id = ids.column_ids.at(size_t(row * architecture.array.columns + column));
      if (noc::MulticastController(id).matches(tag.column)) pes.insert({row, column});
    }
  }
  return pes;
}

Pes sites_where(const Placement& placement, const std::function<bool(const PeSite&)>& wanted) {
  Pes pes;
  for (const PeSite& site : placement.sites()) {
    if (wanted(site)) pes.insert({site.row, site.column});
  }
  return pes;
}

/// Every word reaches exactly the PEs that want it, and PEs that do not work get none.
void expect_exact_multicast(const Architecture& architecture, const LayerShape& shape,
                            const Mapping& mapping, const Placement& placement) {
  for (int group = 0; group < mapping.g; ++group) {
    for (int channel_set = 0; channel_set < mapping.r; ++channel_set) {
      for (int h = 0; h < (mapping.e - 1) * shape.stride_h + shape.R; ++h) {
        const Pes wanted = sites_where(placement, [&](const PeSite& site) {
          return site.group == group && site.channel_set == channel_set &&
                 site.ofmap_row * shape.stride_h + site.filter_row == h;
        });
        const noc::Tag tag = placement.ifmap_tag(group, channel_set, h);
        ASSERT_EQ(selected(architecture, placement.ifmap_ids(), tag), wanted)
            << "ifmap row " << h << " of group " << group << ", channel set " << channel_set;
      }
      for (int filter_set = 0; filter_set < mapping.t; ++filter_set) {
        for (int j = 0; j < shape.R; ++j) {
          const Pes wanted = sites_where(placement, [&](const PeSite& site) {
            return site.group == group && site.channel_set == channel_set &&
                   site.filter_set == filter_set && site.filter_row == j;
          });
          const noc::Tag tag = placement.filter_tag(group, filter_set, channel_set, j);
          ASSERT_EQ(selected(architecture, placement.filter_ids(), tag), wanted)
              << "filter row " << j << " of set " << group << ", " << filter_set << ", "
              << channel_set;
        }
      }
    }
  }
}

/// Each part of the work has one PE, each PE one part, in the documented order; the filter rows
/// of a column stand one below the other, channel set 0 lowest.
void expect_sound_sites(const Architecture& architecture, const LayerShape& shape,
                        const Mapping& mapping, const Placement& placement) {
  using Work = std::tuple<int, int, int, int, int>;
  const auto work = [](const PeSite& site) {
    return Work{site.group, site.filter_set, site.channel_set, site.filter_row, site.ofmap_row};
  };
  const std::vector<PeSite>& sites = placement.sites();
  ASSERT_EQ(sites.size(), size_t(mapping.g * mapping.t * mapping.r * shape.R * mapping.e));
  ASSERT_EQ(work(sites.back()),
            Work(mapping.g - 1, mapping.t - 1, mapping.r - 1, shape.R - 1, mapping.e - 1));
  ASSERT_EQ(sites_where(placement, [](const PeSite&) { return true; }).size(), sites.size());
  std::map<std::tuple<int, int, int>, std::pair<int, int>> heads;
  for (size_t k = 0; k < sites.size(); ++k) {
    const PeSite& site = sites[k];
    ASSERT_TRUE(site.row >= 0 && site.row < architecture.array.rows);
    ASSERT_TRUE(site.column >= 0 && site.column < architecture.array.columns);
    ASSERT_TRUE(k == 0 || work(sites[k - 1]) < work(site));
    const int depth = (mapping.r - 1 - site.channel_set) * shape.R + site.filter_row;
    const std::pair head{site.row - depth, site.column};
    const auto [entry, first] =
        heads.try_emplace({site.group, site.filter_set, site.ofmap_row}, head);
    ASSERT_EQ(entry->second, head) << "column of ofmap row " << site.ofmap_row << " is not in line";
  }
}

const PeSite* site_at(const Placement& placement, int row, int column) {
  for (const PeSite& site : placement.sites()) {
    if (site.row == row && site.column == column) return &site;
  }
  return nullptr;
}

std::string describe(const Architecture& architecture, const LayerShape& shape,
                     const Mapping& mapping) {
  try {
    const Placement placement(architecture, shape, mapping);
    return "fits";
  } catch (const PlacementError& error) {
    return error.key() + ": " + error.what();
  }
}

TEST(Placement, PublishedMappingsKeepThePublishedNumberOfPesBusy) {
  for (const test::PublishedMapping& published : test::published_mappings()) {
    SCOPED_TRACE(published.layer);
    const Placement placement(eyeriss_v1(), published.shape, published.mapping);
    EXPECT_EQ(placement.sites().size(), size_t(published.active_pes));
    expect_sound_sites(eyeriss_v1(), published.shape, published.mapping, placement);
    expect_exact_multicast(eyeriss_v1(), published.shape, published.mapping, placement);
  }
}

TEST(Placement, Conv1StandsAsTwoSetsSideBySide) {
  const auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv1");
  const Placement placement(eyeriss_v1(), shape, mapping);
  for (const PeSite& site : placement.sites()) {
    EXPECT_EQ(site.row, site.filter_row);
    EXPECT_EQ(site.column, site.filter_set * 7 + site.ofmap_row);
  }
  // Ifmap row i*4 + j: residues of j name the X-buses, diagonals the PEs; row 11 is idle.
  EXPECT_THAT(placement.ifmap_ids().row_ids,
              ::testing::ElementsAre(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, kNoRow));
  EXPECT_EQ(placement.ifmap_ids().column_ids[0], 0);
  EXPECT_EQ(placement.ifmap_ids().column_ids[10 * 14 + 13], 6 + 2);
  EXPECT_EQ(placement.ifmap_tag(0, 0, 34), (noc::Tag{2, 8}));
  EXPECT_EQ(site_at(placement, 11, 0), nullptr);
}

TEST(Placement, Conv2IsCutIntoTwoSegmentsOneBelowTheOther) {
  const auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv2");
  const Placement placement(eyeriss_v1(), shape, mapping);
  for (const PeSite& site : placement.sites()) {
    const bool second = site.ofmap_row >= 14;
    EXPECT_EQ(site.row, (second ? 5 : 0) + site.filter_row);
    EXPECT_EQ(site.column, site.ofmap_row - (second ? 14 : 0));
  }
  EXPECT_EQ(site_at(placement, 9, 13), nullptr) << "the second segment has 13 columns";
  EXPECT_EQ(placement.ifmap_tag(0, 0, 30), (noc::Tag{0, 30})) << "just fits 5 b";
}

TEST(Placement, ChannelSetsStandOneAboveTheOtherWithSetZeroLowest) {
  const auto [layer, shape, mapping, ifmap, psum, pes] = published_mapping("conv4");
  const Placement placement(eyeriss_v1(), shape, mapping);
  for (const PeSite& site : placement.sites()) {
    EXPECT_EQ(site.row, site.filter_set * 6 + (1 - site.channel_set) * 3 + site.filter_row);
    EXPECT_EQ(site.column, site.ofmap_row);
  }
  EXPECT_EQ(placement.ifmap_ids().column_ids[13], kNoColumn) << "column 13 is idle";
  EXPECT_NE(placement.ifmap_tag(0, 0, 0), placement.ifmap_tag(0, 1, 0));
}

TEST(Placement, SegmentsGoToTheFirstShelfWithRoom) {
  const Placement placement(eyeriss_v1(), kernel(3, 1), sets(17, 1, 1, 2));
  const PeSite* rest_of_first = site_at(placement, 3, 2);
  const PeSite* rest_of_second = site_at(placement, 3, 3);
  const PeSite* second = site_at(placement, 6, 0);
  ASSERT_TRUE(rest_of_first && rest_of_second && second);
  EXPECT_EQ(rest_of_first->ofmap_row, 16);
  EXPECT_EQ(rest_of_first->filter_set, 0);
  EXPECT_EQ(rest_of_second->ofmap_row, 14);
  EXPECT_EQ(rest_of_second->filter_set, 1);
  EXPECT_EQ(second->ofmap_row, 0);
  EXPECT_EQ(second->filter_set, 1);
  expect_exact_multicast(eyeriss_v1(), kernel(3, 1), sets(17, 1, 1, 2), placement);
}

TEST(Placement, GroupsOfSegmentedStacksShareNoShelf) {
  const Placement placement(eyeriss_v1(), kernel(3, 1), sets(17, 2, 1, 1));
  for (const PeSite& site : placement.sites()) EXPECT_EQ(site.row / 6, site.group);
  expect_exact_multicast(eyeriss_v1(), kernel(3, 1), sets(17, 2, 1, 1), placement);
}

TEST(Placement, GroupsSideBySideHaveTheirOwnColumnIds) {
  const Placement placement(eyeriss_v1(), kernel(3, 1), sets(7, 8, 1, 1));
  EXPECT_EQ(placement.sites().size(), 168u);
  EXPECT_EQ(placement.ifmap_tag(0, 0, 0).row, placement.ifmap_tag(1, 0, 0).row);
  expect_exact_multicast(eyeriss_v1(), kernel(3, 1), sets(7, 8, 1, 1), placement);
}

TEST(Placement, RowsBetweenWindowsAreForNoPe) {
  const Placement placement(eyeriss_v1(), kernel(1, 4), sets(5, 1, 3, 1));
  EXPECT_EQ(placement.ifmap_tag(0, 0, 5), (noc::Tag{-1, -1}));
  expect_exact_multicast(eyeriss_v1(), kernel(1, 4), sets(5, 1, 3, 1), placement);
}

TEST(Placement, IdleBusesAndPesMatchNothing) {
  const Placement placement(eyeriss_v1(), kernel(3, 1), sets(4, 1, 1, 1));
  for (const NetworkIds* ids : {&placement.ifmap_ids(), &placement.filter_ids()}) {
    for (size_t row = 0; row < 12; ++row) {
      EXPECT_EQ(ids->row_ids[row] == kNoRow, row >= 3);
      for (size_t column = 0; column < 14; ++column) {
        EXPECT_EQ(ids->column_ids[row * 14 + column] == kNoColumn, row >= 3 || column >= 4);
      }
    }
  }
}

TEST(Placement, RandomMappingsPlaceAndMulticastExactly) {
  std::mt19937 random(7);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  int placed = 0;
  int with_groups = 0;
  int segmented = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    Architecture architecture = eyeriss_v1();
    if (pick(0, 1) == 1) {
      architecture.array = {pick(1, 14), pick(1, 24)};
      architecture.noc.column_id_bits = pick(4, 6);
    }
    const LayerShape shape = kernel(pick(1, pick(1, 11)), pick(1, 4));
    const Mapping mapping = sets(pick(1, pick(1, 40)), pick(1, 4), pick(1, 3), pick(1, 4));
    try {
      const Placement placement(architecture, shape, mapping);
      SCOPED_TRACE("trial " + std::to_string(trial));
      expect_sound_sites(architecture, shape, mapping, placement);
      expect_exact_multicast(architecture, shape, mapping, placement);
      if (::testing::Test::HasFatalFailure()) return;
      ++placed;
      if (mapping.g > 1) ++with_groups;
      if (mapping.e > architecture.array.columns) ++segmented;
      const int none_row = (1 << architecture.noc.row_id_bits) - 1;
      const int none_column = (1 << architecture.noc.column_id_bits) - 1;
      for (const NetworkIds* ids : {&placement.ifmap_ids(), &placement.filter_ids()}) {
        EXPECT_THAT(ids->row_ids, Each(AllOf(::testing::Ge(0), ::testing::Le(none_row))));
        EXPECT_THAT(ids->column_ids, Each(AllOf(::testing::Ge(0), ::testing::Le(none_column))));
      }
    } catch (const PlacementError& error) {
      EXPECT_FALSE(error.key().empty());
    }
  }
  EXPECT_GT(placed, 500);
  EXPECT_GT(with_groups, 100);
  EXPECT_GT(segmented, 50);
}

TEST(PlacementLimits, KernelHeight) {
  EXPECT_EQ(describe(eyeriss_v1(), kernel(12, 1), sets(1, 1, 1, 1)), "fits");
  EXPECT_THAT(describe(eyeriss_v1(), kernel(13, 1), sets(1, 1, 1, 1)),
              AllOf(HasSubstr("kernel_shape: "), HasSubstr("13"), HasSubstr("12")));
}

TEST(PlacementLimits, ChannelSetsAboveEachOther) {
  EXPECT_EQ(describe(eyeriss_v1(), kernel(5, 1), sets(1, 1, 2, 1)), "fits");
  EXPECT_THAT(describe(eyeriss_v1(), kernel(5, 1), sets(1, 1, 3, 1)),
              AllOf(HasSubstr("r: r = 3"), HasSubstr("12 rows"), HasSubstr("at most 2")));
}

TEST(PlacementLimits, WidthInSegments) {
  Architecture wide_ids = eyeriss_v1();
  wide_ids.noc.column_id_bits = 6;
  EXPECT_EQ(describe(wide_ids, kernel(5, 1), sets(28, 1, 1, 1)), "fits");
  EXPECT_THAT(describe(wide_ids, kernel(5, 1), sets(29, 1, 1, 1)),
              AllOf(HasSubstr("e: e = 29"), HasSubstr("12 x 14"), HasSubstr("at most 28")));
}

TEST(PlacementLimits, FilterSets) {
  EXPECT_EQ(describe(eyeriss_v1(), kernel(3, 1), sets(13, 1, 2, 2)), "fits");
  EXPECT_THAT(describe(eyeriss_v1(), kernel(3, 1), sets(13, 1, 2, 3)),
              AllOf(HasSubstr("t: "), HasSubstr("6 x 13"), HasSubstr("at most 2 stacks")));
}

TEST(PlacementLimits, Groups) {
  EXPECT_EQ(describe(eyeriss_v1(), kernel(3, 1), sets(13, 4, 1, 1)), "fits");
  EXPECT_THAT(describe(eyeriss_v1(), kernel(3, 1), sets(13, 5, 1, 1)),
              AllOf(HasSubstr("g: "), HasSubstr("3 x 13"), HasSubstr("at most 4 stacks")));
}

TEST(PlacementLimits, ColumnIdsOfDiagonals) {
  // Highest diagonal: e - 1 + R - 1; IDs 0..30 are usable.
  EXPECT_EQ(describe(eyeriss_v1(), kernel(5, 1), sets(27, 1, 1, 1)), "fits");
  EXPECT_THAT(
      describe(eyeriss_v1(), kernel(5, 1), sets(28, 1, 1, 1)),
      AllOf(HasSubstr("e: ifmap column"), HasSubstr("31"), HasSubstr("5 b"), HasSubstr("most 30")));
}

TEST(PlacementLimits, ColumnIdsOfGroupsSideBySide) {
  // Groups of three diagonals more than R - 1: each takes five column IDs of one shelf.
  Architecture narrow_ids = eyeriss_v1();
  narrow_ids.noc.column_id_bits = 4;
  EXPECT_EQ(describe(narrow_ids, kernel(3, 1), sets(3, 3, 1, 1)), "fits") << "IDs 0..14";
  EXPECT_THAT(describe(narrow_ids, kernel(3, 1), sets(3, 4, 1, 1)),
              AllOf(HasSubstr("g: ifmap column"), HasSubstr("19"), HasSubstr("most 14")));
}

TEST(PlacementLimits, RowIds) {
  Architecture high = eyeriss_v1();
  high.array.rows = 16;
  EXPECT_EQ(describe(high, kernel(5, 1), sets(1, 1, 3, 1)), "fits") << "rows 0..14";
  EXPECT_THAT(describe(high, kernel(4, 1), sets(1, 1, 4, 1)),
              AllOf(HasSubstr("r: filter row"), HasSubstr("15"), HasSubstr("most 14")));
}

TEST(PlacementLimits, PsumColumnIdsAreTheColumns) {
  Architecture wide = eyeriss_v1();
  wide.array.columns = 40;
  EXPECT_EQ(describe(wide, kernel(1, 1), sets(1, 1, 1, 31)), "fits") << "columns 0..30";
  EXPECT_THAT(describe(wide, kernel(1, 1), sets(1, 1, 1, 32)),
              AllOf(HasSubstr("t: filter column"), HasSubstr("31"), HasSubstr("most 30")));
  EXPECT_EQ(describe(wide, kernel(1, 1), sets(10, 1, 1, 3)), "fits") << "columns 0..29";
  EXPECT_THAT(describe(wide, kernel(1, 1), sets(10, 1, 1, 4)),
              AllOf(HasSubstr("t: psum column"), HasSubstr("39"), HasSubstr("most 30")));
}

}  // namespace
}  // namespace eyeriss::hw
