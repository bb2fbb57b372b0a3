// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace eyeriss::house {

/// Longest file of code that the house accepts, in lines.
inline constexpr int kMaxLines = 400;

/// Checks the rules of the house that a compiler cannot:
/// - includes are written from the root and point one way, noc <- hw <- sim;
/// - noc and hw read no files, know no JSON and print nothing: they include no header for it;
/// - in noc, hw and sim every .cpp stands beside a .h of the same name, but for the programs'
/// mains,
///   sim/main.cpp and sim/*_main.cpp;
/// - a header has `#pragma once`, a file of code the licence's SPDX line and at most
///   `kMaxLines` lines;
/// - nothing is marked as left undone.
///
/// @param root  of the project; what stands outside its source folders is not looked at
/// @return one line per violation, "path:line: what", sorted; the line is left out where the
///         violation is the whole file's
std::vector<std::string> find_violations(const std::filesystem::path& root);

}  // namespace eyeriss::house
