// SPDX-License-Identifier: Apache-2.0
#include "sim/input/workload_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using test::input_error;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

json conv() {
  return {{"name", "c"},
          {"op", "Conv"},
          {"input", {{"channels", 6}, {"height", 9}, {"width", 7}}},
          {"output_channels", 4},
          {"kernel_shape", {3, 2}}};
}

json gemm() { return {{"name", "g"}, {"op", "Gemm"}, {"in_features", 5}, {"out_features", 3}}; }

class WorkloadReaderTest : public ::testing::Test {
 protected:
  Workload read(const json& document, std::optional<std::int64_t> batch = std::nullopt) {
    return read_workload(dir_.write("w.json", document.dump()), {"eyeriss-v1"}, batch);
  }
  WorkloadLayer read_layer(const json& layer) {
    return read({{"name", "w"}, {"batch", 2}, {"layers", {layer}}}).layers[0];
  }
  /// The error without the file's name.
  std::string error(const json& document) {
    const std::string line = input_error([&] { read(document); });
    const std::string file = (dir_.path() / "w.json").string() + ": ";
    EXPECT_EQ(line.substr(0, file.size()), file);
    return line.substr(std::min(file.size(), line.size()));
  }
  std::string layer_error(const json& layer) {
    return error({{"name", "w"}, {"batch", 2}, {"layers", {layer}}});
  }
  /// The error after one key of the Conv layer above is replaced.
  std::string conv_error(const std::string& key, const json& value) {
    json layer = conv();
    layer[key] = value;
    return layer_error(layer);
  }

  test::TempDir dir_;
};

TEST_F(WorkloadReaderTest, FillsInDefaults) {
  const Workload workload = read({{"name", "w"}, {"layers", {conv(), gemm()}}});
  EXPECT_EQ(workload.name, "w");
  EXPECT_EQ(workload.batch, 1);
  const WorkloadLayer& layer = workload.layers[0];
  EXPECT_EQ(layer.name, "c");
  EXPECT_EQ(layer.path, "layers[0]");
  EXPECT_EQ(layer.op, Op::kConv);
  EXPECT_EQ(layer.shape.N, 1);
  EXPECT_EQ(layer.shape.C, 6);
  EXPECT_EQ(layer.shape.H, 9);
  EXPECT_EQ(layer.shape.W, 7);
  EXPECT_EQ(layer.shape.M, 4);
  EXPECT_EQ(layer.shape.R, 3);
  EXPECT_EQ(layer.shape.S, 2);
  EXPECT_EQ(layer.shape.stride_h, 1);
  EXPECT_EQ(layer.shape.stride_w, 1);
  EXPECT_EQ(layer.shape.groups, 1);
  EXPECT_EQ(layer.shape.E(), 7);
  EXPECT_EQ(layer.shape.F(), 6);
  EXPECT_FALSE(layer.relu);
  EXPECT_EQ(layer.product_shift, 0);
  EXPECT_EQ(layer.output_shift, 0);
  EXPECT_EQ(layer.output_type, OutputType::kInt8);
  EXPECT_EQ(layer.ifmap.zeros, 0);
  EXPECT_FALSE(layer.ifmap.file || layer.weights.file || layer.bias || layer.ofmap_zeros);
  EXPECT_FALSE(layer.ifmap.coding || layer.weights.coding || layer.ofmap_coding);
  EXPECT_FALSE(layer.mapping);
}

TEST_F(WorkloadReaderTest, TheFirstLayerIsTheWorkloadsFirst) {
  const Workload workload = read({{"name", "w"}, {"layers", {conv(), gemm()}}});
  EXPECT_TRUE(workload.layers[0].is_first);
  EXPECT_FALSE(workload.layers[1].is_first);
}

TEST_F(WorkloadReaderTest, ReadsTheCodingOfEachTensor) {
  json document = conv();
  document.update({{"relu", true},
                   {"ifmap", {{"coding", "rlc"}}},
                   {"weights", {{"file", "x.npy"}, {"coding", "raw"}}},
                   {"ofmap", {{"zeros", 0.5}, {"coding", "csc"}}}});
  WorkloadLayer layer = read_layer(document);
  EXPECT_EQ(layer.ifmap.coding, hw::Coding::kRlc);
  EXPECT_EQ(layer.ifmap.zeros, 0);
  EXPECT_EQ(layer.weights.coding, hw::Coding::kRaw);
  EXPECT_EQ(layer.weights.file, dir_.path() / "x.npy");
  EXPECT_EQ(layer.ofmap_coding, hw::Coding::kCsc);
  EXPECT_EQ(layer.ofmap_zeros, 0.5);
  document.update({{"relu", false}, {"ofmap", {{"coding", "raw"}}}});
  layer = read_layer(document);
  EXPECT_EQ(layer.ofmap_coding, hw::Coding::kRaw) << "needs no ReLU";
  EXPECT_FALSE(layer.ofmap_zeros);
}

