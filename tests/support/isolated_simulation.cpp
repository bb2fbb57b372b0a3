// SPDX-License-Identifier: Apache-2.0
#include "tests/support/isolated_simulation.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace eyeriss::test {
namespace {

void write_all(int pipe, const void* data, std::size_t size) {
  const char* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(pipe, from, size);
    if (written <= 0) _exit(3);
    from += written;
    size -= static_cast<std::size_t>(written);
  }
}

/// Its length and its elements.
template <typename T>
void write_vector(int pipe, const std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t size = values.size();
  write_all(pipe, &size, sizeof size);
  write_all(pipe, values.data(), size * sizeof(T));
}

template <typename T>
std::vector<T> take_vector(std::string_view& bytes) {
  std::size_t size = 0;
  std::memcpy(&size, bytes.data(), sizeof size);
  std::vector<T> values(size);
  if (size > 0) std::memcpy(values.data(), bytes.data() + sizeof size, size * sizeof(T));
  bytes.remove_prefix(sizeof size + size * sizeof(T));
  return values;
}

std::string read_to_end(int pipe) {
  std::string all;
  char buffer[1 << 16];
  ssize_t count = 0;
  while ((count = read(pipe, buffer, sizeof buffer)) > 0)
    all.append(buffer, static_cast<std::size_t>(count));
  return all;
}

/// What the child writes.
std::string run_in_child(const std::function<void(int pipe)>& work) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    close(ends[0]);
    try {
      work(ends[1]);
      _exit(0);
    } catch (const sim::SimulatorFault& fault) {
      const std::string text = std::string(fault.what()) + '\n' + fault.state();
      write_all(ends[1], text.data(), text.size());
    } catch (const std::exception& error) {
      write_all(ends[1], error.what(), std::strlen(error.what()));
    }
    _exit(1);
  }
  close(ends[1]);
  std::string answer = read_to_end(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("simulation failed: " + answer);
  return answer;
}

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
  const std::string answer = run_in_child([&](int pipe) {
    write_result(pipe, sim::simulate(architecture, layer, tensors, schedule, {}));
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
