// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/cluster/cluster_pe.h"
#include "hw/cluster/cluster_pe_work.h"
#include "hw/cluster/source_hops.h"
#include "hw/codec/csc.h"
#include "tests/support/cluster_pe_core_bench.h"
#include "tests/support/mock_modules.h"

namespace eyeriss::test {

/// What arrives at a PE of a machine of clusters, when, and how fast its psums are taken.
struct ClusterPeInputs {
  Timed<noc::DataWord> iacts;
  Timed<noc::DataWord> weights;
  Timed<noc::PsumWord> psums;
  std::vector<Cycle> psum_out_not_before = {};
};

/// The spads and the pipeline of kClusterPe, with FIFOs that hold whatever a test sends, so that
/// they do not shape its timing. Psum words carry two psums. Accumulation does not overlap MACs.
inline hw::ClusterArchitecture roomy_cluster_pe() {
  hw::ClusterArchitecture architecture{};
  architecture.pe = kClusterPe;
  architecture.pe.overlaps_accumulation = false;
  architecture.pe.iact_fifo_words = 64;
  architecture.pe.weight_fifo_words = 64;
  architecture.pe.psum_fifo_words = 64;
  architecture.noc.psum = {.routers = 1, .values = 2, .reaches_all = true};
  return architecture;
}

using Segments = std::vector<std::vector<std::int16_t>>;

/// Iacts of a pass as words of three raw values or two pairs.
inline std::vector<noc::DataWord> iact_words(const hw::ClusterPePass& pass,
                                             const Segments& segments) {
  std::vector<noc::DataWord> words;
  for (const auto& segment : segments) {
    if (pass.raw_iacts) {
      hw::append_raw_segment(segment, 3, words);
    } else {
      hw::append_csc_segment(segment, 2, words);
    }
  }
  return words;
}

/// The weights of a pass by column and filter, same.
inline std::vector<noc::DataWord> weight_words(const hw::ClusterPePass& pass,
                                               const Segments& columns) {
  std::vector<noc::DataWord> words;
  std::vector<std::int16_t> block;
  for (const auto& column : columns) {
    if (!pass.raw_weights) hw::append_csc_segment(column, 2, words);
    block.insert(block.end(), column.begin(), column.end());
  }
  if (pass.raw_weights) hw::append_raw_block(block, 3, words);
  words.back().ends_block = true;
  return words;
}

/// One PE, a head of a chain unless its work says otherwise, between mock neighbours.
class ClusterPeBench {
 public:
  ClusterPeBench(const std::string& name, noc::ClockDomain& domain,
                 const hw::ClusterArchitecture& architecture,
                 const std::vector<hw::ClusterPeWork>& its_works, const ClusterPeInputs& inputs)
      : works(its_works),
        pe(name.c_str(), domain, architecture, hw::SourceHops{}),
        iacts(domain, pe.iact_in, inputs.iacts),
        weights(domain, pe.weight_in, inputs.weights),
        psums(domain, pe.psum_in, inputs.psums),
        output(domain, pe.psum_out, inputs.psum_out_not_before) {
    pe.iact_in.connect(&iacts, &pe);
    pe.weight_in.connect(&weights, &pe);
    pe.psum_in.connect(&psums, &pe);
    pe.psum_out.connect(&pe, &output);
    std::vector<const hw::ClusterPeWork*> pointers;
    for (const hw::ClusterPeWork& work : works) pointers.push_back(&work);
    pe.start(std::move(pointers));
  }

  hw::PeCounters counters() const { return pe.counters(); }

  const std::vector<hw::ClusterPeWork> works;
  hw::ClusterPe pe;
  Script<noc::DataWord> iacts;
  Script<noc::DataWord> weights;
  Script<noc::PsumWord> psums;
  Recorder<noc::PsumWord> output;
};

}  // namespace eyeriss::test
