// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/timeline_track.h"

#include <utility>

namespace eyeriss::sim {
namespace {

using Slice = TimelineTrack::Slice;

void add_share(std::map<hw::Phase::Kind, TimelineTrack::Share>& shares, hw::Phase::Kind kind,
               TimelineTrack::Share more) {
  TimelineTrack::Share& share = shares[kind];
  share.phases += more.phases;
  share.cycles += more.cycles;
}

void merge(Slice& slice, const Slice& next) {
  if (slice.merged.empty()) slice.merged[slice.kind] = {1, slice.end - slice.begin};
  if (next.merged.empty()) {
    add_share(slice.merged, next.kind, {1, next.end - next.begin});
  } else {
    for (const auto& [kind, share] : next.merged) add_share(slice.merged, kind, share);
  }
  slice.end = next.end;
  slice.words += next.words;
  if (next.last_pass == hw::Phase::kNoPass) return;
  if (slice.first_pass == hw::Phase::kNoPass) slice.first_pass = next.first_pass;
  slice.last_pass = next.last_pass;
}

}  // namespace

std::string name_of(hw::Phase::Kind kind) {
  static constexpr const char* kNames[] = {"start",        "pass",         "hold: filters",
                                           "hold: ifmaps", "hold: ofmaps", "load filters",
                                           "load ifmaps",  "drain ofmaps", "write back"};
  return kNames[static_cast<int>(kind)];
}

void TimelineTrack::merge_down_to(std::size_t slices) {
  while (slices_.size() > slices) merge_pairs();
}

void TimelineTrack::add(const hw::Phase& phase) {
  const Slice slice{.begin = phase.begin,
                    .end = phase.end,
                    .words = phase.words,
                    .first_pass = phase.pass,
                    .last_pass = phase.pass,
                    .kind = phase.kind};
  if (in_last_ == per_slice_ && slices_.size() >= max_slices_) merge_pairs();
  if (slices_.empty() || in_last_ == per_slice_) {
    slices_.push_back(slice);
    in_last_ = 0;
  } else {
    merge(slices_.back(), slice);
  }
  ++in_last_;
}

void TimelineTrack::merge_pairs() {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < slices_.size(); i += 2, ++pairs) {
    if (pairs != i) slices_[pairs] = std::move(slices_[i]);
    if (i + 1 < slices_.size()) merge(slices_[pairs], slices_[i + 1]);
  }
  if (slices_.size() % 2 == 0) in_last_ += per_slice_;
  slices_.resize(pairs);
  per_slice_ *= 2;
}

}  // namespace eyeriss::sim
