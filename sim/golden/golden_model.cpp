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

/// Of machines with flat buses.
struct Arithmetic16 {
  using Psum = std::uint16_t;  // wraps

  const hw::Layer& layer;

  int product(int pixel, int weight) const { return (pixel * weight) >> layer.product_shift; }

  std::int16_t output(Psum psum) const {
    const auto value = static_cast<std::int16_t>(psum);
    return layer.relu ? std::max<std::int16_t>(value, 0) : value;
  }
};

/// Of machines of clusters.
struct Arithmetic8 {
  using Psum = std::uint32_t;  // wraps modulo 2^32, of which 2^20 is a divisor

  const hw::Layer& layer;

  int product(int pixel, int weight) const { return pixel * weight; }

  std::int16_t output(Psum psum) const {
    constexpr int kModulus = 1 << 20;
    int value = static_cast<int>(psum % kModulus);
    if (value >= kModulus / 2) value -= kModulus;
    if (layer.relu && value < 0) value = 0;
    value >>= layer.output_shift;
    const int lowest = layer.output_is_unsigned ? 0 : -128;
    if (value < lowest) value = lowest;
    if (value > lowest + 255) value = lowest + 255;
    return static_cast<std::int16_t>(value);
  }
};

/// Adds one weight's products to a row of psums.
template <typename Arithmetic>
void accumulate(const Arithmetic& arithmetic, typename Arithmetic::Psum* psums,
                const std::int16_t* pixels, int count, int stride, std::int16_t weight) {
  const auto add = [&](int i, int pixel) {
    psums[i] = static_cast<typename Arithmetic::Psum>(
        psums[i] + static_cast<std::uint32_t>(arithmetic.product(pixel, weight)));
  };
  if (stride == 1) {  // vectorisable
    for (int i = 0; i < count; ++i) add(i, pixels[i]);
  } else {
    for (int i = 0; i < count; ++i) add(i, pixels[i * stride]);
  }
}

/// The only psum of a kernel as large as the image, as in every Gemm: one long dot product.
template <typename Arithmetic>
std::uint32_t dot_product(const Arithmetic& arithmetic, const std::int16_t* pixels,
                          const std::int16_t* weights, std::int64_t count) {
  std::uint32_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum += static_cast<std::uint32_t>(arithmetic.product(pixels[i], weights[i]));
  }
  return sum;
}

template <typename Arithmetic>
std::vector<std::int16_t> compute(const hw::Layer& layer, const hw::LayerTensors& tensors) {
  using Psum = typename Arithmetic::Psum;
  const Arithmetic arithmetic{layer};
  const hw::LayerShape& shape = layer.shape;
  const int E = shape.E();
  const int F = shape.F();
  const int channels = shape.channels_per_group();
  const std::int64_t image_size = std::int64_t{shape.H} * shape.W;
  const std::int64_t filter_size = std::int64_t{channels} * shape.R * shape.S;
  const auto rows = overlaps(E, shape.stride_h, shape.pad_top, shape.R, shape.H);
  const auto columns = overlaps(F, shape.stride_w, shape.pad_left, shape.S, shape.W);

  std::vector<Psum> psums(static_cast<std::size_t>(std::int64_t{E} * F));
  // Adds one weight, at kernel position (row, column), to all psums.
  const auto add_weight = [&](std::int16_t weight, const std::int16_t* image, const Overlap& row,
                              const Overlap& column) {
    for (int e = row.begin; e < row.end; ++e) {
      const int h = row.first_input + (e - row.begin) * shape.stride_h;
      accumulate(arithmetic, psums.data() + std::int64_t{e} * F + column.begin,
                 image + std::int64_t{h} * shape.W + column.first_input, column.end - column.begin,
                 shape.stride_w, weight);
    }
  };

  const bool one_product = E == 1 && F == 1 && shape.R == shape.H && shape.S == shape.W &&
                           shape.pad_top == 0 && shape.pad_left == 0;

  std::vector<std::int16_t> ofmap;
  ofmap.reserve(psums.size() * static_cast<std::size_t>(std::int64_t{shape.N} * shape.M));
  for (int n = 0; n < shape.N; ++n) {
    for (int m = 0; m < shape.M; ++m) {
      std::fill(psums.begin(), psums.end(),
                static_cast<Psum>(tensors.bias[static_cast<std::size_t>(m)]));
      const std::int16_t* weight = tensors.weights.data() + m * filter_size;
      const int first_channel = m / shape.filters_per_group() * channels;
      const std::int16_t* image =
          tensors.ifmap.data() + (std::int64_t{n} * shape.C + first_channel) * image_size;
      if (one_product) {
        psums[0] =
            static_cast<Psum>(psums[0] + dot_product(arithmetic, image, weight, filter_size));
      } else {
        for (int c = 0; c < channels; ++c, image += image_size) {
          for (const Overlap& row : rows) {
            for (const Overlap& column : columns) add_weight(*weight++, image, row, column);
          }
        }
      }
      for (const Psum psum : psums) ofmap.push_back(arithmetic.output(psum));
    }
  }
  return ofmap;
}

}  // namespace

std::vector<std::int16_t> golden_ofmap(const hw::Layer& layer, const hw::LayerTensors& tensors,
                                       MachineFamily family) {
  return family == MachineFamily::kFlat ? compute<Arithmetic16>(layer, tensors)
                                        : compute<Arithmetic8>(layer, tensors);
}

}  // namespace eyeriss::sim
