// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/iact_streamer.h"

#include <algorithm>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

IactStreamer::IactStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                           const ClusterArchitecture& architecture, const Layer& layer,
                           const std::vector<std::int16_t>& ifmap, const ClusterSources& sources,
                           std::size_t number, const ClusterPlan& plan,
                           noc::MeshNetwork<noc::DataWord>& network, LayerCounters& counters)
    : Clocked(domain),
      sc_module(name),
      port(architecture),
      architecture_(architecture),
      layer_(layer),
      ifmap_(ifmap),
      source_(sources.iacts()[number]),
      number_(number),
      passes_(plan.passes()),
      bus_(network),
      counters_(counters),
      is_csc_(layer.ifmap_coding == Coding::kCsc),
      capacity_bits_(std::int64_t{8} * architecture.glb.iact_bytes /
                     architecture.noc.iact.routers) {}

Cycle IactStreamer::evaluate(Cycle /*now*/, Cycle until) {
  bool moved = true;
  while (moved) {
    moved = fill(until);
    moved |= read(until);
  }
  return kNever;
}

std::int64_t IactStreamer::bits(const noc::DataWord& word) const {
  return payload_bits(word, is_csc_) + (is_csc_ && word.ends_segment ? kIactAddressBits : 0);
}

bool IactStreamer::fill(Cycle until) {
  bool moved = false;
  while (prepare()) {
    if (fill_word_ == tiles_[fill_tile_].size()) {
      ++fill_tile_;
      fill_word_ = 0;
      moved = true;
      continue;
    }
    Word& word = tiles_[fill_tile_][fill_word_];
    const std::int64_t size = bits(word.word);
    if (!find_room(size)) return moved;
    const Cycle at = port.data_at(word.off_chip_bits, fill_time_, until);
    if (at == kNever) return moved;
    port.take(word.off_chip_bits, at);
    word.filled_at = at;
    fill_time_ = at + 1;
    held_bits_ += size;
    ++fill_word_;
    ++counters_.glb_ifmap_filled;
    counters_.off_chip_ifmap_bits += static_cast<std::uint64_t>(word.off_chip_bits);
    moved = true;
  }
  return moved;
}

bool IactStreamer::find_room(std::int64_t bits) {
  while (held_bits_ + bits > capacity_bits_ && !room_.empty()) {
    held_bits_ -= room_.front().bits;
    fill_time_ = std::max(fill_time_, room_.front().at + 1);
    room_.pop_front();
  }
  return held_bits_ + bits <= capacity_bits_;
}

bool IactStreamer::read(Cycle until) {
  bool moved = false;
  while (pass_ < passes_.size() && !tiles_.empty()) {
    if (word_ == tiles_.front().size()) {
      if (!end_pass()) return moved;
      moved = true;
      continue;
    }
    const ClusterPass& pass = passes_[pass_];
    const Word& word = tiles_.front()[word_];
    if (word.filled_at == kNever) return moved;
    const auto& stream = pass.shape->iacts[number_][static_cast<std::size_t>(word.stream)];
    Cycle at = std::max(read_time_, word.filled_at + 1);
    if (!stream.route.empty()) {
      at = bus_.send_at(stream.route, at, until);
      if (at == kNever) return moved;
      counters_.router_wait_iact_cycles +=
          static_cast<std::uint64_t>(std::max<Cycle>(0, word.filled_at + 1 - read_time_));
      phases.word(static_cast<std::int64_t>(pass_), at);
      bus_.send(stream.route, word.word, at);
      read_time_ = at + 1;
      ++counters_.glb_ifmap_read;
    }
    if (pass.reads_ifmaps_last) room_.push_back({at, bits(word.word)});
    ++word_;
    moved = true;
  }
  return moved;
}

/// @return whether the tile, if it is to be given up, has been filled to its end
bool IactStreamer::end_pass() {
  if (passes_[pass_].reads_ifmaps_last) {
    if (fill_tile_ == 0) return false;
    tiles_.pop_front();
    --fill_tile_;
  }
  phases.end();
  ++pass_;
  word_ = 0;
  return true;
}

bool IactStreamer::prepare() {
  while (made_until_ < passes_.size() && (fill_tile_ == tiles_.size() || port.wants_to_know())) {
    make_tile();
    if (made_until_ == passes_.size()) port.tell_end();
  }
  return fill_tile_ < tiles_.size();
}

/// Makes the tile that the next passes without one work on.
void IactStreamer::make_tile() {
  const ClusterPass& first = passes_[made_until_];
  while (!passes_[made_until_].reads_ifmaps_last) ++made_until_;
  ++made_until_;

  Tile& tile = tiles_.emplace_back();
  const auto& streams = first.shape->iacts[number_];
  const int kernel = layer_.shape.S;
  const int columns = std::min(kernel, layer_.shape.stride_w);  // of a segment
  const int in_window = ceil_div(kernel, columns);
  const int segments = first.pass.ofmap_columns.count - 1 + in_window;
  for (int image = 0; image < first.pass.images.count; ++image) {
    for (int segment = 0; segment < segments; ++segment) {
      const bool is_last = segment + 1 == segments;
      const int its_columns = is_last ? kernel - (in_window - 1) * columns : columns;
      for (std::size_t k = 0; k < streams.size(); ++k) {
        if (streams[k].route.empty()) continue;
        append_segment(first.pass, static_cast<int>(k), streams[k].channels, image, segment,
                       its_columns, tile);
      }
    }
  }
}

