// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace eyeriss::sim {

/// An option that a program knows.
struct OptionText {
  const char* name;
  const char* value;  ///< what stands for its value in the help; null: it takes none
  const char* help;
  bool is_repeatable = false;
};

/// What a program is asked for.
enum class Action { kWork, kHelp, kVersion, kList };

/// `--list`, `--help` and `--version` mean the same everywhere.
inline constexpr OptionText kListOption{"list", nullptr, "print the presets"};
inline constexpr OptionText kHelpOption{"help", nullptr, "print this"};
inline constexpr OptionText kVersionOption{"version", nullptr, "print the version"};

/// The options as `--help` prints them.
std::string options_text(const std::vector<OptionText>& options);

/// @throws InputError about the command line as a whole, always
[[noreturn]] void fail_usage(const std::string& problem);

/// A command line, read strictly: no abbreviations, no single letters, no option twice unless it
/// is repeatable, no value missing or empty, no junk in numbers, one argument that is no option.
class CommandLine {
 public:
  /// @param argument what the argument is, for errors, e.g. `workload`
  /// @throws InputError
  CommandLine(const std::vector<OptionText>& options, const std::string& argument, int argc,
              const char* const* argv);

  Action action() const;
  bool has(const std::string& option) const { return values_.contains(option); }
  /// @throws InputError if it is empty
  std::optional<std::string> text(const std::string& option) const;
  /// Of a repeatable option, in order.
  std::vector<std::string> texts(const std::string& option) const;
  /// @throws InputError if it is no integer from `low` to `high`
  template <typename Integer>
  std::optional<Integer> integer(const std::string& option, Integer low, Integer high) const;

  /// Empty if none is given and the action needs none.
  /// @throws InputError if there is none otherwise
  const std::string& argument() const;

 private:
  [[noreturn]] static void fail_integer(const std::string& option, const std::string& value,
                                        bool is_number, const std::string& low,
                                        const std::string& high);

  std::string argument_name_;
  std::string argument_;
  std::map<std::string, std::vector<std::string>> values_;  ///< of the options that are given
};

template <typename Integer>
std::optional<Integer> CommandLine::integer(const std::string& option, Integer low,
                                            Integer high) const {
  const auto digits = text(option);
  if (!digits) return std::nullopt;
  Integer value = 0;
  const char* end = digits->data() + digits->size();
  const auto [rest, error] = std::from_chars(digits->data(), end, value);
  const bool is_number = error != std::errc::invalid_argument && rest == end;
  if (!is_number || error != std::errc() || value < low || value > high) {
    fail_integer(option, *digits, is_number, std::to_string(low), std::to_string(high));
  }
  return value;
}

}  // namespace eyeriss::sim
