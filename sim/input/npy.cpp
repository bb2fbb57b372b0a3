// SPDX-License-Identifier: Apache-2.0
#include "sim/input/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "sim/input/input_error.h"
#include "sim/input/input_file.h"
#include "sim/input/npy_header.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeaderBytes = 65536;

struct TypeInfo {
  NpyType type;
  std::string_view name;
  std::string_view descr;  // as NumPy writes it
  std::size_t bytes;
  bool is_signed;
};

/// In the order of NpyType.
constexpr std::array<TypeInfo, 4> kTypes = {{{NpyType::kInt8, "int8", "|i1", 1, true},
                                             {NpyType::kUint8, "uint8", "|u1", 1, false},
                                             {NpyType::kInt16, "int16", "<i2", 2, true},
                                             {NpyType::kInt32, "int32", "<i4", 4, true}}};
constexpr std::array kAllTypes = {NpyType::kInt8, NpyType::kUint8, NpyType::kInt16,
                                  NpyType::kInt32};

const TypeInfo& info(NpyType type) { return kTypes[static_cast<std::size_t>(type)]; }

NpyType element_type(const std::string& descr, NpyTypes allowed, const std::string& file) {
  std::string_view normal = descr;
  if (descr == "<i1") normal = "|i1";  // single bytes have no order
  if (descr == "<u1") normal = "|u1";
  const auto known = std::ranges::find(kTypes, normal, &TypeInfo::descr);
  const std::size_t widest = info(allowed.back()).bytes;
  std::string problem = "cannot be read";
  if (known != kTypes.end()) {
    if (std::ranges::find(allowed, known->type) != allowed.end()) return known->type;
    if (known->bytes > widest) problem = fmt::format("is wider than {} b", 8 * widest);
  }
  std::vector<std::string> names;
  for (const NpyType each : allowed) names.emplace_back(info(each).name);
  throw InputError(file, "", fmt::format("data type {} {}", in_quotes(descr), problem),
                   "little-endian " + listed(names));
}

std::size_t little_endian(const unsigned char* bytes, std::size_t count) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= std::size_t{bytes[i]} << (8 * i);
  return value;
}

/// An open file that stands at its first element, checked against what is expected of it.
struct OpenNpy {
  InputFile file;
  NpyType type;
  std::size_t elements;
};

OpenNpy open_npy(const std::filesystem::path& path, const NpyShape& shape, NpyTypes allowed) {
  const std::string name = path.string();
  InputFile file(path);
  const auto read_bytes = [&](std::size_t count) {
    std::vector<unsigned char> bytes(count);
    file.read(reinterpret_cast<char*>(bytes.data()), count);
    return bytes;
  };
  const std::size_t prefix_bytes = kMagic.size() + 2;
  if (file.size() < prefix_bytes) throw InputError(name, "", "too short for a .npy file");
  const std::vector<unsigned char> prefix = read_bytes(prefix_bytes);
  if (!std::equal(kMagic.begin(), kMagic.end(), reinterpret_cast<const char*>(prefix.data()))) {
    throw InputError(name, "", "is not a .npy file: wrong magic bytes");
  }
  const int major = prefix[kMagic.size()];
  const int minor = prefix[kMagic.size() + 1];
  if ((major != 1 && major != 2) || minor != 0) {
    throw InputError(name, "", fmt::format(".npy version {}.{}", major, minor), "1.0, 2.0");
  }
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  const std::size_t header_bytes = little_endian(read_bytes(length_bytes).data(), length_bytes);
  const std::size_t data_offset = prefix_bytes + length_bytes + header_bytes;
  if (header_bytes > kMaxHeaderBytes || data_offset > file.size()) {
    throw InputError(name, "", fmt::format("bad .npy header: {} bytes long", header_bytes),
                     fmt::format("up to {}, within the file", kMaxHeaderBytes));
  }
  const std::vector<unsigned char> text = read_bytes(header_bytes);
  const NpyHeader header = parse_npy_header(
      std::string_view(reinterpret_cast<const char*>(text.data()), text.size()), name);

  const NpyType type = element_type(header.descr, allowed, name);
  if (header.fortran_order) throw InputError(name, "", "is in Fortran order", "C order");
  if (header.shape != shape) {
    throw InputError(name, "", "has shape " + to_string(header.shape), to_string(shape));
  }
  std::size_t elements = 1;
  for (const std::int64_t dimension : shape) elements *= static_cast<std::size_t>(dimension);
  const std::size_t present = file.size() - data_offset;
  const std::size_t expected = elements * info(type).bytes;
  if (present != expected) {
    throw InputError(name, "", fmt::format("has {} bytes of data", present),
                     fmt::format("exactly {}", expected));
  }
  return {std::move(file), type, elements};
}

