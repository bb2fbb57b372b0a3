// SPDX-License-Identifier: Apache-2.0
#include "tests/timeline/layer_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <regex>
#include <string>
#include <vector>

namespace eyeriss::test {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxSamples = 2048;  // of a counter, as README says

struct Share {
  std::int64_t phases = 0;
  std::int64_t cycles = 0;
  std::int64_t words = 0;
};

std::int64_t words_of(const Slice& slice) {
  return slice.arguments.value("words", std::int64_t{0});
}

bool is_merged(const Slice& slice) { return slice.arguments.contains("merged"); }

/// What slices stand for, by kind of phase. Words of merged slices count as `words` only.
std::map<std::string, Share> shares_of(const std::vector<Slice>& slices) {
  std::map<std::string, Share> shares;
  for (const Slice& slice : slices) {
    if (is_merged(slice)) {
      std::int64_t cycles = 0;
      for (const auto& [kind, part] : slice.arguments.at("merged").items()) {
        shares[kind].phases += part.at("phases").get<std::int64_t>();
        shares[kind].cycles += part.at("cycles").get<std::int64_t>();
        cycles += part.at("cycles").get<std::int64_t>();
      }
      EXPECT_LE(cycles, slice.end - slice.begin);
    } else {
      const std::string kind = slice.name.starts_with("pass ") ? "pass" : slice.name;
      shares[kind].phases += 1;
      shares[kind].cycles += slice.end - slice.begin;
      shares[kind].words += words_of(slice);
    }
  }
  return shares;
}

class LayerCheck {
 public:
  LayerCheck(const TimelineProcess& process, const json& layer, const TimelinePlace& place)
      : process_(process),
        layer_(layer),
        place_(place),
        total_(count("/cycles/total")),
        passes_(count("/passes")) {}

  void check_layer_track() const {
    const std::vector<Slice>& slices = process_.tracks.at("layer");
    EXPECT_EQ(slices.front().name, layer_.at("name"));
    EXPECT_EQ(slices.front().begin, place_.begin);
    EXPECT_EQ(slices.front().end, place_.begin + total_);
    const std::vector<Slice> parts(slices.begin() + 1, slices.end());
    std::int64_t at = place_.begin;
    for (const Slice& part : parts) {
      EXPECT_EQ(part.begin, at) << part.name;
      at = part.end;
    }
    EXPECT_EQ(at, place_.begin + total_);
    std::map<std::string, Share> shares = shares_of(parts);
    EXPECT_EQ(shares["pass"].phases, passes_);
    std::int64_t cycles = 0;
    for (const auto& [kind, share] : shares) {
      EXPECT_EQ(share.words, 0);
      cycles += share.cycles;
    }
    EXPECT_EQ(cycles, total_);
    EXPECT_EQ(shares["hold: filters"].cycles, count("/stalls/off_chip_filter"));
    EXPECT_EQ(shares["hold: ifmaps"].cycles, count("/stalls/off_chip_ifmap"));
    EXPECT_EQ(shares["hold: ofmaps"].cycles, count("/stalls/off_chip_ofmap"));
    if (std::ranges::none_of(parts, is_merged)) {
      EXPECT_EQ(numbers(parts), all_passes());
    }
  }

  /// Everything else lies within the layer, and words do not pass two at a time.
  void check_tracks() const {
    for (const auto& [name, slices] : process_.tracks) {
      if (name == "layer") continue;
      std::int64_t at = place_.begin;
      for (const Slice& slice : slices) {
        EXPECT_GE(slice.begin, at) << name;
        EXPECT_GT(slice.end, slice.begin) << name;
        EXPECT_LE(words_of(slice), slice.end - slice.begin) << name;
        at = slice.end;
      }
      EXPECT_LE(at, place_.begin + total_) << name;
      if (name != "link") {
        EXPECT_TRUE(std::ranges::is_sorted(numbers(slices))) << name;
      }
    }
  }

