// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "hw/architecture.h"
#include "noc/cycle.h"
#include "sim/mapper/pass_shape.h"

namespace eyeriss::sim {

/// When the filters of a pass get into the spads while the array works on the pass before. The
/// filter network serves the rows of the PE sets in turn, a word each, as their input FIFOs have
/// room. A PE writes a word's values one a cycle, in cycles in which it issues no MAC, as far as
/// the filters at work leave room in the spad; all of the spad is free after the last MAC.
class FilterLoading {
 public:
  using Cycle = noc::Cycle;

  /// @param shape of the pass that the filters are for; must outlive the object
  FilterLoading(const hw::Architecture& architecture, const PassShape& shape);

  /// Begins anew.
  /// @param at first cycle in which the network may carry a word
  /// @param used words of each PE's spad that the pass at work takes
  void start(Cycle at, const std::vector<int>& used);

  /// A PE of the pass at work issues MACs in [start, end), after those told before.
  void occupy(std::size_t pe, Cycle start, Cycle end);

  /// Its last MACs end in the cycle before this.
  void end(std::size_t pe, Cycle at);

  /// Goes on as far as is known.
  void advance();

  /// Nothing more can happen before the end of a PE's MACs.
  bool at_rest() const { return at_rest_; }

  // When all PEs have ended:
  std::vector<Cycle> ready() const;         ///< of each PE: first cycle in which MACs may start
  Cycle streamed() const { return sent_; }  ///< the last word has left the prefetch banks

 private:
  struct Burst {
    Cycle start;
    Cycle end;
  };
  struct Word {
    Cycle seen;
    int values;  ///< not written yet
  };
  struct Pe {
    int room;                 ///< in the spad
    int used;                 ///< by the pass at work
    Cycle time;               ///< first cycle in which it may write
    bool has_ended;           ///< no further MACs before the next pass
    std::vector<Burst> macs;  ///< of the pass at work, as far as known
    std::size_t burst;        ///< the first that is not over at `time`
    std::vector<Word> words;  ///< all that were sent
    std::vector<Cycle> pops;  ///< when each was written, as far as it was
  };

  /// Sends a word to the PEs of a row. @return false if it is not known yet when they have room
  bool send(const PassShape::FilterRow& row, int values);
  /// Whether the place for the next word in a PE's FIFO is known; then puts off `at` until then.
  bool has_place(Pe& pe, Cycle& at) const;
  /// Writes what was sent. @return whether that is all
  static bool write(Pe& pe);
  /// Cycles from pe.time on, which is put off if need be, in which no MAC issues; 0 if unknown.
  static Cycle free_cycles(Pe& pe);

  const PassShape& shape_;
  int per_word_;
  std::size_t fifo_words_;
  int spad_words_;
  int turns_ = 0;
  std::vector<Pe> pes_;
  Cycle sent_ = 0;
  int turn_ = 0;
  std::size_t row_ = 0;
  bool at_rest_ = false;
};

}  // namespace eyeriss::sim
