// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "sim/eyexam/loss.h"
#include "sim/eyexam/parallel_work.h"

namespace eyeriss::sim {

/// What is lost because PE sets do not fill the array: Eyexam's steps 4 and 5. Less than a tenth of
/// a PE is not said.
class PackingLosses {
 public:
  /// All parameters must outlive the object.
  PackingLosses(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                const ParallelWork& work);

  /// The best packing, whatever it stores.
  const hw::Mapping& of_array() const { return packing_; }

  /// What that leaves idle, less what there is no work for in any case.
  /// @param from MACs per cycle of so many PEs anywhere, @param to in the array
  std::vector<Loss> array_losses(double from, double to) const;

  /// What the layer's mapping leaves idle beyond that: for want of storage, or by choice.
  /// @param from MACs per cycle of the best packing, @param to of the mapping
  std::vector<Loss> storage_losses(double from, double to) const;

 private:
  std::string idle(double share) const;
  std::string with_partial_passes(std::vector<std::string> reasons,
                                  const hw::Mapping& mapping) const;
  std::string choice_words(double share) const;

  const hw::AnyArchitecture& architecture_;
  const hw::Layer& layer_;
  const ParallelWork& work_;
  const hw::Mapping packing_;
};

}  // namespace eyeriss::sim
