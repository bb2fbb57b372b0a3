// SPDX-License-Identifier: Apache-2.0
// Every layer of the small networks gets a mapping from eyeriss-map, as its users call it.
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <string>

#include "sim/input/machine.h"
#include "sim/input/workload_reader.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/mapping_file.h"
#include "tests/support/process.h"
#include "tests/support/short_run.h"
#include "tests/support/temp_dir.h"
#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

/// Of a network that is mapped even in a short run.
constexpr std::size_t kFewLayers = 10;

class MappedNetworks : public testing::TestWithParam<std::string> {
 protected:
  MappedNetworks()
      : file_(workloads_directory() / (GetParam() + ".json")),
        workload_(sim::read_workload(file_, {"eyeriss-v1"})),
        architecture_(sim::load_machine({.arch = "eyeriss-v1", .parts = {}, .overrides = {}},
                                        EYERISS_SOURCE_DIR "/hw/presets")
                          .flat()) {}

  void expect_legal_mappings(const std::string& objective) const {
    SCOPED_TRACE(objective);
    const auto out = dir_.path() / (objective + ".json");
    const ProgramResult result = run({{EYERISS_MAP_BINARY, "--quiet", "--objective", objective,
                                       "--out", out.string(), file_.string()}});
    ASSERT_EQ(result.status, 0) << result.err;
    const auto mappings = sim::read_mapping_file(out, workload_, {architecture_.name});
    EXPECT_EQ(mappings.size(), workload_.layers.size());
    for (const sim::WorkloadLayer& layer : workload_.layers) {
      ASSERT_TRUE(mappings.contains(layer.name)) << layer.name;
      EXPECT_NO_THROW(
          sim::check_mapping(architecture_, layer.shape, mappings.at(layer.name).mapping))
          << layer.name;
    }
  }

  std::filesystem::path file_;
  sim::Workload workload_;
  hw::Architecture architecture_;
  TempDir dir_;
};

TEST_P(MappedNetworks, EveryLayerHasALegalMapping) {
  const std::size_t layers = workload_.layers.size();
  if (is_short_run() && layers > kFewLayers) GTEST_SKIP() << layers << " layers are too many";
  expect_legal_mappings("energy");
  expect_legal_mappings("latency");
}

INSTANTIATE_TEST_SUITE_P(, MappedNetworks,
                         testing::Values("lenet-5", "alexnet", "squeezenet", "mobilenet-v1-0.5-128",
                                         "attention-block", "lstm-cell", "tiny"));

}  // namespace
}  // namespace eyeriss::test
