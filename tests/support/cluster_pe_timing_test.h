// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tests/support/cluster_pe_bench.h"
#include "tests/support/timing_test.h"

namespace eyeriss::test {

/// A test of when psums leave one PE of a machine of clusters, or a chain of two.
class ClusterPeTimingTest : public TimingTest {
 protected:
  void simulate(const std::vector<hw::ClusterPeWork>& works, const ClusterPeInputs& inputs) {
    bench_ = std::make_unique<ClusterPeBench>("pe", core_, architecture_, works, inputs);
    run();
  }
  void simulate(const hw::ClusterPePass& pass, const ClusterPeInputs& inputs) {
    simulate({work(pass)}, inputs);
  }
  static hw::ClusterPeWork work(const hw::ClusterPePass& pass) {
    return {.pass = pass, .works = true, .is_head = true};
  }
  /// Both PEs get the same iacts and weights, the lower one the psums.
  void simulate_chain(const hw::ClusterPeWork& lower, const hw::ClusterPeWork& upper,
                      ClusterPeInputs inputs) {
    lower_ =
        std::make_unique<ClusterPeBench>("lower", core_, architecture_, std::vector{lower}, inputs);
    inputs.psums.clear();
    bench_ =
        std::make_unique<ClusterPeBench>("upper", core_, architecture_, std::vector{upper}, inputs);
    lower_->pe.connect_next(bench_->pe);
    run();
  }
  /// All from cycle 0 on, psums from zero.
  static ClusterPeInputs inputs(const hw::ClusterPePass& pass, const Segments& iacts,
                                const Segments& columns) {
    const int words = pass.windows * pass.rows * ((pass.filters + 1) / 2);
    return {.iacts = from(0, iact_words(pass, iacts)),
            .weights = from(0, weight_words(pass, columns)),
            .psums = from(0, std::vector<noc::PsumWord>(static_cast<std::size_t>(words)))};
  }

  /// Cycles in which psum words can be taken from the output FIFO, and are.
  const std::vector<Cycle>& out() const { return bench_->output.cycles(); }
  std::vector<int> first_psums() const {
    std::vector<int> psums;
    for (const noc::PsumWord& word : bench_->output.values()) psums.push_back(word[0]);
    return psums;
  }
  hw::PeCounters counters() const { return bench_->counters(); }

  hw::ClusterArchitecture architecture_ = roomy_cluster_pe();
  std::unique_ptr<ClusterPeBench> bench_;
  std::unique_ptr<ClusterPeBench> lower_;  // of a chain
};

/// A window of three columns and two filters: the third iact word is taken in 3, so MACs can start
/// in 9; the weights could have from 7 on.
inline const hw::ClusterPePass kThreeColumns = cluster_pass(2, 1, 3, 1, Data::kRaw, Data::kCsc);
inline const Segments kDenseIacts = {{1}, {2}, {3}};
inline const Segments kDenseColumns = {{5, 7}, {1, 1}, {2, 3}};

inline ClusterPeInputs three_columns(const Segments& iacts, const Segments& columns,
                                     const hw::ClusterPePass& pass = kThreeColumns) {
  return {.iacts = from(0, iact_words(pass, iacts)),
          .weights = from(0, weight_words(pass, columns)),
          .psums = {{0, noc::PsumWord{10, 20}}}};
}

}  // namespace eyeriss::test
