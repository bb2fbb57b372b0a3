// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "tests/support/ideal_dram.h"

namespace eyeriss::test {

/// The published chip (JSSC 2017, section V), written down independently of the preset, before a
/// memory that has no timing of its own but a latency.
inline hw::Architecture eyeriss_v1() {
  return {.name = "eyeriss-v1",
          .core_clock_mhz = 200,
          .core_voltage_v = 1.0,
          .array = {.rows = 12, .columns = 14},
          .pe = {.ifmap_spad_words = 12,
                 .filter_spad_words = 224,
                 .psum_spad_words = 24,
                 .ifmap_fifo_words = 8,
                 .filter_fifo_words = 4,
                 .psum_fifo_words = 16,
                 .pipeline_stages = 3},
          .noc = {.ifmap_bits = 16,
                  .filter_bits = 64,
                  .psum_bits = 64,
                  .row_id_bits = 4,
                  .column_id_bits = 5},
          .glb = {.banks = 25, .filter_banks = 2, .bank_words = 512},
          .link = {.clock_mhz = 60,
                   .fifo_words = 8,
                   .open_bursts = 16,
                   .coding = {.first_ifmap = hw::Coding::kRaw,
                              .ifmap = hw::Coding::kRlc,
                              .weights = hw::Coding::kRaw,
                              .ofmap = hw::Coding::kRlc}},
          .controller = {.overlap_ifmap_fill = false},
          .dram = ideal_dram(200, 8)};
}

/// A square layer with the same padding on all sides.
inline hw::LayerShape square_layer(int images, int channels, int size, int filters, int kernel,
                                   int stride, int pad, int groups) {
  return {.N = images,
          .C = channels,
          .H = size,
          .W = size,
          .M = filters,
          .R = kernel,
          .S = kernel,
          .stride_h = stride,
          .stride_w = stride,
          .pad_top = pad,
          .pad_left = pad,
          .pad_bottom = pad,
          .pad_right = pad,
          .groups = groups};
}

/// One row of JSSC 2017 Table III, and the PEs it keeps busy (Table V).
struct PublishedMapping {
  std::string layer;
  hw::LayerShape shape;
  hw::Mapping mapping;
  double glb_ifmap_kib;
  double glb_psum_kib;
  int active_pes;
};

/// AlexNet's CONV layers; "conv3" as printed, "conv3-measured" as the measured traffic implies.
inline std::vector<PublishedMapping> published_mappings() {
  const auto mapping = [](int m, int n, int e, int f, int p, int q, int r, int t) {
    return hw::Mapping{.m = m, .n = n, .e = e, .f = f, .g = 1, .p = p, .q = q, .r = r, .t = t};
  };
  return {
      {"conv1", square_layer(4, 3, 227, 96, 11, 4, 0, 1), mapping(96, 1, 7, 55, 16, 1, 1, 2), 15.5,
       72.2, 154},
      {"conv2", square_layer(4, 96, 27, 256, 5, 1, 2, 2), mapping(64, 1, 27, 27, 16, 2, 1, 1), 3.8,
       91.1, 135},
      {"conv3", square_layer(4, 256, 13, 384, 3, 1, 1, 1), mapping(64, 4, 13, 13, 16, 4, 1, 4), 7.0,
       84.5, 156},
      {"conv3-measured", square_layer(4, 256, 13, 384, 3, 1, 1, 1),
       mapping(64, 4, 13, 13, 16, 3, 2, 2), 10.5, 84.5, 156},
      {"conv4", square_layer(4, 384, 13, 384, 3, 1, 1, 2), mapping(64, 4, 13, 13, 16, 3, 2, 2),
       10.5, 84.5, 156},
      {"conv5", square_layer(4, 384, 13, 256, 3, 1, 1, 2), mapping(64, 4, 13, 13, 16, 3, 2, 2),
       10.5, 84.5, 156},
  };
}

/// The published mapping of one layer.
inline PublishedMapping published_mapping(const std::string& layer) {
  for (const PublishedMapping& published : published_mappings()) {
    if (published.layer == layer) return published;
  }
  return {};
}

}  // namespace eyeriss::test
