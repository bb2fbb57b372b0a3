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

/// Runs eyeriss-sim once, as a process of its own.
Speed measure_program(const Options& options, bool every_cycle) {
  const TemporaryDirectory out;
  std::vector<std::string> command = {options.program, "--quiet", "--no-check", "--jobs", "1",
                                      "--out",         out.path()};
  const std::string& layers = every_cycle ? options.every_cycle_layers : options.layers;
  if (!layers.empty()) command.insert(command.end(), {"--layers", layers});
  if (every_cycle) command.push_back("--every-cycle");
  command.push_back(options.workload);

  const double seconds = time_process(command).count();
  std::ifstream file(out.path() / "summary.json");
  const nlohmann::json totals = nlohmann::json::parse(file).at("totals");
  return {.what = fmt::format("{} ({})", every_cycle ? "every cycle" : "fast schedule",
                              layers.empty() ? "all layers" : layers),
          .cycles_per_second = totals.at("cycles").at("total").get<double>() / seconds,
          .macs_per_second = totals.at("macs").get<double>() / seconds};
}

void run(const Options& options) {
  fmt::print("on core {}, {}\n", pin_to_one_core(), options.workload);
  const std::chrono::duration<double> duration(options.seconds);
  std::vector<double> empty;
  std::vector<double> cycles;
  std::vector<double> macs;
  Speed fast;
  for (int i = 0; i < options.repeat; ++i) {
    empty.push_back(measure_empty_design(duration));
    fast = measure_program(options, false);
    cycles.push_back(fast.cycles_per_second);
    macs.push_back(fast.macs_per_second);
  }
  fast.cycles_per_second = median(cycles);
  fast.macs_per_second = median(macs);
  empty.push_back(measure_empty_design(duration));
  const Speed every_cycle = measure_program(options, true);
  const Speed yardstick = {"empty design of 168 SC_METHODs", median(empty), 0};
  fmt::print("{}", format_table({yardstick, fast, every_cycle}));
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
