// SPDX-License-Identifier: Apache-2.0
#include "sim/run/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <thread>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"
#include "sim/run/report_script.h"

namespace eyeriss::sim {
namespace {

constexpr int kMaxJobs = 4096;
constexpr std::int64_t kMinTraceInterval = 1;
constexpr std::int64_t kMaxTraceInterval = 1'000'000'000;
constexpr std::int64_t kDefaultTraceInterval = 1000;

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
    "  3         a fault of the simulator itself; the other layers' results are complete; or,\n"
    "            if it is nothing else, the report could not be made; the results are complete\n"
    "  130, 143  stopped by SIGINT or SIGTERM; the finished layers' results are kept\n";

std::vector<OptionText> option_texts() {
  std::vector<OptionText> options = input_option_texts(
      "search mappings, or take them from a file of eyeriss-map (default: the workload's own for "
      "this machine, else auto)");
  const OptionText own[] = {
      {"out", "DIR",
       "where results go; earlier ones are replaced (default: results/WORKLOAD-ARCH)"},
      {"jobs", "N", "layers simulated at once (default: number of processors)"},
      {"check", nullptr, "compare every output with the golden model (default)"},
      {"no-check", nullptr, "do not compare outputs"},
      {"every-cycle", nullptr, "evaluate every module in every cycle: slow, same results"},
      {"trace", "LIST",
       "write any of cycles, energy (what happens over time, in core cycles), dram (every command "
       "to memory, in its clocks) and pes (what each PE did) as CSV, and timeline (passes, "
       "transfers and counters) for ui.perfetto.dev, e.g. cycles,energy"},
      {"trace-interval", "N",
       "core cycles per row of cycles and energy, and from counter to counter of timeline "
       "(default: 1000)"},
      {"vcd", "FILE",
       "write a waveform, and beside it a view of it for GTKWave (.gtkw); of several layers "
       "<stem>_<layer>.vcd"},
      {"vcd-scope", "PATTERN",
       "only these modules and what is inside them, e.g. array, pe_r03_*, top.controller "
       "(default: *)"},
      {"vcd-cycles", "A:B",
       "of each layer, core cycles from A to before B; A: to its end (default: 0:10000)"},
      {"dump-tensors", "DIR", "write every layer's tensors as .npy files"},
      {"report", nullptr, "also write report.html, and the traces energy and pes that it shows"},
      {"seed", "N", "seed of the synthetic tensors (default: 1)"},
      {"dry-run", nullptr, "check all input, print machine and mappings, simulate nothing"},
      kListOption,
      {"quiet", nullptr, "no progress, no table"},
      kHelpOption,
      kVersionOption,
  };
  options.insert(options.end(), std::begin(own), std::end(own));
  return options;
}

std::optional<VcdOptions> read_vcd_options(const CommandLine& line) {
  const auto file = line.text("vcd");
  if (!file) {
    for (const char* option : {"vcd-scope", "vcd-cycles"}) {
      if (line.has(option)) fail_usage(fmt::format("--{} needs --vcd", option));
    }
    return std::nullopt;
  }
  VcdOptions options{.file = *file};
  const std::filesystem::path name = options.file.filename();
  if (name.empty() || name == "." || name == ".." || name.extension() == kGtkwaveExtension) {
    throw InputError("--vcd " + shortened(*file), "", "no name for a waveform",
                     "a file, its extension other than .gtkw");
  }
  options.scope = line.text("vcd-scope").value_or(options.scope);
  if (const auto cycles = line.text("vcd-cycles")) options.cycles = read_cycle_window(*cycles);
  return options;
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  const CommandLine line(option_texts(), "workload", argc, argv);
  if (line.has("check") && line.has("no-check")) {
    fail_usage("--check and --no-check exclude each other");
  }
  constexpr auto kMaxUint64 = std::numeric_limits<std::uint64_t>::max();
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));

  Options options;
  options.action = line.action();
  options.input = read_input_options(line);
  options.out = line.text("out");
  options.jobs = line.integer<int>("jobs", 1, kMaxJobs).value_or(processors);
  options.check = !line.has("no-check");
  options.every_cycle = line.has("every-cycle");
  if (const auto list = line.text("trace")) options.traces = read_trace_list(*list);
  options.report = line.has("report");
  for (const TraceKind kind : kReportTraces) {
    const bool is_there = std::ranges::find(options.traces, kind) != options.traces.end();
    if (options.report && !is_there) options.traces.push_back(kind);
  }
  options.trace_interval =
      line.integer<std::int64_t>("trace-interval", kMinTraceInterval, kMaxTraceInterval)
          .value_or(kDefaultTraceInterval);
  options.vcd = read_vcd_options(line);
  options.dump_tensors = line.text("dump-tensors");
  options.seed = line.integer<std::uint64_t>("seed", 0, kMaxUint64).value_or(kDefaultSeed);
  options.dry_run = line.has("dry-run");
  options.quiet = line.has("quiet");
  return options;
}

std::string help_text() { return kIntroduction + options_text(option_texts()) + kExitStatuses; }

}  // namespace eyeriss::sim
