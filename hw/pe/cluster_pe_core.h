// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/pe/cluster_iact_spad.h"
#include "hw/pe/cluster_pe_pass.h"
#include "hw/pe/cluster_weight_spad.h"
#include "hw/pe/pe_counters.h"
#include "noc/data_word.h"

namespace eyeriss::hw {

/// Data path of a PE of a machine of clusters without time: five spads, and MACs side by side that
/// use one iact with as many weights (JETCAS 2019, section IV).
///
/// A window's MACs go through its iacts, oldest column first, and take the entries of the iact's
/// column of weights, one spad word a slot. A slot is a cycle of the MACs. CSC iacts are non-zero;
/// one whose column is empty takes a slot all the same. Raw iacts of zero take their slots, but
/// gate the weight reads and the MACs.
///
/// Bubbles lie between the slots of a window's iacts and before and after them, never among those
/// of one:
/// - Where psums are not forwarded from the last stage of the MACs, an iact's slots begin when none
///   of them uses a psum of a slot of the window that was issued less than `mac_stages` cycles
///   earlier. Windows have psums of their own.
/// - CSC iacts are fetched beside the MACs, from the window's first cycle on: a cycle for an entry,
///   also for a further pair of a long run, and for a segment without entries of this window.
/// - The addresses of a CSC window's segments are read one a cycle, and one more, where the last
///   ends; the window lasts as long at least.
/// They cost layers whose PEs have few MACs per window, above all depthwise ones (JETCAS 2019 gives
/// stages and spads; how they work together in these cases is this project's).
class ClusterPeCore {
 public:
  /// @param sizes must outlive the core, as must the counters
  ClusterPeCore(const ClusterArchitecture::Pe& sizes, PeCounters& counters);

  /// Starts a pass; its weights are written after this. Iacts may be there already.
  /// @throws InvariantError if the spads are too small for it, if the PE cannot take its coding, or
  ///         if the weights of the pass before have not been released
  void begin_pass(const ClusterPePass& pass);

  /// Takes a word of the pass's columns of weights, column by column of the window and channel by
  /// channel in it. CSC: a segment per column; raw: values one close after the other.
  /// @throws InvariantError if a spad overflows, or the words are not those of the pass
  void write_weights(const noc::DataWord& word) { weights_.write(word); }
  bool weights_complete() const { return weights_.is_complete(); }
  /// Words of the weight data spad written for the pass so far.
  int weight_words() const { return weights_.words(); }
  /// The last window of the pass has ended.
  void release_weights() { weights_.release(); }

  bool has_room(const noc::DataWord& word) const { return iacts_.has_room(word); }
  /// Takes a word of iacts (hw/pe/cluster_pe_pass.h), also of the next pass.
  /// @throws InvariantError if there is no room
  void write_iacts(const noc::DataWord& word);
  /// Complete segments that the spads hold.
  int segments() const { return iacts_.segments(); }
  /// Entries that the iact data spad holds.
  int iact_entries() const { return iacts_.entries(); }

  /// Starts the MACs of the window whose segments are the oldest; psums start from zero.
  /// @throws InvariantError if iacts or weights are missing, or segments are not those of the pass
  void begin_window();
  /// Cycles of the window, with its bubbles.
  int window_cycles() const { return window_cycles_; }
  /// Issues the MACs of the window's next `cycles` cycles.
  void issue(int cycles);
  /// What the window's cycle that was issued last does.
  struct Work {
    bool is_bubble = false;  ///< then all else is zero
    int iact = 0;            ///< zero: gated
    int weight = 0;          ///< of the first MAC
    int filter = 0;          ///< of the first MAC, and so its psum
    int macs = 0;            ///< active ones
    int gated = 0;
  };
  /// @pre a cycle of the window has been issued, and the window has not ended
  Work work() const;
  /// All cycles of the window have been issued: drops what the next position does not need.
  /// @throws InvariantError if some have not
  void end_window(bool last_in_row);

  /// From now on accumulate() takes the psums of the window that ended last.
  void begin_accumulation() { psums_.swap(ended_psums_); }
  /// Adds what came up the chain to psums k, k + 1, ... and puts the sums in the first
  /// `count` places of a word. Sums wrap modulo 2^32.
  void accumulate(int k, int count, const noc::PsumWord& below, noc::PsumWord& sum) {
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      sum[at] = static_cast<std::int32_t>(ended_psums_[static_cast<std::size_t>(k + i)] +
                                          static_cast<std::uint32_t>(below[at]));
    }
    counters_.psum_additions += static_cast<std::uint64_t>(count);
  }

 private:
  /// An iact of the window and its column of weights.
  struct Step {
    int column;
    std::int16_t value;
    int slots;
    int gap;  ///< cycles before them
  };

  /// Cycles that `next` waits for psums of the first `steps` steps.
  int gap_before(const Step& next, std::size_t steps) const;
  void multiply(const Step& step);

  const ClusterArchitecture::Pe& sizes_;
  PeCounters& counters_;
  ClusterPePass pass_;
  ClusterIactSpad iacts_;
  ClusterWeightSpad weights_;
  // Unsigned, because they wrap.
  std::vector<std::uint32_t> psums_;        // of the window at work
  std::vector<std::uint32_t> ended_psums_;  // of the window that is summed up the chain

  // Of the window.
  bool in_window_ = false;
  std::vector<Step> steps_;  // as many as the iact spad has entries, and one past the last
  int window_cycles_ = 0;
  int cycles_left_ = 0;
  std::size_t step_ = 0;           // of the next cycle
  int slot_ = 0;                   // in that step, negative in the gap before
  std::uint64_t window_macs_ = 0;  // active or gated so far
};

}  // namespace eyeriss::hw
