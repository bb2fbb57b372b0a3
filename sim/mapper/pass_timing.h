// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "noc/cycle.h"
#include "sim/mapper/fifo_times.h"
#include "sim/mapper/filter_loading.h"
#include "sim/mapper/pass_shape.h"
#include "sim/mapper/psum_bank_times.h"

namespace eyeriss::sim {

/// The time that one pass takes, from recurrences over its windows instead of events: when each PE
/// ends its MACs and its accumulation follows from its window before, from the ifmap words, which
/// the network sends in a fixed order as fast as their slowest destination takes them, and from
/// the psums, which go round the columns in a fixed order, up each column, and back. FIFO depths
/// are those of the machine. Once all of it advances by the same period, the rest of a row, or of
/// the images, is that period times what is left.
class PassTiming {
 public:
  /// Cycles after the one in which the pass opens.
  struct Times {
    noc::Cycle started;  ///< all PEs have issued their last psum, and can start the next pass
    noc::Cycle written;  ///< the last psum is in the GLB
  };

  PassTiming(const hw::Architecture& architecture, const hw::LayerShape& shape,
             const hw::Mapping& mapping, const PassExtents& pass);

  const PassShape& shape() const { return shape_; }

  /// @param filters_ready of each PE: cycles after opening from which its filters are there
  /// @param psums_free cycles after opening in which the psum streamer is done with the pass
  ///        before
  /// @param next the filters of the next pass; told of all MACs
  Times run(const std::vector<noc::Cycle>& filters_ready, noc::Cycle psums_free,
            FilterLoading& next);

 private:
  /// Where time has got to, for all that advances.
  struct Progress {
    noc::Cycle ifmap_sent = 0;
    noc::Cycle psum_sent = 0;
    noc::Cycle psum_taken = 0;
    std::vector<noc::Cycle> mac_end;     ///< [PE] the cycle after the last MAC
    std::vector<noc::Cycle> adder_free;  ///< [PE] first cycle in which the adder is free
  };

  void reset(noc::Cycle psums_free);
  void run_row(const std::vector<noc::Cycle>& filters_ready, FilterLoading& next);
  /// The period by which all has advanced since; 0 if there is none.
  noc::Cycle period_since(const Progress& before) const;
  void skip(noc::Cycle cycles);
  void send_slice();
  void issue_macs(const std::vector<noc::Cycle>& filters_ready, FilterLoading& next);
  void move_psums();
  /// Sends a word of a column's psums up to its head.
  /// @return the cycle from which it is seen there
  noc::Cycle send_up(std::size_t column, int psums, noc::Cycle seen);

  const PassShape shape_;
  const int images_;
  const int windows_;
  const int first_slices_;  ///< ifmap columns of the first window of a row
  const int next_slices_;   ///< that each further one adds
  const int packets_;       ///< of the column that has most psums
  const int psums_per_word_;
  const noc::Cycle pipeline_latency_;

  Progress at_;
  std::vector<noc::Cycle> refill_;  ///< [PE] first cycle in which the refill may take a word
  FifoTimes ifmap_fifos_;           ///< of PEs
  FifoTimes psum_fifos_;            ///< of PEs
  FifoTimes output_fifos_;          ///< of columns
  PsumBankTimes banks_;
};

}  // namespace eyeriss::sim
