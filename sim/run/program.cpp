// SPDX-License-Identifier: Apache-2.0
#include "sim/run/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "sim/input/wording.h"
#include "sim/published/published_figures.h"
#include "sim/report/dry_run.h"
#include "sim/report/result_table.h"
#include "sim/report/summary.h"
#include "sim/run/console.h"
#include "sim/run/exit_status.h"
#include "sim/run/options.h"
#include "sim/run/output_directory.h"
#include "sim/run/preset_list.h"
#include "sim/run/report_files.h"
#include "sim/run/report_script.h"
#include "sim/run/run_plan.h"
#include "sim/run/runner.h"
#include "sim/run/scope_check.h"
#include "sim/run/shell_words.h"
#include "sim/run/stop_signals.h"
#include "sim/run/tensor_dump.h"
#include "sim/trace/trace_files.h"
#include "sim/trace/waveform_files.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

constexpr SelfDescription kProgram{"eyeriss-sim", help_text, preset_list};

/// Names of the files in the directory of results.
std::vector<std::string> file_names(const Options& options) {
  std::vector<std::string> names = result_file_names();
  for (const TraceKind kind : options.traces) names.push_back(file_name(kind));
  if (options.report) names.push_back(kReportFile);
  return names;
}

/// Every directory that the run writes into.
std::vector<OutputDirectory> output_directories(const RunInput& input, const Options& options,
                                                const fs::path& results) {
  std::vector<OutputDirectory> directories = {{"--out", results, file_names(options)}};
  if (options.dump_tensors) {
    OutputDirectory tensors{"--dump-tensors", *options.dump_tensors, {}};
    for (const InputLayer& layer : input.layers) {
      for (const std::string& name : dump_file_names(layer.source.name)) {
        tensors.files.push_back(name);
      }
    }
    directories.push_back(std::move(tensors));
  }
  if (options.vcd) {
    const fs::path parent = options.vcd->file.parent_path();
    OutputDirectory waveforms{"--vcd", parent.empty() ? "." : parent, {}, options.vcd->file};
    std::vector<std::string> layers;
    for (const InputLayer& layer : input.layers) layers.push_back(layer.source.name);
    const WaveformFiles all(options.vcd, layers);
    for (const auto& files : all.files()) {
      waveforms.files.push_back(files.vcd.filename());
      waveforms.files.push_back(files.gtkw.filename());
    }
    directories.push_back(std::move(waveforms));
  }
  return directories;
}

std::vector<std::string> layer_names(const RunPlan& plan) {
  std::vector<std::string> names;
  for (const PlannedLayer& layer : plan.layers) names.push_back(layer.layer.name);
  return names;
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

const char* name_of_signal(int signal) { return signal == SIGINT ? "SIGINT" : "SIGTERM"; }

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
  complain(kProgram.name,
           fmt::format("stopped by {}; {} of {} layers finished{}, missing: {}",
                       name_of_signal(outcome.stop_signal), kept, plan.layers.size(),
                       kept > 0 ? " and kept" : ", nothing is written", listed(missing)));
  return kept;
}

/// Names the waveforms on stdout, and says on stderr which layers have none, and why.
void report_waveforms(const RunOutcome& outcome, const Options& options,
                      const WaveformFiles& waveforms) {
  std::vector<std::string> drawn;
  for (const std::size_t index : complete_layers(outcome)) {
    const auto& layer = outcome.layers[index].result;
    const auto& simulation = layer.at("simulation");
    if (!simulation.contains("waveform")) continue;
    if (simulation["waveform"]["is_drawn"]) {
      drawn.push_back(waveforms.files()[index].vcd.string());
      continue;
    }
    const bool has_signals = simulation["waveform"]["signals"] > 0;
    complain(kProgram.name,
             fmt::format("{}: no waveform: {}", layer.at("name").get<std::string>(),
                         has_signals
                             ? fmt::format("it ends after {} cycles, before the window from {} on",
                                           layer.at("cycles").at("total").get<std::int64_t>(),
                                           options.vcd->cycles.first)
                             : "no module is named " + in_quotes(options.vcd->scope)));
  }
  if (!drawn.empty() && !options.quiet)
    print_if_read(fmt::format("\nwaveforms, each with a view (.gtkw): {}\n", listed(drawn)));
}

