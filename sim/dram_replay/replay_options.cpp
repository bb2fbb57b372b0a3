// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/replay_options.h"

#include <vector>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

constexpr const char* kDefaultDram = "ddr3-1600";

constexpr const char* kHelp =
    "Usage: eyeriss-dram [options] TRACE\n"
    "\n"
    "Replays a trace of addresses on the DRAM model alone and prints what came of it as JSON.\n"
    "\n"
    "The trace has one burst a line, CYCLE ADDRESS R|W: the DRAM clock at the end of which it\n"
    "may enter the controller's queue, the byte address (decimal, or hexadecimal after 0x), and\n"
    "whether it is read or written. At most one enters per clock, in order, when its queue has\n"
    "room. Blank lines, and what follows a #, are skipped.\n"
    "\n"
    "Options:\n"
    "  --dram NAME|FILE  the DRAM: a preset (see --list), or a file if it contains / or ends in\n"
    "                    .json (default: ddr3-1600)\n"
    "  --commands FILE   also write every command on the command buses, as CSV\n"
    "  --list            print the presets\n"
    "  --help            print this\n"
    "  --version         print the version\n"
    "\n"
    "Exit status:\n"
    "  0  done\n"
    "  2  bad input or usage\n"
    "  3  the results cannot be written, or a fault of the simulator itself\n";

[[noreturn]] void fail_usage(const std::string& problem) {
  throw InputError("command line", "", problem + "; see --help");
}

/// Walks over the words of a command line.
class Words {
 public:
  Words(int argc, const char* const* argv) : words_(argv + 1, argv + argc) {}

  bool next() {
    if (at_ == words_.size()) return false;
    word_ = words_[at_++];
    const std::size_t equals = word_.find('=');
    has_value_ = word_.starts_with("--") && equals != word_.npos;
    value_ = has_value_ ? word_.substr(equals + 1) : "";
    if (has_value_) word_ = word_.substr(0, equals);
    return true;
  }

  /// The option, without its value, or the argument.
  const std::string& word() const { return word_; }
  bool is_option() const { return word_.size() > 1 && word_.starts_with('-'); }

  /// The option's value: what follows the =, or the next word.
  std::string value() {
    if (!has_value_) {
      if (at_ == words_.size() || words_[at_].starts_with("--")) {
        fail_usage("the value of " + word_ + " is missing");
      }
      value_ = words_[at_++];
    }
    if (value_.empty()) throw InputError(word_, "", "is empty");
    return value_;
  }

  void take_no_value() const {
    if (has_value_) fail_usage(word_ + " takes no value");
  }

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  std::string word_;
  std::string value_;
  bool has_value_ = false;
};

void parse_option(Words& words, ReplayOptions& options) {
  const std::string& word = words.word();
  if (word == "--dram") {
    options.dram = words.value();
  } else if (word == "--commands") {
    options.commands = words.value();
  } else if (word == "--help" || word == "--version" || word == "--list") {
    words.take_no_value();
    options.action = word == "--help"      ? ReplayOptions::Action::kHelp
                     : word == "--version" ? ReplayOptions::Action::kVersion
                                           : ReplayOptions::Action::kList;
  } else {
    const std::vector<std::string> names = {"--dram", "--commands", "--list", "--help",
                                            "--version"};
    throw InputError(shortened(word), "",
                     "unknown option" + suggestion(word, names) + "; see --help");
  }
}

}  // namespace

ReplayOptions parse_replay_options(int argc, const char* const* argv) {
  ReplayOptions options;
  options.dram = kDefaultDram;
  Words words(argc, argv);
  while (words.next()) {
    if (words.is_option()) {
      parse_option(words, options);
    } else if (options.trace.empty() && !words.word().empty()) {
      options.trace = words.word();
    } else {
      fail_usage(words.word().empty() ? "an argument is empty"
                                      : "more than one trace: " + shortened(words.word()));
    }
  }
  if (options.action == ReplayOptions::Action::kReplay && options.trace.empty()) {
    fail_usage("no trace is given");
  }
  return options;
}

std::string replay_help_text() { return kHelp; }

}  // namespace eyeriss::sim
