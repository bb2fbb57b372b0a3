// SPDX-License-Identifier: Apache-2.0
#include "tests/support/isolated_simulation.h"

#include <string>
#include <string_view>

#include "tests/support/child.h"

namespace eyeriss::test {
namespace {

void write_result(int pipe, const sim::SimulatedLayer& result) {
  write_vector(pipe, std::vector{result.counters});
  write_vector(pipe, result.pes);
  write_vector(pipe, result.ofmap);
}

sim::SimulatedLayer take_result(std::string_view& bytes) {
  sim::SimulatedLayer result;
  result.counters = take_vector<hw::LayerCounters>(bytes).front();
  result.pes = take_vector<hw::PeCounters>(bytes);
  result.ofmap = take_vector<std::int16_t>(bytes);
  return result;
}

}  // namespace

sim::SimulatedLayer simulate_isolated(const hw::AnyArchitecture& architecture,
                                      const hw::Layer& layer, const hw::LayerTensors& tensors,
                                      const sim::Schedule& schedule) {
  return simulate_isolated(architecture, layer, tensors, schedule, {}, [] {});
}

sim::SimulatedLayer simulate_isolated(const hw::AnyArchitecture& architecture,
                                      const hw::Layer& layer, const hw::LayerTensors& tensors,
                                      const sim::Schedule& schedule,
                                      const sim::Observers& observers,
                                      const std::function<void()>& finished) {
  const std::string answer = run_in_child([&](int pipe) {
    write_result(pipe, sim::simulate(architecture, layer, tensors, schedule, observers));
    finished();
  });
  std::string_view bytes = answer;
  return take_result(bytes);
}

TracedLayer trace_isolated(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                           const hw::LayerTensors& tensors, const sim::Schedule& schedule,
                           std::int64_t interval_cycles) {
  const std::string answer = run_in_child([&](int pipe) {
    std::vector<hw::LayerCounters> intervals;
    std::vector<hw::DramCommand> commands;
    sim::Observers observers;
    observers.interval = [&](const hw::LayerCounters& counters) { intervals.push_back(counters); };
    observers.interval_cycles = interval_cycles;
    observers.dram_command = [&](const hw::DramCommand& command) { commands.push_back(command); };
    write_result(pipe, sim::simulate(architecture, layer, tensors, schedule, observers));
    write_vector(pipe, intervals);
    write_vector(pipe, commands);
  });
  std::string_view bytes = answer;
  TracedLayer traced;
  traced.result = take_result(bytes);
  traced.intervals = take_vector<hw::LayerCounters>(bytes);
  traced.commands = take_vector<hw::DramCommand>(bytes);
  return traced;
}

}  // namespace eyeriss::test
