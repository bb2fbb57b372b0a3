// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/eyexam/cycle_account.h"
#include "sim/eyexam/eyexam.h"
#include "sim/eyexam/loss.h"
#include "sim/eyexam/packing_losses.h"
#include "sim/eyexam/parallel_work.h"

namespace eyeriss::sim {

/// Works out the steps of Eyexam one after the other, and what each loses to what. Losses are
/// fractions of what all PEs could do: what a step loses above that costs nothing.
class Examination {
 public:
  /// All parameters must outlive the object.
  Examination(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
              const hw::LayerCounters& counters);

  Eyexam result() const;

 private:
  struct StepLoss {
    std::size_t step;
    Loss loss;
  };

  void step(std::size_t number, double bound);
  void lose(std::size_t number, double share, std::string why);
  void lose(std::size_t step, std::vector<Loss> losses);
  double bound(std::size_t number) const { return bounds_[number - 1]; }
  /// What a bound leaves of the PEs' MACs.
  double share_of(double macs_per_cycle) const { return work_.share_of_peak(macs_per_cycle); }
  double lost(std::size_t number) const;

  void examine_workload();
  void examine_dataflow();
  void examine_pes();
  void examine_array();
  void examine_storage();
  void examine_bandwidth();
  void examine_time();

  void lose_to_pes(double share, double mac_cycles, double adding);

  const hw::AnyArchitecture& architecture_;
  const hw::Layer& layer_;
  const hw::LayerShape& shape_;
  const hw::LayerCounters& counters_;
  const int pes_;
  const int macs_per_pe_;
  const std::int64_t macs_;
  const ParallelWork work_;
  const PackingLosses packing_;
  std::array<double, Eyexam::kSteps> bounds_{};
  std::optional<CycleAccount> account_;  ///< from step 6 on
  std::vector<StepLoss> losses_;
};

}  // namespace eyeriss::sim
