// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "hw/dram/dram_config.h"

namespace eyeriss::hw {

/// Where a burst lies.
struct DramAddress {
  int channel;
  int bank;  ///< of the channel: (rank * bank groups + group) * banks of a group + bank
  int row;
  int column;
};

/// Takes burst addresses apart as a DRAM's address map says.
class DramAddressMap {
 public:
  /// Fields that the map does not name, as that of an ideal memory, are 0.
  /// @pre the counts of channels, ranks, ..., columns are powers of two
  explicit DramAddressMap(const DramConfig& config);

  /// Bits beyond the capacity are ignored.
  DramAddress decode(std::int64_t burst) const {
    const auto field = [&](DramConfig::Field which) {
      const Slice& slice = slices_[static_cast<std::size_t>(which)];
      return static_cast<int>(burst >> slice.shift) & slice.mask;
    };
    using Field = DramConfig::Field;
    const int group = field(Field::kRank) * bank_groups_ + field(Field::kBankGroup);
    return {field(Field::kChannel), group * banks_ + field(Field::kBank), field(Field::kRow),
            field(Field::kColumn)};
  }

 private:
  struct Slice {
    int shift;
    int mask;
  };

  int bank_groups_;
  int banks_;
  std::array<Slice, DramConfig::kFields> slices_{};  // by field
};

}  // namespace eyeriss::hw
