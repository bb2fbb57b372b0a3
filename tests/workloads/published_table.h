// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace eyeriss::test {

/// A row of a table, by the names of its columns.
using PublishedRow = std::map<std::string, std::string>;

/// Reads a table of `workloads/published/`, in which only the last column is in quotes.
std::vector<PublishedRow> read_published_table(const std::string& file);

/// Whether a value rounds to a printed figure such as "14.7M", "58k" or "53".
/// @throws std::invalid_argument if the text is no such figure
bool rounds_to(std::int64_t value, const std::string& printed);

}  // namespace eyeriss::test
