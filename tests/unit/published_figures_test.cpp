// SPDX-License-Identifier: Apache-2.0
#include "sim/published/published_figures.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "sim/input/json_reader.h"
#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using test::input_error;
using ::testing::HasSubstr;

const std::filesystem::path kPublished = EYERISS_SOURCE_DIR "/workloads/published";

PublishedFigures alexnet() {
  return read_published(kPublished, "alexnet", "eyeriss-v1", 4).value();
}

TEST(PublishedFigures, OfTheChipAgreeWithEachOther) {
  const PublishedFigures chip = alexnet();
  ASSERT_EQ(chip.layers.size(), 5U);
  double processing_ms = 0;
  double total_ms = 0;
  double dram_mb = 0;
  double microjoules = 0;
  for (const auto& [name, row] : chip.layers) {
    processing_ms += row.processing_latency_ms;
    total_ms += row.total_latency_ms;
    dram_mb += row.dram_mb;
    microjoules += row.power_mw * row.total_latency_ms;
    EXPECT_GT(row.dram_reduction.value(), 1) << name;
  }
  EXPECT_NEAR(processing_ms, chip.total.processing_latency_ms, 0.05);
  EXPECT_NEAR(total_ms, chip.total.total_latency_ms, 0.05);
  EXPECT_NEAR(dram_mb, chip.total.dram_mb, 0.05);
  EXPECT_NEAR(microjoules / total_ms, chip.total.power_mw, 0.5);
  EXPECT_FALSE(chip.total.dram_reduction.has_value());
}

TEST(PublishedFigures, PowerIsBrokenDownForTwoLayers) {
  for (const auto& [name, row] : alexnet().layers) {
    ASSERT_EQ(row.power_percent.has_value(), name == "conv1" || name == "conv5") << name;
    if (!row.power_percent) continue;
    // Rounded to tenths, nine of them.
    EXPECT_NEAR(std::accumulate(row.power_percent->begin(), row.power_percent->end(), 0.0), 100,
                9 * 0.05)
        << name;
  }
}

TEST(PublishedFigures, AreFoundByWorkloadMachineAndBatch) {
  EXPECT_FALSE(read_published(kPublished, "alexnet", "eyeriss-v1", 1).has_value());
  EXPECT_FALSE(read_published(kPublished, "alexnet", "eyeriss-v9", 4).has_value());
  EXPECT_FALSE(read_published(kPublished, "vgg16", "eyeriss-v1", 4).has_value());
}

TEST(PublishedFigures, MistakesAreNamed) {
  const json good = read_json(kPublished / "alexnet-eyeriss-v1.json");
  const auto error_of = [&](const char* pointer, const json& value) {
    json document = good;
    document[json::json_pointer(pointer)] = value;
    const test::TempDir dir;
    dir.write("alexnet-eyeriss-v1.json", document.dump());
    return input_error([&] { read_published(dir.path(), "alexnet", "eyeriss-v1", 4); });
  };
  EXPECT_THAT(error_of("/layers/0/power_percent/mac", 101), HasSubstr("power_percent.mac"));
  EXPECT_THAT(error_of("/layers/0/power_percent/dram", 1), HasSubstr("unknown key"));
  EXPECT_THAT(error_of("/layers/1/power_mw", "much"), HasSubstr("layers[1].power_mw"));
  EXPECT_THAT(error_of("/total/dram_reduction", -1), HasSubstr("total.dram_reduction"));
}

}  // namespace
}  // namespace eyeriss::sim
