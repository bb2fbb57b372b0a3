// SPDX-License-Identifier: Apache-2.0
#include "sim/run/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <charconv>
#include <limits>
#include <sstream>
#include <string_view>
#include <thread>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {
namespace {

namespace po = boost::program_options;

constexpr const char* kDefaultArch = "eyeriss-v1";
constexpr int kMaxJobs = 4096;
constexpr std::int64_t kMinTraceInterval = 1;
constexpr std::int64_t kMaxTraceInterval = 1'000'000'000;
constexpr std::int64_t kDefaultTraceInterval = 1000;
constexpr unsigned kLineWidth = 100;

constexpr const char* kIntroduction =
    "Usage: eyeriss-sim [options] WORKLOAD.json\n"
    "\n"
    "Simulates the layers of a network on an Eyeriss accelerator cycle by cycle, compares every\n"
    "output with a golden model, and writes cycles, access counts and energies as JSON\n"
    "and CSV.\n"
    "\n";

constexpr const char* kExitStatuses =
    "\n"
    "Exit status:\n"
    "  0         done, every check held\n"
    "  1         simulated, but an output differs from the golden model; the results tell where\n"
    "  2         bad input or usage; nothing was simulated or written\n"
    "  3         a fault of the simulator itself; the other layers' results are complete\n"
    "  130, 143  stopped by SIGINT or SIGTERM; the finished layers' results are kept\n";

struct OptionText {
  const char* name;
  const char* value;  ///< null: takes none
  const char* help;
};

constexpr std::array kOptions = {
    OptionText{"arch", "NAME|FILE",
               "the machine: a preset (see --list), or a file if it contains / or ends in .json "
               "(default: eyeriss-v1)"},
    OptionText{"dram", "NAME|FILE", "the memory: a preset or a file (default: the machine's)"},
    OptionText{"energy", "NAME|FILE",
               "the energy that each action takes: a preset or a file (default: the machine's)"},
    OptionText{"set", "PATH=VALUE",
               "override one value of the machine, e.g. array.columns=16; repeatable"},
    OptionText{"out", "DIR",
               "where results go; earlier ones are replaced (default: results/WORKLOAD-ARCH)"},
    OptionText{"layers", "a,b,c", "only these layers (default: all)"},
    OptionText{"batch", "N", "override the workload's batch"},
    OptionText{"jobs", "N", "layers simulated at once (default: number of processors)"},
    OptionText{"check", nullptr, "compare every output with the golden model (default)"},
    OptionText{"no-check", nullptr, "do not compare outputs"},
    OptionText{"every-cycle", nullptr, "evaluate every module in every cycle: slow, same results"},
    OptionText{"trace", "LIST",
               "write any of cycles, energy (what happens over time, in core cycles) and dram "
               "(every command to memory, in its clocks) as CSV, e.g. cycles,energy"},
    OptionText{"trace-interval", "N", "core cycles per row of cycles and energy (default: 1000)"},
    OptionText{"dump-tensors", "DIR", "write every layer's tensors as .npy files"},
    OptionText{"seed", "N", "seed of the synthetic tensors (default: 1)"},
    OptionText{"dry-run", nullptr, "check all input, print machine and mappings, simulate nothing"},
    OptionText{"list", nullptr, "print the presets"},
    OptionText{"quiet", nullptr, "no progress, no table"},
    OptionText{"help", nullptr, "print this"},
    OptionText{"version", nullptr, "print the version"},
};

po::options_description visible_options() {
  po::options_description options("Options", kLineWidth, kLineWidth / 2);
  auto add = options.add_options();
  for (const auto& [name, value, help] : kOptions) {
    if (value == nullptr) {
      add(name, help);
    } else if (std::string_view(name) == "set") {
      add(name, po::value<std::vector<std::string>>()->value_name(value), help);
    } else {
      add(name, po::value<std::string>()->value_name(value), help);
    }
  }
  return options;
}

[[noreturn]] void fail_usage(const std::string& problem) {
  throw InputError("command line", "", problem + "; see --help");
}

std::vector<std::string> option_names() {
  std::vector<std::string> names;
  for (const OptionText& option : kOptions) names.push_back(std::string("--") + option.name);
  return names;
}

/// The library takes an option that follows another one without a value for that value.
void reject_swallowed_options(const po::parsed_options& parsed) {
  for (const po::option& option : parsed.options) {
    const std::vector<std::string>& words = option.original_tokens;
    if (words.size() == 2 && words[1].starts_with("--")) {
      fail_usage(
          fmt::format("the value of {} is missing before {}", words[0], shortened(words[1])));
    }
  }
}

/// Parses the words; what is no option is a workload.
po::variables_map parse_words(int argc, const char* const* argv) {
  namespace style = po::command_line_style;
  po::options_description all;
  all.add(visible_options()).add_options()("workload", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("workload", -1);
  po::variables_map values;
  try {
    // Single-letter options are looked for in order to be rejected; otherwise they were taken
    // for workloads.
    const po::parsed_options parsed =
        po::command_line_parser(argc, argv)
            .options(all)
            .positional(positional)
            .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next |
                   style::allow_short | style::allow_dash_for_short | style::short_allow_next)
            .run();
    reject_swallowed_options(parsed);
    po::store(parsed, values);
  } catch (const po::unknown_option& error) {
    const std::string name = error.get_option_name();
    throw InputError(name, "",
                     "unknown option" + suggestion(name, option_names()) + "; see --help");
  } catch (const po::error& error) {
    fail_usage(error.what());
  }
  return values;
}

/// The values of the options that are given.
class GivenOptions {
 public:
  explicit GivenOptions(const po::variables_map& values) : values_(values) {}

