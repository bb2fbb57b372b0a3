// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_cluster_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <random>
#include <vector>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"
#include "sim/cluster_mapper/cluster_legality.h"
#include "sim/input/dram_reader.h"
#include "sim/input/machine.h"
#include "sim/input/presets.h"
#include "sim/mapper/legality.h"
#include "tests/support/ideal_dram.h"

namespace eyeriss::test {
namespace {

using noc::MeshMode;

constexpr std::int64_t kMostMacs = 500'000;
constexpr std::array kPresets = {"eyeriss-v2", "eyeriss-v1.5", "eyeriss-v1-192"};
constexpr std::array kModes = {MeshMode::kUnicast, MeshMode::kHorizontal, MeshMode::kVertical,
                               MeshMode::kBroadcast};

class Generator {
 public:
  Generator(std::uint64_t seed, ClusterMachines machines)
      : seed_(seed), machines_(machines), random_(seed) {}

  RandomClusterLayer run() {
    for (;;) {
      machine_ = draw_machine();
      layer_ = draw_layer();
      shape_ = layer_.shape;
      if (shape_.macs() > kMostMacs) continue;
      tensors_ = draw_tensors();
      const std::optional<hw::Mapping> mapping = draw_mapping();
      if (!mapping) continue;
      layer_.mapping = *mapping;
      return {machine_, layer_, tensors_, describe()};
    }
  }

 private:
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(int percent) { return between(1, 100) <= percent; }

  hw::ClusterArchitecture draw_machine() {
    if (machines_ == ClusterMachines::kPresets) return preset(seed_ % kPresets.size());
    hw::ClusterArchitecture machine =
        chance(40) ? preset(static_cast<std::size_t>(between(0, 2))) : draw_small_machine();
    machine.dram = draw_dram();
    // Outputs leave window by window, behind what is left of the window before.
    const int burst_bits = 8 * machine.dram.burst_bytes;
    const int window_bits = machine.pe.psums * hw::kCscPairBits + hw::kIactAddressBits;
    machine.off_chip.buffer_bursts =
        std::max(between(1, 6), (burst_bits - 1 + window_bits) / burst_bits);
    return machine;
  }

  static hw::ClusterArchitecture preset(std::size_t number) {
    const sim::MachineChoice choice{.arch = kPresets[number], .parts = {}, .overrides = {}};
    return sim::load_machine(choice, sim::preset_directory()).clusters();
  }

  hw::ClusterArchitecture draw_small_machine() {
    hw::ClusterArchitecture machine{};
    machine.name = "random";
    static constexpr std::array kClocks = {60.0, 200.0, 333.0};
    machine.core_clock_mhz = kClocks[static_cast<std::size_t>(between(0, 2))];
    machine.core_voltage_v = 1;
    machine.grid = {.rows = between(1, 3), .columns = between(1, 3)};
    machine.cluster = {.pe_rows = between(1, 4), .pe_columns = between(1, 4)};
    const bool is_sparse = chance(60);
    machine.pe = {.is_sparse = is_sparse,
                  .macs_per_cycle = between(1, 3),
                  .iact_values = between(4, 24),
                  .iact_segments = between(2, 12),
                  .weight_columns = between(4, 24),
                  .weight_words = between(16, 200),
                  .psums = between(1, 40),
                  .overlaps_accumulation = chance(50),
                  .forwards_psums = chance(50),
                  .iact_fifo_words = between(1, 6),
                  .weight_fifo_words = between(1, 6),
                  .psum_fifo_words = between(1, 8),
                  .iact_fetch_stages = between(1, 3),
                  .weight_fetch_stages = between(1, 4),
                  .mac_stages = between(1, 3)};
    machine.noc.iact = draw_port(is_sparse);
    machine.noc.weight = draw_port(is_sparse);
    machine.noc.psum = {
        .routers = between(1, 4), .values = between(1, 4), .reaches_all = chance(50)};
    machine.glb = {.iact_bytes = machine.noc.iact.routers * between(32, 2000),
                   .psum_bytes = machine.noc.psum.routers * between(32, 4000)};
    return machine;
  }

  hw::ClusterArchitecture::Port draw_port(bool is_sparse) {
    return {.routers = between(1, 4),
            .values = between(1, 4),
            .pairs = is_sparse ? between(1, 4) : 0,
            .has_horizontal_links = chance(70),
            .has_vertical_links = chance(70)};
  }

  /// Unlimited, of limited bandwidth, or one of the presets.
  hw::DramConfig draw_dram() {
    static constexpr std::array kBurstBytes = {8, 16, 32, 64};
    const int burst_bytes = kBurstBytes[static_cast<std::size_t>(between(0, 3))];
    if (chance(35)) return ideal_dram(400, between(1, 50), burst_bytes);
    if (chance(50)) {
      return ideal_dram(chance(50) ? 400 : 150, between(1, 50), burst_bytes, 0.5 * between(1, 64));
    }
    const std::filesystem::path directory = sim::preset_directory() / "dram";
    const std::vector<std::string> names = sim::preset_names(directory);
    const int last = static_cast<int>(names.size()) - 1;
    return sim::load_dram(names[static_cast<std::size_t>(between(0, last))], directory);
  }

