// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/timeline_track.h"

#include <gtest/gtest.h>

namespace eyeriss::sim {
namespace {

using Kind = hw::Phase::Kind;

hw::Phase phase(Kind kind, std::int64_t pass, std::int64_t begin, std::int64_t end,
                std::int64_t words = 0) {
  return {.kind = kind, .pass = pass, .begin = begin, .end = end, .words = words};
}

TEST(TimelineTrack, HasASlicePerPhaseWhileThereIsRoom) {
  TimelineTrack track(2);
  track.add(phase(Kind::kFillFilters, 0, 3, 7, 4));
  track.add(phase(Kind::kFillIfmaps, 1, 9, 10, 1));
  ASSERT_EQ(track.slices().size(), 2u);
  EXPECT_TRUE(track.slices()[0].merged.empty());
  EXPECT_EQ(track.slices()[0].kind, Kind::kFillFilters);
  EXPECT_EQ(track.slices()[1].first_pass, 1);
  EXPECT_EQ(track.slices()[1].begin, 9);
  EXPECT_EQ(track.slices()[1].end, 10);
  EXPECT_EQ(track.slices()[1].words, 1);
}

TEST(TimelineTrack, MergesNeighboursWhenThereIsNone) {
  // Four slices have room: with the fifth phase slices of two, with the ninth of four.
  TimelineTrack track(4);
  for (int i = 0; i < 8; ++i) {
    track.add(phase(i % 2 == 0 ? Kind::kPass : Kind::kHoldIfmaps,
                    i % 2 == 0 ? i / 2 : hw::Phase::kNoPass, 10 * i, 10 * i + 10 - i, 1));
  }
  ASSERT_EQ(track.slices().size(), 4u);
  const TimelineTrack::Slice& second = track.slices()[1];  // phases 2 and 3
  EXPECT_EQ(second.begin, 20);
  EXPECT_EQ(second.end, 37);
  EXPECT_EQ(second.words, 2);
  EXPECT_EQ(second.first_pass, 1);
  EXPECT_EQ(second.last_pass, 1);
  EXPECT_EQ(second.merged.at(Kind::kPass).phases, 1);
  EXPECT_EQ(second.merged.at(Kind::kPass).cycles, 8);
  EXPECT_EQ(second.merged.at(Kind::kHoldIfmaps).cycles, 7);

  track.add(phase(Kind::kPass, 4, 80, 85, 1));
  ASSERT_EQ(track.slices().size(), 3u);
  EXPECT_EQ(track.slices()[1].begin, 40);
  EXPECT_EQ(track.slices()[1].merged.at(Kind::kPass).phases, 2);
  EXPECT_EQ(track.slices()[1].last_pass, 3);
  EXPECT_TRUE(track.slices()[2].merged.empty()) << "stands for one phase so far";
}

TEST(TimelineTrack, LosesNothingHoweverMuchIsMerged) {
  for (const std::size_t room : {std::size_t{2}, std::size_t{3}, std::size_t{8}}) {
    for (int phases = 1; phases < 100; ++phases) {
      TimelineTrack track(room);
      for (int i = 0; i < phases; ++i) track.add(phase(Kind::kPass, i, 5 * i, 5 * i + 3, i));
      EXPECT_LE(track.slices().size(), room);
      track.merge_down_to(2);
      EXPECT_LE(track.slices().size(), 2u);
      std::int64_t next = 0;  // pass
      std::int64_t words = 0;
      for (const TimelineTrack::Slice& slice : track.slices()) {
        EXPECT_EQ(slice.first_pass, next);
        EXPECT_EQ(slice.begin, 5 * next);
        EXPECT_EQ(slice.end, 5 * slice.last_pass + 3);
        const std::int64_t its_phases = slice.last_pass - slice.first_pass + 1;
        if (slice.merged.empty()) {
          EXPECT_EQ(its_phases, 1);
        } else {
          EXPECT_EQ(slice.merged.at(Kind::kPass).phases, its_phases);
          EXPECT_EQ(slice.merged.at(Kind::kPass).cycles, 3 * its_phases);
        }
        next = slice.last_pass + 1;
        words += slice.words;
      }
      EXPECT_EQ(next, phases);
      EXPECT_EQ(words, phases * (phases - 1) / 2);
    }
  }
}

}  // namespace
}  // namespace eyeriss::sim
