// SPDX-License-Identifier: Apache-2.0
#include "sim/input/json_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sim/input/json_object.h"
#include "sim/input/json_override.h"
#include "sim/input/json_value.h"
#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using test::input_error;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string parse_error(const std::string& text) {
  return input_error([&] { parse_json(text, "a.json"); });
}

TEST(JsonReader, ReadsAFile) {
  const test::TempDir dir;
  const auto file = dir.write("a.json", R"({"a": [1, -2, 3.5, true, null, "x"], "b": {}})");
  const nlohmann::json expected = {{"a", {1, -2, 3.5, true, nullptr, "x"}},
                                   {"b", nlohmann::json::object()}};
  EXPECT_EQ(read_json(file), expected);
}

TEST(JsonReader, NamesFilesThatCannotBeRead) {
  const test::TempDir dir;
  const std::string missing = (dir.path() / "missing.json").string();
  EXPECT_EQ(input_error([&] { read_json(missing); }), missing + ": no such file");
  EXPECT_THAT(input_error([&] { read_json(dir.path()); }), HasSubstr("is a directory"));
  EXPECT_THAT(input_error([&] { read_json("/dev/zero"); }), HasSubstr("is not a regular file"));
  EXPECT_THAT(input_error([&] { read_json(std::string(5000, 'a')); }), HasSubstr("cannot be read"));
  const auto file = dir.write("file", "{}");
  EXPECT_THAT(input_error([&] { read_json(file / "below.json"); }), HasSubstr("file/below.json"));
}

TEST(JsonReader, RefusesWhatIsNotJson) {
  EXPECT_THAT(parse_error(""), HasSubstr("is empty"));
  EXPECT_THAT(parse_error(" \n\t"), HasSubstr("is empty"));
  for (const char* text : {"{\"a\": 1",
                           "[1, 2",
                           "{\"a\": 1,}",
                           "[1 2]",
                           "{a: 1}",
                           "[NaN]",
                           "[Infinity]",
                           "[-Infinity]",
                           "[1e999]",
                           "[01]",
                           "[+1]",
                           "[.5]",
                           "[0x10]",
                           "// comment\n1",
                           "\"\xff\"",
                           "\"\xed\xa0\x80\"",
                           "\"a\nb\"",
                           "\"\\x\"",
                           "'a'",
                           "{} {}",
                           "\x7f"
                           "ELF\x02\x01",
                           "tru"}) {
    EXPECT_THAT(parse_error(text), StartsWith("a.json: line ")) << text;
  }
}

TEST(JsonReader, GivesLineAndColumn) {
  EXPECT_THAT(parse_error("{\n  \"a\": 1,\n  \"b\": x\n}"),
              StartsWith("a.json: line 3, column 8: "));
  EXPECT_THAT(parse_error("[1e999]"), StartsWith("a.json: line 1, column "));
}

TEST(JsonReader, PrintsErrorsAsText) {
  EXPECT_THAT(parse_error("[\"\xc3\xa4\xff\"]"), HasSubstr("\"\xc3\xa4\\xff"));
  EXPECT_THAT(parse_error("[\x7f\xc3\x28]"), HasSubstr("\\x7f"));
  EXPECT_THAT(input_error([] { read_json("no\nsuch\xe2\x82.json"); }),
              StartsWith("no\\x0asuch\\xe2\\x82.json: "));
}

TEST(JsonReader, LooksBehindANulByte) {
  EXPECT_THAT(parse_error(std::string("{}\0junk", 7)), HasSubstr("line 1, column 3: NUL byte"));
}

TEST(JsonReader, RefusesDuplicateKeysAtAnyLevel) {
  EXPECT_EQ(parse_error(R"({"a": 1, "a": 1})"), "a.json: a: duplicate key");
  EXPECT_EQ(parse_error(R"({"l": [0, {"x": {"b": 1, "c": 2, "b": 3}}]})"),
            "a.json: l[1].x.b: duplicate key");
  EXPECT_EQ(parse_error(R"({"_c": 1, "_c": 2})"), "a.json: _c: duplicate key");
  EXPECT_EQ(parse_json(R"([{"a": 1}, {"a": 1}])", "a.json").size(), 2u);
}