  hw::Layer draw_layer() {
    hw::Layer layer{};
    layer.name = "layer";
    layer.shape = chance(20) ? draw_gemm() : draw_conv();
    layer.relu = chance(50);
    if (chance(60)) layer.output_shift = chance(90) ? between(1, 12) : between(13, 31);
    layer.output_is_unsigned = chance(30);
    const auto coding = [this](int pairs) {
      return pairs > 0 && machine_.pe.is_sparse && chance(65) ? hw::Coding::kCsc : hw::Coding::kRaw;
    };
    layer.ifmap_coding = coding(machine_.noc.iact.pairs);
    layer.weights_coding = coding(machine_.noc.weight.pairs);
    layer.ofmap_coding = coding(1);
    return layer;
  }

  hw::LayerShape draw_gemm() {
    hw::LayerShape shape{};
    shape.N = between(1, 3);
    shape.C = between(1, 200);
    shape.M = between(1, 100);
    shape.H = shape.W = shape.R = shape.S = shape.stride_h = shape.stride_w = shape.groups = 1;
    return shape;
  }

  hw::LayerShape draw_conv() {
    const bool is_pointwise = chance(20);
    const bool is_depthwise = !is_pointwise && chance(20);
    hw::LayerShape shape{};
    shape.N = between(1, 3);
    shape.groups = is_depthwise ? between(2, 12) : chance(30) ? between(2, 4) : 1;
    shape.C = shape.groups * (is_depthwise ? 1 : between(1, 20));
    shape.M = shape.groups * (is_depthwise ? between(1, 2) : between(1, 40));
    shape.R = is_pointwise ? 1 : chance(70) ? between(2, 3) : between(1, 7);
    shape.S = is_pointwise ? 1 : chance(70) ? shape.R : between(1, 7);
    shape.stride_h = chance(60) ? 1 : between(1, 4);
    shape.stride_w = chance(70) ? shape.stride_h : between(1, 4);
    if (!is_pointwise && chance(60)) {
      shape.pad_top = between(0, 2);
      shape.pad_left = between(0, 2);
      shape.pad_bottom = between(0, 2);
      shape.pad_right = between(0, 2);
    }
    shape.H = shape.R + between(0, 12);
    shape.W = shape.S + between(0, 16);
    return shape;
  }

  hw::LayerTensors draw_tensors() {
    hw::LayerTensors tensors;
    const auto& s = shape_;
    const bool is_unsigned = chance(40);
    tensors.ifmap = draw_values(std::int64_t{s.N} * s.C * s.H * s.W, is_unsigned ? 0 : -128,
                                is_unsigned ? 255 : 127);
    tensors.weights =
        draw_values(std::int64_t{s.M} * s.channels_per_group() * s.R * s.S, -128, 127);
    if (chance(30)) clear_pixels(tensors.ifmap);
    if (chance(30)) clear_columns(tensors.weights);
    const int most = chance(50) ? 0 : chance(50) ? 1000 : (1 << (hw::kPsumBits - 1)) - 1;
    for (int i = 0; i < s.M; ++i) tensors.bias.push_back(between(-most - (most > 0), most));
    return tensors;
  }

  std::vector<std::int16_t> draw_values(std::int64_t size, int low, int high) {
    static constexpr std::array kZeros = {0, 0, 0, 30, 30, 60, 60, 90, 98, 100};
    const int zeros = kZeros[static_cast<std::size_t>(between(0, 9))];
    const bool extremes_only = chance(15);
    std::vector<std::int16_t> values(static_cast<std::size_t>(size));
    for (auto& value : values) {
      if (chance(zeros)) continue;
      value = static_cast<std::int16_t>(!extremes_only ? between(low, high)
                                        : chance(50)   ? low
                                                       : high);
    }
    return values;
  }

  /// Rectangles of maps, so that whole segments are zero.
  void clear_pixels(std::vector<std::int16_t>& ifmap) {
    const int first_row = between(0, shape_.H - 1);
    const int first_column = between(0, shape_.W - 1);
    for (std::size_t i = 0; i < ifmap.size(); ++i) {
      const int column = static_cast<int>(i % static_cast<std::size_t>(shape_.W));
      const int row = static_cast<int>(i / static_cast<std::size_t>(shape_.W) %
                                       static_cast<std::size_t>(shape_.H));
      if (row >= first_row && column >= first_column) ifmap[i] = 0;
    }
  }

