// SPDX-License-Identifier: Apache-2.0
#include "sim/input/layer_reader.h"

#include <fmt/format.h>

#include "sim/input/coding_reader.h"
#include "sim/input/input_error.h"
#include "sim/input/json_object.h"
#include "sim/input/mapping_reader.h"
#include "sim/input/shape_reader.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

Op read_op(const JsonValue& layer) {
  for (const auto& [key, value] : layer.members()) {
    if (key == "op") return value.one_of({"Conv", "Gemm"}) == "Conv" ? Op::kConv : Op::kGemm;
  }
  throw InputError(layer.file(), layer.path() + ".op", "required key is missing", "Conv, Gemm");
}

JsonObject layer_object(const JsonValue& layer, Op op) {
  if (op == Op::kConv) {
    return layer.object({"name", "op", "input", "output_channels", "kernel_shape", "strides",
                         "pads", "group", "relu", "product_shift", "output_shift", "output_type",
                         "ifmap", "weights", "bias", "ofmap", "mappings"});
  }
  return layer.object({"name", "op", "in_features", "out_features", "rows", "relu", "product_shift",
                       "output_shift", "output_type", "ifmap", "weights", "bias", "ofmap",
                       "mappings"});
}

std::string layer_name(const JsonValue& value) {
  std::string name = value.string();
  if (!is_plain_name(name)) {
    value.fail("bad name " + in_quotes(name),
               fmt::format("up to {} of A-Z a-z 0-9 . _ -", kMaxNameLength));
  }
  return name;
}

/// @param allowed in an error
TensorSpec read_tensor(const JsonObject& object, const std::optional<hw::Coding>& coding,
                       const std::string& allowed, const std::filesystem::path& directory) {
  const auto zeros = object.optional("zeros");
  const auto file = object.optional("file");
  if (zeros && file) object.value().fail("has both zeros and file", allowed);
  if (!zeros && !file && !coding) object.value().fail("is empty", allowed);
  TensorSpec spec;
  if (zeros) spec.zeros = zeros->number(0, 1);
  if (file) spec.file = directory / file->string();
  spec.coding = coding;
  return spec;
}

TensorSpec read_coded_tensor(const JsonValue& value, const std::filesystem::path& directory) {
  const JsonObject object = value.object({"zeros", "file", "coding"});
  return read_tensor(
      object, read_optional_coding(object),
      R"({"zeros": FRACTION} or {"file": "NAME.npy"}, and "coding": "raw", "rlc" or "csc")",
      directory);
}

/// A bias is not moved over the link, and so has no coding.
TensorSpec read_bias(const JsonValue& value, const std::filesystem::path& directory) {
  return read_tensor(value.object({"zeros", "file"}), std::nullopt,
                     R"({"zeros": FRACTION} or {"file": "NAME.npy"})", directory);
}

void read_ofmap(const JsonObject& object, WorkloadLayer& layer) {
  const JsonObject ofmap = object.required("ofmap").object({"zeros", "coding"});
  layer.ofmap_coding = read_optional_coding(ofmap);
  const auto zeros = ofmap.optional("zeros");
  if (!zeros && !layer.ofmap_coding)
    ofmap.value().fail("is empty", R"({"zeros": FRACTION} and "coding": "raw", "rlc" or "csc")");
  if (!zeros) return;
  layer.ofmap_zeros = zeros->number(0, 1);
  if (!layer.relu) ofmap.value().fail("a fraction of zeros needs a ReLU", R"(with "relu": true)");
  if (layer.bias) {
    ofmap.value().fail("a fraction of zeros sets the bias, and the layer has a bias",
                       "one of them");
  }
}

}  // namespace

WorkloadLayer read_layer(const JsonValue& value, int batch, const MachineId& machine,
                         const std::filesystem::path& directory) {
  const Op op = read_op(value);
  const JsonObject object = layer_object(value, op);
  const auto tensor = [&](std::string_view key) {
    const auto spec = object.optional(key);
    return spec ? read_coded_tensor(*spec, directory) : TensorSpec{};
  };

  WorkloadLayer layer;
  layer.name = layer_name(object.required("name"));
  layer.path = value.path();
  layer.op = op;
  layer.shape = op == Op::kConv ? read_conv_shape(object, batch) : read_gemm_shape(object, batch);
  layer.relu = object.boolean_or("relu", false);
  layer.product_shift = object.int32_or("product_shift", 0, 31, 0);
  layer.output_shift = object.int32_or("output_shift", 0, 31, 0);
  const auto output_type = object.optional("output_type");
  layer.output_type = output_type && output_type->one_of({"int8", "uint8"}) == "uint8"
                          ? OutputType::kUint8
                          : OutputType::kInt8;
  layer.ifmap = tensor("ifmap");
  layer.weights = tensor("weights");
  if (const auto bias = object.optional("bias")) layer.bias = read_bias(*bias, directory);
  if (object.optional("ofmap")) read_ofmap(object, layer);
  if (const auto mappings = object.optional("mappings")) {
    layer.mapping = read_mapping(*mappings, machine, layer.shape);
  }
  return layer;
}

}  // namespace eyeriss::sim
