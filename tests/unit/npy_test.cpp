// SPDX-License-Identifier: Apache-2.0
#include "sim/input/npy.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using test::input_error;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string npy(const std::string& header, const std::string& data, int major = 1) {
  std::string file = "\x93NUMPY";
  file += static_cast<char>(major);
  file += '\0';
  file += static_cast<char>(header.size() & 0xff);
  file += static_cast<char>(header.size() >> 8);
  if (major == 2) file += std::string(2, '\0');
  return file + header + data;
}

std::string header(const std::string& descr, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

class NpyTest : public ::testing::Test {
 protected:
  std::vector<std::int16_t> read16(const std::string& content, const NpyShape& shape) {
    return read_npy_int16(dir_.write("a.npy", content), shape);
  }
  std::vector<std::int32_t> read32(const std::string& content, const NpyShape& shape) {
    return read_npy_int32(dir_.write("a.npy", content), shape);
  }
  /// Both the reader and the check must object, in the same words.
  std::string error(const std::string& content, const NpyShape& shape = {2}) {
    const auto file = dir_.write("a.npy", content);
    const std::string line = input_error([&] { read_npy_int16(file, shape); });
    EXPECT_EQ(input_error([&] { check_npy(file, shape, kNpyUpToInt16); }), line);
    return line;
  }

  test::TempDir dir_;
};

TEST_F(NpyTest, WidensEveryType) {
  const std::string bytes = "\x01\xff";
  EXPECT_THAT(read16(npy(header("|i1", "(2,)"), bytes), {2}), ElementsAre(1, -1));
  EXPECT_THAT(read16(npy(header("<i1", "(2,)"), bytes), {2}), ElementsAre(1, -1));
  EXPECT_THAT(read16(npy(header("|u1", "(2,)"), bytes), {2}), ElementsAre(1, 255));
  EXPECT_THAT(read16(npy(header("<i2", "(2,)"), {"\x34\x12\x00\x80", 4}), {2}),
              ElementsAre(0x1234, -32768));
  EXPECT_THAT(read32(npy(header("<i4", "(2,)"), {"\x78\x56\x34\x12\xff\xff\xff\xff", 8}), {2}),
              ElementsAre(0x12345678, -1));
  EXPECT_THAT(read32(npy(header("<i2", "(1,)"), "\xfe\xff"), {1}), ElementsAre(-2));
  EXPECT_THAT(read32(npy(header("|u1", "(1,)"), "\xfe"), {1}), ElementsAre(254));
}

TEST_F(NpyTest, TakesEveryWayToWriteTheHeader) {
  EXPECT_THAT(read16(npy(header("|i1", "(1, 2)"), "ab", 2), {1, 2}), ElementsAre('a', 'b'));
  EXPECT_THAT(read16(npy("{\"shape\":(2,),\"descr\":\"|i1\",\"fortran_order\":False}", "ab"), {2}),
              ElementsAre('a', 'b'));
  EXPECT_THAT(read16(npy(header("|i1", "()"), "a"), {}), ElementsAre('a'));
}

TEST_F(NpyTest, WritesWhatNumPyWrites) {
  const std::vector<std::int16_t> values = {1, -2, 300, -32768, 32767, 0};
  const auto file = dir_.path() / "w.npy";
  write_npy(file, {2, 3}, values);
  std::ifstream stream(file, std::ios::binary);
  const std::string written{std::istreambuf_iterator<char>(stream), {}};
  const std::string start("\x93NUMPY\x01\x00\x76\x00", 10);
  EXPECT_EQ(written.substr(0, start.size()), start);
  const std::string header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }";
  EXPECT_EQ(written.substr(start.size(), header.size()), header);
  EXPECT_EQ(written.size(), 128u + 12u);
  EXPECT_EQ(written[127], '\n');
  EXPECT_EQ(written.substr(128),
            std::string("\x01\x00\xfe\xff\x2c\x01\x00\x80\xff\x7f\x00\x00", 12));
  EXPECT_EQ(read_npy_int16(file, {2, 3}), values);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}), 1);
}

