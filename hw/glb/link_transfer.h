// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/array/pass_job.h"
#include "hw/glb/glb_access.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// One kind of transfer between GLB and link, done for one pass at a time. Per cycle it makes at
/// most one request and moves one 64 b word.
class LinkTransfer {
 public:
  virtual ~LinkTransfer() = default;

  /// Begins the transfer for `job`, in cycle `at` at the earliest.
  virtual void start(const PassJob& job, noc::Cycle at) = 0;

  /// Goes on as far as is known, up to cycle `until`.
  /// @return the cycle in which the transfer was completed; kNever if it is not yet
  virtual noc::Cycle advance(noc::Cycle until) = 0;

  /// The accesses to the GLB in a cycle in which the transfer is under way.
  virtual void add_accesses(noc::Cycle now, GlbAccesses& accesses) const = 0;
  /// Link words that the transfer has moved so far.
  virtual std::int64_t words() const = 0;
};

}  // namespace eyeriss::hw
