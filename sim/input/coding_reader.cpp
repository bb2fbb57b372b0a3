// SPDX-License-Identifier: Apache-2.0
#include "sim/input/coding_reader.h"

namespace eyeriss::sim {

hw::Coding read_coding(const JsonValue& value) {
  return value.one_of({"raw", "rlc"}) == "rlc" ? hw::Coding::kRlc : hw::Coding::kRaw;
}

std::optional<hw::Coding> read_optional_coding(const JsonObject& object) {
  const auto coding = object.optional("coding");
  if (!coding) return std::nullopt;
  return read_coding(*coding);
}

const char* name_of(hw::Coding coding) { return coding == hw::Coding::kRlc ? "rlc" : "raw"; }

}  // namespace eyeriss::sim
