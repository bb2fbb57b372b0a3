// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eyeriss::sim {

class JsonObject;

/// One value of a document with the way to it. Every accessor checks type and range and throws
/// an InputError that names file, path and what is allowed; nothing is ever converted. The
/// document must outlive the value.
class JsonValue {
 public:
  /// The root of a document read from `file`.
  JsonValue(const nlohmann::json& document, std::string file);

  const std::string& file() const { return file_; }
  const std::string& path() const { return path_; }

  /// @param keys all keys it may have; others are an error, unless they begin with `_`
  JsonObject object(std::initializer_list<std::string_view> keys) const;
  /// Members of an object with keys of any name, comments left out.
  std::vector<std::pair<std::string, JsonValue>> members() const;
  /// Elements of an array of any length.
  std::vector<JsonValue> array() const;
  /// Elements of an array of exactly `size` elements.
  std::vector<JsonValue> array(std::size_t size) const;

  bool is_null() const;
  bool boolean() const;
  /// Not empty and without control characters.
  std::string string() const;
  /// A string that can be part of a file name: up to kMaxNameLength of A-Z a-z 0-9 . _ -
  std::string plain_name() const;
  /// One of `words`.
  std::string one_of(const std::vector<std::string_view>& words) const;
  /// Written as an integer: 3.0 and 1e3 are not integers.
  std::int64_t integer(std::int64_t low, std::int64_t high) const;
  int int32(int low, int high) const { return static_cast<int>(integer(low, high)); }
  double number(double low, double high) const;

  /// @throws InputError at this value, always
  [[noreturn]] void fail(const std::string& problem, const std::string& allowed = "") const;

 private:
  friend class JsonObject;
  JsonValue(const nlohmann::json& value, std::string file, std::string path);

  [[noreturn]] void fail_type(const std::string& expected, const std::string& allowed = "") const;

  const nlohmann::json* value_;
  std::string file_;
  std::string path_;
};

}  // namespace eyeriss::sim