TEST_F(WorkloadReaderTest, RefusesBadCodings) {
  EXPECT_THAT(conv_error("ifmap", {{"coding", "zip"}}),
              HasSubstr("layers[0].ifmap.coding: unknown value \"zip\""));
  EXPECT_THAT(conv_error("weights", {{"coding", 1}}),
              HasSubstr("layers[0].weights.coding: expected a string"));
  EXPECT_THAT(conv_error("ofmap", {{"coding", "RLC"}}), HasSubstr("(allowed: raw, rlc, csc)"));
  EXPECT_THAT(conv_error("ofmap", json::object()), HasSubstr("layers[0].ofmap: is empty"));
  EXPECT_THAT(conv_error("bias", {{"zeros", 0}, {"coding", "raw"}}),
              HasSubstr("layers[0].bias.coding: unknown key"));
}

TEST_F(WorkloadReaderTest, ReadsEveryKeyOfAConv) {
  json document = conv();
  document.update({{"strides", {2, 3}},
                   {"pads", {1, 2, 3, 4}},
                   {"group", 2},
                   {"relu", true},
                   {"product_shift", 31},
                   {"output_shift", 7},
                   {"output_type", "uint8"},
                   {"ifmap", {{"zeros", 0.25}}},
                   {"weights", {{"file", "x.npy"}}},
                   {"bias", {{"file", "/y.npy"}}},
                   {"_note", {{"any", "thing"}}}});
  const WorkloadLayer layer = read_layer(document);
  EXPECT_EQ(layer.shape.N, 2);
  EXPECT_EQ(layer.shape.stride_h, 2);
  EXPECT_EQ(layer.shape.stride_w, 3);
  EXPECT_EQ(layer.shape.pad_top, 1);
  EXPECT_EQ(layer.shape.pad_left, 2);
  EXPECT_EQ(layer.shape.pad_bottom, 3);
  EXPECT_EQ(layer.shape.pad_right, 4);
  EXPECT_EQ(layer.shape.groups, 2);
  EXPECT_TRUE(layer.relu);
  EXPECT_EQ(layer.product_shift, 31);
  EXPECT_EQ(layer.output_shift, 7);
  EXPECT_EQ(layer.output_type, OutputType::kUint8);
  EXPECT_EQ(layer.ifmap.zeros, 0.25);
  EXPECT_EQ(layer.weights.file, dir_.path() / "x.npy");
  EXPECT_EQ(layer.bias->file, "/y.npy");
}

TEST_F(WorkloadReaderTest, AGemmIsAPointwiseConvolution) {
  json document = gemm();
  document["rows"] = 7;
  const hw::LayerShape shape = read_layer(document).shape;
  EXPECT_EQ(shape.N, 14);
  EXPECT_EQ(shape.C, 5);
  EXPECT_EQ(shape.M, 3);
  EXPECT_EQ(shape.E(), 1);
  EXPECT_EQ(shape.F(), 1);
  EXPECT_EQ(shape.macs(), 14 * 5 * 3);
}

TEST_F(WorkloadReaderTest, TheOptionReplacesTheBatch) {
  const json document = {{"name", "w"}, {"batch", 4}, {"layers", {gemm()}}};
  EXPECT_EQ(read(document).batch, 4);
  EXPECT_EQ(read(document, 3).layers[0].shape.N, 3);
  EXPECT_EQ(input_error([&] { read(document, 0); }),
            "--batch 0: is out of range (allowed: integers from 1 to 65536)");
  EXPECT_THAT(input_error([&] { read(document, -1); }), HasSubstr("--batch -1"));
  EXPECT_THAT(input_error([&] { read(document, 65537); }), HasSubstr("--batch 65537"));
}

