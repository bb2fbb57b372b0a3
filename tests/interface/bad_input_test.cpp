// SPDX-License-Identifier: Apache-2.0
// Files that are wrong: each is refused before anything is simulated or written, with one line
// that names the file and the place in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/interface/npy_file.h"
#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// One thing that a user may get wrong.
struct BadInput {
  std::string name;
  std::function<void(const TempDir&)> prepare;  ///< writes `w.json` and what belongs to it
  std::vector<std::string> expected;            ///< what the complaint must contain
  std::vector<std::string> arguments = {};
};

void PrintTo(const BadInput& input, std::ostream* stream) { *stream << input.name; }

/// A workload with a mapping, which is sound.
json sound_workload() {
  return json::parse(R"({
    "name": "sound", "batch": 5,
    "layers": [
      { "name": "conv", "op": "Conv", "input": { "channels": 64, "height": 13, "width": 13 },
        "output_channels": 64, "kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1],
        "group": 1, "relu": true, "ifmap": { "zeros": 0.5 },
        "mappings": { "eyeriss-v1":
          { "m": 16, "n": 1, "e": 13, "f": 13, "g": 1, "p": 8, "q": 4, "r": 1, "t": 2 } } },
      { "name": "gemm", "op": "Gemm", "in_features": 4, "out_features": 2 }
    ] })");
}

/// The value at a JSON pointer is replaced, or added.
BadInput value(const std::string& name, const std::string& pointer, const char* text,
               const std::string& expected_path, const std::string& expected_text = "",
               const std::vector<std::string>& arguments = {}) {
  return {name,
          [=](const TempDir& dir) {
            json workload = sound_workload();
            workload[json::json_pointer(pointer)] = json::parse(text);
            dir.write("w.json", workload.dump());
          },
          {"w.json: " + expected_path + ":", expected_text},
          arguments};
}

/// Several keys of the mapping are replaced; one of them goes too far.
BadInput mapping(const std::string& name, const char* patch, const std::string& expected_key) {
  return {name,
          [=](const TempDir& dir) {
            json workload = sound_workload();
            workload["layers"][0]["mappings"]["eyeriss-v1"].merge_patch(json::parse(patch));
            dir.write("w.json", workload.dump());
          },
          {"w.json: layers[0].mappings.eyeriss-v1." + expected_key + ":"}};
}

/// The file holds these bytes.
BadInput text(const std::string& name, const std::string& bytes,
              const std::string& expected = "w.json") {
  return {name, [=](const TempDir& dir) { dir.write("w.json", bytes); }, {"w.json:", expected}};
}

/// The Gemm's tensor comes from a file with these bytes.
BadInput tensor(const std::string& name, const std::string& key, const std::string& bytes,
                const std::string& expected) {
  return {name,
          [=](const TempDir& dir) {
            dir.write("x.npy", bytes);
            json workload = sound_workload();
            workload["layers"][1][key] = {{"file", "x.npy"}};
            dir.write("w.json", workload.dump());
          },
          {"w.json: layers[1]." + key + ".file:", "x.npy", expected}};
}

/// A value of the architecture file is replaced.
BadInput machine(const std::string& name, const std::string& pointer, const char* text,
                 const std::string& expected_path, const std::string& preset = "eyeriss-v1") {
  return {name,
          [=](const TempDir& dir) {
            const std::string presets = std::string(EYERISS_SOURCE_DIR) + "/hw/presets/";
            json machine = json::parse(read_text(presets + preset + ".json"));
            machine[json::json_pointer(pointer)] = json::parse(text);
            dir.write("arch.json", machine.dump());
            dir.write("w.json", sound_workload().dump());
          },
          {"arch.json: " + expected_path + ":"},
          {"--arch", "arch.json"}};
}

void write_sound(const TempDir& dir) { dir.write("w.json", sound_workload().dump()); }

class BadInputTest : public ::testing::TestWithParam<BadInput> {};

TEST_P(BadInputTest, ExitsWith2AndOneLineAndNoResults) {
  const TempDir dir;
  GetParam().prepare(dir);
  const std::vector<std::string> before = files_below(dir.path());
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.insert(arguments.end(), {"--out", "results", "--dump-tensors", "tensors", "w.json"});
  Command command = simulator(arguments);
  command.directory = dir.path();
  const ProgramResult result = run(command);
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.out, "");
  ASSERT_EQ(lines_of(result.err).size(), 1U) << result.err;
  EXPECT_EQ(result.err, lines_of(result.err)[0] + "\n");
  EXPECT_LT(result.err.size(), 600U);
  for (const std::string& expected : GetParam().expected) {
    EXPECT_THAT(result.err, HasSubstr(expected));
  }
  EXPECT_EQ(files_below(dir.path()), before);
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "results"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "tensors"));
}

