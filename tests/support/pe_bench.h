// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hw/pe/pe.h"
#include "tests/support/mock_modules.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::test {

/// What arrives at a PE, when, and how fast its psums are taken.
struct PeInputs {
  Timed<hw::PePass> commands;
  Timed<std::int16_t> ifmap;
  Timed<noc::FilterWord> filters;
  Timed<noc::Word64> psums;
  std::vector<Cycle> psum_out_not_before;
};

/// The published PE with input FIFOs that hold whatever a test sends, so that they do not shape
/// its timing.
inline hw::Architecture roomy_pe() {
  hw::Architecture architecture = eyeriss_v1();
  architecture.pe.ifmap_fifo_words = 64;
  architecture.pe.filter_fifo_words = 256;
  architecture.pe.psum_fifo_words = 256;
  return architecture;
}

/// Words of the filter network that carry the filters of one pass for one PE.
inline std::vector<noc::FilterWord> filter_words(const std::vector<std::int16_t>& values,
                                                 std::size_t per_word = 4) {
  std::vector<noc::FilterWord> words;
  for (std::size_t first = 0; first < values.size(); first += per_word) {
    noc::FilterWord word;
    const std::size_t count = std::min(per_word, values.size() - first);
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(first), count, word.values.begin());
    word.count = static_cast<std::int8_t>(count);
    word.last = first + count == values.size();
    words.push_back(word);
  }
  return words;
}

/// One PE, a head of a column, between mock neighbours.
class PeBench {
 public:
  /// @param passes commands whose start opens the barrier
  PeBench(const std::string& name, noc::ClockDomain& domain, const hw::Architecture& architecture,
          int product_shift, const PeInputs& inputs, int passes = 1)
      : pe(name.c_str(), domain, architecture, product_shift, pass_started),
        controller(domain, pe.commands, inputs.commands),
        ifmap(domain, pe.ifmap_in, inputs.ifmap),
        filters(domain, pe.filter_in, inputs.filters),
        psums(domain, pe.psum_in, inputs.psums),
        output(domain, pe.psum_out, inputs.psum_out_not_before),
        watcher(domain, pass_started) {
    pe.commands.connect(&controller, &pe);
    pe.ifmap_in.connect(&ifmap, &pe);
    pe.filter_in.connect(&filters, &pe);
    pe.psum_in.connect(&psums, &pe);
    pe.psum_out.connect(&pe, &output);
    pass_started.expect(passes);
  }

  hw::PeCounters counters() const { return pe.counters(); }

  noc::Barrier pass_started;
  hw::Pe pe;
  Script<hw::PePass> controller;
  Script<std::int16_t> ifmap;
  Script<noc::FilterWord> filters;
  Script<noc::Word64> psums;
  Recorder<noc::Word64> output;
  BarrierWatcher watcher;
};

}  // namespace eyeriss::test