TEST_F(WorkloadReaderTest, ReadsTheMappingForTheArchitecture) {
  json document = conv();
  const json mapping = {{"m", 4}, {"n", 8}, {"e", 3}, {"p", 2}, {"q", 1}, {"r", 5}, {"t", 6}};
  document["mappings"] = {{"eyeriss-v1", mapping}, {"other", {{"x", 1}}}, {"_note", "text"}};
  const hw::Mapping read = read_layer(document).mapping.value();
  EXPECT_EQ(read.m, 4);
  EXPECT_EQ(read.n, 2) << "clamped to the batch";
  EXPECT_EQ(read.e, 3);
  EXPECT_EQ(read.f, 6) << "all output columns";
  EXPECT_EQ(read.g, 1);
  EXPECT_EQ(read.p, 2);
  EXPECT_EQ(read.q, 1);
  EXPECT_EQ(read.r, 5);
  EXPECT_EQ(read.t, 6);
  document["mappings"]["eyeriss-v1"].update({{"f", 2}, {"g", 3}, {"n", 1}});
  const hw::Mapping explicit_one = read_layer(document).mapping.value();
  EXPECT_EQ(explicit_one.f, 2);
  EXPECT_EQ(explicit_one.g, 3);
  EXPECT_EQ(explicit_one.n, 1);
  document["mappings"].erase("eyeriss-v1");
  EXPECT_FALSE(read_layer(document).mapping);
}

TEST_F(WorkloadReaderTest, RefusesBadMappings) {
  const json good = {{"m", 4}, {"n", 8}, {"e", 3}, {"p", 2}, {"q", 1}, {"r", 5}, {"t", 6}};
  const auto with = [&](const std::string& key, const json& value) {
    json mapping = good;
    mapping[key] = value;
    return conv_error("mappings", {{"eyeriss-v1", mapping}});
  };
  EXPECT_THAT(with("p", 0), HasSubstr("layers[0].mappings.eyeriss-v1.p: 0 is out of range"));
  EXPECT_THAT(with("p", 1.5), HasSubstr("expected an integer, got 1.5"));
  EXPECT_THAT(with("p", 4294967296), HasSubstr("is out of range"));
  EXPECT_THAT(with("s", 1),
              HasSubstr("mappings.eyeriss-v1.s: unknown key (allowed: m, n, e, f, g"));
  for (const char* key : {"m", "n", "e", "p", "q", "r", "t"}) {
    json mapping = good;
    mapping.erase(key);
    EXPECT_EQ(conv_error("mappings", {{"eyeriss-v1", mapping}}),
              std::string("layers[0].mappings.eyeriss-v1.") + key + ": required key is missing");
  }
  EXPECT_THAT(conv_error("mappings", {{"other", 1}}),
              HasSubstr("layers[0].mappings.other: expected an object"));
  EXPECT_THAT(conv_error("mappings", json::array()), HasSubstr("expected an object"));
}

TEST_F(WorkloadReaderTest, RefusesBadDocuments) {
  EXPECT_THAT(error({{"layers", {gemm()}}}), HasSubstr("name: required key is missing"));
  EXPECT_THAT(error({{"name", "w"}}), HasSubstr("layers: required key is missing"));
  EXPECT_THAT(error({{"name", "w"}, {"layers", json::array()}}), HasSubstr("layers: is empty"));
  EXPECT_THAT(error({{"name", "w"}, {"layers", json::object()}}), HasSubstr("expected an array"));
  EXPECT_THAT(error({{"name", "w"}, {"layers", {1}}}), HasSubstr("layers[0]: expected an object"));
  EXPECT_THAT(error({{"name", "w"}, {"layers", {gemm()}}, {"bach", 1}}),
              HasSubstr("bach: unknown key, did you mean \"batch\"?"));
  EXPECT_THAT(error({{"name", "w"}, {"layers", {gemm()}}, {"batch", 0}}), HasSubstr("batch: 0"));
  EXPECT_THAT(error({{"name", "../w"}, {"layers", {gemm()}}}), HasSubstr("name: bad name"));
  EXPECT_EQ(error({{"name", "w"}, {"layers", {gemm(), gemm()}}}),
            "layers[1].name: \"g\" is the name of layers[0] already (allowed: unique names)");
  EXPECT_THAT(error(json::array()), HasSubstr("expected an object, got an array"));
}