TEST(JsonReader, LimitsNesting) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_NO_THROW(parse_json(nested(kMaxJsonDepth), "a.json"));
  EXPECT_THAT(parse_error(nested(kMaxJsonDepth + 1)), HasSubstr("nested too deeply"));
  EXPECT_THAT(parse_error(nested(100000)), HasSubstr("nested too deeply"));
  EXPECT_THAT(parse_error(std::string(100000, '[')), HasSubstr("nested too deeply"));
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_THAT(parse_error(objects), HasSubstr("nested too deeply"));
}

/// The value of key `v` in a document, and the error that reading it gives.
class JsonValueTest : public ::testing::Test {
 protected:
  JsonValue value(const std::string& text) {
    document_ = parse_json("{\"v\": " + text + "}", "a.json");
    return JsonValue(document_, "a.json").object({"v"}).required("v");
  }
  std::string integer_error(const std::string& text) {
    return input_error([&] { value(text).integer(1, 1024); });
  }

 private:
  nlohmann::json document_;
};

TEST_F(JsonValueTest, TakesIntegersInRangeOnly) {
  EXPECT_EQ(value("1").integer(1, 1024), 1);
  EXPECT_EQ(value("1024").integer(1, 1024), 1024);
  EXPECT_EQ(value("-5").integer(-5, 0), -5);
  EXPECT_EQ(value("-9223372036854775808").integer(INT64_MIN, 0), INT64_MIN);
  EXPECT_EQ(integer_error("0"), "a.json: v: 0 is out of range (allowed: integers from 1 to 1024)");
  for (const char* text : {"1025", "-1", "1180591620717411303424", "-1180591620717411303424",
                           "9223372036854775808", "18446744073709551615", "4294967297"}) {
    EXPECT_THAT(integer_error(text), AllOf(HasSubstr("a.json: v: "), HasSubstr("is out of range"),
                                           HasSubstr("(allowed: integers from 1 to 1024)")))
        << text;
  }
}

TEST_F(JsonValueTest, ConvertsNothingToAnInteger) {
  EXPECT_EQ(integer_error("12.7"),
            "a.json: v: expected an integer, got 12.7 (allowed: integers from 1 to 1024)");
  EXPECT_THAT(integer_error("\"3\""), HasSubstr("expected an integer, got the string \"3\""));
  for (const char* text : {"3.0", "1e2", "true", "null", "[3]", "{}"}) {
    EXPECT_THAT(integer_error(text), HasSubstr("expected an integer")) << text;
  }
}

TEST_F(JsonValueTest, TakesNumbersInRangeOnly) {
  EXPECT_EQ(value("0.25").number(0, 1), 0.25);
  EXPECT_EQ(value("1").number(0, 1), 1);
  const auto error = [&](const std::string& text) {
    return input_error([&] { value(text).number(0, 1); });
  };
  EXPECT_EQ(error("1.5"), "a.json: v: 1.5 is out of range (allowed: numbers from 0 to 1)");
  EXPECT_THAT(error("-1e-9"), HasSubstr("is out of range"));
  EXPECT_THAT(error("\"0.5\""), HasSubstr("expected a number"));
  EXPECT_THAT(error("false"), HasSubstr("expected a number"));
}

