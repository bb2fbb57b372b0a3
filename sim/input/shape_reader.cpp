// SPDX-License-Identifier: Apache-2.0
#include "sim/input/shape_reader.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>

namespace eyeriss::sim {
namespace {

constexpr int kMaxDimension = 1000000;
constexpr std::int64_t kMaxElements = std::numeric_limits<std::int32_t>::max();
/// Counts up to here are exact in every JSON reader.
constexpr std::int64_t kMaxMacs = std::int64_t{1} << 53;

template <std::size_t size>
std::array<int, size> int_array(const JsonValue& value, int low) {
  std::array<int, size> result{};
  const std::vector<JsonValue> elements = value.array(size);
  for (std::size_t i = 0; i < size; ++i) result[i] = elements[i].int32(low, kMaxDimension);
  return result;
}

template <std::size_t size>
std::array<int, size> int_array_or(const JsonObject& object, std::string_view key, int low,
                                   int fallback) {
  if (const auto value = object.optional(key)) return int_array<size>(*value, low);
  std::array<int, size> result{};
  result.fill(fallback);
  return result;
}

void check_product(const JsonValue& layer, const char* what, const char* unit, std::int64_t limit,
                   std::initializer_list<std::int64_t> factors) {
  std::int64_t product = 1;
  for (const std::int64_t factor : factors) {
    if (__builtin_mul_overflow(product, factor, &product) || product > limit) {
      layer.fail(fmt::format("{} more than {} {}", what, limit, unit),
                 fmt::format("up to {}", limit));
    }
  }
}

void check_sizes(const JsonValue& layer, const hw::LayerShape& shape) {
  const auto [N, C, H, W, M, R, S, stride_h, stride_w, top, left, bottom, right, groups] = shape;
  const int channels = shape.channels_per_group();
  const int E = shape.E();
  const int F = shape.F();
  check_product(layer, "the padded ifmap has", "elements", kMaxElements,
                {N, C, H + top + bottom, W + left + right});
  check_product(layer, "the weights have", "elements", kMaxElements, {M, channels, R, S});
  check_product(layer, "the ofmap has", "elements", kMaxElements, {N, M, E, F});
  check_product(layer, "the layer has", "MACs", kMaxMacs, {N, M, E, F, channels, R, S});
}

void check_kernel(const JsonValue& kernel, int size, int input, int pads) {
  const int padded = input + pads;
  if (size > padded) {
    kernel.fail(fmt::format("{} is larger than the padded input", size),
                fmt::format("up to {}", padded));
  }
}

void check_group(const JsonObject& layer, const hw::LayerShape& shape) {
  if (shape.C % shape.groups == 0 && shape.M % shape.groups == 0) return;
  layer.required("group").fail(
      fmt::format("{} groups do not divide {} channels and {} output channels", shape.groups,
                  shape.C, shape.M),
      "divisors of both");
}

}  // namespace

hw::LayerShape read_conv_shape(const JsonObject& layer, int batch) {
  const JsonObject input = layer.required("input").object({"channels", "height", "width"});
  const JsonValue kernel = layer.required("kernel_shape");
  const auto [R, S] = int_array<2>(kernel, 1);
  const auto [stride_h, stride_w] = int_array_or<2>(layer, "strides", 1, 1);
  const auto [top, left, bottom, right] = int_array_or<4>(layer, "pads", 0, 0);
  const hw::LayerShape shape{.N = batch,
                             .C = input.required("channels").int32(1, kMaxDimension),
                             .H = input.required("height").int32(1, kMaxDimension),
                             .W = input.required("width").int32(1, kMaxDimension),
                             .M = layer.required("output_channels").int32(1, kMaxDimension),
                             .R = R,
                             .S = S,
                             .stride_h = stride_h,
                             .stride_w = stride_w,
                             .pad_top = top,
                             .pad_left = left,
                             .pad_bottom = bottom,
                             .pad_right = right,
                             .groups = layer.int32_or("group", 1, kMaxDimension, 1)};
  const std::vector<JsonValue> kernel_sides = kernel.array();
  check_kernel(kernel_sides[0], R, shape.H, top + bottom);
  check_kernel(kernel_sides[1], S, shape.W, left + right);
  check_group(layer, shape);
  check_sizes(layer.value(), shape);
  return shape;
}

hw::LayerShape read_gemm_shape(const JsonObject& layer, int batch) {
  const int rows = layer.int32_or("rows", 1, kMaxDimension, 1);
  const std::int64_t images = std::int64_t{batch} * rows;
  if (images > kMaxDimension) {
    layer.required("rows").fail(fmt::format("{} rows times batch {} are too many", rows, batch),
                                fmt::format("up to {} in all", kMaxDimension));
  }
  const hw::LayerShape shape{.N = static_cast<int>(images),
                             .C = layer.required("in_features").int32(1, kMaxDimension),
                             .H = 1,
                             .W = 1,
                             .M = layer.required("out_features").int32(1, kMaxDimension),
                             .R = 1,
                             .S = 1,
                             .stride_h = 1,
                             .stride_w = 1,
                             .pad_top = 0,
                             .pad_left = 0,
                             .pad_bottom = 0,
                             .pad_right = 0,
                             .groups = 1};
  check_sizes(layer.value(), shape);
  return shape;
}

}  // namespace eyeriss::sim