TEST_F(WorkloadReaderTest, RefusesBadLayers) {
  for (const char* key : {"name", "op", "input", "output_channels", "kernel_shape"}) {
    json layer = conv();
    layer.erase(key);
    EXPECT_THAT(layer_error(layer), HasSubstr("missing")) << key;
    EXPECT_THAT(layer_error(layer), HasSubstr(key));
  }
  for (const char* key : {"name", "op", "in_features", "out_features"}) {
    json layer = gemm();
    layer.erase(key);
    EXPECT_THAT(layer_error(layer), HasSubstr("missing")) << key;
  }
  for (const char* name : {"", ".", "..", "a/b", "a b", "a\n", "ä"}) {
    EXPECT_THAT(conv_error("name", name), HasSubstr("layers[0].name: ")) << name;
  }
  EXPECT_THAT(conv_error("op", "Pool"), HasSubstr("layers[0].op: unknown value \"Pool\""));
  EXPECT_THAT(conv_error("in_features", 3), HasSubstr("layers[0].in_features: unknown key"));
  json gemm_with_kernel = gemm();
  gemm_with_kernel["kernel_shape"] = {1, 1};
  EXPECT_THAT(layer_error(gemm_with_kernel), HasSubstr("layers[0].kernel_shape: unknown key"));
  EXPECT_THAT(conv_error("relu", 1), HasSubstr("layers[0].relu: expected a boolean"));
  EXPECT_THAT(conv_error("product_shift", 32), HasSubstr("integers from 0 to 31"));
  EXPECT_THAT(conv_error("output_shift", -1), HasSubstr("integers from 0 to 31"));
  EXPECT_THAT(conv_error("output_type", "int16"), HasSubstr("(allowed: int8, uint8)"));
}

TEST_F(WorkloadReaderTest, RefusesShapesThatAreNone) {
  EXPECT_THAT(
      conv_error("kernel_shape", {10, 2}),
      HasSubstr(
          "layers[0].kernel_shape[0]: 10 is larger than the padded input (allowed: up to 9)"));
  EXPECT_THAT(conv_error("kernel_shape", {3, 8}),
              HasSubstr("layers[0].kernel_shape[1]: 8 is larger"));
  EXPECT_THAT(conv_error("kernel_shape", {3}), HasSubstr("has 1 elements (allowed: exactly 2)"));
  EXPECT_THAT(conv_error("kernel_shape", {3, 0}), HasSubstr("layers[0].kernel_shape[1]: 0"));
  EXPECT_THAT(conv_error("strides", {0, 1}), HasSubstr("layers[0].strides[0]: 0"));
  EXPECT_THAT(conv_error("pads", {1, 1}), HasSubstr("layers[0].pads: has 2 elements"));
  EXPECT_THAT(conv_error("pads", {0, 0, 0, -1}), HasSubstr("layers[0].pads[3]: -1"));
  EXPECT_THAT(conv_error("group", 3),
              HasSubstr("layers[0].group: 3 groups do not divide 6 channels"));
  EXPECT_THAT(conv_error("group", 4), HasSubstr("layers[0].group: 4 groups do not divide"));
  EXPECT_THAT(conv_error("group", 0), HasSubstr("layers[0].group: 0"));
  EXPECT_THAT(conv_error("output_channels", 1000001), HasSubstr("integers from 1 to 1000000"));
  EXPECT_THAT(conv_error("input", {{"channels", 0}, {"height", 9}, {"width", 7}}),
              HasSubstr("layers[0].input.channels: 0"));
  EXPECT_THAT(conv_error("input", {{"channels", 1}, {"height", 9}, {"widht", 7}}),
              HasSubstr("layers[0].input.widht: unknown key, did you mean \"width\"?"));
  json exact = conv();
  exact["kernel_shape"] = {11, 7};
  exact["pads"] = {2, 0, 0, 0};
  EXPECT_EQ(read_layer(exact).shape.E(), 1);
}

TEST_F(WorkloadReaderTest, RefusesSizesThatCannotBeCounted) {
  EXPECT_THAT(conv_error("input", {{"channels", 1000000}, {"height", 1000000}, {"width", 1000000}}),
              HasSubstr("layers[0]: the padded ifmap has more than 2147483647 elements"));
  EXPECT_THAT(conv_error("pads", {1000000, 1000000, 1000000, 1000000}), HasSubstr("padded ifmap"));
  json wide = gemm();
  wide.update({{"in_features", 1000000}, {"out_features", 1000000}});
  EXPECT_THAT(layer_error(wide), HasSubstr("the weights have more than"));
  json many = gemm();
  many.update({{"rows", 600000}});
  EXPECT_THAT(layer_error(many), HasSubstr("layers[0].rows: 600000 rows times batch 2"));
  json tall = gemm();
  tall.update({{"rows", 500000}, {"in_features", 1}, {"out_features", 1000000}});
  EXPECT_THAT(layer_error(tall), HasSubstr("the ofmap has more than"));
  json slow = conv();
  slow.update({{"input", {{"channels", 30}, {"height", 8000}, {"width", 4000}}},
               {"kernel_shape", {4000, 2000}},
               {"output_channels", 8}});
  EXPECT_THAT(layer_error(slow), HasSubstr("the layer has more than 9007199254740992 MACs"));
}

