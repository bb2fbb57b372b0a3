// SPDX-License-Identifier: Apache-2.0
#include "sim/input/json_override.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "sim/input/input_error.h"
#include "sim/input/json_path.h"
#include "sim/input/json_reader.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) {
    if (!key.starts_with('_')) keys.push_back(key);
  }
  return keys;
}

/// The value that `path` leads to.
json& find(json& document, const std::string& path, const std::string& option) {
  json* value = &document;
  std::string walked;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    if (!value->is_object()) throw InputError(option, walked, "has no parts to set");
    const auto member = value->find(key);
    if (member == value->end()) {
      const std::vector<std::string> keys = keys_of(*value);
      throw InputError(option, member_path(walked, key), "unknown key" + suggestion(key, keys),
                       listed(keys));
    }
    value = &*member;
    walked = member_path(walked, key);
    begin = end + 1;
  }
  return *value;
}

json value_of(const std::string& text, const std::string& option, const std::string& path) {
  try {
    return parse_json(text, option);
  } catch (const InputError&) {
    if (is_plain_name(text)) return text;
    throw InputError(option, path, "the value is neither JSON nor a bare word: " + in_quotes(text),
                     "a number, true, false, a word, JSON text");
  }
}

}  // namespace

bool Override::concerns(std::string_view other) const {
  const auto is_within = [](std::string_view inner, std::string_view outer) {
    return inner.starts_with(outer) && (inner.size() == outer.size() ||
                                        inner[outer.size()] == '.' || inner[outer.size()] == '[');
  };
  return is_within(other, path) || is_within(path, other);
}

Override apply_override(json& document, const std::string& assignment) {
  const std::string option = "--set " + shortened(assignment);
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw InputError(option, "", "is not an assignment", "PATH=VALUE, as in array.columns=16");
  }
  const std::string path = assignment.substr(0, equals);
  json& target = find(document, path, option);
  target = value_of(assignment.substr(equals + 1), option, path);
  return {option, path};
}

}  // namespace eyeriss::sim