  void check_flat_tracks() const {
    EXPECT_THAT(process_.track_order,
                testing::ElementsAre("layer", "link", "filter stream", "ifmap stream",
                                     "psums to array", "psums from array"));
    constexpr std::int64_t kLinkWordBytes = 8;
    std::map<std::string, Share> link = shares_of(process_.tracks.at("link"));
    EXPECT_EQ(link.size(), 3u);
    EXPECT_EQ(link["load filters"].phases, passes_);
    EXPECT_EQ(kLinkWordBytes * (link["load filters"].words + link["load ifmaps"].words),
              count("/accesses/dram/read_bytes"));
    EXPECT_EQ(kLinkWordBytes * link["drain ofmaps"].words, count("/accesses/dram/write_bytes"));
    for (const auto& [track, network] :
         {std::pair{"filter stream", "filter"}, std::pair{"ifmap stream", "ifmap"},
          std::pair{"psums to array", "psum_in"}, std::pair{"psums from array", "psum_out"}}) {
      EXPECT_EQ(words(track), network_words(network)) << track;
      const std::vector<Slice>& slices = process_.tracks.at(track);
      EXPECT_EQ(shares_of(slices).at("pass").phases, passes_) << track;
      if (std::ranges::none_of(slices, is_merged)) {
        EXPECT_EQ(numbers(slices), all_passes());
      }
    }
    check_ifmaps_within_passes();
  }

  void check_cluster_tracks() const {
    // One word of the waveforms' names each, e.g. `cluster_r0_c3.psum_p1`, and the direction.
    const std::string router = "cluster_r[0-9]+_c[0-9]+[.]";
    EXPECT_EQ(words(router + "iact_p[0-9]+"), network_words("ifmap"));
    EXPECT_EQ(words(router + "weight_p[0-9]+"), network_words("filter"));
    EXPECT_EQ(words(router + "psum_p[0-9]+ to PEs"), network_words("psum_in"));
    EXPECT_EQ(words(router + "psum_p[0-9]+ from PEs"), network_words("psum_out"));
    const std::regex known("layer|" + router + "((iact|weight)_p.*|psum_p.* (to|from) PEs)");
    for (const std::string& track : process_.track_order)
      EXPECT_TRUE(std::regex_match(track, known)) << track;
    check_ends_of_passes();
  }

  void check_counters() const {
    // Neighbours become one, and these again, until there are few enough.
    std::int64_t sample = place_.interval;
    while (samples_of(sample) > kMaxSamples) sample *= 2;
    const std::int64_t samples = samples_of(sample);
    for (const auto& [name, all_series] : process_.counters) {
      for (const auto& [series, values] : all_series) {
        ASSERT_EQ(std::ssize(values), samples + 1) << name;
        for (std::int64_t i = 0; i < samples; ++i)
          EXPECT_EQ(values[static_cast<std::size_t>(i)].first, place_.begin + i * sample);
        EXPECT_EQ(values.back().first, place_.begin + total_);
        EXPECT_EQ(values.back().second, 0) << name;
        const auto is_zero = [](const auto& value) { return value.second == 0; };
        // Of a layer whose MACs are all skipped no PE is ever active, and that is worth a line.
        if (name == "active PEs") continue;
        EXPECT_FALSE(std::ranges::all_of(values, is_zero)) << name << ": nothing in " << series;
      }
    }
    for (const char* series : {"active", "gated", "skipped"})
      EXPECT_EQ(sum("MACs", series), mac_count(series));
    for (const auto& [reason, cycles] : layer_.at("stalls").items())
      EXPECT_EQ(sum("stall cycles", reason), cycles.get<double>()) << reason;
    EXPECT_EQ(sum("DRAM bytes read", "read_bytes"), count("/accesses/dram/read_bytes"));
    EXPECT_EQ(sum("DRAM bytes written", "write_bytes"), count("/accesses/dram/write_bytes"));
    const auto busy = static_cast<double>(count("/pe_cycles/mac") + count("/pe_cycles/accumulate"));
    EXPECT_NEAR(sum_over_time("active PEs", "PEs"), busy, 1e-9 * busy);
    if (!layer_.contains("power_mw") || layer_.at("power_mw").is_null()) return;
    const double energy = layer_.at("power_mw").get<double>() * static_cast<double>(total_);
    EXPECT_NEAR(sum_over_time("power", "mW"), energy, 1e-9 * energy);
  }

