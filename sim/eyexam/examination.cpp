// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "sim/eyexam/bandwidth.h"
#include "sim/eyexam/figures.h"
#include "sim/eyexam/idle_causes.h"
#include "sim/eyexam/packing.h"
#include "sim/eyexam/stall_words.h"
#include "sim/stats/counts.h"

namespace eyeriss::sim {
namespace {

constexpr double kWorthSaying = 0.01;  // of what all PEs could do
constexpr double kNothing = 1e-9;      // left over by rounding

int macs_per_pe(const hw::AnyArchitecture& architecture) {
  const auto* clusters = std::get_if<hw::ClusterArchitecture>(&architecture);
  return clusters != nullptr ? clusters->pe.macs_per_cycle : 1;
}

double number(hw::LayerCounters::Count count) { return static_cast<double>(count); }

/// The sum of what is counted under `/accesses/<level>/<key>`.
double bytes(const hw::AnyArchitecture& architecture, const hw::LayerCounters& counters,
             const std::string& level) {
  double sum = 0;
  for (const char* key : {"read", "write", "fill", "drain"}) {
    const std::string path = fmt::format("/accesses/{}/{}_bytes", level, key);
    for (const Count& count : counts(architecture)) {
      if (count.path == path) sum += static_cast<double>(count.value(architecture, counters));
    }
  }
  return sum;
}

/// Sets that differ from others: "e = 7, t = 2".
std::string sets_in_words(const hw::Mapping& sets, const hw::Mapping& others) {
  std::string text;
  const auto add = [&](char name, int value, int other) {
    if (value != other) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
  };
  add('e', sets.e, others.e);
  add('g', sets.g, others.g);
  add('r', sets.r, others.r);
  add('t', sets.t, others.t);
  return text.empty() ? "smaller chunks" : text;
}

}  // namespace

Examination::Examination(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                         const hw::LayerCounters& counters)
    : architecture_(architecture),
      layer_(layer),
      shape_(layer.shape),
      counters_(counters),
      pes_(std::visit([](const auto& machine) { return machine.pes(); }, architecture)),
      macs_per_pe_(macs_per_pe(architecture)),
      macs_(shape_.macs() - static_cast<std::int64_t>(counters.macs_skipped)),
      work_(shape_, pes_, macs_per_pe_, macs_) {
  examine_workload();
  examine_dataflow();
  examine_pes();
  examine_array();
  examine_storage();
  examine_bandwidth();
  examine_time();
}

void Examination::step(std::size_t number, double bound) {
  // No more MACs go on at once than there are.
  bounds_[number - 1] = number == 1 ? bound : std::min(bound, this->bound(number - 1));
}

double Examination::share_of(double macs_per_cycle) const {
  return std::min(1.0, macs_per_cycle / (static_cast<double>(pes_) * macs_per_pe_));
}

double Examination::lost(std::size_t number) const {
  const double before = number == 1 ? 1.0 : share_of(bound(number - 1));
  return before - share_of(bound(number));
}

void Examination::lose(std::size_t number, double share, std::string why) {
  losses_.push_back({number, share, std::move(why)});
}

/// @param share of what all PEs could do, were there filters for all their multipliers
std::string Examination::idle_pes(double share) const {
  const double pes = share * pes_ * macs_per_pe_ / work_.filters_at_once();
  return fmt::format("{} idle", some_pes(pes, pes_));
}

void Examination::examine_workload() {
  step(1, work_.in_workload());
  if (lost(1) < kNothing) return;
  lose(1, lost(1),
       fmt::format("there {} only {} MAC{} to do, and PEs for {} in a cycle",
                   macs_ == 1 ? "is" : "are", macs_, macs_ == 1 ? "" : "s", pes_ * macs_per_pe_));
}

void Examination::examine_dataflow() {
  step(2, work_.in_dataflow());
  if (bound(2) >= bound(1)) return;
  std::vector<std::string> loops;
  const auto add = [&](int count, const char* what) {
    if (count > 1) loops.push_back(fmt::format("{} {}", count, what));
  };
  add(shape_.N, "images");
  add(shape_.F(), "windows");
  add(shape_.S, "taps");
  const std::int64_t rows = work_.row_convolutions();
  lose(
      2, lost(2),
      fmt::format("{} row convolution{} can go on at once, at one MAC a cycle{}: {} come one after "
                  "the other in a PE",
                  rows, rows == 1 ? "" : "s", rows == 1 ? "" : " each", all_of(loops)));
}

void Examination::examine_pes() {
  step(3, work_.on_pes());
  if (bound(3) >= bound(2)) return;
  const double with_filters =
      std::min(share_of(bound(2)), share_of(static_cast<double>(pes_) * work_.filters_at_once()));
  const double to_filters = share_of(bound(2)) - with_filters;
  const double to_rounds = with_filters - share_of(bound(3));
  if (to_filters > kNothing) {
    lose(3, to_filters,
         fmt::format("PEs do {} of {} MACs in a cycle because a group has only {} filter{}",
                     in_words(work_.filters_at_once()), in_words(macs_per_pe_),
                     in_words(shape_.filters_per_group()),
                     shape_.filters_per_group() == 1 ? "" : "s"));
  }
  if (to_rounds > kNothing) {
    lose(3, to_rounds,
         fmt::format("{} because {} {}row convolutions do not divide evenly over {} PEs",
                     idle_pes(to_rounds), work_.shared_row_convolutions(),
                     work_.filters_at_once() > 1
                         ? fmt::format("times {} ", in_words(work_.filters_at_once()))
                         : "",
                     pes_));
  }
  if (to_filters + to_rounds <= 2 * kNothing) {
    lose(3, 0, fmt::format("{} PEs do at most {} MACs in a cycle", pes_, pes_ * macs_per_pe_));
  }
}

void Examination::examine_array() {
  packing_ = best_packing(architecture_, shape_, work_, layer_.mapping);
  step(4, work_.with(packing_));
  if (lost(4) > kNothing) lose_to_packing();
}

/// What the best packing leaves idle, less what there is no work for in any case.
void Examination::lose_to_packing() {
  struct Part {
    double share;
    std::string why;
  };
  const double share_of_pe = share_of(work_.filters_at_once());
  std::vector<Part> parts;
  const hw::Mapping own = work_.least_chunks(layer_.mapping);
  const bool is_own =
      packing_.e == own.e && packing_.g == own.g && packing_.r == own.r && packing_.t == own.t;
  const char* sets = is_own ? "" : " with the best sets for the array";
  double full = share_of(static_cast<double>(pes_) * work_.filters_at_once());
  double missing = full - share_of(bound(3));
  for (const IdleCause& cause : idle_causes(architecture_, shape_, packing_)) {
    const double share = cause.pes * share_of_pe;
    full -= share;
    parts.push_back({share, fmt::format("{}{} because {}", idle_pes(share), sets, cause.why)});
  }
  if (const double partial = full - share_of(bound(4)); partial > kNothing) {
    parts.push_back({partial, fmt::format("{} in the mean{} because {}", idle_pes(partial), sets,
                                          with_partial_passes({}, packing_))});
  }
  for (Part& part : parts) {
    const double excused = std::min(part.share, missing);
    missing -= excused;
    part.share -= excused;
    if (part.share > kNothing) lose(4, part.share, std::move(part.why));
  }
}

/// The reasons why PEs with work have not as much as others, behind those given.
std::string Examination::with_partial_passes(std::vector<std::string> reasons,
                                             const hw::Mapping& mapping) const {
  if (!work_.skips_zeros()) {
    for (std::string& reason : partial_pass_words(shape_, mapping)) {
      reasons.push_back(std::move(reason));
    }
  }
  return reasons.empty() ? "not all PEs get as much to do" : all_of(reasons);
}

void Examination::examine_storage() {
  step(5, work_.with(layer_.mapping));
  if (lost(5) < kNothing) return;
  hw::Layer packed = layer_;
  packed.mapping = packing_;
  const std::string limit = storage_limit(architecture_, packed);
  const hw::Mapping stored =
      limit.empty() ? packing_ : best_stored_packing(architecture_, layer_, work_);
  const double allowed = std::min(bound(4), work_.with(stored));
  const double to_storage = share_of(bound(4)) - share_of(allowed);
  if (to_storage > kNothing) {
    lose(5, to_storage,
         fmt::format("{} because storage does not allow {}: {}", idle_pes(to_storage),
                     sets_in_words(packing_, stored), limit));
  }
  const double to_choice = share_of(allowed) - share_of(bound(5));
  if (to_choice > kNothing) lose_to_choice(stored, to_choice);
}

void Examination::lose_to_choice(const hw::Mapping& better, double share) {
  std::vector<std::string> reasons;
  for (IdleCause& cause : idle_causes(architecture_, shape_, layer_.mapping)) {
    reasons.push_back(std::move(cause.why));
  }
  const double pes = work_.with(better) / work_.filters_at_once();
  lose(5, share,
       fmt::format("{} by the mapping's choice, which storage does not force: {}; {} would keep {} "
                   "at work",
                   idle_pes(share), with_partial_passes(std::move(reasons), layer_.mapping),
                   sets_in_words(better, layer_.mapping), some_pes(pes, pes_)));
}

void Examination::examine_bandwidth() {
  const double macs = static_cast<double>(macs_);
  const double mac_cycles = work_.skips_zeros()
                                ? number(counters_.pe_mac_cycles) / number(counters_.active_pes)
                                : static_cast<double>(work_.cycles_with(layer_.mapping));
  const double adding = adding_cycles(architecture_, layer_, work_, counters_);
  const std::vector<Resource> all = resources(architecture_, layer_, counters_);
  const Resource& slowest = *std::ranges::max_element(all, {}, &Resource::cycles);
  const double cycles = std::max(mac_cycles + adding, slowest.cycles);
  step(6, macs_ > 0 ? macs / cycles : 0);
  if (bound(6) >= bound(5)) return;

  if (slowest.cycles == cycles) {
    lose(6, lost(6),
         fmt::format("{} need{} {:.0f} cycles for what goes through, PEs {:.0f} for their MACs",
                     slowest.name, slowest.is_plural ? "" : "s", cycles, mac_cycles));
    return;
  }
  std::vector<std::string> reasons;
  if (adding > 0) {
    reasons.push_back(
        fmt::format("PEs add psums in {} of the cycles that they work, and do no "
                    "MACs meanwhile",
                    percent(adding / cycles)));
  }
  if (work_.skips_zeros() && counters_.idle_simd_slots > 0) {
    reasons.push_back(
        fmt::format("multipliers find no weight other than zero in {} of the cycles with MACs",
                    percent(number(counters_.idle_simd_slots) /
                            (number(counters_.pe_mac_cycles) * macs_per_pe_))));
  }
  lose(6, lost(6), all_of(reasons));
}

void Examination::examine_time() {
  const auto total = static_cast<double>(counters_.total_cycles);
  step(7, static_cast<double>(macs_) / total);
  if (lost(7) < kNothing) return;

  const auto held = static_cast<double>(counters_.total_cycles - counters_.processing_cycles());
  const double late = total - static_cast<double>(macs_) / bound(6);
  const double to_holds = lost(7) * std::min(1.0, held / late);
  if (to_holds > kNothing) lose(7, to_holds, hold_words(counters_));
  if (const double rest = lost(7) - to_holds; rest > kNothing) lose(7, rest, wait_words(counters_));
}

Eyexam::Roof Examination::roof(const char* level,
                               const std::optional<double>& bytes_per_cycle) const {
  const double moved = bytes(architecture_, counters_, level);
  Eyexam::Roof roof{.macs_per_byte = std::nullopt,
                    .bytes_per_cycle = bytes_per_cycle,
                    .bound_macs_per_cycle = static_cast<double>(pes_) * macs_per_pe_};
  if (moved > 0) roof.macs_per_byte = static_cast<double>(macs_) / moved;
  if (roof.macs_per_byte && bytes_per_cycle) {
    roof.bound_macs_per_cycle =
        std::min(roof.bound_macs_per_cycle, *roof.macs_per_byte * *bytes_per_cycle);
  }
  return roof;
}

Eyexam Examination::result() const {
  Eyexam result{.macs = macs_,
                .steps = {},
                .words = {},
                .peak_macs_per_cycle = static_cast<double>(pes_) * macs_per_pe_,
                .dram = roof("dram", dram_bytes_per_cycle(architecture_)),
                .glb = roof("glb", glb_bytes_per_cycle(architecture_))};
  for (std::size_t i = 0; i < Eyexam::kSteps; ++i) {
    result.steps[i].macs_per_cycle = bounds_[i];
  }
  std::vector<Loss> losses = losses_;
  std::ranges::stable_sort(losses, [](const Loss& a, const Loss& b) { return a.share > b.share; });
  for (const Loss& loss : losses) {
    std::string& of_step = result.steps[loss.step - 1].loss;
    of_step += fmt::format("{}{}", of_step.empty() ? "" : "; ", loss.why);
    if (loss.share >= kWorthSaying) {
      result.words.push_back(fmt::format("{}: {}", layer_.name, loss.why));
    }
  }
  return result;
}

}  // namespace eyeriss::sim
