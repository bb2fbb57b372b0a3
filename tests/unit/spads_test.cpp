// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "hw/pe/filter_spad.h"
#include "hw/pe/ifmap_spad.h"

namespace eyeriss::hw {
namespace {

constexpr std::int16_t kSix[] = {1, 2, 3, 4, 5, 6};

TEST(FilterSpad, HoldsAsManyWordsAsItHas) {
  FilterSpad spad(6);
  EXPECT_EQ(spad.room(), 6);
  spad.write(kSix, 4);
  EXPECT_EQ(spad.room(), 2);
  EXPECT_THROW(spad.write(kSix, 3), InvariantError);
  spad.write(kSix + 4, 2);
  EXPECT_EQ(spad.room(), 0);
  EXPECT_THROW(spad.write(kSix, 1), InvariantError);
}

TEST(FilterSpad, NextPassUsesTheWordsThatAreFree) {
  FilterSpad spad(6);
  spad.write(kSix, 4);
  spad.activate();
  EXPECT_EQ(spad.active_words(), 4);
  EXPECT_EQ(spad.room(), 2);
  spad.write(kSix + 4, 2);
  EXPECT_EQ(spad.room(), 0);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(spad.data()[i], kSix[i]) << "still the active ones";

  spad.release();
  EXPECT_EQ(spad.room(), 4);
  spad.write(kSix, 1);
  spad.activate();
  EXPECT_EQ(spad.active_words(), 3);
  EXPECT_EQ(spad.data()[0], 5);
  EXPECT_EQ(spad.data()[1], 6);
  EXPECT_EQ(spad.data()[2], 1);
  EXPECT_EQ(spad.room(), 3);
}

TEST(FilterSpad, TwoPassesAtOnceAreAFault) {
  FilterSpad spad(6);
  spad.write(kSix, 2);
  spad.activate();
  spad.write(kSix, 2);
  EXPECT_THROW(spad.activate(), InvariantError);
}

TEST(IfmapSpad, HoldsAsManyWordsAsItHas) {
  IfmapSpad spad(3);
  for (std::int16_t i = 0; i < 3; ++i) spad.write(i);
  EXPECT_THROW(spad.write(3), InvariantError);
  spad.drop(1);
  EXPECT_NO_THROW(spad.write(3));
  EXPECT_EQ(spad.words(), 3);
}

TEST(IfmapSpad, WindowSlidesOldestFirst) {
  std::mt19937 random(2);
  for (const int capacity : {1, 2, 12, 37}) {
    IfmapSpad spad(capacity);
    std::deque<std::int16_t> window;
    std::int16_t next = 0;
    for (int step = 0; step < 5000; ++step) {
      const auto room = static_cast<unsigned>(capacity) - window.size();
      for (auto fresh = random() % (room + 1); fresh > 0; --fresh) {
        spad.write(next);
        window.push_back(next++);
      }
      ASSERT_EQ(spad.words(), static_cast<int>(window.size()));
      for (std::size_t i = 0; i < window.size(); ++i) ASSERT_EQ(spad.data()[i], window[i]);
      const auto used = random() % (window.size() + 1);
      spad.drop(static_cast<int>(used));
      window.erase(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(used));
    }
  }
}

}  // namespace
}  // namespace eyeriss::hw
