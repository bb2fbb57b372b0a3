// SPDX-License-Identifier: Apache-2.0
#include "sim/input/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/input/input_error.h"
#include "sim/input/json_object.h"
#include "sim/input/json_path.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;

std::string description(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  if (value.is_string()) return "the string " + in_quotes(value.get_ref<const std::string&>());
  return value.dump();
}

}  // namespace

JsonValue::JsonValue(const json& document, std::string file)
    : JsonValue(document, std::move(file), "") {}

JsonValue::JsonValue(const json& value, std::string file, std::string path)
    : value_(&value), file_(std::move(file)), path_(std::move(path)) {}

JsonObject JsonValue::object(std::initializer_list<std::string_view> keys) const {
  if (!value_->is_object()) fail_type("an object");
  return JsonObject(*this, {keys.begin(), keys.end()});
}

std::vector<std::pair<std::string, JsonValue>> JsonValue::members() const {
  if (!value_->is_object()) fail_type("an object");
  std::vector<std::pair<std::string, JsonValue>> result;
  for (const auto& [key, member] : value_->items()) {
    if (key.starts_with('_')) continue;
    result.emplace_back(key, JsonValue(member, file_, member_path(path_, key)));
  }
  return result;
}

std::vector<JsonValue> JsonValue::array() const {
  if (!value_->is_array()) fail_type("an array");
  std::vector<JsonValue> result;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    result.push_back(JsonValue((*value_)[i], file_, element_path(path_, i)));
  }
  return result;
}

std::vector<JsonValue> JsonValue::array(std::size_t size) const {
  std::vector<JsonValue> result = array();
  if (result.size() != size) {
    fail(fmt::format("has {} elements", result.size()), fmt::format("exactly {}", size));
  }
  return result;
}

bool JsonValue::is_null() const { return value_->is_null(); }

bool JsonValue::boolean() const {
  if (!value_->is_boolean()) fail_type("a boolean", "true, false");
  return value_->get<bool>();
}

std::string JsonValue::string() const {
  if (!value_->is_string()) fail_type("a string");
  const std::string& text = value_->get_ref<const std::string&>();
  if (text.empty()) fail("is an empty string");
  if (escaped(text) != text) fail("contains a control character: " + in_quotes(text));
  return text;
}

std::string JsonValue::plain_name() const {
  std::string name = string();
  if (!is_plain_name(name)) {
    fail("bad name " + in_quotes(name),
         fmt::format("up to {} of A-Z a-z 0-9 . _ -", kMaxNameLength));
  }
  return name;
}

std::string JsonValue::one_of(const std::vector<std::string_view>& words) const {
  const std::vector<std::string> allowed(words.begin(), words.end());
  if (!value_->is_string()) fail_type("a string", listed(allowed));
  const std::string& text = value_->get_ref<const std::string&>();
  if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
    fail(fmt::format("unknown value {}{}", in_quotes(text), suggestion(text, allowed)),
         listed(allowed));
  }
  return text;
}

std::int64_t JsonValue::integer(std::int64_t low, std::int64_t high) const {
  const std::string allowed = fmt::format("integers from {} to {}", low, high);
  const auto fail_range = [&] { fail(value_->dump() + " is out of range", allowed); };
  // The parser turns integers beyond 64 b into floating point.
  constexpr double kBeyondIntegers = 9.2e18;
  if (value_->is_number_float() && std::abs(value_->get<double>()) > kBeyondIntegers) fail_range();
  if (!value_->is_number_integer()) fail_type("an integer", allowed);
  // Values above the signed range are stored as unsigned.
  if (value_->is_number_unsigned() &&
      value_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
    fail_range();
  }
  const auto result = value_->get<std::int64_t>();
  if (result < low || result > high) fail_range();
  return result;
}

double JsonValue::number(double low, double high) const {
  const std::string allowed = fmt::format("numbers from {} to {}", low, high);
  if (!value_->is_number()) fail_type("a number", allowed);
  const auto result = value_->get<double>();
  if (!(result >= low && result <= high)) fail(value_->dump() + " is out of range", allowed);
  return result;
}

void JsonValue::fail(const std::string& problem, const std::string& allowed) const {
  throw InputError(file_, path_, problem, allowed);
}

void JsonValue::fail_type(const std::string& expected, const std::string& allowed) const {
  fail(fmt::format("expected {}, got {}", expected, description(*value_)), allowed);
}

}  // namespace eyeriss::sim
