// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/coding.h"
#include "hw/dram/dram_config.h"

namespace eyeriss::hw {

/// Sizes and rates of a machine of clusters (JETCAS 2019): a grid of clusters, each with its own
/// PEs, GLB banks and routers. A grid of one cluster with one router per data type is a machine
/// with the flat buses of the first chip. Iacts and weights have 8 b, psums 20 b. Defaults are
/// deliberately absent: every figure comes from the preset.
struct ClusterArchitecture {
  /// Of clusters.
  struct Grid {
    int rows;
    int columns;
  };
  /// PEs of one cluster.
  struct Cluster {
    int pe_rows;
    int pe_columns;
  };

  struct Pe {
    bool is_sparse;      ///< takes CSC data and skips zeros; else zero iacts gate the MAC
    int macs_per_cycle;  ///< weights used at once with one iact, and psums added at once
    int iact_values;     ///< of the iact data spad
    int iact_segments;   ///< of the iact address spad: parts of a window, each of C0 x U values
    int weight_columns;  ///< of the weight address spad: one per value of a window, C0 x S
    int weight_words;    ///< of the weight data spad, `macs_per_cycle` weights each
    int psums;           ///< of the psum spad: M0
    bool
        overlaps_accumulation;  ///< psums of a window are summed up the chain while the MACs of the
                                ///< next go on, where the spad has room for both windows' psums
    bool forwards_psums;        ///< a psum that leaves the MACs can be used in the next cycle; else
                                ///< it goes through the spad, and the next MAC on it waits
    int iact_fifo_words;        ///< input FIFOs, in words of their networks
    int weight_fifo_words;
    int psum_fifo_words;
    int iact_fetch_stages;  ///< of the pipeline
    int weight_fetch_stages;
    int mac_stages;
  };

  /// Networks of iacts and weights: routers of a cluster, and what each moves per cycle.
  struct Port {
    int routers;
    int values;  ///< raw ones per word
    int pairs;   ///< or count-data pairs; 0: carries raw values only
    /// Links between routers of neighbouring clusters.
    bool has_horizontal_links;
    bool has_vertical_links;
  };
  struct PsumPort {
    int routers;
    int values;        ///< per word
    bool reaches_all;  ///< any PE can be the foot or head of a column; else only at the ends of the
                       ///< cluster's columns, from where psums go on to the cluster south of it
  };
  struct Noc {
    Port iact;
    Port weight;
    PsumPort psum;
  };

  /// Per cluster. Banks have a read and a write port; there is one per router of the data type.
  /// Weights pass by the GLB.
  struct Glb {
    int iact_bytes;
    int psum_bytes;  ///< 20 b a psum
  };

  /// How tensors travel and rest in memory.
  struct CodingRules {
    Coding first_ifmap;
    Coding ifmap;
    Coding weights;
    bool weights_fastest;  ///< `weights`, or raw where that is likely to be faster, layer by layer
    Coding ofmap;
  };

  struct OffChip {
    int buffer_bursts;  ///< of each port: fetched ahead, or waiting to be written
    CodingRules coding;
  };

  std::string name;
  double core_clock_mhz;
  double core_voltage_v;
  Grid grid;
  Cluster cluster;
  Pe pe;
  Noc noc;
  Glb glb;
  OffChip off_chip;
  DramConfig dram;

  int clusters() const { return grid.rows * grid.columns; }
  int pe_rows() const { return grid.rows * cluster.pe_rows; }           ///< of the whole grid
  int pe_columns() const { return grid.columns * cluster.pe_columns; }  ///< same
  int pes() const { return clusters() * cluster.pe_rows * cluster.pe_columns; }
  int macs() const { return pes() * pe.macs_per_cycle; }  ///< per cycle
};

inline constexpr int kPsumBits = 20;

}  // namespace eyeriss::hw