TEST_F(WorkloadReaderTest, RefusesBadTensors) {
  EXPECT_THAT(conv_error("ifmap", {{"zeros", 0.5}, {"file", "x"}}),
              HasSubstr("layers[0].ifmap: has both zeros and file"));
  EXPECT_THAT(conv_error("ifmap", json::object()), HasSubstr("layers[0].ifmap: is empty"));
  EXPECT_THAT(conv_error("weights", {{"zeros", 1.1}}), HasSubstr("layers[0].weights.zeros: 1.1"));
  EXPECT_THAT(conv_error("weights", {{"zeros", -0.1}}), HasSubstr("numbers from 0 to 1"));
  EXPECT_THAT(conv_error("bias", json::object()), HasSubstr("layers[0].bias: is empty"));
  EXPECT_THAT(conv_error("bias", {{"file", 1}}),
              HasSubstr("layers[0].bias.file: expected a string"));
  EXPECT_THAT(conv_error("ifmap", {{"file", ""}}), HasSubstr("empty string"));
  EXPECT_THAT(conv_error("ofmap", {{"zeros", 0.5}}),
              HasSubstr("layers[0].ofmap: a fraction of zeros needs a ReLU"));
  EXPECT_THAT(conv_error("ofmap", {{"file", "x"}}), HasSubstr("layers[0].ofmap.file: unknown key"));
  json layer = conv();
  layer.update({{"relu", true}, {"ofmap", {{"zeros", 0.5}}}});
  EXPECT_EQ(read_layer(layer).ofmap_zeros, 0.5);
  layer["bias"] = {{"zeros", 0}};
  EXPECT_THAT(layer_error(layer), HasSubstr("layers[0].ofmap: a fraction of zeros sets the bias"));
}

TEST_F(WorkloadReaderTest, SelectsLayersInTheWorkloadsOrder) {
  json second = gemm();
  second["name"] = "g2";
  const Workload workload = read({{"name", "w"}, {"layers", {conv(), gemm(), second}}});
  const auto names = [&](const std::string& list) {
    std::vector<std::string> result;
    for (const WorkloadLayer* layer : select_layers(workload, list)) result.push_back(layer->name);
    return result;
  };
  EXPECT_THAT(names("g2,c"), ElementsAre("c", "g2"));
  EXPECT_THAT(names("g"), ElementsAre("g"));
  EXPECT_EQ(input_error([&] { names("c,g3"); }),
            "--layers c,g3: unknown layer \"g3\", did you mean \"g2\"? (allowed: c, g, g2)");
  EXPECT_THAT(input_error([&] { names("c,c"); }), HasSubstr("layer \"c\" is named twice"));
  for (const char* list : {"", "c,", ",c", "c,,g", "c, g"}) {
    EXPECT_THAT(input_error([&] { names(list); }), HasSubstr("unknown layer")) << list;
  }
}

/// The workloads that come with the program.
Workload shipped(const std::string& name) {
  return read_workload(EYERISS_SOURCE_DIR "/workloads/" + name + ".json", {"eyeriss-v1"});
}

TEST(Workloads, AlexNetHasThePublishedMacs) {
  const Workload alexnet = shipped("alexnet");
  std::vector<std::int64_t> macs;
  for (const WorkloadLayer& layer : alexnet.layers) macs.push_back(layer.shape.macs() / 4);
  EXPECT_THAT(macs, ElementsAre(105415200, 223948800, 149520384, 112140288, 74760192,
                                std::int64_t{9216} * 4096, 4096 * 4096, 4096 * 1000));
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(alexnet.layers[i].mapping.has_value(), i < 5) << i;
    EXPECT_EQ(alexnet.layers[i].ofmap_zeros.has_value(), i < 5) << i;
  }
}

TEST(Workloads, TheSmallOnesAreSmall) {
  for (const char* name : {"tiny", "tiny-sparse"}) {
    std::int64_t macs = 0;
    for (const WorkloadLayer& layer : shipped(name).layers) macs += layer.shape.macs();
    EXPECT_LT(macs, 3000000) << name;
  }
}

}  // namespace
}  // namespace eyeriss::sim
