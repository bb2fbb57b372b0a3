// SPDX-License-Identifier: Apache-2.0
#include "sim/run/runner.h"

#include <fmt/format.h>
#include <poll.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>

#include "sim/input/mapping_reader.h"
#include "sim/input/wording.h"
#include "sim/report/progress_display.h"
#include "sim/run/layer_job.h"
#include "sim/run/layer_process.h"
#include "sim/run/tensor_dump.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

std::vector<ProgressDisplay::LayerInfo> layer_infos(const RunPlan& plan) {
  std::vector<ProgressDisplay::LayerInfo> infos;
  for (const PlannedLayer& planned : plan.layers) {
    infos.push_back({planned.layer.name, planned.layer.shape.macs()});
  }
  return infos;
}

/// E.g. `ok, 3245112 cycles (16.23 ms) simulated in 1.9 s, 1.71 Mcycles/s`.
std::string in_words(const ordered_json& result) {
  const ordered_json& simulation = result.at("simulation");
  return fmt::format("{}, {} cycles ({:.2f} ms) simulated in {:.1f} s, {:.2f} Mcycles/s",
                     result.at("status").get<std::string>(),
                     result.at("cycles").at("total").get<std::int64_t>(),
                     result.at("latency_ms").at("total").get<double>(),
                     simulation.at("wall_seconds").get<double>(),
                     simulation.at("cycles_per_second").get<double>() / 1e6);
}

std::string mismatch_report(const std::string& layer, const ordered_json& check) {
  std::string text = fmt::format("{}: {} of {} outputs differ from the golden model", layer,
                                 check.at("mismatches").get<std::int64_t>(),
                                 check.at("outputs").get<std::int64_t>());
  for (const ordered_json& mismatch : check.at("first_mismatches")) {
    const auto number = [&](const char* key) { return mismatch.at(key).get<int>(); };
    text += fmt::format("\n  ofmap[n={}][m={}][e={}][f={}] is {}, expected {}", number("n"),
                        number("m"), number("e"), number("f"), number("got"), number("expected"));
  }
  return text;
}

/// One run: starts processes, listens to them, keeps what they say.
class Run {
 public:
  Run(const RunPlan& plan, const Options& options, const TraceFiles& files,
      const WaveformFiles& waveforms, StopSignals& signals)
      : plan_(plan),
        options_(options),
        files_(files),
        waveforms_(waveforms),
        signals_(signals),
        display_(layer_infos(plan), options.quiet) {
    outcome_.layers.resize(plan.layers.size());
  }

  RunOutcome run() {
    const Clock::time_point start = Clock::now();
    while (outcome_.stop_signal == 0) {
      start_processes();
      if (running_.empty()) break;
      listen();
    }
    stop_processes();
    outcome_.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return std::move(outcome_);
  }

 private:
  const std::string& name(std::size_t index) const { return plan_.layers[index].layer.name; }

  void start_processes() {
    while (next_ < plan_.layers.size() &&
           running_.size() < static_cast<std::size_t>(options_.jobs)) {
      const std::size_t index = next_;
      const auto work = [this, index](const LayerProcess::Send& send) {
        signals_.leave_to_parent();
        work_on_layer(plan_, index, options_, files_, waveforms_, send);
      };
      try {
        running_.emplace(index, LayerProcess(work));
        display_.advance(index, 0, 0);
      } catch (const std::runtime_error& error) {
        if (!running_.empty()) return;  // once one of them is over, there may be room
        fail(index, error.what(), "");
      }
      ++next_;
    }
  }

  /// Waits for a signal or for layers to say something.
  void listen() {
    std::vector<pollfd> descriptors = {{signals_.descriptor(), POLLIN, 0}};
    std::vector<std::size_t> indices;
    for (const auto& [index, process] : running_) {
      descriptors.push_back({process.descriptor(), POLLIN, 0});
      indices.push_back(index);
    }
    poll(descriptors.data(), descriptors.size(), -1);
    outcome_.stop_signal = signals_.take();
    if (outcome_.stop_signal != 0) return;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (descriptors[i + 1].revents != 0) hear(indices[i]);
    }
  }

  void hear(std::size_t index) {
    LayerProcess& process = running_.at(index);
    bool is_over = false;
    try {
      for (const Message& message : process.receive(is_over)) take(index, message);
    } catch (const std::exception& error) {
      fail(index, error.what(), "");
      end(index);
      return;
    }
    if (!is_over) return;
    const auto death = process.wait();
    if (outcome_.layers[index].status == LayerStatus::kUnfinished) {
      fail(index, "its process ended with " + death.value_or("no result"), "");
    }
    end(index);
  }

  void take(std::size_t index, const Message& message) {
    ordered_json content = ordered_json::parse(message.text);
    switch (message.kind) {
      case Message::Kind::kProgress:
        display_.advance(index, content.at("cycle").get<std::int64_t>(),
                         content.at("share").get<double>());
        break;
      case Message::Kind::kFault:
        fail(index, content.at("message").get<std::string>(),
             content.at("state").get<std::string>());
        break;
      case Message::Kind::kResult:
        succeed(index, std::move(content));
        break;
    }
  }

  void succeed(std::size_t index, ordered_json result) {
    const std::string status = result.at("status").get<std::string>();
    LayerOutcome& layer = outcome_.layers[index];
    layer.status = status == "ok"         ? LayerStatus::kOk
                   : status == "mismatch" ? LayerStatus::kMismatch
                                          : LayerStatus::kUnchecked;
    layer.result = std::move(result);
    if (layer.status == LayerStatus::kMismatch) {
      display_.note(mismatch_report(name(index), layer.result.at("check")));
    }
    display_.finish(index, layer.result.at("cycles").at("total").get<std::int64_t>(),
                    in_words(layer.result));
  }

  /// @param state of the modules, a line each; may be empty
  void fail(std::size_t index, const std::string& what, const std::string& state) {
    LayerOutcome& layer = outcome_.layers[index];
    layer.status = LayerStatus::kFault;
    layer.result = {{"name", name(index)},
                    {"status", "fault"},
                    {"mapping", to_json(plan_.layers[index].layer.mapping, plan_.machine.family())},
                    {"fault", {{"message", what}}}};
    display_.note(fmt::format("{}: fault of the simulator: {}{}{}", name(index), escaped(what),
                              state.empty() ? "" : "\n",
                              state.substr(0, state.find_last_not_of('\n') + 1)));
    display_.finish(index, 0, "fault");
  }

  void end(std::size_t index) {
    running_.erase(index);
    const bool is_incomplete = outcome_.layers[index].status == LayerStatus::kFault ||
                               outcome_.layers[index].status == LayerStatus::kUnfinished;
    if (options_.dump_tensors && is_incomplete) {
      remove_partial_dumps(*options_.dump_tensors, name(index));
    }
  }

  void stop_processes() {
    while (!running_.empty()) end(running_.begin()->first);
  }

  const RunPlan& plan_;
  const Options& options_;
  const TraceFiles& files_;
  const WaveformFiles& waveforms_;
  StopSignals& signals_;
  ProgressDisplay display_;
  std::map<std::size_t, LayerProcess> running_;
  std::size_t next_ = 0;
  RunOutcome outcome_;
};

}  // namespace

RunOutcome run_layers(const RunPlan& plan, const Options& options, const TraceFiles& files,
                      const WaveformFiles& waveforms, StopSignals& signals) {
  return Run(plan, options, files, waveforms, signals).run();
}

}  // namespace eyeriss::sim
