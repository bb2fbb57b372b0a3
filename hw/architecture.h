// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/coding.h"
#include "hw/dram/dram_config.h"

namespace eyeriss::hw {

/// Sizes and rates of one machine, as checked and filled in by the reader of presets
/// (`hw/presets/*.json`). Words are 16 b. Defaults are deliberately absent: every figure
/// comes from the preset.
struct Architecture {
  /// The rectangle of PEs.
  struct Array {
    int rows;
    int columns;
  };

  /// Storage and depth of one PE (JSSC 2017, section V).
  struct Pe {
    int ifmap_spad_words;
    int filter_spad_words;
    int psum_spad_words;
    int ifmap_fifo_words;   ///< input FIFO between the ifmap network and the spad
    int filter_fifo_words;  ///< same for filters; at least one word of the filter network
    int psum_fifo_words;    ///< psum input FIFO, and output FIFO at the head of a column
    int pipeline_stages;
  };

  /// On-chip networks: payload per cycle and width of the multicast tags. The highest value of
  /// an ID means "matches nothing".
  struct Noc {
    int ifmap_bits;
    int filter_bits;
    int psum_bits;
    int row_id_bits;
    int column_id_bits;
  };

  /// Global buffer: `banks` shared by ifmaps and psums, each given wholly to one of them, and
  /// `filter_banks` that prefetch filters. One access per bank and cycle.
  struct Glb {
    int banks;
    int filter_banks;
    int bank_words;  ///< words of 64 b in a bank
  };

  /// Off-chip link: one 64 b word per link cycle, in its own clock domain.
  struct Link {
    double clock_mhz;
    int fifo_words;   ///< depth of each asynchronous FIFO between link and core, 64 b words
    int open_bursts;  ///< bursts that may be under way between link and memory
    /// How tensors travel and rest in memory, unless a layer says otherwise.
    struct {
      Coding first_ifmap;  ///< of the workload's first layer: the network's input
      Coding ifmap;
      Coding weights;
      Coding ofmap;
    } coding;
  };

  /// Top-level control.
  struct Controller {
    /// Two ifmap buffers in the GLB: one is filled while the array works on the other. Else, as
    /// on the chip, nothing is worked on while ifmaps load.
    bool overlap_ifmap_fill;
  };

  std::string name;
  double core_clock_mhz;
  double core_voltage_v;
  Array array;
  Pe pe;
  Noc noc;
  Glb glb;
  Link link;
  Controller controller;
  DramConfig dram;  ///< the memory behind the link

  int pes() const { return array.rows * array.columns; }
  int pe_columns() const { return array.columns; }
  int filters_per_word() const { return noc.filter_bits / 16; }  ///< of the filter network
  int ifmap_buffers() const { return controller.overlap_ifmap_fill ? 2 : 1; }
  int psums_per_word() const { return noc.psum_bits / 16; }  ///< of the psum networks
};

}  // namespace eyeriss::hw