/// Says on stderr what the search for mappings has taken, if there was one.
void report_search(const SearchEffort& search, bool quiet) {
  if (quiet || search.layers == 0) return;
  complain(kProgram.name,
           fmt::format("mapped {} layer{} ({} different) in {:.1f} s", search.layers,
                       search.layers == 1 ? "" : "s", search.searches, search.seconds));
}

/// Says on stderr where the report is, or why it is not and how it can be made.
/// @param status of the run without it
/// @return status of the run with it
int make_report(const ReportScript& script, const fs::path& results, bool quiet, int status,
                StopSignals& signals) {
  const auto [stop_signal, failure] = script.run(results, signals);
  if (stop_signal == 0 && !failure && has_report(results)) {
    if (!quiet)
      complain(kProgram.name, fmt::format("report: {}", (results / kReportFile).string()));
    return status;
  }
  remove_plots(results);  // which may be some of all
  const std::string command = script.command(results);
  if (stop_signal != 0) {
    complain(kProgram.name, fmt::format("stopped by {}; the results are kept, without a report; "
                                        "this makes it from them: {}",
                                        name_of_signal(stop_signal), command));
    return kExitSignalBase + stop_signal;
  }
  complain(kProgram.name,
           fmt::format("the report could not be made ({}); the results are complete, and this "
                       "makes it from them: {}",
                       failure.value_or("the script wrote none"), command));
  return status == kExitOk ? kExitFault : status;
}

int simulate(const Options& options, const std::string& command) {
  RunInput input = read_checked_input(options);
  const std::string workload = input.workload.name;
  const std::string arch = input.machine.name();
  // A machine that was changed is not the published one; with another energy table it is.
  const bool is_changed = !options.input.overrides.empty() || options.input.dram;
  const auto published =
      !is_changed ? read_published(published_directory(), workload, arch, input.workload.batch)
                  : std::nullopt;
  const fs::path results = options.out.value_or(fs::path("results") / (workload + "-" + arch));
  const auto directories = output_directories(input, options, results);
  check_directories(directories);
  std::optional<ReportScript> report;
  if (options.report) report.emplace();
  const RunPlan plan = make_plan(std::move(input), options);
  if (options.vcd) check_scope(plan, *options.vcd);
  if (options.dry_run) {
    print_if_read(dry_run_report(plan, options));
    return kExitOk;
  }
  for (const OutputDirectory& directory : directories) create_directory(directory);

  report_search(plan.search, options.quiet);
  StopSignals signals;  // until the results are written
  std::optional<TraceFiles> traces(std::in_place, results, options.traces, plan.layers.size());
  const WaveformFiles waveforms(options.vcd, layer_names(plan));
  const RunOutcome outcome = run_layers(plan, options, *traces, waveforms, signals);
  if (outcome.stop_signal != 0 && report_interruption(plan, outcome) == 0) {
    return exit_status(outcome);
  }
  const nlohmann::ordered_json summary = make_summary(plan, options, command, outcome);
  write_results(results, summary);
  traces->gather(plan.machine, complete_layers(outcome));
  traces.reset();
  waveforms.keep(complete_layers(outcome));
  remove_report(results);  // of earlier results
  if (!options.quiet) print_if_read(result_table(summary, published ? &*published : nullptr));
  report_waveforms(outcome, options, waveforms);
  int status = exit_status(outcome);
  if (report && outcome.stop_signal != 0) {
    complain(kProgram.name, fmt::format("there is no report; this makes it from what is kept: {}",
                                        report->command(results)));
  } else if (report) {
    status = make_report(*report, results, options.quiet, status, signals);
  }
  if (!options.quiet) {
    std::vector<std::string> names = file_names(options);
    if (!has_report(results)) std::erase(names, kReportFile);
    print_if_read(fmt::format("\nresults: {} in {}\n", listed(names), results.string()));
  }
  return status;
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  return run_to_status(kProgram.name, [&] {
    const Options options = parse_options(argc, argv);
    if (options.action == Action::kWork)
      return simulate(options, shell_words(std::vector<std::string>(argv, argv + argc)));
    print_if_read(answer(options.action, kProgram));
    return static_cast<int>(kExitOk);
  });
}

}  // namespace eyeriss::sim
