// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_layer.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "sim/input/dram_reader.h"
#include "sim/input/npy.h"
#include "sim/input/presets.h"
#include "sim/input/tensors.h"
#include "sim/input/workload_reader.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/mapping_space.h"
#include "tests/support/ideal_dram.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostMacs = 500'000;

class Generator {
 public:
  Generator(std::uint64_t seed, const TempDir& directory)
      : seed_(seed), directory_(directory), random_(seed) {}

  RandomLayer run() {
    for (;;) {
      architecture_ = draw_architecture();
      const json workload = draw_workload();
      const auto file = directory_.write("workload.json", workload.dump());
      const sim::Workload read = sim::read_workload(file, {architecture_.name});
      const sim::WorkloadLayer& layer = read.layers.front();
      hw::Mapping mapping{.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};
      if (layer.shape.macs() > kMostMacs || !is_legal(layer.shape, mapping)) continue;
      write_files(workload["layers"][0], layer.shape);
      mapping = draw_mapping(layer.shape);
      return {.architecture = architecture_,
              .layer = {.name = layer.name,
                        .shape = layer.shape,
                        .mapping = mapping,
                        .relu = layer.relu,
                        .product_shift = layer.product_shift,
                        .ifmap_coding = coding(layer.ifmap.coding),
                        .weights_coding = coding(layer.weights.coding),
                        .ofmap_coding = coding(layer.ofmap_coding)},
              .tensors = sim::make_tensors(read, layer, sim::MachineFamily::kFlat, seed_).values,
              .description = "seed " + std::to_string(seed_) + ": " + workload.dump() +
                             describe(mapping) + machine()};
    }
  }

 private:
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(int percent) { return between(1, 100) <= percent; }

  static hw::Coding coding(const std::optional<hw::Coding>& drawn) {
    return drawn.value_or(hw::Coding::kRaw);
  }

  hw::Architecture draw_architecture() {
    hw::Architecture machine = chance(50) ? eyeriss_v1() : draw_chip();
    machine.link.open_bursts = between(1, 20);
    machine.controller.overlap_ifmap_fill = chance(40);
    machine.dram = draw_dram();
    return machine;
  }

  /// Presets by turns, and memories without banks. By name: with a further preset, a seed would
  /// draw another machine.
  hw::DramConfig draw_dram() {
    static constexpr std::array kPresets = {"ddr3-1600", "ddr4-2400", "ideal", "lpddr3-1600",
                                            "lpddr4-3200"};
    const std::size_t choice = seed_ % (kPresets.size() + 1);
    if (choice < kPresets.size()) {
      return sim::load_dram(kPresets[choice], sim::preset_directory() / "dram");
    }
    static constexpr double kClocks[] = {20, 150, 400, 1600};
    static constexpr int kBurstBytes[] = {8, 16, 32, 64};
    return ideal_dram(kClocks[between(0, 3)], between(1, 80), kBurstBytes[between(0, 3)],
                      chance(50) ? 0 : 0.5 * between(1, 40));
  }

  hw::Architecture draw_chip() {
    hw::Architecture machine = eyeriss_v1();
    static constexpr int kBits[] = {16, 32, 64};
    static constexpr double kClocks[] = {10, 60, 100, 200, 333};
    machine.core_clock_mhz = kClocks[between(2, 4)];
    machine.array = {.rows = between(1, 16), .columns = between(1, 20)};
    machine.noc.filter_bits = kBits[between(0, 2)];
    machine.noc.psum_bits = kBits[between(0, 2)];
    machine.pe = {.ifmap_spad_words = between(4, 24),
                  .filter_spad_words = between(16, 300),
                  .psum_spad_words = between(1, 32),
                  .ifmap_fifo_words = between(2, 12),
                  .filter_fifo_words = machine.filters_per_word() * between(1, 3),
                  .psum_fifo_words = machine.psums_per_word() * between(2, 6),
                  .pipeline_stages = between(1, 6)};
    machine.glb = {
        .banks = between(2, 40), .filter_banks = between(1, 3), .bank_words = between(64, 1024)};
    machine.link.clock_mhz = kClocks[between(0, 4)];
    machine.link.fifo_words = between(2, 16);
    return machine;
  }

  json draw_workload() {
    json layer = chance(25) ? draw_gemm() : draw_conv();
    layer["name"] = "layer";
    layer["relu"] = chance(50);
    if (chance(40)) layer["product_shift"] = chance(90) ? between(1, 12) : between(13, 31);
    layer["ifmap"] = draw_tensor("ifmap");
    layer["weights"] = draw_tensor("weights");
    if (layer["relu"] == true && chance(30)) {
      layer["ofmap"] = {{"zeros", 0.1 * between(0, 10)}};
    } else if (chance(50)) {
      layer["bias"] = {{"file", "bias.npy"}};
    }
    for (const char* tensor : {"ifmap", "weights", "ofmap"})
      layer[tensor]["coding"] = chance(60) ? "rlc" : "raw";
    return {{"name", "random"}, {"batch", between(1, 4)}, {"layers", {layer}}};
  }

  json draw_tensor(const std::string& name) {
    if (chance(35)) return {{"file", name + ".npy"}};
    static constexpr double kZeros[] = {0, 0, 0.3, 0.6, 0.9, 1};
    return {{"zeros", kZeros[between(0, 5)]}};
  }