  /// Kernel positions of some channels, in all filters.
  void clear_columns(std::vector<std::int16_t>& weights) {
    const int size = shape_.channels_per_group() * shape_.R * shape_.S;
    std::vector<bool> are_zero(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) are_zero[static_cast<std::size_t>(i)] = chance(40);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (are_zero[i % static_cast<std::size_t>(size)]) weights[i] = 0;
    }
  }

  std::optional<hw::Mapping> draw_mapping() {
    const int filters = shape_.filters_per_group();
    const int channels = shape_.channels_per_group();
    const auto& grid = machine_.grid;
    const int columns = grid.columns * machine_.cluster.pe_columns;
    const int rows = grid.rows * machine_.cluster.pe_rows;
    for (int attempt = 0; attempt < 300; ++attempt) {
      hw::Mapping m{.m = filters,
                    .n = between(1, shape_.N),
                    .e = between(1, std::min(shape_.E(), chance(70) ? columns : columns * rows)),
                    .f = chance(60) ? shape_.F() : between(1, shape_.F()),
                    .g = chance(60) ? 1 : between(1, shape_.groups),
                    .p = between(1, std::min(filters, machine_.pe.psums)),
                    .q = between(1, std::min(channels, machine_.pe.iact_values)),
                    .r = chance(50) ? 1 : between(1, rows),
                    .t = chance(50) ? 1 : between(1, columns * rows)};
      m.r = std::min(m.r, ceil_div(channels, m.q));
      m.t = std::min(m.t, ceil_div(filters, m.p));
      if (chance(50)) m.m = std::min(filters, m.p * m.t * between(1, 3));
      m.ifmap_mode = draw_mode(machine_.noc.iact);
      m.filter_mode = draw_mode(machine_.noc.weight);
      if (!is_legal(m)) continue;
      if (chance(50)) spread(m);
      return m;
    }
    return std::nullopt;
  }

  /// Over as many PEs as there are, in one dimension after the other.
  void spread(hw::Mapping& mapping) {
    struct Key {
      int hw::Mapping::*key;
      int most;
    };
    std::array keys = {Key{&hw::Mapping::e, shape_.E()}, Key{&hw::Mapping::g, shape_.groups},
                       Key{&hw::Mapping::r, ceil_div(shape_.channels_per_group(), mapping.q)},
                       Key{&hw::Mapping::t, ceil_div(shape_.filters_per_group(), mapping.p)}};
    std::shuffle(keys.begin(), keys.end(), random_);
    for (const auto& [key, most] : keys) {
      for (hw::Mapping wider = mapping; wider.*key < most; mapping = wider) {
        ++(wider.*key);
        wider.m = shape_.filters_per_group();
        if (!is_legal(wider)) break;
      }
    }
  }

  MeshMode draw_mode(const hw::ClusterArchitecture::Port& port) {
    for (;;) {
      const MeshMode mode = kModes[static_cast<std::size_t>(between(0, 3))];
      if (sim::is_linked(port, mode)) return mode;
    }
  }

  bool is_legal(const hw::Mapping& mapping) {
    layer_.mapping = mapping;
    try {
      sim::check_cluster_mapping(machine_, layer_, tensors_.weights);
      return true;
    } catch (const sim::MappingError&) {
      return false;
    }
  }

  std::string describe() const {
    const auto& s = layer_.shape;
    const auto& m = layer_.mapping;
    const auto& a = machine_;
    const auto coding = [](hw::Coding c) { return c == hw::Coding::kCsc ? "csc" : "raw"; };
    return fmt::format(
        "seed {}: {} grid {}x{} cluster {}x{} dram {}; layer N={} C={} H={} W={} M={} R={} S={} "
        "stride {}x{} pads {},{},{},{} groups {} {}/{}/{} relu={} shift={}; mapping m={} n={} e={} "
        "f={} g={} p={} q={} r={} t={} ifmap mode {} filter mode {}",
        seed_, a.name, a.grid.rows, a.grid.columns, a.cluster.pe_rows, a.cluster.pe_columns,
        a.dram.name, s.N, s.C, s.H, s.W, s.M, s.R, s.S, s.stride_h, s.stride_w, s.pad_top,
        s.pad_left, s.pad_bottom, s.pad_right, s.groups, coding(layer_.ifmap_coding),
        coding(layer_.weights_coding), coding(layer_.ofmap_coding), layer_.relu,
        layer_.output_shift, m.m, m.n, m.e, m.f, m.g, m.p, m.q, m.r, m.t,
        static_cast<int>(m.ifmap_mode), static_cast<int>(m.filter_mode));
  }

  const std::uint64_t seed_;
  const ClusterMachines machines_;
  std::mt19937_64 random_;
  hw::ClusterArchitecture machine_{};
  hw::Layer layer_{};
  hw::LayerShape shape_{};
  hw::LayerTensors tensors_;
};

}  // namespace

RandomClusterLayer random_cluster_layer(std::uint64_t seed, ClusterMachines machines) {
  return Generator(seed, machines).run();
}

}  // namespace eyeriss::test
