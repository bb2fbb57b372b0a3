// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/ifmap_strip.h"

#include <gmock/gmock.h>

#include "tests/support/published_mappings.h"
#include "tests/support/strip_pass.h"

namespace eyeriss::hw {
namespace {

using test::StripPass;

TEST(IfmapStrip, RowsAndColumnsUnderTheWindows) {
  // Ofmap rows 1 and 2 of a 3 x 3 kernel at stride 2 are over ifmap rows 2 to 6, columns 3 and 4
  // over 6 to 10.
  const LayerShape shape = test::square_layer(1, 1, 12, 1, 3, 2, 0, 1);
  const StripPass pass(shape, {1, 2}, {3, 2});
  const IfmapStrip strip(pass.job, shape);
  ASSERT_EQ(strip.pieces(), 1);
  const IfmapStrip::Piece piece = strip.piece(0);
  EXPECT_EQ(piece.plane, 0);
  EXPECT_EQ(piece.first_row, 2);
  EXPECT_EQ(piece.rows, 5);
  EXPECT_EQ(piece.first_column, 6);
  EXPECT_EQ(piece.columns, 5);
  EXPECT_EQ(piece.values(), 25);
  EXPECT_EQ(piece.glb_address_of(0), 0);
  EXPECT_EQ(piece.glb_address_of(4), 4);
  EXPECT_EQ(piece.glb_address_of(5), 5);
  EXPECT_EQ(piece.glb_address_of(24), 24);
}

TEST(IfmapStrip, PaddingStandsInTheGlbOnly) {
  // 4 x 4 maps with a border of 2 above, 1 to the left; windows over padded rows 0 to 4, columns 0
  // to 6, that is over map rows 0 to 2, columns 0 to 3.
  LayerShape shape = test::square_layer(1, 1, 4, 1, 3, 1, 2, 1);
  shape.pad_left = 1;
  const StripPass pass(shape, {0, 3}, {0, 5});
  const IfmapStrip strip(pass.job, shape);
  ASSERT_EQ(strip.pieces(), 1);
  const IfmapStrip::Piece piece = strip.piece(0);
  EXPECT_EQ(piece.first_row, 0);
  EXPECT_EQ(piece.rows, 3);
  EXPECT_EQ(piece.first_column, 0);
  EXPECT_EQ(piece.columns, 4);
  EXPECT_EQ(piece.glb_address_of(0), 2 * 7 + 1) << "below two rows of seven, beside a column";
  EXPECT_EQ(piece.glb_address_of(3), 2 * 7 + 4);
  EXPECT_EQ(piece.glb_address_of(4), 3 * 7 + 1);
  EXPECT_EQ(piece.glb_address_of(11), 4 * 7 + 4);
}

TEST(IfmapStrip, NothingButPaddingHasNoPieces) {
  LayerShape shape = test::square_layer(1, 3, 4, 1, 1, 1, 0, 1);
  shape.pad_top = 2;
  shape.pad_right = 3;
  EXPECT_EQ(IfmapStrip(StripPass(shape, {0, 2}, {0, 4}).job, shape).pieces(), 0) << "above";
  EXPECT_EQ(IfmapStrip(StripPass(shape, {0, 3}, {0, 4}).job, shape).pieces(), 1);
  EXPECT_EQ(IfmapStrip(StripPass(shape, {2, 2}, {4, 3}).job, shape).pieces(), 0) << "beside";
}

TEST(IfmapStrip, PiecesByImageGroupAndChannel) {
  // 3 images, 3 groups of 4 channels; the pass works on images 1 and 2, groups 1 and 2, channels 2
  // and 3 of each. A plane has 2 x 2 words in the GLB.
  const LayerShape shape = test::square_layer(3, 12, 2, 3, 1, 1, 0, 3);
  StripPass pass(shape, {0, 2}, {0, 2});
  pass.job.pass.images = {1, 2};
  pass.job.pass.groups = {1, 2};
  pass.job.pass.channels = {2, 2};
  const IfmapStrip strip(pass.job, shape);
  std::vector<std::int64_t> planes;
  for (int i = 0; i < strip.pieces(); ++i) {
    planes.push_back(strip.piece(i).plane);
    EXPECT_EQ(strip.piece(i).glb_address, 4 * i);
  }
  EXPECT_THAT(planes, ::testing::ElementsAre(12 + 6, 12 + 7, 12 + 10, 12 + 11,  //
                                             24 + 6, 24 + 7, 24 + 10, 24 + 11));
}

TEST(IfmapStrip, MapsOfOneValueLieSideBySide) {
  // As above with maps of 1 x 1: a piece for each image and group, of two channels.
  const LayerShape shape = test::square_layer(3, 12, 1, 3, 1, 1, 0, 3);
  StripPass pass(shape, {0, 1}, {0, 1});
  pass.job.pass.images = {1, 2};
  pass.job.pass.groups = {1, 2};
  pass.job.pass.channels = {2, 2};
  const IfmapStrip strip(pass.job, shape);
  ASSERT_EQ(strip.pieces(), 4);
  const IfmapStrip::Piece piece = strip.piece(3);
  EXPECT_EQ(piece.plane, 2) << "the image";
  EXPECT_EQ(piece.rows, 1);
  EXPECT_EQ(piece.first_column, 2 * 4 + 2) << "channel 2 of group 2";
  EXPECT_EQ(piece.columns, 2);
  EXPECT_EQ(piece.glb_address_of(0), 6);
  EXPECT_EQ(piece.glb_address_of(1), 7);
}

TEST(IfmapStrip, AMapOfOneValueWithPaddingIsStillOneInTheGlb) {
  // A 3 x 3 kernel over 1 x 1 maps with a border of 1: nine words a channel, the value in the
  // middle.
  const LayerShape shape = test::square_layer(1, 5, 1, 1, 3, 1, 1, 1);
  StripPass pass(shape, {0, 1}, {0, 1});
  pass.job.pass.channels = {1, 3};
  const IfmapStrip strip(pass.job, shape);
  ASSERT_EQ(strip.pieces(), 1);
  EXPECT_EQ(strip.piece(0).values(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(strip.piece(0).glb_address_of(i), 9 * i + 4);
}

}  // namespace
}  // namespace eyeriss::hw