  json draw_gemm() {
    return {{"op", "Gemm"},
            {"in_features", between(1, 200)},
            {"out_features", between(1, 120)},
            {"rows", chance(30) ? between(2, 5) : 1}};
  }

  json draw_conv() {
    const int kernel_height = chance(50) ? between(1, 3) : between(1, 11);
    const int kernel_width = chance(70) ? kernel_height : between(1, 11);
    const bool depthwise = chance(15);
    const int groups = depthwise ? between(2, 12) : chance(30) ? between(2, 4) : 1;
    const int channels = groups * (depthwise ? 1 : between(1, 20));
    const int filters = groups * (depthwise ? between(1, 2) : between(1, 40));
    const int stride = between(1, 4);
    const bool padded = chance(60);
    const auto pad = [&] { return padded ? between(0, 3) : 0; };
    return {{"op", "Conv"},
            {"input",
             {{"channels", channels},
              {"height", kernel_height + between(0, 20)},
              {"width", kernel_width + between(0, 25)}}},
            {"output_channels", filters},
            {"kernel_shape", {kernel_height, kernel_width}},
            {"strides", {stride, chance(70) ? stride : between(1, 4)}},
            {"pads", {pad(), pad(), pad(), pad()}},
            {"group", groups}};
  }

  /// Any value an int16 can have, so that products and psums wrap.
  void write_files(const json& layer, const hw::LayerShape& s) {
    const bool gemm = layer["op"] == "Gemm";
    if (layer["ifmap"].contains("file"))
      write_file("ifmap.npy", gemm ? sim::NpyShape{s.N, s.C} : sim::NpyShape{s.N, s.C, s.H, s.W});
    if (layer["weights"].contains("file"))
      write_file("weights.npy", gemm ? sim::NpyShape{s.M, s.C}
                                     : sim::NpyShape{s.M, s.channels_per_group(), s.R, s.S});
    if (layer.contains("bias")) write_file("bias.npy", {s.M});
  }

  void write_file(const std::string& name, const sim::NpyShape& shape) {
    std::int64_t size = 1;
    for (const auto extent : shape) size *= extent;
    const int zeros = chance(50) ? 0 : between(10, 90);
    std::vector<std::int16_t> values(static_cast<std::size_t>(size));
    for (auto& value : values)
      value = chance(zeros) ? std::int16_t{0} : static_cast<std::int16_t>(between(-32768, 32767));
    sim::write_npy(directory_.path() / name, shape, values);
  }

  hw::Mapping draw_mapping(const hw::LayerShape& s) {
    const hw::Mapping sensible = draw_sensible_mapping(s);
    if (chance(50)) return sensible;
    for (int attempt = 0; attempt < 300; ++attempt) {
      const int filters = s.filters_per_group();
      const int channels = s.channels_per_group();
      hw::Mapping m{.m = 1,
                    .n = between(1, s.N),
                    .e = between(1, std::min(s.E(), 2 * architecture_.array.columns)),
                    .f = chance(60) ? s.F() : between(1, s.F()),
                    .g = chance(60) ? 1 : between(1, s.groups),
                    .p = between(1, std::min(filters, architecture_.pe.psum_spad_words)),
                    .q = between(1, std::min(channels, architecture_.pe.ifmap_spad_words)),
                    .r = chance(50) ? 1 : between(1, architecture_.array.rows),
                    .t = chance(50) ? 1 : between(1, 20)};
      m.m = chance(50) ? filters : std::min(filters, m.p * m.t * between(1, 3));
      if (is_legal(s, m)) return m;
    }
    return sensible;
  }

  /// One of those that the mapper looks at.
  hw::Mapping draw_sensible_mapping(const hw::LayerShape& s) {
    std::vector<hw::Mapping> mappings;
    sim::for_each_mapping(architecture_, s,
                          [&](const hw::Mapping& mapping) { mappings.push_back(mapping); });
    if (mappings.empty()) throw std::runtime_error("no mapping is legal");
    return mappings[static_cast<std::size_t>(between(0, static_cast<int>(mappings.size()) - 1))];
  }

  bool is_legal(const hw::LayerShape& shape, const hw::Mapping& mapping) const {
    try {
      sim::check_mapping(architecture_, shape, mapping);
      return true;
    } catch (const sim::MappingError&) {
      return false;
    }
  }

  static std::string describe(const hw::Mapping& m) {
    std::string text = " mapping";
    for (const auto& [key, value] : {std::pair{"m", m.m},
                                     {"n", m.n},
                                     {"e", m.e},
                                     {"f", m.f},
                                     {"g", m.g},
                                     {"p", m.p},
                                     {"q", m.q},
                                     {"r", m.r},
                                     {"t", m.t}})
      text += std::string(" ") + key + "=" + std::to_string(value);
    return text;
  }

  std::string machine() const {
    return " dram=" + architecture_.dram.name +
           " open_bursts=" + std::to_string(architecture_.link.open_bursts) +
           " ifmap_buffers=" + std::to_string(architecture_.ifmap_buffers());
  }

  hw::Architecture architecture_{};
  std::uint64_t seed_;
  const TempDir& directory_;
  std::mt19937_64 random_;
};

}  // namespace

RandomLayer random_layer(std::uint64_t seed, const TempDir& directory) {
  return Generator(seed, directory).run();
}

int property_layers(int full) {
  const char* limit = std::getenv("EYERISS_PROPERTY_LAYERS");
  return limit == nullptr ? full : std::min(full, std::atoi(limit));
}

}  // namespace eyeriss::test
