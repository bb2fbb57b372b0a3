// SPDX-License-Identifier: Apache-2.0
#include "sim/run/command_line.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/input_error_line.h"

namespace eyeriss::sim {
namespace {

using test::input_error;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CommandLine parse(std::vector<const char*> words) {
  words.insert(words.begin(), "program");
  const std::vector<OptionText> options = {{"name", "TEXT", "a text"},
                                           {"number", "N", "a number"},
                                           {"again", "TEXT", "any number of texts", true},
                                           {"flag", nullptr, "a flag"},
                                           kListOption,
                                           kHelpOption,
                                           kVersionOption};
  return {options, "thing", static_cast<int>(words.size()), words.data()};
}

std::string error(const std::vector<const char*>& words) {
  return input_error([&] { parse(words).argument(); });
}

TEST(CommandLine, OptionsAndArgument) {
  const CommandLine line =
      parse({"--name", "a b", "x", "--number=7", "--again", "1", "--flag", "--again=2"});
  EXPECT_EQ(line.argument(), "x");
  EXPECT_EQ(line.text("name"), "a b");
  EXPECT_EQ(line.integer("number", 1, 9), 7);
  EXPECT_THAT(line.texts("again"), ElementsAre("1", "2"));
  EXPECT_TRUE(line.has("flag"));
  EXPECT_EQ(line.action(), Action::kWork);
}

TEST(CommandLine, NothingGiven) {
  const CommandLine line = parse({"x"});
  EXPECT_EQ(line.text("name"), std::nullopt);
  EXPECT_EQ(line.integer("number", 1, 9), std::nullopt);
  EXPECT_THAT(line.texts("again"), ElementsAre());
  EXPECT_FALSE(line.has("flag"));
}

TEST(CommandLine, ActionsNeedNoArgument) {
  EXPECT_EQ(parse({"--list"}).action(), Action::kList);
  EXPECT_EQ(parse({"--list", "--version"}).action(), Action::kVersion);
  EXPECT_EQ(parse({"--version", "--help"}).action(), Action::kHelp);
  EXPECT_EQ(parse({"--help"}).argument(), "");
}

TEST(CommandLine, Errors) {
  EXPECT_EQ(error({}), "command line: no thing is given; see --help");
  EXPECT_EQ(error({""}), "command line: the thing is empty; see --help");
  EXPECT_EQ(error({"x", "y"}), "command line: more than one thing: x, y; see --help");
  EXPECT_EQ(error({"x", "--nam", "y"}),
            "--nam: unknown option, did you mean \"--name\"?; see --help");
  EXPECT_THAT(error({"x", "-f"}), HasSubstr("unknown option"));
  EXPECT_EQ(error({"x", "--name"}), "command line: the value of --name is missing; see --help");
  EXPECT_EQ(error({"--name", "--flag", "x"}),
            "command line: the value of --name is missing before --flag; see --help");
  EXPECT_EQ(error({"x", "--name="}), "--name: is empty");
  EXPECT_EQ(input_error([] { parse({"x", "--name", ""}).text("name"); }), "--name: is empty");
  EXPECT_EQ(error({"x", "--flag=1"}), "command line: --flag takes no value; see --help");
  EXPECT_EQ(error({"--name", "a", "--name", "a", "x"}),
            "command line: --name is given more than once; see --help");
  EXPECT_EQ(error({"--flag", "--flag", "x"}),
            "command line: --flag is given more than once; see --help");
}

TEST(CommandLine, Integers) {
  const auto number_error = [](const char* digits) {
    return input_error([&] { parse({"x", "--number", digits}).integer("number", 1, 9); });
  };
  EXPECT_EQ(number_error("0"), "--number 0: is out of range (allowed: integers from 1 to 9)");
  EXPECT_THAT(number_error("99999999999999999999"), HasSubstr("is out of range"));
  for (const char* digits : {"1.5", "2x", "0x3", " 1", "one", "+1"}) {
    EXPECT_THAT(number_error(digits), HasSubstr("is not an integer"));
  }
}

TEST(CommandLine, HelpNamesEveryOption) {
  const std::string text = options_text({{"name", "TEXT", "a text"}, kHelpOption});
  EXPECT_THAT(text, HasSubstr("--name TEXT"));
  EXPECT_THAT(text, HasSubstr("--help"));
  EXPECT_THAT(text, HasSubstr("a text"));
}

}  // namespace
}  // namespace eyeriss::sim
