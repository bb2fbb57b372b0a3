// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace eyeriss::hw {

/// A DRAM with its controller, as checked and filled in by the reader of presets
/// (`hw/presets/dram/*.json`). All times are in clocks of the command bus.
struct DramConfig {
  /// Fixed latency and bandwidth, no banks, no refresh. Of the rest only `name`,
  /// `clock_mhz`, `burst_bytes`, `channels` (1) and `queue_entries` mean something then.
  struct Ideal {
    int latency_clocks;      ///< from a request to the last byte of its burst on an idle memory
    double bytes_per_clock;  ///< 0: unlimited
  };

  enum class Scheduling { kFrFcfs, kFcfs };
  enum class Page { kOpen, kClosed };

  /// Parts of an address, from the most significant (`order[0]`) to the least significant. Below
  /// the last lies the offset within a burst.
  enum class Field { kChannel, kRank, kBankGroup, kBank, kRow, kColumn };
  static constexpr std::size_t kFields = 6;

  /// JEDEC constraints. S: other bank group, L: same one; equal where there are no bank groups.
  struct Timing {
    int CL;    ///< RD to first data
    int CWL;   ///< WR to first data
    int RCD;   ///< ACT to RD, WR
    int RP;    ///< PRE to ACT
    int RPAB;  ///< PREA, which closes all banks of a rank, to ACT or REF
    int RAS;   ///< ACT to PRE
    int RC;    ///< ACT to ACT, same bank, or to REF
    int CCD_S;
    int CCD_L;
    int RRD_S;
    int RRD_L;
    int FAW;    ///< window of at most four ACTs of a rank
    int WR;     ///< last write data to PRE
    int WTR_S;  ///< last write data to RD, same rank
    int WTR_L;
    int RTP;   ///< RD to PRE
    int RTW;   ///< bubble on the data bus between read and write data of a rank
    int RTRS;  ///< bubble on the data bus between ranks
    int RFC;   ///< REF to ACT
    int REFI;  ///< average distance of REFs of a rank; 0: no refresh
  };

  std::string name;
  double clock_mhz;  ///< of the command bus
  int burst_bytes;   ///< bus width times burst length: 8, 16, 32 or 64
  bool is_ideal;
  Ideal ideal;

  int channels;
  int ranks;  ///< per channel
  int bank_groups;
  int banks;                  ///< per bank group
  int rows;                   ///< per bank
  int columns;                ///< bursts per row
  int burst_clocks;           ///< that the data of a burst occupy the bus
  int access_command_clocks;  ///< that an ACT, RD or WR occupies the command bus
  int other_command_clocks;   ///< that a PRE, PREA or REF occupies it
  Timing timing;
  Scheduling scheduling;
  Page page;
  int queue_entries;  ///< of the read queue, and of the write queue, per channel
  std::array<Field, kFields> order;

  std::int64_t capacity_bytes() const {
    return std::int64_t{channels} * ranks * bank_groups * banks * rows * columns * burst_bytes;
  }
};

}  // namespace eyeriss::hw
