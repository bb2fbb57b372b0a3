// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "noc/multicast_controller.h"

namespace eyeriss::hw {

/// A mapping's sets do not fit the array or cannot be told apart by the multicast IDs.
class PlacementError : public std::runtime_error {
 public:
  /// @param key the mapping key at fault, e.g. "e"
  PlacementError(std::string key, const std::string& what)
      : std::runtime_error(what), key_(std::move(key)) {}
  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

/// One mapped PE: where it stands and its part of the work.
struct PeSite {
  int row;     ///< of the array, 0 at the top; psums travel upward, to lower rows
  int column;  ///< of the array

  int group;        ///< 0 .. g-1
  int filter_set;   ///< 0 .. t-1
  int channel_set;  ///< 0 .. r-1; set 0 stands lowest
  int filter_row;   ///< j, 0 .. R-1
  int ofmap_row;    ///< i within the strip, 0 .. e-1
};

/// IDs of one global input network: one per X-bus (array row) and one per PE.
struct NetworkIds {
  std::vector<int> row_ids;     ///< [rows]
  std::vector<int> column_ids;  ///< [rows][columns]
};

/// Where the PE sets of a mapping stand on the array, and the multicast IDs that follow
/// (JSSC 2017, sections III and IV-B).
///
/// The r sets of a (group, filter set) stand one above the other, so that local links sum
/// their psums: one stack of R*r rows by e columns. A stack wider than the array is cut into
/// segments, all full but the last. Segments are put on shelves of R*r rows: each on the first
/// shelf from the top that has room, from left to right, by group, then filter set. Groups of
/// stacks wider than the array share no shelf. Within a stack the lowest row is filter row R-1
/// of channel set 0 and is where psums enter ("foot"); psums leave at filter row 0 of the
/// highest working channel set ("head").
///
/// Ifmap IDs follow the diagonals: ifmap row h = i*U + j has column ID i + j/U and row ID
/// j mod U, offset per channel set and group. Filter IDs: the row ID is the row within the
/// stack, offset per shelf, the column ID tells stacks apart. Psum IDs are the PE's own row and
/// column.
///
/// An X-bus has one row ID. Therefore shelves that hold parts of one group (ifmaps) or of one
/// stack (filters) share row IDs, directly or through further shelves, and groups (stacks) that
/// meet in such a family of shelves get disjoint column IDs; different families get disjoint
/// row IDs. So a tag selects exactly the PEs that want the word.
class Placement {
 public:
  /// @throws PlacementError if the kernel or a stack is too high, the stacks do not all fit, or
  ///         an ID is too wide (the highest value is taken: it matches nothing)
  Placement(const Architecture& architecture, const LayerShape& shape, const Mapping& mapping);

  /// Every PE of a full pass, ordered by group, filter set, channel set, filter row, ofmap row.
  const std::vector<PeSite>& sites() const { return sites_; }

  const NetworkIds& ifmap_ids() const { return ifmap_ids_; }
  const NetworkIds& filter_ids() const { return filter_ids_; }

  /// Tag of ifmap row `h` of the strip (0 .. (e-1)*U+R-1) for the sets of one group and
  /// channel set. A row that lies between two windows (h mod U >= R) is wanted by no PE and
  /// gets the tag {-1, -1}, which matches nothing.
  noc::Tag ifmap_tag(int group, int channel_set, int h) const;
  /// Tag of filter row `j` of one set.
  noc::Tag filter_tag(int group, int filter_set, int channel_set, int j) const;

 private:
  void set_ids(const Architecture& architecture, const Mapping& mapping);

  int stride_;                         ///< U
  int kernel_height_;                  ///< R
  int channel_sets_;                   ///< r
  int filter_sets_;                    ///< t
  std::vector<noc::Tag> group_bases_;  ///< [g] lowest ifmap IDs of a group
  std::vector<noc::Tag> stack_bases_;  ///< [g][t] lowest filter IDs of a stack
  std::vector<PeSite> sites_;
  NetworkIds ifmap_ids_;
  NetworkIds filter_ids_;
};

}  // namespace eyeriss::hw