TEST_F(NpyTest, WritesNarrowerTypes) {
  const auto file = dir_.path() / "w.npy";
  const auto written = [&] {
    std::ifstream stream(file, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(stream), {}};
  };
  write_npy(file, {3}, std::vector<std::int16_t>{-128, -1, 127}, NpyType::kInt8);
  EXPECT_THAT(written(), HasSubstr("{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }"));
  EXPECT_EQ(written().substr(128), "\x80\xff\x7f");
  EXPECT_THAT(read_npy_int16(file, {3}), ElementsAre(-128, -1, 127));
  write_npy(file, {2}, std::vector<std::int16_t>{128, 255}, NpyType::kUint8);
  EXPECT_THAT(written(), HasSubstr("'descr': '|u1'"));
  EXPECT_EQ(written().substr(128), "\x80\xff");
  EXPECT_THAT(read_npy_int16(file, {2}), ElementsAre(128, 255));
  write_npy(file, {2}, std::vector<std::int32_t>{-32768, 258}, NpyType::kInt16);
  EXPECT_THAT(written(), HasSubstr("'descr': '<i2'"));
  EXPECT_EQ(written().substr(128), std::string("\x00\x80\x02\x01", 4));
}

TEST_F(NpyTest, WritesShapesAsPythonDoes) {
  const auto written = [&](const NpyShape& shape) {
    const auto file = dir_.path() / "w.npy";
    write_npy(file, shape, std::vector<std::int16_t>(6));
    std::ifstream stream(file, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(stream), {}};
  };
  EXPECT_THAT(written({6}), HasSubstr("'shape': (6,), }"));
  EXPECT_THAT(written({6, 1}), HasSubstr("'shape': (6, 1), }"));
  EXPECT_THAT(written({1, 2, 3, 1}), HasSubstr("'shape': (1, 2, 3, 1), }"));
}

TEST_F(NpyTest, ReadsBackInt32) {
  const std::vector<std::int32_t> values = {INT32_MIN, -1, 0, INT32_MAX};
  const auto file = dir_.path() / "w.npy";
  write_npy(file, {4}, values);
  EXPECT_EQ(read_npy_int32(file, {4}), values);
  EXPECT_THAT(input_error([&] { read_npy_int16(file, {4}); }), HasSubstr("\"<i4\""));
}

TEST_F(NpyTest, ReadsMoreThanOneChunk) {
  std::vector<std::int16_t> values(100000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int16_t>(i * 7);
  const auto file = dir_.path() / "w.npy";
  write_npy(file, {1000, 100}, values);
  EXPECT_EQ(read_npy_int16(file, {1000, 100}), values);
}

TEST_F(NpyTest, SaysWhenAFileCannotBeWritten) {
  const std::vector<std::int16_t> values = {1};
  EXPECT_THROW(write_npy(dir_.path() / "none" / "w.npy", {1}, values), std::runtime_error);
}

TEST_F(NpyTest, RefusesOtherContents) {
  EXPECT_THAT(
      error(npy(header("<f4", "(2,)"), "12345678")),
      HasSubstr("data type \"<f4\" cannot be read (allowed: little-endian int8, uint8, int16)"));
  for (const char* descr : {">i2", "<u2", "<i8", "|b1", "|O", ""}) {
    EXPECT_THAT(error(npy(header(descr, "(2,)"), "1234")), HasSubstr("cannot be read")) << descr;
  }
  EXPECT_THAT(error(npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2,), }", "ab")),
              HasSubstr("is in Fortran order (allowed: C order)"));
  EXPECT_THAT(error(npy(header("|i1", "(3,)"), "abc")), HasSubstr("has shape [3] (allowed: [2])"));
  EXPECT_THAT(error(npy(header("|i1", "(1, 2)"), "ab")), HasSubstr("has shape [1,2]"));
  EXPECT_THAT(error(npy(header("|i1", "(2,)"), "a")),
              HasSubstr("has 1 bytes of data (allowed: exactly 2)"));
  EXPECT_THAT(error(npy(header("|i1", "(2,)"), "abc")), HasSubstr("has 3 bytes of data"));
  EXPECT_THAT(error(npy(header("|i1", "(0,)"), "")), HasSubstr("has shape [0]"));
}

