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

/// Global input network for one data type (JSSC 2017, section IV-B): a Y-bus, an X-bus per row
/// of PEs, and multicast controllers in front of each X-bus and each PE.
///
/// Timing: one word per cycle; a word is read only in a cycle in which all its destinations have
/// space. What is read from the GLB in cycle c crosses the buses in c+1 and can be popped by
/// the PEs in c+2. The network is passive: the streamer that drives it calls send_at() and
/// send().
template <typename T>
class InputNetwork {
 public:
  /// The channels that a tag reaches, and so the path of every word that carries it.
  struct Route {
    Tag tag{};
    std::vector<Channel<T>*> channels;
  };

  InputNetwork(int rows, int columns)
      : columns_(columns),
        x_bus_gates_(static_cast<std::size_t>(rows)),
        pe_gates_(static_cast<std::size_t>(rows * columns)),
        inputs_(static_cast<std::size_t>(rows * columns), nullptr) {}

  /// Puts the input FIFO of a PE behind its multicast controller.
  void attach(int row, int column, Channel<T>& input) { inputs_[index(row, column)] = &input; }

  /// Sets the IDs of all multicast controllers: one per X-bus, one per PE in row-major order.
  void configure(const std::vector<int>& row_ids, const std::vector<int>& column_ids) {
    for (std::size_t i = 0; i < x_bus_gates_.size(); ++i)
      x_bus_gates_[i] = MulticastController(row_ids[i]);
    for (std::size_t i = 0; i < pe_gates_.size(); ++i)
      pe_gates_[i] = MulticastController(column_ids[i]);
  }

  /// Where a word with this tag goes under the present configuration. Routes are followed once,
  /// when passes are planned, and hold for all passes of the same shape.
  Route route(Tag tag) const {
    Route route{tag, {}};
    for (std::size_t row = 0; row < x_bus_gates_.size(); ++row) {
      if (!x_bus_gates_[row].matches(tag.row)) continue;
      for (int column = 0; column < columns_; ++column) {
        const std::size_t pe = index(static_cast<int>(row), column);
        if (pe_gates_[pe].matches(tag.column)) route.channels.push_back(inputs_[pe]);
      }
    }
    return route;
  }

  /// First cycle in [from, until] in which the next word may be read from the GLB for this
  /// route. kNever if there is none, or none is known yet: then the streamer is woken when it
  /// is worth looking again.
  Cycle send_at(const Route& route, Cycle from, Cycle until) const {
    Cycle at = std::max(from, next_free_);
    for (Channel<T>* channel : route.channels) {
      at = channel->push_at(at, until);
      if (at == kNever) return kNever;
    }
    return at > until ? kNever : at;
  }

  /// Sends a word that is read in cycle `at`. @pre `at` comes from send_at(route, ...)
  void send(const Route& route, const T& word, Cycle at) {
    for (Channel<T>* channel : route.channels) channel->push(word, at + kReadLatency);
    next_free_ = at + 1;
    ++words_;
    deliveries_ += route.channels.size();
    last_ = &route;
  }

  /// Whether the word sent last was read in cycle `at`.
  bool sent_in(Cycle at) const { return next_free_ == at + 1; }

  std::uint64_t words() const { return words_; }
  std::uint64_t deliveries() const { return deliveries_; }

  /// Shows the word that is read in a cycle, and its tag. @param width of a word, in bits
  void probe(Probes::Scope& scope, int width) {
    scope.flag("valid", [this](Cycle now) { return sent_in(now); });
    scope.bits("word", width, [this](Cycle) {
      return last_ == nullptr ? 0 : to_bits(last_->channels.front()->newest());
    });
    scope.number("tag_row", kMostOfPointer,
                 [this](Cycle) { return last_ == nullptr ? 0 : last_->tag.row; });
    scope.number("tag_column", kMostOfPointer,
                 [this](Cycle) { return last_ == nullptr ? 0 : last_->tag.column; });
    scope.number("destinations", pe_gates_.size(),
                 [this](Cycle now) { return sent_in(now) ? last_->channels.size() : 0; });
  }

 private:
  static constexpr Cycle kReadLatency = 1;  // GLB read port to bus

  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row * columns_ + column);
  }

  int columns_;
  std::vector<MulticastController> x_bus_gates_;
  std::vector<MulticastController> pe_gates_;
  std::vector<Channel<T>*> inputs_;
  Cycle next_free_ = 0;
  std::uint64_t words_ = 0;
  std::uint64_t deliveries_ = 0;
  const Route* last_ = nullptr;  // of the word sent last
};

}  // namespace eyeriss::noc
