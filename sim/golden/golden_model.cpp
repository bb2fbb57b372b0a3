// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/golden_model.h"

#include <algorithm>

namespace eyeriss::sim {
namespace {

/// Output positions that see one kernel position inside the image, and where the first of them
/// sees it. The others meet padding, which adds nothing.
struct Overlap {
  int begin;
  int end;
  int first_input;
};

/// @param size of the image, `kernel` of the kernel, along one side
std::vector<Overlap> overlaps(int outputs, int stride, int pad, int kernel, int size) {
  std::vector<Overlap> result;
  for (int k = 0; k < kernel; ++k) {
    const auto input = [&](int output) { return output * stride + k - pad; };
    int begin = 0;
    while (begin < outputs && input(begin) < 0) ++begin;
    int end = begin;
    while (end < outputs && input(end) < size) ++end;
    result.push_back(begin < end ? Overlap{begin, end, input(begin)} : Overlap{0, 0, 0});
  }
  return result;
}

/// Adds one weight's products to a row of psums. Unsigned, because psums wrap.
void accumulate(std::uint16_t* psums, const std::int16_t* pixels, int count, int stride,
                std::int16_t weight, int product_shift) {
  const auto add = [&](int i, int pixel) {
    psums[i] = static_cast<std::uint16_t>(psums[i] + ((pixel * weight) >> product_shift));
  };
  if (stride == 1) {  // vectorisable
    for (int i = 0; i < count; ++i) add(i, pixels[i]);
  } else {
    for (int i = 0; i < count; ++i) add(i, pixels[i * stride]);
  }
}

/// The only psum of a kernel as large as the image, as in every Gemm: one long dot product.
std::uint16_t dot_product(const std::int16_t* pixels, const std::int16_t* weights,
                          std::int64_t count, int product_shift) {
  std::uint32_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum += static_cast<std::uint32_t>((pixels[i] * weights[i]) >> product_shift);
  }
  return static_cast<std::uint16_t>(sum);
}

}  // namespace

std::vector<std::int16_t> golden_ofmap(const hw::Layer& layer, const hw::LayerTensors& tensors) {
  const hw::LayerShape& shape = layer.shape;
  const int E = shape.E();
  const int F = shape.F();
  const int channels = shape.channels_per_group();
  const std::int64_t image_size = std::int64_t{shape.H} * shape.W;
  const std::int64_t filter_size = std::int64_t{channels} * shape.R * shape.S;
  const auto rows = overlaps(E, shape.stride_h, shape.pad_top, shape.R, shape.H);
  const auto columns = overlaps(F, shape.stride_w, shape.pad_left, shape.S, shape.W);

  std::vector<std::uint16_t> psums(static_cast<std::size_t>(std::int64_t{E} * F));
  // Adds one weight, at kernel position (row, column), to all psums.
  const auto add_weight = [&](std::int16_t weight, const std::int16_t* image, const Overlap& row,
                              const Overlap& column) {
    for (int e = row.begin; e < row.end; ++e) {
      const int h = row.first_input + (e - row.begin) * shape.stride_h;
      accumulate(psums.data() + std::int64_t{e} * F + column.begin,
                 image + std::int64_t{h} * shape.W + column.first_input, column.end - column.begin,
                 shape.stride_w, weight, layer.product_shift);
    }
  };

  const bool one_product = E == 1 && F == 1 && shape.R == shape.H && shape.S == shape.W &&
                           shape.pad_top == 0 && shape.pad_left == 0;

  std::vector<std::int16_t> ofmap;
  ofmap.reserve(psums.size() * static_cast<std::size_t>(std::int64_t{shape.N} * shape.M));
  for (int n = 0; n < shape.N; ++n) {
    for (int m = 0; m < shape.M; ++m) {
      std::fill(psums.begin(), psums.end(),
                static_cast<std::uint16_t>(tensors.bias[static_cast<std::size_t>(m)]));
      const std::int16_t* weight = tensors.weights.data() + m * filter_size;
      const int first_channel = m / shape.filters_per_group() * channels;
      const std::int16_t* image =
          tensors.ifmap.data() + (std::int64_t{n} * shape.C + first_channel) * image_size;
      if (one_product) {
        psums[0] = static_cast<std::uint16_t>(
            psums[0] + dot_product(image, weight, filter_size, layer.product_shift));
      } else {
        for (int c = 0; c < channels; ++c, image += image_size) {
          for (const Overlap& row : rows) {
            for (const Overlap& column : columns) add_weight(*weight++, image, row, column);
          }
        }
      }
      for (const std::uint16_t psum : psums) {
        const auto value = static_cast<std::int16_t>(psum);
        ofmap.push_back(layer.relu ? std::max<std::int16_t>(value, 0) : value);
      }
    }
  }
  return ofmap;
}

}  // namespace eyeriss::sim
