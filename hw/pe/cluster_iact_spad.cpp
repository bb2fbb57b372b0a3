// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/cluster_iact_spad.h"

namespace eyeriss::hw {

void ClusterIactSpad::write(const noc::DataWord& word) {
  require(has_room(word), "iact spads overflow");
  open_index_ = decode_word(word, open_index_, [&](int index, std::int16_t value) {
    iacts_[(first_iact_ + static_cast<std::size_t>(entries_)) & (iacts_.size() - 1)] = {index,
                                                                                        value};
    ++entries_;
    ++open_entries_;
  });
  is_open_ = !word.ends_segment;
  if (is_open_) return;
  sizes_[(first_segment_ + static_cast<std::size_t>(segments_)) & (sizes_.size() - 1)] =
      open_entries_;
  ++segments_;
  open_entries_ = 0;
  open_index_ = 0;
}

void ClusterIactSpad::drop(int segments) {
  require(segments <= segments_, "iact segments dropped that are not there");
  for (int i = 0; i < segments; ++i) {
    const int dropped = entries(i);
    first_iact_ += static_cast<std::size_t>(dropped);
    entries_ -= dropped;
  }
  first_segment_ += static_cast<std::size_t>(segments);
  segments_ -= segments;
}

}  // namespace eyeriss::hw