  bool has(const char* name) const { return values_.count(name) > 0; }

  std::optional<std::string> text(const char* name) const {
    if (!has(name)) return std::nullopt;
    const auto& value = values_[name].as<std::string>();
    if (value.empty()) throw InputError(fmt::format("--{}", name), "", "is empty");
    return value;
  }

  std::vector<std::string> texts(const char* name) const {
    return has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>{};
  }

  template <typename Integer>
  std::optional<Integer> integer(const char* name, Integer low, Integer high) const {
    const auto digits = text(name);
    if (!digits) return std::nullopt;
    Integer value = 0;
    const char* end = digits->data() + digits->size();
    const auto [rest, error] = std::from_chars(digits->data(), end, value);
    const bool is_number = error != std::errc::invalid_argument && rest == end;
    if (!is_number || error != std::errc() || value < low || value > high) {
      throw InputError(fmt::format("--{} {}", name, shortened(*digits)), "",
                       is_number ? "is out of range" : "is not an integer",
                       fmt::format("integers from {} to {}", low, high));
    }
    return value;
  }

 private:
  const po::variables_map& values_;
};

Options::Action action(const GivenOptions& given) {
  if (given.has("help")) return Options::Action::kHelp;
  if (given.has("version")) return Options::Action::kVersion;
  if (given.has("list")) return Options::Action::kList;
  return given.has("dry-run") ? Options::Action::kDryRun : Options::Action::kSimulate;
}

std::filesystem::path workload(const GivenOptions& given) {
  const std::vector<std::string> names = given.texts("workload");
  if (names.size() > 1) fail_usage("more than one workload: " + shortened(listed(names)));
  return names.empty() ? "" : names.front();
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  const po::variables_map values = parse_words(argc, argv);
  const GivenOptions given(values);
  if (given.has("check") && given.has("no-check")) {
    fail_usage("--check and --no-check exclude each other");
  }
  constexpr auto kMaxUint64 = std::numeric_limits<std::uint64_t>::max();
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));

  Options options;
  options.action = action(given);
  options.workload = workload(given);
  options.arch = given.text("arch").value_or(kDefaultArch);
  options.dram = given.text("dram");
  options.energy = given.text("energy");
  options.overrides = given.texts("set");
  options.out = given.text("out");
  options.layers = given.text("layers");
  options.batch = given.integer<std::int64_t>("batch", 1, kMaxBatch);
  options.jobs = given.integer<int>("jobs", 1, kMaxJobs).value_or(processors);
  options.check = !given.has("no-check");
  options.every_cycle = given.has("every-cycle");
  if (const auto list = given.text("trace")) options.traces = read_trace_list(*list);
  options.trace_interval =
      given.integer<std::int64_t>("trace-interval", kMinTraceInterval, kMaxTraceInterval)
          .value_or(kDefaultTraceInterval);
  options.dump_tensors = given.text("dump-tensors");
  options.seed = given.integer<std::uint64_t>("seed", 0, kMaxUint64).value_or(1);
  options.quiet = given.has("quiet");

  const bool needs_workload =
      options.action == Options::Action::kSimulate || options.action == Options::Action::kDryRun;
  if (needs_workload && options.workload.empty()) fail_usage("no workload is given");
  return options;
}

std::string help_text() {
  std::ostringstream text;
  text << kIntroduction << visible_options() << kExitStatuses;
  return text.str();
}

}  // namespace eyeriss::sim
