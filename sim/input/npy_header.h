// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eyeriss::sim {

/// What the header of a .npy file says: a Python literal such as
/// `{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }`.
struct NpyHeader {
  std::string descr;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

/// @param text the literal, which may be followed by white space
/// @param file for errors
/// @throws InputError for anything but a dictionary of exactly these three keys
NpyHeader parse_npy_header(std::string_view text, const std::string& file);

}  // namespace eyeriss::sim
