// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "hw/coding.h"
#include "sim/input/json_object.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

inline constexpr std::array kAllCodings = {hw::Coding::kRaw, hw::Coding::kRlc, hw::Coding::kCsc};
/// Of machines with flat buses.
inline constexpr std::array kFlatCodings = {hw::Coding::kRaw, hw::Coding::kRlc};
/// Of machines of clusters, by their PEs.
inline constexpr std::array kSparseCodings = {hw::Coding::kRaw, hw::Coding::kCsc};
inline constexpr std::array kDenseCodings = {hw::Coding::kRaw};

/// One of `allowed`.
/// @throws InputError
hw::Coding read_coding(const JsonValue& value, std::span<const hw::Coding> allowed);

/// The object's `coding` of any machine, if it has one.
/// @throws InputError
std::optional<hw::Coding> read_optional_coding(const JsonObject& object);

/// As a preset says it.
std::string_view name_of(hw::Coding coding);

/// Their names.
std::vector<std::string_view> names_of(std::span<const hw::Coding> codings);

}  // namespace eyeriss::sim
