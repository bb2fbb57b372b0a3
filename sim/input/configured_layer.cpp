// SPDX-License-Identifier: Apache-2.0
#include "sim/input/configured_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "sim/input/coding_reader.h"
#include "sim/input/input_error.h"
#include "sim/input/json_path.h"

namespace eyeriss::sim {
namespace {

// Fewer zeros do not make up for what CSC data waste where columns end.
constexpr double kFewZeros = 0.05;

/// Weights that are used in many windows are worth coding as soon as MACs are skipped; those that
/// are used once come as fast as their network brings them.
bool is_raw_faster(const hw::ClusterArchitecture& architecture, const WorkloadLayer& source) {
  const double zeros = source.weights.zeros;
  const hw::LayerShape& shape = source.shape;
  if (std::int64_t{shape.N} * shape.E() * shape.F() > 1) return zeros < kFewZeros;
  const auto& port = architecture.noc.weight;
  return (1 - zeros) * port.values >= port.pairs;
}

hw::Coding weights_coding(const hw::ClusterArchitecture& architecture,
                          const WorkloadLayer& source) {
  const auto& rules = architecture.off_chip.coding;
  if (source.weights.coding) return *source.weights.coding;
  return rules.weights_fastest && is_raw_faster(architecture, source) ? hw::Coding::kRaw
                                                                      : rules.weights;
}

hw::Layer configured(const hw::Architecture& architecture, const WorkloadLayer& source,
                     const hw::Mapping& mapping) {
  const auto& rules = architecture.link.coding;
  return {.name = source.name,
          .shape = source.shape,
          .mapping = mapping,
          .relu = source.relu,
          .product_shift = source.product_shift,
          .ifmap_coding =
              source.ifmap.coding.value_or(source.is_first ? rules.first_ifmap : rules.ifmap),
          .weights_coding = source.weights.coding.value_or(rules.weights),
          .ofmap_coding = source.ofmap_coding.value_or(rules.ofmap)};
}

hw::Layer configured(const hw::ClusterArchitecture& architecture, const WorkloadLayer& source,
                     const hw::Mapping& mapping) {
  const auto& rules = architecture.off_chip.coding;
  return {.name = source.name,
          .shape = source.shape,
          .mapping = mapping,
          .relu = source.relu,
          .product_shift = 0,
          .ifmap_coding =
              source.ifmap.coding.value_or(source.is_first ? rules.first_ifmap : rules.ifmap),
          .weights_coding = weights_coding(architecture, source),
          .ofmap_coding = source.ofmap_coding.value_or(rules.ofmap),
          .output_shift = source.output_shift,
          .output_is_unsigned = source.output_type == OutputType::kUint8};
}

std::span<const hw::Coding> codings(const hw::AnyArchitecture& architecture) {
  const auto* clusters = std::get_if<hw::ClusterArchitecture>(&architecture);
  if (clusters == nullptr) return kFlatCodings;
  if (clusters->pe.is_sparse) return kSparseCodings;
  return kDenseCodings;
}

}  // namespace

hw::Layer configured_layer(const hw::AnyArchitecture& architecture, const WorkloadLayer& source,
                           const hw::Mapping& mapping) {
  return std::visit([&](const auto& any) { return configured(any, source, mapping); },
                    architecture);
}

void check_codings(const hw::AnyArchitecture& architecture, const Workload& workload,
                   const WorkloadLayer& source) {
  const std::span<const hw::Coding> known = codings(architecture);
  const auto check = [&](const char* tensor, const std::optional<hw::Coding>& coding) {
    if (!coding || std::ranges::find(known, *coding) != known.end()) return;
    const std::string& name =
        std::visit([](const auto& any) -> const std::string& { return any.name; }, architecture);
    throw InputError(workload.file.string(),
                     member_path(member_path(source.path, tensor), "coding"),
                     fmt::format("{} does not know {}", name, name_of(*coding)),
                     fmt::format("{}", fmt::join(names_of(known), ", ")));
  };
  check("ifmap", source.ifmap.coding);
  check("weights", source.weights.coding);
  check("ofmap", source.ofmap_coding);
}

}  // namespace eyeriss::sim
