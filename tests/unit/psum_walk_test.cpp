// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_walk.h"

#include <gmock/gmock.h>

#include <set>
#include <tuple>

namespace eyeriss::hw {
namespace {

using ::testing::ElementsAre;

/// A pass with columns of so many filters each.
struct TestPass {
  TestPass(const std::vector<int>& filters, int windows, int images, std::int64_t base = 0) {
    for (const int count : filters) {
      PassConfiguration::PsumColumn column{};
      column.filters = count;
      configuration.psum_columns.push_back(column);
    }
    job.pass.ofmap_columns = {0, windows};
    job.pass.images = {0, images};
    job.configuration = &configuration;
    job.psum_base = base;
  }
  PassConfiguration configuration{};
  PassJob job{};
};

/// One network word: its column of PEs, first filter and number of psums.
using Word = std::tuple<int, int, int>;

std::vector<Word> words(const TestPass& pass, int psums_per_word) {
  std::vector<Word> all;
  for (PsumWalk walk(pass.job, psums_per_word); !walk.at_end(); walk.advance()) {
    const auto column = &walk.column() - pass.configuration.psum_columns.data();
    all.emplace_back(static_cast<int>(column), walk.filter(), walk.count());
  }
  return all;
}

TEST(PsumWalk, OneWordOfEachColumnInTurn) {
  EXPECT_THAT(words({{8, 8}, 1, 1}, 4),
              ElementsAre(Word{0, 0, 4}, Word{1, 0, 4}, Word{0, 4, 4}, Word{1, 4, 4}));
}

TEST(PsumWalk, ColumnsOfAPartialSetDropOut) {
  EXPECT_THAT(words({{10, 3, 5}, 1, 1}, 4),
              ElementsAre(Word{0, 0, 4}, Word{1, 0, 3}, Word{2, 0, 4}, Word{0, 4, 4}, Word{2, 4, 1},
                          Word{0, 8, 2}));
  EXPECT_THAT(words({{3, 6}, 1, 1}, 4), ElementsAre(Word{0, 0, 3}, Word{1, 0, 4}, Word{1, 4, 2}))
      << "the shorter column first";
}

TEST(PsumWalk, NarrowWords) {
  EXPECT_THAT(words({{2, 1}, 1, 1}, 1), ElementsAre(Word{0, 0, 1}, Word{1, 0, 1}, Word{0, 1, 1}));
}

TEST(PsumWalk, WindowByWindowImageByImage) {
  const TestPass pass({4}, 3, 2);
  std::vector<std::pair<int, int>> order;
  for (PsumWalk walk(pass.job, 4); !walk.at_end(); walk.advance())
    order.emplace_back(walk.image(), walk.window());
  using Order = std::pair<int, int>;
  EXPECT_THAT(order, ElementsAre(Order{0, 0}, Order{0, 1}, Order{0, 2}, Order{1, 0}, Order{1, 1},
                                 Order{1, 2}));
}

TEST(PsumWalk, AddressesAreConsecutiveAndEachPsumComesOnce) {
  const std::vector<int> filters{16, 16, 5, 1, 13};
  const TestPass pass(filters, 7, 3, 1000);
  for (const int per_word : {1, 2, 4}) {
    std::set<std::tuple<int, int, int, int>> psums;  // image, window, column, filter
    std::int64_t next = 1000;
    for (PsumWalk walk(pass.job, per_word); !walk.at_end(); walk.advance()) {
      ASSERT_EQ(walk.address(), next++);
      const auto column = static_cast<int>(&walk.column() - pass.configuration.psum_columns.data());
      ASSERT_GT(walk.count(), 0);
      ASSERT_LE(walk.count(), per_word);
      for (int i = 0; i < walk.count(); ++i) {
        ASSERT_LT(walk.filter() + i, walk.column().filters);
        ASSERT_TRUE(psums.emplace(walk.image(), walk.window(), column, walk.filter() + i).second);
      }
    }
    EXPECT_EQ(psums.size(), 3u * 7u * (16 + 16 + 5 + 1 + 13));
    std::int64_t words = 0;
    for (const int count : filters) words += (count + per_word - 1) / per_word;
    EXPECT_EQ(next - 1000, 3 * 7 * words);
  }
}

}  // namespace
}  // namespace eyeriss::hw
