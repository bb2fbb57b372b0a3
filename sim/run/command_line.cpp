// SPDX-License-Identifier: Apache-2.0
#include "sim/run/command_line.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <sstream>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

namespace po = boost::program_options;
using Syntax = po::invalid_command_line_syntax;

constexpr unsigned kLineWidth = 100;
constexpr const char* kArgument = "argument";

po::options_description description(const std::vector<OptionText>& options) {
  po::options_description result("Options", kLineWidth, kLineWidth / 2);
  auto add = result.add_options();
  for (const OptionText& option : options) {
    if (option.value == nullptr) {
      add(option.name, option.help);
    } else {
      auto* value = po::value<std::vector<std::string>>()->value_name(option.value);
      add(option.name, value, option.help);
    }
  }
  return result;
}

std::vector<std::string> words_for(const std::vector<OptionText>& options) {
  std::vector<std::string> words;
  for (const OptionText& option : options) words.push_back(std::string("--") + option.name);
  return words;
}

/// Single-letter options are looked for in order to be rejected; otherwise they were taken for
/// arguments.
po::parsed_options parse(const po::options_description& options, int argc,
                         const char* const* argv) {
  namespace style = po::command_line_style;
  po::positional_options_description positional;
  positional.add(kArgument, -1);
  return po::command_line_parser(argc, argv)
      .options(options)
      .positional(positional)
      .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next |
             style::allow_short | style::allow_dash_for_short | style::short_allow_next)
      .run();
}

[[noreturn]] void fail_syntax(const Syntax& error) {
  const std::string option = error.get_option_name();
  switch (error.kind()) {
    case Syntax::missing_parameter:
      fail_usage(fmt::format("the value of {} is missing", option));
    case Syntax::empty_adjacent_parameter:
      throw InputError(option, "", "is empty");
    case Syntax::extra_parameter:
      fail_usage(fmt::format("{} takes no value", option));
    default:
      fail_usage(error.what());
  }
}

/// The library takes an option that follows another one without a value for that value.
void reject_swallowed_option(const po::option& option) {
  const std::vector<std::string>& words = option.original_tokens;
  if (words.size() == 2 && words[1].starts_with("--")) {
    fail_usage(fmt::format("the value of {} is missing before {}", words[0], shortened(words[1])));
  }
}

}  // namespace

std::string options_text(const std::vector<OptionText>& options) {
  std::ostringstream text;
  text << description(options);
  return text.str();
}

void fail_usage(const std::string& problem) {
  throw InputError("command line", "", problem + "; see --help");
}

CommandLine::CommandLine(const std::vector<OptionText>& options, const std::string& argument,
                         int argc, const char* const* argv)
    : argument_name_(argument) {
  po::options_description known = description(options);
  known.add_options()(kArgument, po::value<std::vector<std::string>>());
  try {
    for (const po::option& option : parse(known, argc, argv).options) {
      reject_swallowed_option(option);
      auto& values = values_[option.string_key];
      values.insert(values.end(), option.value.begin(), option.value.end());
      if (option.value.empty()) values.emplace_back();
    }
  } catch (const po::unknown_option& error) {
    const std::string name = error.get_option_name();
    throw InputError(shortened(name), "",
                     "unknown option" + suggestion(name, words_for(options)) + "; see --help");
  } catch (const Syntax& error) {
    fail_syntax(error);
  } catch (const po::error& error) {
    fail_usage(error.what());
  }
  for (const OptionText& option : options) {
    if (!option.is_repeatable && texts(option.name).size() > 1) {
      fail_usage(fmt::format("--{} is given more than once", option.name));
    }
  }
  const std::vector<std::string> arguments = texts(kArgument);
  if (arguments.size() > 1) {
    fail_usage(fmt::format("more than one {}: {}", argument_name_, shortened(listed(arguments))));
  }
  if (!arguments.empty()) {
    argument_ = arguments.front();
    if (argument_.empty()) fail_usage(fmt::format("the {} is empty", argument_name_));
  }
}

Action CommandLine::action() const {
  if (has(kHelpOption.name)) return Action::kHelp;
  if (has(kVersionOption.name)) return Action::kVersion;
  return has(kListOption.name) ? Action::kList : Action::kWork;
}

std::optional<std::string> CommandLine::text(const std::string& option) const {
  if (!has(option)) return std::nullopt;
  const std::string& value = values_.at(option).front();
  if (value.empty()) throw InputError("--" + option, "", "is empty");
  return value;
}

std::vector<std::string> CommandLine::texts(const std::string& option) const {
  const auto values = values_.find(option);
  return values == values_.end() ? std::vector<std::string>{} : values->second;
}

const std::string& CommandLine::argument() const {
  if (argument_.empty() && action() == Action::kWork) {
    fail_usage(fmt::format("no {} is given", argument_name_));
  }
  return argument_;
}

void CommandLine::fail_integer(const std::string& option, const std::string& value, bool is_number,
                               const std::string& low, const std::string& high) {
  throw InputError(fmt::format("--{} {}", option, shortened(value)), "",
                   is_number ? "is out of range" : "is not an integer",
                   fmt::format("integers from {} to {}", low, high));
}

}  // namespace eyeriss::sim