TEST_F(JsonValueTest, ChecksTheOtherTypes) {
  EXPECT_TRUE(value("true").boolean());
  EXPECT_THAT(input_error([&] { value("1").boolean(); }), HasSubstr("expected a boolean, got 1"));
  EXPECT_EQ(value("\"x\"").string(), "x");
  EXPECT_THAT(input_error([&] { value("1").string(); }), HasSubstr("expected a string"));
  EXPECT_THAT(input_error([&] { value("\"\"").string(); }), HasSubstr("empty string"));
  EXPECT_THAT(input_error([&] { value("\"a\\u0000b\"").string(); }),
              HasSubstr("control character"));
  EXPECT_THAT(input_error([&] { value("\"a\\nb\"").string(); }), HasSubstr("control character"));
  EXPECT_EQ(value("[1, 2]").array(2)[1].path(), "v[1]");
  EXPECT_THAT(input_error([&] { value("[1]").array(2); }),
              HasSubstr("v: has 1 elements (allowed: exactly 2)"));
  EXPECT_THAT(input_error([&] { value("{}").array(); }), HasSubstr("expected an array"));
  EXPECT_THAT(input_error([&] { value("[]").object({}); }), HasSubstr("expected an object"));
  EXPECT_EQ(value("\"Conv\"").one_of({"Conv", "Gemm"}), "Conv");
  EXPECT_THAT(input_error([&] {
                value("\"conv\"").one_of({"Conv", "Gemm"});
              }),
              HasSubstr("unknown value \"conv\", did you mean \"Conv\"? (allowed: Conv, Gemm)"));
}

TEST_F(JsonValueTest, RefusesUnknownKeysButNotComments) {
  EXPECT_NO_THROW(value(R"({"rows": 1, "_note": [1]})").object({"rows", "columns"}));
  EXPECT_EQ(input_error([&] {
              value(R"({"colums": 1})").object({"rows", "columns"});
            }),
            "a.json: v.colums: unknown key, did you mean \"columns\"? (allowed: rows, columns)");
  EXPECT_EQ(input_error([&] {
              value(R"({"zzz": 1})").object({"rows", "columns"});
            }),
            "a.json: v.zzz: unknown key (allowed: rows, columns)");
  EXPECT_EQ(input_error([&] { value("{}").object({"rows"}).required("rows"); }),
            "a.json: v.rows: required key is missing");
  EXPECT_THAT(input_error([&] { value(R"({"a\nb": 1})").object({}); }), HasSubstr(R"(["a\x0ab"])"));
}

class OverrideTest : public ::testing::Test {
 protected:
  nlohmann::json set(const std::string& assignment) {
    nlohmann::json document = {{"name", "x"}, {"array", {{"rows", 12}, {"columns", 14}}}};
    apply_override(document, assignment);
    return document;
  }
  std::string error(const std::string& assignment) {
    return input_error([&] { set(assignment); });
  }
};

TEST_F(OverrideTest, ReplacesAValue) {
  EXPECT_EQ(set("array.columns=16")["array"], nlohmann::json({{"rows", 12}, {"columns", 16}}));
  EXPECT_EQ(set("array.columns=1.5")["array"]["columns"], 1.5);
  EXPECT_EQ(set("array={\"rows\": 1}")["array"], nlohmann::json({{"rows", 1}}));
  EXPECT_EQ(set("name=my-chip")["name"], "my-chip");
  EXPECT_EQ(set("name=\"a=b\"")["name"], "a=b");
}

TEST_F(OverrideTest, NamesTheOptionInErrors) {
  EXPECT_EQ(error("array.colums=16"),
            "--set array.colums=16: array.colums: unknown key, did you mean \"columns\"? "
            "(allowed: columns, rows)");
  EXPECT_EQ(error("arrays.rows=1"),
            "--set arrays.rows=1: arrays: unknown key, did you mean \"array\"? "
            "(allowed: array, name)");
  EXPECT_THAT(error("array.rows.x=1"), HasSubstr("--set array.rows.x=1: array.rows: has no parts"));
  for (const char* assignment : {"", "array.rows", "=1"}) {
    EXPECT_THAT(error(assignment), HasSubstr("is not an assignment")) << assignment;
  }
  for (const char* assignment : {".=1", "array.=1", ".array=1", "array..rows=1"}) {
    EXPECT_THAT(error(assignment), HasSubstr("unknown key")) << assignment;
  }
  for (const char* assignment : {"array.rows=", "array.rows={", "array.rows=1 2"}) {
    EXPECT_THAT(error(assignment), HasSubstr("neither JSON nor a bare word")) << assignment;
  }
}

}  // namespace
}  // namespace eyeriss::sim