 private:
  std::int64_t count(const char* path) const {
    return layer_.at(json::json_pointer(path)).get<std::int64_t>();
  }
  double mac_count(const char* kind) const {
    return layer_.at("accesses").at("mac").at(kind).get<double>();
  }
  std::int64_t network_words(const char* network) const {
    return layer_.at("accesses").at("noc").at(network).at("words").get<std::int64_t>();
  }

  /// Of tracks with such names.
  std::int64_t words(const std::string& pattern) const {
    const std::regex names(pattern);
    std::int64_t result = 0;
    for (const auto& [name, slices] : process_.tracks) {
      if (!std::regex_match(name, names)) continue;
      for (const Slice& slice : slices) result += words_of(slice);
    }
    return result;
  }

  /// Of the passes that slices stand for and are named after, one each.
  static std::vector<std::int64_t> numbers(const std::vector<Slice>& slices) {
    std::vector<std::int64_t> result;
    for (const Slice& slice : slices) {
      if (!slice.name.starts_with("pass ")) continue;
      result.push_back(slice.arguments.at("pass").get<std::int64_t>());
      EXPECT_EQ(slice.name, "pass " + std::to_string(result.back()));
    }
    return result;
  }
  std::vector<std::int64_t> all_passes() const {
    std::vector<std::int64_t> result(static_cast<std::size_t>(passes_));
    std::iota(result.begin(), result.end(), 0);
    return result;
  }

  /// Ifmaps enter the array when their pass has opened, and have when the next one opens.
  void check_ifmaps_within_passes() const {
    std::map<std::string, const Slice*> passes;
    for (const Slice& slice : process_.tracks.at("layer")) passes[slice.name] = &slice;
    for (const Slice& slice : process_.tracks.at("ifmap stream")) {
      const auto pass = passes.find(slice.name);
      if (is_merged(slice) || pass == passes.end()) continue;
      EXPECT_GE(slice.begin, pass->second->begin) << slice.name;
      EXPECT_LE(slice.end, pass->second->end) << slice.name;
    }
  }

  /// Passes of clusters overlap: one counts as over when its last psum has come, unless one before
  /// is not.
  void check_ends_of_passes() const {
    std::vector<std::int64_t> ends(static_cast<std::size_t>(passes_), place_.begin);
    for (const auto& [name, slices] : process_.tracks) {
      if (!name.ends_with(" from PEs")) continue;
      for (const Slice& slice : slices) {
        if (is_merged(slice)) return;
        std::int64_t& end = ends.at(slice.arguments.at("pass").get<std::size_t>());
        end = std::max(end, slice.end);
      }
    }
    std::int64_t end = place_.begin;
    for (const Slice& slice : process_.tracks.at("layer")) {
      if (!slice.name.starts_with("pass ")) continue;
      end = std::max(end, ends.at(slice.arguments.at("pass").get<std::size_t>()));
      EXPECT_EQ(slice.end, end) << slice.name;
    }
  }

  std::int64_t samples_of(std::int64_t cycles) const { return (total_ + cycles - 1) / cycles; }

  /// What is always zero is left out.
  double sum(const char* counter, const std::string& series) const {
    const auto all_series = process_.counters.find(counter);
    if (all_series == process_.counters.end() || !all_series->second.contains(series)) return 0;
    double result = 0;
    for (const auto& [time, value] : all_series->second.at(series)) result += value;
    return result;
  }
  double sum_over_time(const char* counter, const char* series) const {
    const auto& values = process_.counters.at(counter).at(series);
    double result = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
      result += values[i].second * static_cast<double>(values[i + 1].first - values[i].first);
    return result;
  }

  const TimelineProcess& process_;
  const json& layer_;
  const TimelinePlace place_;
  const std::int64_t total_;
  const std::int64_t passes_;
};

}  // namespace

void check_layer(const TimelineProcess& process, const json& layer, const TimelinePlace& place,
                 bool has_clusters) {
  const LayerCheck check(process, layer, place);
  EXPECT_EQ(process.name, layer.at("name"));
  ASSERT_FALSE(process.track_order.empty());
  ASSERT_EQ(process.track_order.front(), "layer");
  check.check_layer_track();
  check.check_tracks();
  if (has_clusters) {
    check.check_cluster_tracks();
  } else {
    check.check_flat_tracks();
  }
  check.check_counters();
}

}  // namespace eyeriss::test
