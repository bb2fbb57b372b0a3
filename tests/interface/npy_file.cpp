// SPDX-License-Identifier: Apache-2.0
#include "tests/interface/npy_file.h"

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

constexpr std::size_t kPrefixBytes = 10;

}  // namespace

std::string npy_bytes(const std::string& descr, bool fortran_order, const std::string& shape,
                      const std::string& data) {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': ";
  header += std::string(fortran_order ? "True" : "False") + ", 'shape': " + shape + ", }";
  header.resize(117, ' ');
  header += '\n';
  return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header +
         data;
}

std::string int16_bytes(const std::vector<std::int16_t>& values) {
  std::string bytes;
  for (const std::int16_t value : values) {
    bytes += static_cast<char>(value & 0xff);
    bytes += static_cast<char>(value >> 8 & 0xff);
  }
  return bytes;
}

NpyArray read_npy(const std::filesystem::path& file) {
  const std::string bytes = read_text(file);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes.at(i)); };
  const std::size_t data = kPrefixBytes + byte(8) + 256U * byte(9);
  NpyArray array{bytes.substr(kPrefixBytes, data - kPrefixBytes), {}};
  for (std::size_t i = data; i + 1 < bytes.size(); i += 2) {
    array.values.push_back(static_cast<std::int16_t>(byte(i) | byte(i + 1) << 8));
  }
  return array;
}

}  // namespace eyeriss::test
