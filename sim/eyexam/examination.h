// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/eyexam/eyexam.h"
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
  struct Loss {
    std::size_t step;
    double share;
    std::string why;
  };

  void step(std::size_t number, double bound);
  void lose(std::size_t number, double share, std::string why);
  double bound(std::size_t number) const { return bounds_[number - 1]; }
  /// What a bound leaves of the PEs' MACs.
  double share_of(double macs_per_cycle) const;
  double lost(std::size_t number) const;
  std::string idle_pes(double share) const;

  void examine_workload();
  void examine_dataflow();
  void examine_pes();
  void examine_array();
  void examine_storage();
  void examine_bandwidth();
  void examine_time();

  void lose_to_packing();
  std::string with_partial_passes(std::vector<std::string> reasons,
                                  const hw::Mapping& mapping) const;
  void lose_to_choice(const hw::Mapping& better, double share);
  Eyexam::Roof roof(const char* level, const std::optional<double>& bytes_per_cycle) const;

  const hw::AnyArchitecture& architecture_;
  const hw::Layer& layer_;
  const hw::LayerShape& shape_;
  const hw::LayerCounters& counters_;
  const int pes_;
  const int macs_per_pe_;
  const std::int64_t macs_;
  const ParallelWork work_;
  hw::Mapping packing_{};
  std::array<double, Eyexam::kSteps> bounds_{};
  std::vector<Loss> losses_;
};

}  // namespace eyeriss::sim
