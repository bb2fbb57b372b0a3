// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hw/dram/dram.h"
#include "hw/dram/dram_layout.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/link_port.h"
#include "tests/support/glb_banks.h"
#include "tests/support/mock_modules.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::test {

/// A layer of which nothing but the shape matters, raw throughout.
inline hw::Layer raw_layer(const hw::LayerShape& shape, bool relu = false) {
  return {.name = "layer",
          .shape = shape,
          .mapping = {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1},
          .relu = relu,
          .product_shift = 0,
          .ifmap_coding = hw::Coding::kRaw,
          .weights_coding = hw::Coding::kRaw,
          .ofmap_coding = hw::Coding::kRaw};
}

/// The GLB's side of the link, the link and a memory, between a mock controller and nothing. All
/// are in one domain here: what is pushed in cycle c is seen in c+1. The memory's latency is 10
/// cycles, so that the first word of what is requested in cycle c is taken in c+14: the link sees
/// the request, and asks memory, in c+1, memory sees it in c+2 and answers in c+12, which the link
/// sees, and carries a word, in c+13.
class LinkBench {
 public:
  /// @param filters  values of the one filter block
  LinkBench(noc::ClockDomain& domain, const hw::Architecture& architecture,
            const hw::Layer& the_layer, int filters = 0, int psum_banks = 4)
      : layer(the_layer),
        layout(layer, architecture.filters_per_word()),
        buffer(architecture, glb_banks(2, psum_banks), counters),
        dram("dram", domain, ideal_dram(200, 10), memory),
        off_chip("off_chip", domain, architecture, dram, counters),
        port("port", domain,
             hw::FilterFill(layer.weights_coding, layout, buffer, off_chip, counters),
             hw::IfmapFill(layer, layout, buffer, off_chip, counters),
             hw::OfmapDrain(layer, architecture.psums_per_word(), layout, buffer, off_chip,
                            counters)),
        domain_(domain) {
    if (filters > 0) store_filters(architecture.filters_per_word(), filters);
    off_chip.requests.connect(&port, &off_chip);
    off_chip.to_memory.connect(&port, &off_chip);
    off_chip.from_memory.connect(&off_chip, &port);
    dram.requests.connect(&off_chip, &dram);
    dram.responses.connect(&dram, &off_chip);
  }

  /// Gives the port jobs, and logs when they are done.
  void give(const Timed<hw::LinkJob>& jobs) {
    controller = std::make_unique<Script<hw::LinkJob>>(domain_, port.jobs, jobs);
    done = std::make_unique<Recorder<hw::LinkJob>>(domain_, port.done);
    port.jobs.connect(controller.get(), &port);
    port.done.connect(&port, done.get());
  }

  hw::LayerCounters counters;
  hw::Memory memory;
  const hw::Layer layer;
  hw::DramLayout layout;
  hw::GlobalBuffer buffer;
  hw::Dram dram;
  hw::OffChip off_chip;
  hw::LinkPort port;
  hw::PassConfiguration filter_configuration{};
  hw::PassJob filter_job{};
  std::unique_ptr<Script<hw::LinkJob>> controller;
  std::unique_ptr<Recorder<hw::LinkJob>> done;

 private:
  /// One row of PEs with so many filters of one channel and one column; filter i is i + 1.
  void store_filters(int per_word, int filters) {
    hw::PassConfiguration::FilterRow row{};
    row.filters = row.words = filters;
    row.channels = 1;
    filter_configuration.filter_rows = {row};
    filter_configuration.filter_network_words = (filters + per_word - 1) / per_word;
    filter_job.configuration = &filter_configuration;
    std::vector<std::int16_t> weights(static_cast<std::size_t>(layer.shape.M), 0);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::int16_t>(i + 1);
    layout.store_filters(filter_job, weights, memory);
  }

  noc::ClockDomain& domain_;
};

}  // namespace eyeriss::test
