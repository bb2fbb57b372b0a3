// SPDX-License-Identifier: Apache-2.0
#include "tests/perf/empty_design.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <systemc>

namespace eyeriss::perf {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kModules = 168;
constexpr int kCyclesPerStep = 2000;

SC_MODULE(EmptyPe) {
  sc_core::sc_in_clk clock{"clock"};

  SC_CTOR(EmptyPe) {
    SC_METHOD(on_clock);
    sensitive << clock.pos();
    dont_initialize();
  }
  void on_clock() {}
};

// What sc_main, whose signature is SystemC's, is asked for and answers.
std::chrono::duration<double> wanted_duration;
double cycles_per_second;

void simulate_empty_design() {
  const sc_core::sc_time period(5, sc_core::SC_NS);
  sc_core::sc_clock clock("clock", period);
  sc_core::sc_vector<EmptyPe> pes("pe", kModules);
  for (EmptyPe& pe : pes) pe.clock(clock);

  const sc_core::sc_time step = kCyclesPerStep * period;
  sc_core::sc_start(step);  // elaborates and warms up

  std::int64_t cycles = 0;
  const auto start = Clock::now();
  std::chrono::duration<double> elapsed{};
  do {
    sc_core::sc_start(step);
    cycles += kCyclesPerStep;
    elapsed = Clock::now() - start;
  } while (elapsed < wanted_duration);
  cycles_per_second = static_cast<double>(cycles) / elapsed.count();
}

[[noreturn]] void run_child(int result_pipe) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  char name[] = "empty_design";
  char* arguments[] = {name, nullptr};
  const int status = sc_core::sc_elab_and_sim(1, arguments);
  const bool sent = status == 0 && write(result_pipe, &cycles_per_second,
                                         sizeof cycles_per_second) == sizeof cycles_per_second;
  std::_Exit(sent ? EXIT_SUCCESS : EXIT_FAILURE);
}

}  // namespace

double measure_empty_design(std::chrono::duration<double> duration) {
  wanted_duration = duration;
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("cannot create a pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) run_child(ends[1]);

  close(ends[1]);
  double result = 0;
  const bool received = read(ends[0], &result, sizeof result) == sizeof result;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!received || status != 0) throw std::runtime_error("the empty design did not run");
  return result;
}

}  // namespace eyeriss::perf

int sc_main(int, char*[]) {
  eyeriss::perf::simulate_empty_design();
  return 0;
}
