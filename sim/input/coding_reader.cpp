// SPDX-License-Identifier: Apache-2.0
#include "sim/input/coding_reader.h"

#include <algorithm>

namespace eyeriss::sim {
hw::Coding read_coding(const JsonValue& value, std::span<const hw::Coding> allowed) {
  const std::string name = value.one_of(names_of(allowed));
  return *std::ranges::find(allowed, name, name_of);
}

std::optional<hw::Coding> read_optional_coding(const JsonObject& object) {
  const auto coding = object.optional("coding");
  if (!coding) return std::nullopt;
  return read_coding(*coding, kAllCodings);
}

std::string_view name_of(hw::Coding coding) {
  if (coding == hw::Coding::kRaw) return "raw";
  return coding == hw::Coding::kRlc ? "rlc" : "csc";
}

std::vector<std::string_view> names_of(std::span<const hw::Coding> codings) {
  std::vector<std::string_view> names;
  for (const hw::Coding coding : codings) names.push_back(name_of(coding));
  return names;
}

}  // namespace eyeriss::sim
