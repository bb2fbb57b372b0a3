// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eyeriss::sim {

/// `text` with control characters and what is not UTF-8 written as `\xNN`, so that it stays on
/// one line of text.
std::string escaped(std::string_view text);

/// The first part of `text`, with "..." where more follows.
std::string shortened(std::string_view text);

/// `text` in double quotes, shortened.
std::string in_quotes(std::string_view text);

/// "a, b, c"
std::string listed(const std::vector<std::string>& words);

/// `, did you mean "x"?` when a candidate differs from `word` by a slip of the finger, else "".
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

/// Whether `text` can be part of a file name: [A-Za-z0-9._-]+, not "." or "..", at most
/// `kMaxNameLength` characters.
bool is_plain_name(std::string_view text);

inline constexpr std::size_t kMaxNameLength = 100;

}  // namespace eyeriss::sim
