// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace eyeriss::sim {

/// "one" to "twelve", else digits.
std::string in_words(int number);

/// A thing of so many parts, with its article: "an 11-row set", "a 3-row set".
std::string thing_of(int count, const std::string& part_and_thing);

/// "14 of 168 PEs", "3.4 of 168 PEs"
std::string some_pes(double pes, int all);

/// Of 0.0912: "9.1 %"
std::string percent(double fraction);

/// "a", "a and b", "a, b and c"
std::string all_of(const std::vector<std::string>& parts);

}  // namespace eyeriss::sim
