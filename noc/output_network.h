// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "noc/channel.h"
#include "noc/multicast_controller.h"
#include "noc/probes.h"
#include "noc/word.h"

namespace eyeriss::noc {

/// Global output network (JSSC 2017, section IV-B): takes psums from the heads of the columns
/// to the GLB, in the fixed order that the mapping gives.
///
/// Timing: one word per cycle; what a PE has put into its output FIFO in cycle c can be taken,
/// and is written to the GLB, in c+1. Passive: the streamer that drives it calls take_at() and
/// take().
class OutputNetwork {
 public:
  using Source = Channel<Word64>;

  OutputNetwork(int rows, int columns)
      : columns_(columns), outputs_(static_cast<std::size_t>(rows * columns), nullptr) {}

  /// Puts the output FIFO of a PE on the network.
  void attach(int row, int column, Source& output) { outputs_[index({row, column})] = &output; }

  /// The output FIFO of the PE in row `tag.row` and column `tag.column`.
  Source& source(Tag tag) const { return *outputs_[index(tag)]; }

  /// First cycle in [from, until] in which the next word of `source` can be taken. kNever if
  /// there is none, or none is known yet: then the streamer is woken when it is.
  Cycle take_at(Source& source, Cycle from, Cycle until) const {
    return source.pop_at(std::max(from, next_free_), until);
  }

  /// @param values that are valid in the word
  /// @pre `at` comes from take_at(source, ...)
  Word64 take(Source& source, Cycle at, int values) {
    const Word64 word = source.front();
    source.pop(at);
    next_free_ = at + 1;
    ++words_;
    last_ = word;
    last_values_ = values;
    return word;
  }

  /// Whether the word taken last was taken in cycle `at`.
  bool took_in(Cycle at) const { return next_free_ == at + 1; }

  std::uint64_t words() const { return words_; }

  /// Shows the word that is taken in a cycle.
  void probe(Probes::Scope& scope, int width) {
    scope.flag("valid", [this](Cycle now) { return took_in(now); });
    scope.bits("word", width, [this](Cycle) {
      Word64 valid{};  // what the other wires carry has no meaning
      copy_values(last_.data(), last_values_, valid.data());
      return to_bits(valid);
    });
  }

 private:
  std::size_t index(Tag tag) const {
    return static_cast<std::size_t>(tag.row * columns_ + tag.column);
  }

  int columns_;
  std::vector<Source*> outputs_;
  Cycle next_free_ = 0;
  std::uint64_t words_ = 0;
  Word64 last_{};
  int last_values_ = 0;
};

}  // namespace eyeriss::noc
