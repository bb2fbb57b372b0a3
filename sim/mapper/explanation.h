// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// PEs that a full pass leaves idle, by cause.
struct IdlePes {
  int rest_rows;     ///< of the array, which no stack of sets reaches
  int places;        ///< for stacks, one above the other
  int empty_places;  ///< without a stack
  int idle_columns;  ///< beside the sets, of all places in use together
  // What these are in PEs:
  int pes_of_rows;
  int pes_of_places;
  int pes_of_columns;

  int used_places() const { return places - empty_places; }
};

/// @pre the mapping's sets find room on the array (hw/mapping/placement.h)
IdlePes idle_pes(const hw::Architecture& architecture, const hw::LayerShape& shape,
                 const hw::Mapping& mapping);

/// Something whose last part is not full because a dimension does not divide evenly.
struct PartialPass {
  int rest;
  int step;
  const char* what;
  const char* of;
  bool idles_pes;  ///< gives fewer PEs work, or less of it

  std::string in_words() const;  ///< "the last strip has 6 of 7 rows"
};

/// In the order of the mapping's loops.
std::vector<PartialPass> partial_passes(const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Why PEs stay idle under a mapping, in words, a line per cause with the PEs that it costs: array
/// rows that no stack of sets reaches, stacks that are not there, columns beside the sets. The
/// first line is how many of all PEs work in a full pass; what the others cost adds up to the rest.
/// @pre the mapping is legal
std::vector<std::string> explain_idle_pes(const hw::Architecture& architecture,
                                          const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Passes, tiles and strips that are not full because a dimension does not divide evenly, a line
/// each, and what that leaves of the PEs at work in the mean over all passes.
/// @pre the mapping is legal
std::vector<std::string> explain_partial_passes(const hw::LayerShape& shape,
                                                const hw::Mapping& mapping);

/// What keeps each key of a mapping from its next larger value, a line per key that is below the
/// layer's extent: the limit that would be exceeded, or that none would.
/// @pre the mapping is legal
std::vector<std::string> explain_bounds(const hw::Architecture& architecture,
                                        const hw::LayerShape& shape, const hw::Mapping& mapping);

}  // namespace eyeriss::sim
