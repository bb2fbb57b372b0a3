// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/architecture.h"
#include "hw/glb/glb_access.h"
#include "hw/mapping/glb_allocation.h"
#include "noc/clock_domain.h"
#include "noc/probes.h"

namespace eyeriss::hw {

/// What happens in the banks of the global buffer, for waveforms: puts together what all that use
/// it do in a cycle. Ifmap banks come first, then psum banks, in which words are interleaved; the
/// prefetch banks for filters stand apart.
class BankActivity {
 public:
  /// @param gather appends the accesses of a cycle
  BankActivity(const Architecture::Glb& glb, const GlbAllocation& allocation,
               std::function<void(noc::Cycle, GlbAccesses&)> gather);

  /// Shows a module `bank_NN` or `filter_bank_N` of each bank. This outlives the probes.
  /// @param name of the global buffer in the hierarchy
  void probe(noc::Probes& probes, noc::ClockDomain& core, const std::string& name);

 private:
  static constexpr const char* kNone = "-";

  struct Bank {
    const char* access = kNone;
    std::int64_t word = 0;  // within the bank
  };

  void look(noc::Cycle now);
  void place(const GlbAccess& access);

  const std::int64_t bank_words_;
  const GlbAllocation allocation_;
  const std::size_t first_filter_bank_;
  std::function<void(noc::Cycle, GlbAccesses&)> gather_;
  noc::Cycle looked_at_ = -1;
  GlbAccesses accesses_;
  std::vector<Bank> banks_;  // filter banks last
};

}  // namespace eyeriss::hw