TEST_F(NpyTest, RefusesTypesThatAreNotAllowed) {
  const auto complaint = [&](const std::string& descr, NpyTypes allowed) {
    const auto file = dir_.write("a.npy", npy(header(descr, "(1,)"), "abcd"));
    const std::string line = input_error([&] { read_npy_int16(file, {1}, allowed); });
    EXPECT_EQ(input_error([&] { check_npy(file, {1}, allowed); }), line);
    return line.substr(file.string().size());
  };
  constexpr std::array kEither = {NpyType::kInt8, NpyType::kUint8};
  constexpr std::array kSigned = {NpyType::kInt8};
  EXPECT_EQ(complaint("<i2", kEither),
            ": data type \"<i2\" is wider than 8 b (allowed: little-endian int8, uint8)");
  EXPECT_EQ(complaint("|u1", kSigned),
            ": data type \"|u1\" cannot be read (allowed: little-endian int8)");
  EXPECT_EQ(complaint("<i4", kNpyUpToInt16),
            ": data type \"<i4\" is wider than 16 b (allowed: little-endian int8, uint8, int16)");
  EXPECT_EQ(complaint("<u2", kEither),
            ": data type \"<u2\" cannot be read (allowed: little-endian int8, uint8)");
}

TEST_F(NpyTest, SaysWhatTypeItFound) {
  const auto type = [&](const std::string& descr, const std::string& data) {
    return check_npy(dir_.write("a.npy", npy(header(descr, "(1,)"), data)), {1}, kNpyUpToInt16);
  };
  EXPECT_EQ(type("|i1", "a"), NpyType::kInt8);
  EXPECT_EQ(type("<u1", "a"), NpyType::kUint8);
  EXPECT_EQ(type("<i2", "ab"), NpyType::kInt16);
}

TEST_F(NpyTest, RefusesHugeDimensions) {
  EXPECT_THAT(error(npy(header("|i1", "(9223372036854775807, 9223372036854775807)"), "ab")),
              HasSubstr("has shape"));
  EXPECT_THAT(error(npy(header("|i1", "(9223372036854775808,)"), "ab")), HasSubstr("dimension"));
  EXPECT_THAT(error(npy(header("|i1", "(-2,)"), "ab")), HasSubstr("dimension"));
}

TEST_F(NpyTest, RefusesBrokenFiles) {
  const std::string good = npy(header("|i1", "(2,)"), "ab");
  EXPECT_NO_THROW(read16(good, {2}));
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_NE(error(good.substr(0, length)), "") << length;
  }
  EXPECT_THAT(error("not a NumPy file at all"), HasSubstr("wrong magic"));
  EXPECT_THAT(error(npy(header("|i1", "(2,)"), "ab", 3)),
              HasSubstr("version 3.0 (allowed: 1.0, 2.0)"));
  std::string long_header = good;
  long_header[9] = '\x7f';
  EXPECT_THAT(error(long_header), HasSubstr("bytes long"));
  EXPECT_THAT(error({"\x93NUMPY\x02\x00\xff\xff\xff\xff", 12}), HasSubstr("4294967295 bytes long"));
  for (const char* text :
       {"", "{", "{}", "junk", "{'descr': '|i1'}", "{'descr': '|i1', 'fortran_order': False}",
        "{'descr': '|i1', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': 2}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (2}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (2.0,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (2 2)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (2,)} x",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (2,), 'x': 1}",
        "{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': [('a', '|i1')], 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '|i1, 'fortran_order': False, 'shape': (2,)}"}) {
    EXPECT_THAT(error(npy(text, "ab")), HasSubstr("bad .npy header")) << text;
  }
  EXPECT_THAT(input_error([&] { check_npy(dir_.path() / "none.npy", {2}, kNpyUpToInt16); }),
              HasSubstr("no such file"));
  EXPECT_THAT(input_error([&] { check_npy(dir_.path(), {2}, kNpyUpToInt16); }),
              HasSubstr("is a directory"));
}

}  // namespace
}  // namespace eyeriss::sim
