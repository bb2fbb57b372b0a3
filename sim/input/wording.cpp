// SPDX-License-Identifier: Apache-2.0
#include "sim/input/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace eyeriss::sim {
namespace {

constexpr std::size_t kMaxQuotedLength = 120;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Bytes of the printable UTF-8 character that `text` begins with, 0 if it begins with none.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x20 || lead == 0x7f) return 0;
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return length;
}

/// Levenshtein distance: insertions, deletions and substitutions.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above + 1, row[j - 1] + 1, substitution});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string shortened(std::string_view text) {
  if (text.size() <= kMaxQuotedLength) return std::string(text);
  std::size_t length = kMaxQuotedLength;
  while (length > 0 && is_continuation(text[length])) --length;  // do not cut a character
  return std::string(text.substr(0, length)) + "...";
}

std::string in_quotes(std::string_view text) { return '"' + shortened(text) + '"'; }

std::string listed(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : ", ") + word;
  return result;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kMaxNameLength) return "";
  const std::string* nearest = nullptr;
  std::size_t distance = std::max<std::size_t>(1, (word.size() + 1) / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t candidate_distance = edit_distance(word, candidate);
    if (candidate_distance < std::min(distance, candidate.size())) {
      nearest = &candidate;
      distance = candidate_distance;
    }
  }
  return nearest ? fmt::format(", did you mean {}?", in_quotes(*nearest)) : "";
}

bool is_plain_name(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= kMaxNameLength && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), is_plain);
}

}  // namespace eyeriss::sim
