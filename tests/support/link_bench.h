// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/dram/dram_layout.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/link_port.h"
#include "tests/support/glb_banks.h"
#include "tests/support/mock_modules.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::test {

/// The GLB's side of the link and a memory, between a mock controller and nothing. Both sides of
/// the link are in one domain here: what is pushed in cycle c is seen in c+1.
class LinkBench {
 public:
  /// @param filters  values of the one filter block
  LinkBench(noc::ClockDomain& domain, const hw::Architecture& architecture,
            const hw::LayerShape& shape, bool relu, int filters = 0)
      : layout(shape, architecture.filters_per_word()),
        buffer(architecture, glb_banks(2, 2), counters),
        off_chip("off_chip", domain, architecture, memory, counters),
        port("port", domain, hw::FilterFill(layout, buffer, off_chip, counters),
             hw::IfmapFill(shape, layout, buffer, off_chip, counters),
             hw::OfmapDrain(relu, architecture.psums_per_word(), buffer, off_chip, counters)),
        domain_(domain) {
    if (filters > 0) store_filters(shape, architecture.filters_per_word(), filters);
    off_chip.requests.connect(&port, &off_chip);
    off_chip.to_memory.connect(&port, &off_chip);
    off_chip.from_memory.connect(&off_chip, &port);
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
  hw::DramLayout layout;
  hw::GlobalBuffer buffer;
  hw::OffChip off_chip;
  hw::LinkPort port;
  hw::PassConfiguration filter_configuration{};
  hw::PassJob filter_job{};
  std::unique_ptr<Script<hw::LinkJob>> controller;
  std::unique_ptr<Recorder<hw::LinkJob>> done;

 private:
  /// One row of PEs with so many filters of one channel and one column.
  void store_filters(const hw::LayerShape& shape, int per_word, int filters) {
    hw::PassConfiguration::FilterRow row{};
    row.filters = row.words = filters;
    row.channels = 1;
    filter_configuration.filter_rows = {row};
    filter_configuration.filter_network_words = (filters + per_word - 1) / per_word;
    filter_job.configuration = &filter_configuration;
    std::vector<std::int16_t> weights(static_cast<std::size_t>(shape.M), 0);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::int16_t>(i + 1);
    layout.store_filters(filter_job, weights, memory);
  }

  noc::ClockDomain& domain_;
};

}  // namespace eyeriss::test
