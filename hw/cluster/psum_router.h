// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "hw/cluster/cluster_plan.h"
#include "hw/cluster/cluster_sources.h"
#include "hw/cluster/write_port.h"
#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "hw/pass_phases.h"
#include "noc/data_word.h"

namespace eyeriss::hw {

/// A psum router with its bank of the GLB: feeds the feet of its chains, and takes what comes out
/// of their heads, back into the bank or, when all channels have been summed, off the chip (JETCAS
/// 2019, section III: final outputs skip the GLB). The banks of the clusters that a chain passes
/// through work as one.
///
/// Timing: a word is read per cycle and one is written, in the order windows, words of a window,
/// chains. What is read in c is in the foot's FIFO from c+2 on; the read waits until the FIFO has
/// space, and for the word to have been written in an earlier cycle. A word is taken from a head in
/// the cycle in which it is seen, at the earliest. Psums of the first channels start from the bias,
/// which is no access of the bank.
class PsumRouter : public noc::Clocked, public sc_core::sc_module {
 public:
  /// @param number of the router in ClusterSources
  /// @param ofmap [N,M,E,F], where outputs go
  /// @param finished called with the cycle in which its last outputs are off the chip
  PsumRouter(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
             const ClusterArchitecture& architecture, const Layer& layer,
             const std::vector<std::int32_t>& bias, const ClusterSources& sources,
             std::size_t number, const ClusterPlan& plan, std::vector<std::int16_t>& ofmap,
             LayerCounters& counters, std::function<void(noc::Cycle)> finished);

  WritePort port;  ///< off chip

  PassPhases to_pes_phases;
  PassPhases from_pes_phases;

  std::uint64_t words_in() const { return words_in_; }
  std::uint64_t words_out() const { return words_out_; }

  /// Shows the words both ways, what they wait for, and the accesses to the bank, in psums.
  /// @param name of the router in the hierarchy
  void probe(noc::Probes& probes, const std::string& name);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  struct BankWord {
    noc::PsumWord psums{};
    noc::Cycle ready_at = noc::kNever;  // to be read; kNever while it is not written
  };
  /// A place in the order in which words travel.
  struct Place {
    std::size_t pass = 0;
    int image = 0;
    int window = 0;
    int word = 0;  // of the window
    std::size_t chain = 0;
  };

  bool has_read(noc::Cycle now) const { return read_time_ == now + 1; }
  bool has_written(noc::Cycle now) const { return write_time_ == now + 1; }
  bool is_over(const Place& place) const { return place.pass == passes_.size(); }
  /// What it does on the way to the chains, or what it waits for, in the cycle evaluated last.
  const char* activity_in(noc::Cycle now) const;
  /// The same on the way from them.
  const char* activity_out(noc::Cycle now) const;
  bool read(noc::Cycle until);
  bool write(noc::Cycle until);
  void finish(noc::Cycle until);
  /// Moves on to the first place from `place` on that has a word. @return whether there is one
  bool settle(Place& place) const;
  void advance(Place& place) const;
  int psums(const Place& place) const;
  std::size_t address(const Place& place) const;
  noc::PsumWord bias(const Place& place) const;
  /// Converts psums to outputs. @return the bits that leave with them: of a window, with its last
  std::int64_t output(const Place& place, const noc::PsumWord& psums);
  int first_filter(const Place& place) const;
  const ClusterPass& pass(const Place& place) const { return passes_[place.pass]; }
  const ClusterShape::Chain& chain(const Place& place) const {
    return pass(place).shape->chains[number_][place.chain];
  }

  const ClusterArchitecture& architecture_;
  const Layer& layer_;
  const std::vector<std::int32_t>& bias_;
  const ClusterSources::PsumRouter& router_;
  const std::size_t number_;
  const std::vector<ClusterPass>& passes_;
  std::vector<std::int16_t>& ofmap_;
  LayerCounters& counters_;
  std::function<void(noc::Cycle)> finished_;
  const int width_;         // psums of a word
  const int window_words_;  // of p filters

  std::vector<BankWord> bank_;
  Place read_;
  noc::Cycle read_time_ = 0;  // first cycle in which the next word may be read
  Place write_;
  noc::Cycle write_time_ = 0;
  noc::Cycle flushed_at_ = noc::kNever;
  bool is_finished_ = false;
  std::uint64_t words_in_ = 0;
  std::uint64_t words_out_ = 0;
  const noc::Channel<noc::PsumWord>* last_foot_ = nullptr;  // that a word was sent to
  noc::PsumWord last_out_{};                                // the word that was taken
  int bank_psums_read_ = 0;                                 // with the word sent last
  int bank_psums_written_ = 0;                              // with the word taken last
  std::vector<std::vector<std::int16_t>> outputs_;  // of a window that is going out, by chain
  std::optional<std::int64_t> leaving_bits_;        // with the psums that are to be written next
};

}  // namespace eyeriss::hw
