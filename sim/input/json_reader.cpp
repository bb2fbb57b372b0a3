// SPDX-License-Identifier: Apache-2.0
#include "sim/input/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "sim/input/input_error.h"
#include "sim/input/input_file.h"
#include "sim/input/json_path.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;

/// The library's exception text without what `position_of` says already.
std::string reason(const std::string& what) {
  std::string_view text = what;
  if (const auto end = text.find("] "); end != text.npos) text.remove_prefix(end + 2);
  if (text.starts_with("parse error"))
    text.remove_prefix(std::min(text.find(": ") + 2, text.size()));
  return shortened(text);
}

std::string position_of(std::string_view text, std::size_t characters_read) {
  const std::size_t offset = std::min(characters_read == 0 ? 0 : characters_read - 1, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == before.npos ? offset + 1 : offset - newline;
  return fmt::format("line {}, column {}", line, column);
}

/// Builds the document from the parser's events. The parser itself needs no stack, so a depth
/// limit here bounds the recursion of everything that walks the document later.
class StrictBuilder : public nlohmann::json_sax<json> {
 public:
  StrictBuilder(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // does not occur in JSON text

  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    keys_.back() = key;
    if (open_.back()->contains(key)) throw InputError(name_, path(), "duplicate key");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const json::exception& error) override {
    throw InputError(name_, position_of(text_, position), reason(error.what()));
  }

 private:
  bool add(json value) {
    insert(std::move(value));
    return true;
  }

  json* insert(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& container = *open_.back();
    if (container.is_array()) {
      container.push_back(std::move(value));
      return &container.back();
    }
    return &(container[keys_.back()] = std::move(value));
  }

  bool open(json container) {
    if (open_.size() == kMaxJsonDepth) {
      throw InputError(name_, "", "nested too deeply",
                       fmt::format("at most {} levels", kMaxJsonDepth));
    }
    open_.push_back(insert(std::move(container)));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::string path() const {
    std::string result;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      result = open_[i]->is_array() ? element_path(result, open_[i]->size() - 1)
                                    : member_path(result, keys_[i]);
    }
    return result;
  }

  std::string_view text_;
  std::string name_;
  json root_;
  std::vector<json*> open_;        ///< containers not closed yet, outermost first
  std::vector<std::string> keys_;  ///< of each of them, the last key seen
};

}  // namespace

json read_json(const std::filesystem::path& file) {
  InputFile input(file);
  if (input.size() > kMaxFileBytes) {
    throw InputError(file.string(), "", fmt::format("has {} bytes", input.size()),
                     fmt::format("up to {}", kMaxFileBytes));
  }
  std::string text(input.size(), '\0');
  input.read(text.data(), text.size());
  return parse_json(text, file.string());
}

json parse_json(std::string_view text, const std::string& name) {
  if (text.find_first_not_of(" \t\r\n") == text.npos) {
    throw InputError(name, "", "is empty", "a JSON document");
  }
  // The parser takes a NUL for the end of the text and would not look behind it.
  if (const std::size_t nul = text.find('\0'); nul != text.npos) {
    throw InputError(name, position_of(text, nul + 1), "NUL byte, so this is not JSON text");
  }
  StrictBuilder builder(text, name);
  json::sax_parse(text, &builder);
  return builder.take();
}

}  // namespace eyeriss::sim
