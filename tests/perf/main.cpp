// SPDX-License-Identifier: Apache-2.0
// Benchmark of the simulator; see --help.
#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/perf/empty_design.h"
#include "tests/perf/options.h"
#include "tests/perf/process.h"
#include "tests/perf/speed_table.h"

namespace eyeriss::perf {
namespace {

namespace fs = std::filesystem;

/// A fresh directory that goes away with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string path = fs::temp_directory_path() / "eyeriss-perf-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot create " + path);
    path_ = path;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

double pes(const nlohmann::json& machine) {
  const auto product = [](const nlohmann::json& sides, const char* rows, const char* columns) {
    return sides.at(rows).get<double>() * sides.at(columns).get<double>();
  };
  if (machine.contains("array")) return product(machine.at("array"), "rows", "columns");
  return product(machine.at("grid"), "rows", "columns") *
         product(machine.at("cluster"), "pe_rows", "pe_columns");
}

/// Runs eyeriss-sim once, as a process of its own.
Speed measure(const std::string& what, const std::string& program,
              const std::vector<std::string>& arguments) {
  const TemporaryDirectory out;
  std::vector<std::string> command = {program, "--quiet", "--no-check", "--jobs",
                                      "1",     "--out",   out.path()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const double seconds = time_process(command).count();
  std::ifstream file(out.path() / "summary.json");
  const nlohmann::json summary = nlohmann::json::parse(file);
  const nlohmann::json& totals = summary.at("totals");
  const double cycles = totals.at("cycles").at("total").get<double>();
  return {.what = what,
          .cycles_per_second = cycles / seconds,
          .pe_cycles_per_second = cycles * pes(summary.at("arch_config")) / seconds,
          .macs_per_second = totals.at("macs").get<double>() / seconds};
}

/// What is simulated how.
struct Run {
  const char* what;
  std::vector<std::string> options;
};

Speed measure_program(const Options& options, const Run& run, const std::string& layers) {
  std::vector<std::string> arguments = {options.workload};
  if (!options.arch.empty()) arguments.insert(arguments.end(), {"--arch", options.arch});
  if (!layers.empty()) arguments.insert(arguments.end(), {"--layers", layers});
  arguments.insert(arguments.end(), run.options.begin(), run.options.end());
  return measure(fmt::format("{} ({})", run.what, layers.empty() ? "all layers" : layers),
                 options.program, arguments);
}

/// The second chip, with the search for mappings.
Speed measure_clusters(const Options& options, const std::string& workload) {
  return measure(fmt::format("eyeriss-v2 ({}, all layers)", workload), options.program,
                 {fmt::format("{}/workloads/{}.json", EYERISS_SOURCE_DIR, workload), "--arch",
                  "eyeriss-v2", "--batch", "1"});
}

void run(const Options& options) {
  fmt::print("on core {}, {}\n", pin_to_one_core(), options.workload);
  const std::chrono::duration<double> duration(options.seconds);
  const Run plain{"fast schedule", {}};
  const Run traced{"with traces", {"--trace", "cycles,energy,timeline"}};
  std::vector<double> empty;
  std::vector<Speed> fast;
  std::vector<Speed> fast_traced;
  for (int i = 0; i < options.repeat; ++i) {
    empty.push_back(measure_empty_design(duration));
    fast.push_back(measure_program(options, plain, options.layers));
    fast_traced.push_back(measure_program(options, traced, options.layers));
  }
  empty.push_back(measure_empty_design(duration));
  const double yardstick = median(empty);
  std::vector<Speed> rows = {
      {.what = "empty design of 168 SC_METHODs",
       .cycles_per_second = yardstick,
       .pe_cycles_per_second = 168 * yardstick,
       .macs_per_second = 0},
      median(fast),
      median(fast_traced),
      measure_program(options, {"every cycle", {"--every-cycle"}}, options.every_cycle_layers)};
  if (options.with_clusters) {
    rows.push_back(measure_clusters(options, "alexnet"));
    rows.push_back(measure_clusters(options, "alexnet-sparse"));
  }
  fmt::print("{}", format_table(rows));
  fmt::print("traces of cycles, energy and timeline: {:.2f} times as long\n",
             rows[1].cycles_per_second / rows[2].cycles_per_second);
}

}  // namespace
}  // namespace eyeriss::perf

int main(int argc, char* argv[]) {
  try {
    if (const auto options = eyeriss::perf::read_options(argc, argv)) eyeriss::perf::run(*options);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "eyeriss-perf: {}\n", error.what());
    return 1;
  }
}
