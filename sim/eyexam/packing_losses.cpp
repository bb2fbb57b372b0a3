// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/packing_losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/eyexam/figures.h"
#include "sim/eyexam/idle_causes.h"
#include "sim/eyexam/packing.h"

namespace eyeriss::sim {
namespace {

/// What of a mapping differs from another: its sets, "e = 7, t = 2", or else its chunks.
std::string difference(const hw::Mapping& mapping, const hw::Mapping& other) {
  std::string text;
  const auto add = [&](char name, int value, int others) {
    if (value != others) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
  };
  add('e', mapping.e, other.e);
  add('g', mapping.g, other.g);
  add('r', mapping.r, other.r);
  add('t', mapping.t, other.t);
  if (!text.empty()) return text;
  add('m', mapping.m, other.m);
  add('p', mapping.p, other.p);
  add('q', mapping.q, other.q);
  return text;
}

bool are_same_sets(const hw::Mapping& a, const hw::Mapping& b) {
  return a.e == b.e && a.g == b.g && a.r == b.r && a.t == b.t;
}

}  // namespace

PackingLosses::PackingLosses(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                             const ParallelWork& work)
    : architecture_(architecture),
      layer_(layer),
      work_(work),
      packing_(best_packing(architecture, layer.shape, work, layer.mapping)) {}

std::vector<Loss> PackingLosses::array_losses(double from, double to) const {
  const double share_of_pe = work_.share_of_peak(work_.filters_at_once());
  const char* sets = are_same_sets(packing_, work_.least_chunks(layer_.mapping))
                         ? ""
                         : " with the best sets for the array";
  double full = work_.share_of_peak(work_.on_all_pes());
  double missing = full - work_.share_of_peak(from);
  std::vector<Loss> losses;
  for (const IdleCause& cause : idle_causes(architecture_, layer_.shape, packing_)) {
    const double share = cause.pes * share_of_pe;
    full -= share;
    losses.push_back({share, fmt::format("{}{} because {}", idle(share), sets, cause.why)});
  }
  const double partial = full - work_.share_of_peak(to);
  losses.push_back({partial, fmt::format("{} in the mean{} because {}", idle(partial), sets,
                                         with_partial_passes({}, packing_))});
  for (Loss& loss : losses) {
    const double excused = std::clamp(missing, 0.0, std::max(0.0, loss.share));
    missing -= excused;
    loss.share -= excused;
  }
  std::erase_if(losses, [&](const Loss& loss) { return !work_.is_worth_saying(loss.share); });
  return losses;
}

std::vector<Loss> PackingLosses::storage_losses(double from, double to) const {
  if (!work_.is_worth_saying(work_.share_of_peak(from) - work_.share_of_peak(to))) return {};
  hw::Layer packed = layer_;
  packed.mapping = packing_;
  const std::string limit = storage_limit(architecture_, packed);
  const hw::Mapping stored =
      limit.empty() ? packing_ : best_stored_packing(architecture_, layer_, work_);
  const double allowed = work_.share_of_peak(std::min(from, work_.with(stored)));
  std::vector<Loss> losses;
  if (const double share = work_.share_of_peak(from) - allowed; work_.is_worth_saying(share)) {
    losses.push_back({share, fmt::format("{} because storage does not allow {}: {}", idle(share),
                                         difference(packing_, stored), limit)});
  }
  if (const double share = allowed - work_.share_of_peak(to); work_.is_worth_saying(share)) {
    losses.push_back({share, choice_words(share)});
  }
  return losses;
}

std::string PackingLosses::choice_words(double share) const {
  std::vector<std::string> reasons;
  const std::vector<IdleCause> forced = idle_causes(architecture_, layer_.shape, packing_);
  for (IdleCause& cause : idle_causes(architecture_, layer_.shape, layer_.mapping)) {
    // What the best packing leaves idle as well is no choice.
    const bool is_forced =
        std::ranges::any_of(forced, [&](const IdleCause& other) { return other.why == cause.why; });
    if (!is_forced) reasons.push_back(std::move(cause.why));
  }
  return fmt::format("{} by the mapping's choice: {}; storage would allow fewer idle ones",
                     idle(share), with_partial_passes(std::move(reasons), layer_.mapping));
}

std::string PackingLosses::idle(double share) const {
  return fmt::format("{} idle", some_pes(work_.pes_of(share), work_.pes()));
}

/// The reasons why PEs with work have not as much as others, behind those given.
std::string PackingLosses::with_partial_passes(std::vector<std::string> reasons,
                                               const hw::Mapping& mapping) const {
  if (!work_.skips_zeros()) {
    for (std::string& reason : partial_pass_words(layer_.shape, mapping)) {
      reasons.push_back(std::move(reason));
    }
  }
  return reasons.empty() ? "not all PEs get as much to do" : all_of(reasons);
}

}  // namespace eyeriss::sim