void IactStreamer::append_segment(const Pass& pass, int stream, int channels, int image,
                                  int segment, int columns, Tile& tile) {
  const LayerShape& shape = layer_.shape;
  const IactStreamKey& key = source_.streams[static_cast<std::size_t>(stream)];
  const int channel = (pass.groups.first + key.group) * shape.channels_per_group() +
                      pass.channels.first + key.channel_set * layer_.mapping.q;
  const int row = pass.ofmap_rows.first * shape.stride_h + key.row - shape.pad_top;
  const int column = (pass.ofmap_columns.first + segment) * shape.stride_w - shape.pad_left;
  values_.clear();
  are_padding_.clear();
  for (int w = column; w < column + columns; ++w) {
    const bool is_padding = row < 0 || row >= shape.H || w < 0 || w >= shape.W;
    for (int c = channel; c < channel + channels; ++c) {
      const std::int64_t index =
          ((std::int64_t{pass.images.first + image} * shape.C + c) * shape.H + row) * shape.W + w;
      values_.push_back(is_padding ? std::int16_t{0} : ifmap_[static_cast<std::size_t>(index)]);
      are_padding_.push_back(is_padding);
    }
  }
  counters_.raw_words +=
      static_cast<std::uint64_t>(std::count(are_padding_.begin(), are_padding_.end(), false));
  words_.clear();
  if (is_csc_) {
    append_csc_segment(values_, architecture_.noc.iact.pairs, words_);
  } else {
    append_raw_segment(values_, architecture_.noc.iact.values, words_);
  }
  auto padding = are_padding_.begin();
  for (const noc::DataWord& word : words_) {
    std::int64_t off_chip_bits = bits(word);
    if (!is_csc_) {
      off_chip_bits = kRawValueBits * std::count(padding, padding + word.entries, false);
      padding += word.entries;
    }
    port.tell(off_chip_bits);
    tile.push_back(
        {.word = word, .stream = stream, .off_chip_bits = static_cast<int>(off_chip_bits)});
  }
}

const IactStreamer::Word* IactStreamer::next_read() const {
  if (pass_ == passes_.size() || tiles_.empty() || word_ == tiles_.front().size()) return nullptr;
  return &tiles_.front()[word_];
}

const IactStreamer::Word* IactStreamer::last_filled() const {
  if (fill_word_ > 0) return &tiles_[fill_tile_][fill_word_ - 1];
  for (std::size_t tile = fill_tile_; tile-- > 0;) {
    if (!tiles_[tile].empty()) return &tiles_[tile].back();
  }
  return nullptr;
}

bool IactStreamer::has_filled(Cycle now) const {
  const Word* last = last_filled();
  return last != nullptr && last->filled_at == now;
}

std::size_t IactStreamer::held_words() const {
  std::size_t words = fill_word_;
  for (std::size_t tile = 0; tile < fill_tile_; ++tile) words += tiles_[tile].size();
  const bool gives_back = pass_ < passes_.size() && passes_[pass_].reads_ifmaps_last;
  return gives_back ? words - word_ : words;
}

bool IactStreamer::is_stalled(Cycle now) const {
  const Word* next = next_read();
  return !bus_.sent_in(now) && next != nullptr && next->filled_at < now;
}

const char* IactStreamer::activity(Cycle now) const {
  if (bus_.sent_in(now)) return "send";
  if (next_read() == nullptr) return "idle";
  return is_stalled(now) ? "w_space" : "w_fill";
}

const char* IactStreamer::fill_activity(Cycle now) const {
  if (has_filled(now)) return "fill";
  if (fill_tile_ == tiles_.size()) return "idle";
  const bool has_room = held_bits_ + bits(tiles_[fill_tile_][fill_word_].word) <= capacity_bits_;
  return has_room && fill_time_ <= now ? "w_memory" : "w_room";
}

void IactStreamer::probe(noc::Probes& probes, const std::string& name) {
  auto scope = probes.scope(domain(), name);
  scope.text("state", [this](Cycle now) { return activity(now); });
  bus_.probe(scope);
  scope.flag("stall", [this](Cycle now) { return is_stalled(now); });
  scope.number("pass", passes_.size(), [this](Cycle) { return pass_; });
  scope.text("fill_state", [this](Cycle now) { return fill_activity(now); });
  scope.flag("bank_read", [this](Cycle now) { return bus_.sent_in(now); });
  scope.flag("bank_write", [this](Cycle now) { return has_filled(now); });
  scope.number("bank_words", static_cast<std::uint64_t>(capacity_bits_),
               [this](Cycle) { return held_words(); });
  port.probe(scope);
}

std::string IactStreamer::state() const {
  return std::string(name()) + ": pass " + std::to_string(pass_) + " of " +
         std::to_string(passes_.size()) + ", word " + std::to_string(word_) + " of " +
         std::to_string(tiles_.empty() ? 0 : tiles_.front().size()) + ", held " +
         std::to_string(held_bits_) + " of " + std::to_string(capacity_bits_) + " b";
}

}  // namespace eyeriss::hw
