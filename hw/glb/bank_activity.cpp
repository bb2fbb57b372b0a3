// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/bank_activity.h"

#include <utility>

#include "hw/indexed_name.h"

namespace eyeriss::hw {

using noc::Cycle;

BankActivity::BankActivity(const Architecture::Glb& glb, const GlbAllocation& allocation,
                           std::function<void(Cycle, GlbAccesses&)> gather)
    : bank_words_(glb.bank_words),
      allocation_(allocation),
      first_filter_bank_(static_cast<std::size_t>(glb.banks)),
      gather_(std::move(gather)),
      banks_(static_cast<std::size_t>(glb.banks + glb.filter_banks)) {}

void BankActivity::probe(noc::Probes& probes, noc::ClockDomain& core, const std::string& name) {
  for (std::size_t i = 0; i < banks_.size(); ++i) {
    const auto number = static_cast<int>(i < first_filter_bank_ ? i : i - first_filter_bank_);
    const char* kind = i < first_filter_bank_ ? "bank" : "filter_bank";
    auto scope = probes.scope(core, name + '.' + indexed_name(kind, {number}));
    scope.text("access", [this, i](Cycle now) {
      look(now);
      return banks_[i].access;
    });
    scope.number("word", static_cast<std::uint64_t>(bank_words_ - 1), [this, i](Cycle now) {
      look(now);
      return banks_[i].word;
    });
  }
}

void BankActivity::look(Cycle now) {
  if (now == looked_at_) return;
  looked_at_ = now;
  for (Bank& bank : banks_) bank = {};
  accesses_.clear();
  gather_(now, accesses_);
  for (const GlbAccess& access : accesses_) place(access);
}

void BankActivity::place(const GlbAccess& access) {
  std::int64_t bank = access.word / bank_words_;
  std::int64_t word = access.word % bank_words_;
  switch (access.region) {
    case GlbAccess::kIfmap:
      bank += access.buffer * allocation_.ifmap_banks;
      break;
    case GlbAccess::kPsum:
      bank = allocation_.ifmap_buffers * allocation_.ifmap_banks +
             access.word % allocation_.psum_banks;
      word = access.word / allocation_.psum_banks;
      break;
    case GlbAccess::kFilter:
      bank += static_cast<std::int64_t>(first_filter_bank_);
      break;
  }
  banks_[static_cast<std::size_t>(bank)] = {access.what, word};
}

}  // namespace eyeriss::hw
