// SPDX-License-Identifier: Apache-2.0
#include "sim/input/json_object.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "sim/input/input_error.h"
#include "sim/input/json_path.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {

JsonObject::JsonObject(const JsonValue& value, std::vector<std::string> keys)
    : value_(value), keys_(std::move(keys)) {
  for (const auto& [key, member] : value_.members()) {
    if (std::find(keys_.begin(), keys_.end(), key) == keys_.end()) {
      member.fail("unknown key" + suggestion(key, keys_), listed(keys_));
    }
  }
}

JsonValue JsonObject::required(std::string_view key) const {
  if (const auto member = optional(key)) return *member;
  throw InputError(value_.file(), member_path(value_.path(), key), "required key is missing");
}

std::optional<JsonValue> JsonObject::optional(std::string_view key) const {
  if (std::find(keys_.begin(), keys_.end(), key) == keys_.end()) {
    throw std::logic_error(fmt::format("key {} was not declared", key));
  }
  const auto member = value_.value_->find(key);
  if (member == value_.value_->end()) return std::nullopt;
  return JsonValue(*member, value_.file(), member_path(value_.path(), key));
}

bool JsonObject::boolean_or(std::string_view key, bool fallback) const {
  const auto member = optional(key);
  return member ? member->boolean() : fallback;
}

int JsonObject::int32_or(std::string_view key, int low, int high, int fallback) const {
  const auto member = optional(key);
  return member ? member->int32(low, high) : fallback;
}

}  // namespace eyeriss::sim
