// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/weight_streamer.h"

#include "hw/codec/csc.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

WeightStreamer::WeightStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                               const ClusterArchitecture& architecture, const Layer& layer,
                               const std::vector<std::int16_t>& weights,
                               const ClusterSources& sources, std::size_t number,
                               const ClusterPlan& plan, noc::MeshNetwork<noc::DataWord>& network,
                               LayerCounters& counters)
    : Clocked(domain),
      sc_module(name),
      port(architecture),
      architecture_(architecture),
      layer_(layer),
      weights_(weights),
      source_(sources.weights()[number]),
      number_(number),
      passes_(plan.passes()),
      bus_(network),
      counters_(counters),
      is_csc_(layer.weights_coding == Coding::kCsc) {}

Cycle WeightStreamer::evaluate(Cycle /*now*/, Cycle until) {
  while (prepare()) {
    Block& block = blocks_.front();
    const noc::DataWord& word = block.words[word_];
    const std::int64_t size = bits(word);
    const Cycle there = port.data_at(size, time_, until);
    if (there == kNever) break;
    const Cycle at = bus_.send_at(*block.route, there, until);
    if (at == kNever) break;
    port.take(size, at);
    phases.word(static_cast<std::int64_t>(block.pass), at);
    bus_.send(*block.route, word, at);
    counters_.router_wait_weight_cycles += static_cast<std::uint64_t>(there - time_);
    counters_.off_chip_filter_bits += static_cast<std::uint64_t>(size);
    time_ = at + 1;
    if (++word_ < block.words.size()) continue;
    blocks_.pop_front();
    word_ = 0;
  }
  if (blocks_.empty()) phases.end();
  return kNever;
}

bool WeightStreamer::prepare() {
  while (!are_all_made_ && (blocks_.empty() || port.wants_to_know())) {
    if (find_block()) {
      make_block();
      ++stream_;
    } else {
      are_all_made_ = true;
      port.tell_end();
    }
  }
  return !blocks_.empty();
}

bool WeightStreamer::find_block() {
  for (; pass_ < passes_.size(); ++pass_, stream_ = 0) {
    const auto& streams = passes_[pass_].shape->weights[number_];
    for (; stream_ < streams.size(); ++stream_) {
      if (!streams[stream_].route.empty()) return true;
    }
  }
  return false;
}

void WeightStreamer::make_block() {
  const LayerShape& shape = layer_.shape;
  const Mapping& mapping = layer_.mapping;
  const Pass& pass = passes_[pass_].pass;
  const ClusterShape::Stream& stream = passes_[pass_].shape->weights[number_][stream_];
  const WeightBlockKey& key = source_.streams[stream_];
  const int filter = (pass.groups.first + key.group) * shape.filters_per_group() +
                     pass.filters.first + key.filter_set * mapping.p;
  const int channel = pass.channels.first + key.channel_set * mapping.q;
  const int channels = shape.channels_per_group();
  std::vector<noc::DataWord>& words = blocks_.emplace_back(Block{pass_, &stream.route, {}}).words;
  columns_.clear();
  for (int s = 0; s < shape.S; ++s) {
    for (int c = channel; c < channel + stream.channels; ++c) {
      column_.clear();
      for (int m = filter; m < filter + stream.filters; ++m) {
        const std::int64_t index =
            ((std::int64_t{m} * channels + c) * shape.R + key.filter_row) * shape.S + s;
        column_.push_back(weights_[static_cast<std::size_t>(index)]);
      }
      counters_.raw_words += column_.size();
      if (is_csc_) {
        append_csc_segment(column_, architecture_.noc.weight.pairs, words);
      } else {
        columns_.insert(columns_.end(), column_.begin(), column_.end());
      }
    }
  }
  if (!is_csc_) append_raw_block(columns_, architecture_.noc.weight.values, words);
  words.back().ends_block = true;
  for (const noc::DataWord& word : words) port.tell(bits(word));
}

std::int64_t WeightStreamer::bits(const noc::DataWord& word) const {
  return payload_bits(word, is_csc_) + (is_csc_ && word.ends_segment ? kWeightAddressBits : 0);
}

bool WeightStreamer::is_stalled(Cycle now) const {
  return !bus_.sent_in(now) && !blocks_.empty() &&
         port.has_data(bits(blocks_.front().words[word_]), now);
}

const char* WeightStreamer::activity(Cycle now) const {
  if (bus_.sent_in(now)) return "send";
  if (blocks_.empty()) return "idle";
  return is_stalled(now) ? "w_space" : "w_fill";
}

void WeightStreamer::probe(noc::Probes& probes, const std::string& name) {
  auto scope = probes.scope(domain(), name);
  scope.text("state", [this](Cycle now) { return activity(now); });
  bus_.probe(scope);
  scope.flag("stall", [this](Cycle now) { return is_stalled(now); });
  scope.number("pass", passes_.size(), [this](Cycle) { return pass_; });
  scope.number("stream", source_.streams.size(), [this](Cycle) { return stream_; });
  port.probe(scope);
}

std::string WeightStreamer::state() const {
  return std::string(name()) + ": pass " + std::to_string(pass_) + " of " +
         std::to_string(passes_.size()) + ", blocks made: " + std::to_string(blocks_.size()) +
         ", word " + std::to_string(word_) + " of " +
         std::to_string(blocks_.empty() ? 0 : blocks_.front().words.size());
}

}  // namespace eyeriss::hw
