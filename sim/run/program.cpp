// SPDX-License-Identifier: Apache-2.0
#include "sim/run/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/input/input_error.h"
#include "sim/input/presets.h"
#include "sim/input/wording.h"
#include "sim/published/published_figures.h"
#include "sim/report/dry_run.h"
#include "sim/report/result_table.h"
#include "sim/report/summary.h"
#include "sim/run/exit_status.h"
#include "sim/run/options.h"
#include "sim/run/output_directory.h"
#include "sim/run/run_plan.h"
#include "sim/run/runner.h"
#include "sim/run/stop_signals.h"
#include "sim/run/tensor_dump.h"
#include "sim/run/version.h"
#include "sim/trace/trace_files.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void complain(std::string_view text) {
  // Unlike fmt::print, this does not throw if nobody listens.
  std::fputs(fmt::format("eyeriss-sim: {}\n", escaped(text)).c_str(), stderr);
}

/// The command line, ready to be pasted into a shell.
std::string command_line(int argc, const char* const* argv) {
  constexpr std::string_view kSafe =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./,:@%";
  std::string line;
  for (int i = 0; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (i > 0) line += ' ';
    if (!word.empty() && word.find_first_not_of(kSafe) == std::string_view::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

void print_presets() {
  const auto print_group = [](const std::string& heading, const fs::path& directory) {
    print(heading + ":\n");
    for (const PresetInfo& preset : list_presets(directory)) {
      print(fmt::format("  {:<16}  {}\n", preset.name, preset.source));
    }
  };
  print_group("architectures (--arch)", preset_directory());
  print_group("DRAM (--dram)", preset_directory() / "dram");
  print_group("energy tables (--energy)", preset_directory() / "energy");
}

/// Names of the files in the directory of results.
std::vector<std::string> file_names(const Options& options) {
  std::vector<std::string> names = result_file_names();
  for (const TraceKind kind : options.traces) names.push_back(file_name(kind));
  return names;
}

/// Every directory that the run writes into.
std::vector<OutputDirectory> output_directories(const RunPlan& plan, const Options& options,
                                                const fs::path& results) {
  std::vector<OutputDirectory> directories = {{"--out", results, file_names(options)}};
  if (options.dump_tensors) {
    OutputDirectory tensors{"--dump-tensors", *options.dump_tensors, {}};
    for (const PlannedLayer& planned : plan.layers) {
      for (const std::string& name : dump_file_names(planned.layer.name)) {
        tensors.files.push_back(name);
      }
    }
    directories.push_back(std::move(tensors));
  }
  return directories;
}

int exit_status(const RunOutcome& outcome) {
  if (outcome.stop_signal != 0) return kExitSignalBase + outcome.stop_signal;
  const auto any = [&](LayerStatus status) {
    return std::any_of(outcome.layers.begin(), outcome.layers.end(),
                       [&](const LayerOutcome& layer) { return layer.status == status; });
  };
  if (any(LayerStatus::kFault)) return kExitFault;
  return any(LayerStatus::kMismatch) ? kExitMismatch : kExitOk;
}

/// Layers that came to their end, whatever their outputs.
std::vector<std::size_t> complete_layers(const RunOutcome& outcome) {
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < outcome.layers.size(); ++i) {
    const LayerStatus status = outcome.layers[i].status;
    if (status != LayerStatus::kFault && status != LayerStatus::kUnfinished) complete.push_back(i);
  }
  return complete;
}

/// Says on stderr which layers a signal has cost.
/// @return how many are there nonetheless
std::size_t report_interruption(const RunPlan& plan, const RunOutcome& outcome) {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    if (outcome.layers[i].status == LayerStatus::kUnfinished) {
      missing.push_back(plan.layers[i].layer.name);
    }
  }
  const std::size_t kept = plan.layers.size() - missing.size();
  complain(fmt::format("stopped by {}; {} of {} layers finished{}, missing: {}",
                       outcome.stop_signal == SIGINT ? "SIGINT" : "SIGTERM", kept,
                       plan.layers.size(), kept > 0 ? " and kept" : ", nothing is written",
                       listed(missing)));
  return kept;
}

int simulate(const Options& options, const std::string& command) {
  const RunPlan plan = make_plan(options);
  const std::string& workload = plan.workload.name;
  const std::string& arch = plan.architecture.name;
  // A machine that was changed is not the published one; with another energy table it is.
  const bool is_changed = !options.overrides.empty() || options.dram;
  const auto published =
      !is_changed ? read_published(published_directory(), workload, arch, plan.workload.batch)
                  : std::nullopt;
  const fs::path results = options.out.value_or(fs::path("results") / (workload + "-" + arch));
  const auto directories = output_directories(plan, options, results);
  for (const OutputDirectory& directory : directories) check_directory(directory);
  if (options.action == Options::Action::kDryRun) {
    print(dry_run_report(plan, options));
    return kExitOk;
  }
  for (const OutputDirectory& directory : directories) create_directory(directory);

  StopSignals signals;  // until the results are written
  const TraceFiles traces(results, options.traces, plan.layers.size());
  const RunOutcome outcome = run_layers(plan, options, traces, signals);
  if (outcome.stop_signal != 0 && report_interruption(plan, outcome) == 0) {
    return exit_status(outcome);
  }
  const nlohmann::ordered_json summary = make_summary(plan, options, command, outcome);
  write_results(results, summary);
  traces.gather(complete_layers(outcome));
  if (!options.quiet) {
    print(result_table(summary, published ? &*published : nullptr));
    print(fmt::format("\nresults: {} in {}\n", listed(file_names(options)), results.string()));
  }
  return exit_status(outcome);
}

int dispatch(const Options& options, const std::string& command) {
  switch (options.action) {
    case Options::Action::kHelp:
      print(help_text());
      return kExitOk;
    case Options::Action::kVersion:
      print(fmt::format("eyeriss-sim {}\n", kVersion));
      return kExitOk;
    case Options::Action::kList:
      print_presets();
      return kExitOk;
    case Options::Action::kDryRun:
    case Options::Action::kSimulate:
      break;
  }
  return simulate(options, command);
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  try {
    return dispatch(parse_options(argc, argv), command_line(argc, argv));
  } catch (const InputError& error) {
    complain(error.what());
    return kExitBadInput;
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& error) {
    complain(error.what());
  } catch (...) {
    complain("unknown exception");
  }
  return kExitFault;
}

}  // namespace eyeriss::sim
