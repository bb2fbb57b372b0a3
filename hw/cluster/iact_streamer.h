// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>
#include <vector>

#include "hw/cluster/cluster_plan.h"
#include "hw/cluster/cluster_sources.h"
#include "hw/cluster/read_port.h"
#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "hw/pass_phases.h"
#include "noc/data_word.h"
#include "noc/mesh_network.h"

namespace eyeriss::hw {

/// An iact bank of the GLB and the router behind it: is filled from off chip, and sends what it
/// holds to the PEs of its region, once for each pass that works on it.
///
/// Timing: a word is written per cycle, as soon as it is there and has room. What is written in c
/// can be read from c+1 on. A word is read per cycle, in the order of the fill, when all its
/// destinations have space (noc/mesh_network.h). What is read for the last time in c gives its room
/// back, for a write in c+1. So the bank works as a ring: the next ifmaps enter behind the last
/// reading of the present ones.
class IactStreamer : public noc::Clocked, public sc_core::sc_module {
 public:
  /// @param number of the source in ClusterSources
  IactStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
               const ClusterArchitecture& architecture, const Layer& layer,
               const std::vector<std::int16_t>& ifmap, const ClusterSources& sources,
               std::size_t number, const ClusterPlan& plan,
               noc::MeshNetwork<noc::DataWord>& network, LayerCounters& counters);

  ReadPort port;      ///< off chip
  PassPhases phases;  ///< words to the PEs

  /// Shows words, the bank, and what both wait for: `w_fill` is counted (LayerCounters).
  /// @param name of the router in the hierarchy
  void probe(noc::Probes& probes, const std::string& name);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  struct Word {
    noc::DataWord word;
    int stream;
    int off_chip_bits;  // padding is made on the chip
    noc::Cycle filled_at = noc::kNever;
  };
  /// What the passes work on until they change to other ifmaps.
  using Tile = std::vector<Word>;
  struct Room {
    noc::Cycle at;
    std::int64_t bits;
  };

  bool fill(noc::Cycle until);
  bool find_room(std::int64_t bits);
  bool read(noc::Cycle until);
  bool end_pass();
  /// Makes tiles so that there is one to be filled, and the port knows what it has to fetch.
  /// @return whether there is one
  bool prepare();
  void make_tile();
  void append_segment(const Pass& pass, int stream, int channels, int image, int segment,
                      int columns, Tile& tile);
  std::int64_t bits(const noc::DataWord& word) const;
  /// The word that is read next; null if there is none.
  const Word* next_read() const;
  /// The word that was written last; null if none of the tiles at hand was.
  const Word* last_filled() const;
  bool has_filled(noc::Cycle now) const;
  /// Words that have been written, and are to be read again.
  std::size_t held_words() const;
  /// What the reading side does, or waits for, in the cycle evaluated last.
  const char* activity(noc::Cycle now) const;
  /// The same of the writing side.
  const char* fill_activity(noc::Cycle now) const;
  /// Whether a word is there and waits for its destinations.
  bool is_stalled(noc::Cycle now) const;

  const ClusterArchitecture& architecture_;
  const Layer& layer_;
  const std::vector<std::int16_t>& ifmap_;
  const ClusterSources::Source<IactStreamKey>& source_;
  const std::size_t number_;
  const std::vector<ClusterPass>& passes_;
  noc::MeshNetwork<noc::DataWord>::Source bus_;
  LayerCounters& counters_;
  const bool is_csc_;
  const std::int64_t capacity_bits_;

  std::deque<Tile> tiles_;      // from the one that is read on
  std::size_t made_until_ = 0;  // passes whose tiles have been made
  std::size_t fill_tile_ = 0;   // index in tiles_
  std::size_t fill_word_ = 0;
  noc::Cycle fill_time_ = 0;  // first cycle in which the next word may be written
  std::int64_t held_bits_ = 0;
  std::deque<Room> room_;  // given back and not taken yet

  std::size_t pass_ = 0;
  std::size_t word_ = 0;      // of the tile, to be read next
  noc::Cycle read_time_ = 0;  // first cycle in which it may be read

  // Of a segment:
  std::vector<std::int16_t> values_;
  std::vector<bool> are_padding_;
  std::vector<noc::DataWord> words_;
};

}  // namespace eyeriss::hw
