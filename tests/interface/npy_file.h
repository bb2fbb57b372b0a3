// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace eyeriss::test {

/// The bytes of a .npy file, version 1.0, put together by hand.
/// @param shape as Python prints a tuple, e.g. `(2, 3)`
std::string npy_bytes(const std::string& descr, bool fortran_order, const std::string& shape,
                      const std::string& data);

/// Little-endian bytes of 16 b values.
std::string int16_bytes(const std::vector<std::int16_t>& values);

/// What a .npy file of int16 elements holds.
struct NpyArray {
  std::string header;
  std::vector<std::int16_t> values;
};

/// Takes a version 1.0 file apart without asking much.
NpyArray read_npy(const std::filesystem::path& file);

}  // namespace eyeriss::test
