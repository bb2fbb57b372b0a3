// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/figures.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace eyeriss::sim {
namespace {

constexpr std::array kNumbers = {"one",   "two",   "three", "four", "five",   "six",
                                 "seven", "eight", "nine",  "ten",  "eleven", "twelve"};

/// Spoken, up to 999, it begins with a vowel: eight, eleven, eighteen, eighty, eight hundred.
bool begins_with_vowel(int number) {
  return number == 11 || number == 18 || std::to_string(number).front() == '8';
}

}  // namespace

std::string in_words(int number) {
  if (number < 1 || number > static_cast<int>(kNumbers.size())) return std::to_string(number);
  return kNumbers[static_cast<std::size_t>(number - 1)];
}

std::string thing_of(int count, const std::string& part_and_thing) {
  return fmt::format("{} {}-{}", begins_with_vowel(count) ? "an" : "a", count, part_and_thing);
}

std::string some_pes(double pes, int all) {
  constexpr double kExact = 1e-6;
  const char* plural = all == 1 ? "" : "s";
  const bool is_whole = std::abs(pes - std::round(pes)) < kExact;
  return fmt::format("{:.{}f} of {} PE{}", pes, is_whole ? 0 : 1, all, plural);
}

std::string percent(double fraction) { return fmt::format("{:.1f} %", 100 * fraction); }

std::string all_of(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

}  // namespace eyeriss::sim
