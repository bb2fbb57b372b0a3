// SPDX-License-Identifier: Apache-2.0
#include "tests/perf/options.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace eyeriss::perf {
namespace {

constexpr auto kIntroduction =
    R"(Usage: eyeriss-perf [options]

Speed of eyeriss-sim on one core, in simulated core cycles per second: cycles.total of the chosen
layers over the wall time of the whole process (eyeriss-sim --quiet --no-check --jobs 1). The
yardstick, timed just before each run, is an empty SystemC design of 168 SC_METHODs that are
statically sensitive to one sc_clock. Unless options choose something else, the second chip is measured, too,
with AlexNet and with the pruned one, a single image each. Nothing is asserted.

)";

constexpr auto kConvLayers = "conv1,conv2,conv3,conv4,conv5";

}  // namespace

std::optional<Options> read_options(int argc, char* argv[]) {
  namespace po = boost::program_options;
  Options options;
  po::options_description description("Options");
  auto add = description.add_options();
  add("workload", po::value(&options.workload), "workload file (default: AlexNet)");
  add("arch", po::value(&options.arch), "machine (default: the first chip)");
  add("layers", po::value(&options.layers),
      "comma-separated layers (default: conv1 to conv5 of AlexNet on the first chip, else all)");
  add("full", "run --every-cycle on all of these layers too, not only on AlexNet's conv5");
  add("repeat", po::value(&options.repeat)->default_value(3),
      "measurements of the fast schedule; their median is shown");
  add("seconds", po::value(&options.seconds)->default_value(1.0, "1"),
      "duration of one run of the empty design");
  add("program", po::value(&options.program)->default_value(EYERISS_SIM_BINARY, "of this build"),
      "path of eyeriss-sim");
  add("help", "show this text");

  po::variables_map given;
  po::store(po::command_line_parser(argc, argv)
                .options(description)
                .positional(po::positional_options_description{})
                .run(),
            given);
  if (given.contains("help")) {
    std::ostringstream text;
    text << kIntroduction << description;
    fmt::print("{}", text.str());
    return std::nullopt;
  }
  po::notify(given);
  if (options.repeat < 1 || options.repeat > 1000) {
    throw std::invalid_argument("--repeat must be 1 to 1000");
  }
  if (!(options.seconds > 0 && options.seconds <= 60)) {
    throw std::invalid_argument("--seconds must be above 0 and at most 60");
  }

  const bool is_alexnet = !given.contains("workload");
  if (is_alexnet) options.workload = EYERISS_SOURCE_DIR "/workloads/alexnet.json";
  const bool is_default_choice = is_alexnet && !given.contains("layers") && !given.contains("arch");
  options.with_clusters = is_default_choice;
  if (is_default_choice) options.layers = kConvLayers;
  options.every_cycle_layers =
      is_default_choice && !given.contains("full") ? "conv5" : options.layers;
  return options;
}

}  // namespace eyeriss::perf
