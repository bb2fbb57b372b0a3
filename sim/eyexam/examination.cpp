// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "sim/eyexam/bandwidth.h"
#include "sim/eyexam/figures.h"
#include "sim/eyexam/roofs.h"
#include "sim/eyexam/stall_words.h"

namespace eyeriss::sim {
namespace {

constexpr double kWorthSaying = 0.01;  // of what all PEs could do
constexpr double kNothing = 1e-9;      // left over by rounding

int macs_per_pe(const hw::AnyArchitecture& architecture) {
  const auto* clusters = std::get_if<hw::ClusterArchitecture>(&architecture);
  return clusters != nullptr ? clusters->pe.macs_per_cycle : 1;
}

double number(hw::LayerCounters::Count count) { return static_cast<double>(count); }

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
      work_(shape_, pes_, macs_per_pe_, macs_),
      packing_(architecture, layer, work_) {
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

double Examination::lost(std::size_t number) const {
  const double before = number == 1 ? 1.0 : share_of(bound(number - 1));
  return before - share_of(bound(number));
}

void Examination::lose(std::size_t number, double share, std::string why) {
  losses_.push_back({number, {share, std::move(why)}});
}

void Examination::lose(std::size_t step, std::vector<Loss> losses) {
  for (Loss& loss : losses) lose(step, loss.share, std::move(loss.why));
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
  const double with_filters = std::min(share_of(bound(2)), share_of(work_.on_all_pes()));
  const double to_filters = share_of(bound(2)) - with_filters;
  const double to_rounds = with_filters - share_of(bound(3));
  if (to_filters > kNothing) {
    lose(3, to_filters,
         fmt::format("PEs do {} of {} MACs in a cycle because a group has only {} filter{}",
                     in_words(work_.filters_at_once()), in_words(macs_per_pe_),
                     in_words(shape_.filters_per_group()),
                     shape_.filters_per_group() == 1 ? "" : "s"));
  }
  if (work_.is_worth_saying(to_rounds)) {
    lose(3, to_rounds,
         fmt::format("{} idle because {} {}row convolutions do not divide evenly over {} PEs",
                     some_pes(work_.pes_of(to_rounds), pes_), work_.shared_row_convolutions(),
                     work_.filters_at_once() > 1
                         ? fmt::format("times {} ", in_words(work_.filters_at_once()))
                         : "",
                     pes_));
  }
  if (to_filters <= kNothing && !work_.is_worth_saying(to_rounds)) {
    lose(3, 0, fmt::format("{} PEs do at most {} MACs in a cycle", pes_, pes_ * macs_per_pe_));
  }
}

void Examination::examine_array() {
  step(4, work_.with(packing_.of_array()));
  lose(4, packing_.array_losses(bound(3), bound(4)));
}

void Examination::examine_storage() {
  step(5, work_.with(layer_.mapping));
  lose(5, packing_.storage_losses(bound(4), bound(5)));
}

void Examination::examine_bandwidth() {
  const double macs = static_cast<double>(macs_);
  if (macs_ == 0) return step(6, 0);
  const double mac_cycles = work_.skips_zeros()
                                ? number(counters_.pe_mac_cycles) / number(counters_.active_pes)
                                : static_cast<double>(work_.cycles_with(layer_.mapping));
  const double adding = adding_cycles(architecture_, layer_, work_, counters_);
  const double busy = mac_cycles + adding;
  const std::vector<Resource> all = resources(architecture_, layer_, counters_);
  const Resource& slowest = *std::ranges::max_element(all, {}, &Resource::cycles);
  step(6, macs / std::max(busy, slowest.cycles));

  const double with_additions = std::min(bound(5), macs / busy);
  lose_to_pes(share_of(bound(5)) - share_of(with_additions), mac_cycles, adding);
  account_.emplace(counters_, busy);
  if (bound(6) >= with_additions) return;
  account_->charge(slowest, macs / bound(6) - busy);
  lose(6, share_of(with_additions) - share_of(bound(6)),
       resource_words(*account_, mac_cycles, adding));
}

/// What PEs lose on average, whatever reaches them.
void Examination::lose_to_pes(double share, double mac_cycles, double adding) {
  std::vector<std::string> reasons;
  if (adding > 0) {
    reasons.push_back(
        fmt::format("PEs add psums in {} of the cycles that they work, and do no MACs meanwhile",
                    percent(adding / (mac_cycles + adding))));
  }
  // Of the multipliers that a group has filters for.
  const double slots = number(counters_.pe_mac_cycles) * work_.filters_at_once();
  const double empty = slots - static_cast<double>(macs_);
  if (work_.skips_zeros() && empty > 0) {
    reasons.push_back(
        fmt::format("multipliers find no weight other than zero in {} of the cycles with MACs",
                    percent(empty / slots)));
  }
  if (share > kNothing && !reasons.empty()) lose(6, share, all_of(reasons));
}

void Examination::examine_time() {
  const auto total = static_cast<double>(counters_.total_cycles);
  step(7, static_cast<double>(macs_) / total);
  if (lost(7) < kNothing) return;

  const double late = total - static_cast<double>(macs_) / bound(6);
  const double held = account_->is_worth_saying(account_->held()) ? account_->held() : 0;
  const double to_holds = lost(7) * std::min(1.0, held / late);
  if (to_holds > 0) lose(7, to_holds, hold_words(counters_, *account_));
  if (const double rest = lost(7) - to_holds; rest > kNothing) lose(7, rest, idle_words(*account_));
}

Eyexam Examination::result() const {
  Eyexam result{.macs = macs_,
                .steps = {},
                .words = {},
                .peak_macs_per_cycle = work_.peak(),
                .dram = dram_roof(architecture_, counters_, macs_, work_.peak()),
                .glb = glb_roof(architecture_, counters_, macs_, work_.peak())};
  for (std::size_t i = 0; i < Eyexam::kSteps; ++i) {
    result.steps[i].macs_per_cycle = bounds_[i];
  }
  std::vector<StepLoss> losses = losses_;
  std::ranges::stable_sort(
      losses, [](const auto& a, const auto& b) { return a.loss.share > b.loss.share; });
  for (const auto& [step, loss] : losses) {
    std::string& of_step = result.steps[step - 1].loss;
    of_step += fmt::format("{}{}", of_step.empty() ? "" : "; ", loss.why);
    if (loss.share >= kWorthSaying) {
      result.words.push_back(fmt::format("{}: {}", layer_.name, loss.why));
    }
  }
  return result;
}

}  // namespace eyeriss::sim
