// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/codec/csc.h"
#include "hw/pe/cluster_pe_core.h"
#include "hw/pe/cluster_pe_pass.h"
#include "hw/pe/pe_counters.h"
#include "noc/data_word.h"
#include "tests/support/cluster_machines.h"

namespace eyeriss::test {

/// The published PE, but for a segment less, and without hazards.
inline const hw::ClusterArchitecture::Pe kClusterPe = [] {
  hw::ClusterArchitecture::Pe pe = eyeriss_v2().pe;
  pe.iact_segments = 8;
  pe.forwards_psums = true;
  return pe;
}();

/// How iacts or weights come.
enum class Data { kRaw, kCsc };

inline hw::ClusterPePass cluster_pass(int filters, int channels, int kernel_width, int stride,
                                      Data iacts, Data weights) {
  return {.filters = filters,
          .channels = channels,
          .kernel_width = kernel_width,
          .stride = stride,
          .windows = 1,
          .rows = 1,
          .raw_iacts = iacts == Data::kRaw,
          .raw_weights = weights == Data::kRaw};
}

/// A core of a PE of a machine of clusters, in a pass. Words carry three raw values or two pairs.
struct ClusterPeCoreBench {
  using Values = std::vector<std::int16_t>;
  using Columns = std::vector<Values>;
  using Psums = std::vector<std::int32_t>;

  /// @param columns of weights, by filter; none: they are not written yet
  explicit ClusterPeCoreBench(const hw::ClusterPePass& its_pass, const Columns& columns = {},
                              const hw::ClusterArchitecture::Pe& its_sizes = kClusterPe)
      : sizes(its_sizes), pass(its_pass), core(sizes, counters) {
    core.begin_pass(pass);
    if (!columns.empty()) write_weights(columns);
  }

  void write_weights(const Columns& columns) {
    std::vector<noc::DataWord> words;
    if (pass.raw_weights) {
      Values all;
      for (const Values& column : columns) all.insert(all.end(), column.begin(), column.end());
      hw::append_raw_block(all, 3, words);
    } else {
      for (const Values& column : columns) hw::append_csc_segment(column, 2, words);
    }
    words.back().ends_block = true;
    for (const noc::DataWord& word : words) core.write_weights(word);
  }

  void write_segment(const Values& values) {
    std::vector<noc::DataWord> words;
    if (pass.raw_iacts) {
      hw::append_raw_segment(values, 3, words);
    } else {
      hw::append_csc_segment(values, 2, words);
    }
    for (const noc::DataWord& word : words) core.write_iacts(word);
  }

  /// Those of the window that has ended, with nothing from below.
  Psums psums() {
    core.begin_accumulation();
    Psums all;
    for (int k = 0; k < pass.filters; ++k) {
      noc::PsumWord sum{};
      core.accumulate(k, 1, noc::PsumWord{}, sum);
      all.push_back(sum[0]);
    }
    return all;
  }

  /// Runs the next window in one go.
  Psums window(bool last_in_row) {
    core.begin_window();
    core.issue(core.window_cycles());
    core.end_window(last_in_row);
    return psums();
  }

  hw::ClusterArchitecture::Pe sizes;
  hw::ClusterPePass pass;
  hw::PeCounters counters{};
  hw::ClusterPeCore core;
};

}  // namespace eyeriss::test
