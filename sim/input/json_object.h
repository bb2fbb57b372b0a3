// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// A JSON object whose keys are all known. Made by JsonValue::object().
class JsonObject {
 public:
  /// @throws InputError for a key that is neither in `keys` nor a comment (`_...`)
  JsonObject(const JsonValue& value, std::vector<std::string> keys);

  /// The object as a value, for errors about the whole of it.
  const JsonValue& value() const { return value_; }

  /// @throws InputError if it is missing
  JsonValue required(std::string_view key) const;
  std::optional<JsonValue> optional(std::string_view key) const;

  bool boolean_or(std::string_view key, bool fallback) const;
  int int32_or(std::string_view key, int low, int high, int fallback) const;

 private:
  JsonValue value_;
  std::vector<std::string> keys_;
};

}  // namespace eyeriss::sim
