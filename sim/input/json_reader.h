// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace eyeriss::sim {

/// Levels of arrays and objects that a document may have.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// Reads a JSON file strictly: standard JSON in UTF-8, no comments, no NaN, no duplicate keys,
/// at most kMaxJsonDepth levels and 16 MiB.
/// @throws InputError with line and column for a syntax error, the path for a duplicate key
nlohmann::json read_json(const std::filesystem::path& file);

/// The same for a text that is already in memory. `name` stands for the file in errors.
nlohmann::json parse_json(std::string_view text, const std::string& name);

}  // namespace eyeriss::sim
