// SPDX-License-Identifier: Apache-2.0
#include "noc/input_network.h"

#include <gmock/gmock.h>

#include <random>

namespace eyeriss::noc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MulticastController, PassesItsOwnIdOnly) {
  const MulticastController controller(5);
  EXPECT_TRUE(controller.matches(5));
  EXPECT_FALSE(controller.matches(4));
  EXPECT_FALSE(controller.matches(6));
}

TEST(MulticastController, NoneIsTheHighestIdOfItsWidth) {
  EXPECT_EQ(MulticastController::none(4), 15);
  EXPECT_EQ(MulticastController::none(5), 31);
}

TEST(MulticastController, UnconfiguredMatchesNoTag) {
  const MulticastController controller;
  for (int tag = 0; tag < 32; ++tag) EXPECT_FALSE(controller.matches(tag));
}

/// A network of 3 x 4 PEs.
class Routes : public ::testing::Test {
 protected:
  static constexpr int kRows = 3;
  static constexpr int kColumns = 4;

  Routes() {
    for (int i = 0; i < kRows * kColumns; ++i) inputs_.emplace_back(1);
    for (int row = 0; row < kRows; ++row)
      for (int column = 0; column < kColumns; ++column)
        network_.attach(row, column, inputs_[static_cast<std::size_t>(row * kColumns + column)]);
  }

  /// Numbers of the PEs that a tag reaches.
  std::vector<int> reached(Tag tag) const {
    std::vector<int> pes;
    for (const Channel<int>* input : network_.route(tag).channels)
      pes.push_back(static_cast<int>(input - inputs_.data()));
    return pes;
  }

  std::vector<Channel<int>> inputs_;
  InputNetwork<int> network_{kRows, kColumns};
};

TEST_F(Routes, RowAndColumnMustMatch) {
  network_.configure({1, 2, 1}, {0, 7, 7, 3, 7, 7, 7, 7, 7, 0, 0, 7});
  EXPECT_THAT(reached({1, 7}), ElementsAre(1, 2, 8, 11));
  EXPECT_THAT(reached({1, 0}), ElementsAre(0, 9, 10));
  EXPECT_THAT(reached({2, 7}), ElementsAre(4, 5, 6, 7));
  EXPECT_THAT(reached({1, 3}), ElementsAre(3));
  EXPECT_THAT(reached({2, 3}), IsEmpty());
  EXPECT_THAT(reached({0, 7}), IsEmpty());
}

TEST_F(Routes, FollowTheConfigurationOfTheMoment) {
  network_.configure({0, 0, 0}, std::vector<int>(12, 1));
  EXPECT_EQ(reached({0, 1}).size(), 12u);
  network_.configure({0, 1, 2}, std::vector<int>(12, 1));
  EXPECT_THAT(reached({1, 1}), ElementsAre(4, 5, 6, 7));
}

TEST_F(Routes, RandomIds) {
  std::mt19937 random(1);
  const auto pick = [&](int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
  };
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<int> rows(kRows);
    std::vector<int> columns(kRows * kColumns);
    for (int& id : rows) id = pick(3);
    for (int& id : columns) id = pick(4);
    network_.configure(rows, columns);
    const Tag tag{pick(3), pick(4)};
    std::vector<int> expected;
    for (int pe = 0; pe < kRows * kColumns; ++pe) {
      const auto row = static_cast<std::size_t>(pe / kColumns);
      if (rows[row] == tag.row && columns[static_cast<std::size_t>(pe)] == tag.column)
        expected.push_back(pe);
    }
    EXPECT_EQ(reached(tag), expected);
  }
}

}  // namespace
}  // namespace eyeriss::noc