template <typename Value>
std::vector<Value> read_elements(const std::filesystem::path& path, const NpyShape& shape,
                                 NpyTypes allowed) {
  OpenNpy npy = open_npy(path, shape, allowed);
  const std::size_t bytes = info(npy.type).bytes;
  const bool is_signed = info(npy.type).is_signed;
  std::vector<Value> values(npy.elements);
  std::vector<unsigned char> chunk(std::size_t{1} << 16);
  const std::size_t chunk_elements = chunk.size() / bytes;
  for (std::size_t done = 0; done < values.size();) {
    const std::size_t count = std::min(chunk_elements, values.size() - done);
    npy.file.read(reinterpret_cast<char*>(chunk.data()), count * bytes);
    for (std::size_t i = 0; i < count; ++i) {
      const auto raw = static_cast<std::uint32_t>(little_endian(&chunk[i * bytes], bytes));
      const auto shift = static_cast<int>(32 - 8 * bytes);
      const auto extended = static_cast<std::int32_t>(raw << shift) >> shift;
      values[done + i] = static_cast<Value>(is_signed ? extended : static_cast<int>(raw));
    }
    done += count;
  }
  return values;
}

/// As Python prints it: `()`, `(5,)`, `(2, 3)`.
std::string python_tuple(const NpyShape& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

template <typename Value>
void write_elements(const std::filesystem::path& path, const NpyShape& shape,
                    std::span<const Value> values, NpyType type) {
  // Magic, version and length (10 bytes) and the header together fill blocks of 64 bytes.
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                   info(type).descr, python_tuple(shape));
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';

  std::string bytes(kMagic);
  bytes += {'\x01', '\x00'};
  bytes += {static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  bytes += header;
  bytes.reserve(bytes.size() + values.size() * info(type).bytes);
  for (const Value value : values) {
    for (std::size_t i = 0; i < info(type).bytes; ++i) {
      bytes += static_cast<char>(static_cast<std::uint32_t>(value) >> (8 * i) & 0xff);
    }
  }

  const std::filesystem::path aside = path.string() + ".partial";
  std::ofstream stream(aside, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  std::error_code error;
  if (stream) std::filesystem::rename(aside, path, error);
  if (!stream || error) {
    std::filesystem::remove(aside, error);
    throw std::runtime_error(path.string() + ": cannot be written");
  }
}

}  // namespace

NpyType check_npy(const std::filesystem::path& file, const NpyShape& shape, NpyTypes allowed) {
  return open_npy(file, shape, allowed).type;
}

std::vector<std::int16_t> read_npy_int16(const std::filesystem::path& file, const NpyShape& shape,
                                         NpyTypes allowed) {
  return read_elements<std::int16_t>(file, shape, allowed);
}

std::vector<std::int32_t> read_npy_int32(const std::filesystem::path& file, const NpyShape& shape) {
  return read_elements<std::int32_t>(file, shape, kAllTypes);
}

void write_npy(const std::filesystem::path& file, const NpyShape& shape,
               std::span<const std::int16_t> values, NpyType type) {
  write_elements(file, shape, values, type);
}

void write_npy(const std::filesystem::path& file, const NpyShape& shape,
               std::span<const std::int32_t> values, NpyType type) {
  write_elements(file, shape, values, type);
}

std::string to_string(const NpyShape& shape) {
  std::string result;
  for (const std::int64_t dimension : shape) {
    result += fmt::format("{}{}", result.empty() ? "" : ",", dimension);
  }
  return "[" + result + "]";
}

}  // namespace eyeriss::sim