const auto kTestName = [](const auto& input) { return input.param.name; };

TEST(BadInputBase, IsSound) {
  const TempDir dir;
  write_sound(dir);
  const ProgramResult result = run(simulator({"--dry-run", dir.path() / "w.json"}));
  EXPECT_EQ(result.status, 0) << result.err;
}

INSTANTIATE_TEST_SUITE_P(
    Documents, BadInputTest,
    ::testing::Values(BadInput{"MissingFile", [](const TempDir&) {}, {"w.json", "no such file"}},
                      BadInput{"Directory",
                               [](const TempDir& dir) {
                                 std::filesystem::create_directory(dir.path() / "w.json");
                               },
                               {"w.json", "directory"}},
                      text("Empty", ""),
                      text("Truncated", sound_workload().dump().substr(0, 200), "line"),
                      text("BinaryJunk", std::string("\x7f"
                                                     "ELF\x02\x01\0\0\xff\xfe\x80\n\n",
                                                     13)),
                      text("DeepBrackets", std::string(100'000, '['), "64"),
                      text("DeepObjects",
                           [] {
                             std::string text;
                             for (int i = 0; i < 100'000; ++i) text += "{\"a\":";
                             return text;
                           }()),
                      text("NotAnObject", "[1, 2]", "object"),
                      text("NaN", R"({"name": NaN, "layers": []})"), text("Comment", "{} // done"),
                      text("TrailingComma", R"({"name": "a",})"), text("TwoDocuments", "{}{}"),
                      text("DuplicateKey", R"({"name": "a", "name": "b", "layers": []})", "name"),
                      text("InvalidUtf8", "{\"name\": \"\xff\"}"),
                      text("NoLayers", R"({"name": "a"})", "layers"),
                      text("NoName", R"({"layers": []})", "name")),
    kTestName);

INSTANTIATE_TEST_SUITE_P(
    Values, BadInputTest,
    ::testing::Values(
        value("UnknownKey", "/layers/0/kernel", "3", "layers[0].kernel", "kernel_shape"),
        value("UnknownRootKey", "/bacth", "3", "bacth", "batch"),
        value("EmptyLayers", "/layers", "[]", "layers"),
        value("LayersNoArray", "/layers", "{}", "layers", "array"),
        value("EmptyName", "/name", "\"\"", "name"),
        value("NameWithSlash", "/name", "\"../x\"", "name"),
        value("LayerNameWithSlash", "/layers/0/name", "\"a/b\"", "layers[0].name"),
        value("SameName", "/layers/1/name", "\"conv\"", "layers[1].name"),
        value("UnknownOp", "/layers/0/op", "\"Pool\"", "layers[0].op", "Conv, Gemm"),
        value("FractionForInteger", "/layers/0/output_channels", "12.7",
              "layers[0].output_channels", "integer"),
        value("WholeFraction", "/layers/0/output_channels", "12.0", "layers[0].output_channels"),
        value("Negative", "/layers/0/output_channels", "-1", "layers[0].output_channels"),
        value("Zero", "/layers/0/input/channels", "0", "layers[0].input.channels"),
        value("Overflow32", "/layers/0/output_channels", "4294967297", "layers[0].output_channels"),
        value("Overflow64", "/layers/0/output_channels", "18446744073709551617",
              "layers[0].output_channels"),
        value("StringForInteger", "/layers/0/output_channels", "\"64\"",
              "layers[0].output_channels"),
        value("TrueForInteger", "/layers/0/output_channels", "true", "layers[0].output_channels"),
        value("NullForInteger", "/layers/0/output_channels", "null", "layers[0].output_channels"),
        value("IntegerForBoolean", "/layers/0/relu", "1", "layers[0].relu"),
        value("BatchZero", "/batch", "0", "batch"),
        value("KernelTooShort", "/layers/0/kernel_shape", "[3]", "layers[0].kernel_shape"),
        value("KernelZero", "/layers/0/kernel_shape/1", "0", "layers[0].kernel_shape[1]"),
        value("KernelBeyondInput", "/layers/0/kernel_shape/1", "16", "layers[0].kernel_shape[1]",
              "15"),
        value("StrideZero", "/layers/0/strides/0", "0", "layers[0].strides[0]"),
        value("PadNegative", "/layers/0/pads/3", "-1", "layers[0].pads[3]"),
        value("PadsTooLong", "/layers/0/pads", "[1, 1, 1, 1, 1]", "layers[0].pads"),
        value("GroupDoesNotDivide", "/layers/0/group", "3", "layers[0].group"),
        value("ZerosAboveOne", "/layers/0/ifmap/zeros", "1.01", "layers[0].ifmap.zeros"),
        value("ZerosNegative", "/layers/0/ifmap/zeros", "-0.1", "layers[0].ifmap.zeros"),
        value("ZerosAndFile", "/layers/0/ifmap/file", "\"x.npy\"", "layers[0].ifmap"),
        value("EmptyTensor", "/layers/0/weights", "{}", "layers[0].weights"),
        value("OfmapZerosWithoutRelu", "/layers/1/ofmap", R"({"zeros": 0.5})", "layers[1].ofmap"),
        value("ProductShift", "/layers/0/product_shift", "32", "layers[0].product_shift"),
        value("ConvKeyInGemm", "/layers/1/strides", "[1, 1]", "layers[1].strides"),
        value("MissingTensorFile", "/layers/1/ifmap", R"({"file": "none.npy"})",
              "layers[1].ifmap.file", "none.npy"),
        value("KernelBeyondArray", "/layers/0",
              R"({"name": "tall", "op": "Conv", "kernel_shape": [13, 1], "output_channels": 1,
                  "input": {"channels": 1, "height": 20, "width": 20}})",
              "layers[0].kernel_shape")),
    kTestName);

INSTANTIATE_TEST_SUITE_P(
    Mappings, BadInputTest,
    ::testing::Values(mapping("UnknownKey", R"({"s": 1})", "s"),
                      mapping("Zero", R"({"n": 0})", "n"),
                      mapping("Missing", R"({"m": null})", "m"),
                      mapping("FiltersBeyondLayer", R"({"m": 65})", "m"),
                      mapping("FiltersNoMultiple", R"({"m": 17})", "m"),
                      mapping("RowsBeyondLayer", R"({"e": 14})", "e"),
                      mapping("ColumnsBeyondLayer", R"({"f": 14})", "f"),
                      mapping("GroupsBeyondLayer", R"({"g": 2})", "g"),
                      mapping("ChannelsBeyondLayer", R"({"q": 65})", "q"),
                      mapping("IfmapSpad", R"({"q": 5, "p": 1, "m": 2})", "q"),
                      mapping("PsumSpad", R"({"p": 25, "q": 1, "t": 1, "m": 50})", "p"),
                      mapping("FilterSpad", R"({"p": 19, "q": 4, "t": 1, "m": 57})", "p"),
                      mapping("ArrayRows", R"({"r": 5})", "r"),
                      mapping("ArraySets", R"({"t": 5, "m": 40})", "t"),
                      mapping("GlbPsums", R"({"m": 64, "n": 5})", "m"),
                      mapping("FilterBanks", R"({"p": 18, "r": 4, "e": 7, "m": 36})", "t")),
    kTestName);

INSTANTIATE_TEST_SUITE_P(
    Tensors, BadInputTest,
    ::testing::Values(
        tensor("Empty", "ifmap", "", "short"),
        tensor("NoNpy", "ifmap", std::string(200, 'x'), "magic"),
        tensor("Float", "ifmap", npy_bytes("<f4", false, "(5, 4)", std::string(80, 0)), "<f4"),
        tensor("BigEndian", "ifmap", npy_bytes(">i2", false, "(5, 4)", std::string(40, 0)), ">i2"),
        tensor("Unsigned16", "ifmap", npy_bytes("<u2", false, "(5, 4)", std::string(40, 0)), "<u2"),
        tensor("Int32", "weights", npy_bytes("<i4", false, "(2, 4)", std::string(32, 0)), "<i4"),
        tensor("Fortran", "ifmap", npy_bytes("<i2", true, "(5, 4)", std::string(40, 0)), "order"),
        tensor("Shape", "ifmap", npy_bytes("<i2", false, "(4, 5)", std::string(40, 0)), "[5,4]"),
        tensor("Rank", "ifmap", npy_bytes("<i2", false, "(20,)", std::string(40, 0)), "[5,4]"),
        tensor("HugeShape", "ifmap", npy_bytes("<i2", false, "(5, 99999999999999999999)", ""), ""),
        tensor("Truncated", "ifmap", npy_bytes("<i2", false, "(5, 4)", std::string(39, 0)), "39"),
        tensor("TooLong", "ifmap", npy_bytes("<i2", false, "(5, 4)", std::string(41, 0)), "41"),
        tensor("BrokenHeader", "ifmap", npy_bytes("<i2', 'x", false, "(5, 4)", ""), ""),
        tensor("BiasBeyondPsum", "bias",
               npy_bytes("<i4", false, "(2,)", std::string("\0\x80\0\0\0\0\0\0", 8)), "32768"),
        tensor("BiasShape", "bias", npy_bytes("<i2", false, "(3,)", std::string(6, 0)), "[2]")),
    kTestName);

INSTANTIATE_TEST_SUITE_P(
    Machines, BadInputTest,
    ::testing::Values(machine("UnknownKey", "/array/colums", "14", "array.colums"),
                      machine("Zero", "/array/rows", "0", "array.rows"),
                      machine("Fraction", "/glb/banks", "25.5", "glb.banks"),
                      machine("WrongType", "/core/clock_mhz", "\"200\"", "core.clock_mhz"),
                      machine("NoObject", "/pe", "[]", "pe"),
                      BadInput{"Truncated",
                               [](const TempDir& dir) {
                                 write_sound(dir);
                                 dir.write("arch.json", "{\"name\": \"a\"");
                               },
                               {"arch.json:"},
                               {"--arch", "arch.json"}},
                      BadInput{"OverrideTooSmall",
                               write_sound,
                               {"w.json: layers[0].mappings.eyeriss-v1.q:", "11"},
                               {"--set", "pe.ifmap_spad_words=11"}}),
    kTestName);

const std::vector<std::string> kOnClusters = {"--arch", "eyeriss-v2"};

INSTANTIATE_TEST_SUITE_P(
    Clusters, BadInputTest,
    ::testing::Values(
        machine("UnknownKey", "/grid/cols", "2", "grid.cols", "eyeriss-v2"),
        machine("KeyOfTheOtherFamily", "/link", "{}", "link", "eyeriss-v2"),
        machine("Zero", "/cluster/pe_rows", "0", "cluster.pe_rows", "eyeriss-v2"),
        machine("TooManyRouters", "/noc/psum/routers", "5", "noc.psum.routers", "eyeriss-v2"),
        machine("UnknownReach", "/noc/psum/reach", "\"all\"", "noc.psum.reach", "eyeriss-v2"),
        machine("SparseWithoutPairs", "/noc/weight/pairs", "0", "noc.weight.pairs", "eyeriss-v2"),
        machine("CscIntoDensePes", "/off_chip/coding/ifmap", "\"csc\"", "off_chip.coding.ifmap",
                "eyeriss-v1.5"),
        value("RunLengthCoding", "/layers/0/ifmap/coding", "\"rlc\"", "layers[0].ifmap.coding",
              "allowed: raw, csc", kOnClusters),
        value("CscOnFlatBuses", "/layers/1/weights", R"({"coding": "csc"})",
              "layers[1].weights.coding", "allowed: raw, rlc"),
        value("NetworkOnFlatBuses", "/layers/0/mappings/eyeriss-v1/ifmap_network", "\"unicast\"",
              "layers[0].mappings.eyeriss-v1.ifmap_network", "unknown key"),
        value(
            "UnknownNetwork", "/layers/0/mappings/eyeriss-v2",
            R"({"m": 16, "n": 1, "e": 13, "p": 8, "q": 4, "r": 1, "t": 2, "filter_network": "all"})",
            "layers[0].mappings.eyeriss-v2.filter_network",
            "unicast, horizontal, vertical, broadcast", kOnClusters),
        BadInput{"EnergyTableOfTheOtherFamily",
                 write_sound,
                 {"eyeriss-v1-65nm.json: machines:"},
                 {"--arch", "eyeriss-v2", "--energy", "eyeriss-v1-65nm"}}),
    kTestName);

}  // namespace
}  // namespace eyeriss::test
