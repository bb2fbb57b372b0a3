// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace eyeriss::sim {

// NumPy's array files (.npy), format versions 1.0 and 2.0, in C order and little-endian. A file
// must hold exactly the expected shape, no bytes fewer or more.

using NpyShape = std::vector<std::int64_t>;

/// Of the elements in a file.
enum class NpyType { kInt8, kUint8, kInt16, kInt32 };

/// Types that a reader takes, the widest last.
using NpyTypes = std::span<const NpyType>;

/// What fits an int16.
inline constexpr std::array kNpyUpToInt16 = {NpyType::kInt8, NpyType::kUint8, NpyType::kInt16};

/// Reads header and file size only.
/// @return type of the elements
/// @throws InputError if reading the elements would
NpyType check_npy(const std::filesystem::path& file, const NpyShape& shape, NpyTypes allowed);

/// Reads elements and widens them.
/// @pre int32 is not allowed
/// @throws InputError
std::vector<std::int16_t> read_npy_int16(const std::filesystem::path& file, const NpyShape& shape,
                                         NpyTypes allowed = kNpyUpToInt16);

/// Reads elements of any NpyType and widens them.
/// @throws InputError
std::vector<std::int32_t> read_npy_int32(const std::filesystem::path& file, const NpyShape& shape);

/// Writes a version 1.0 file under a temporary name and renames it, so that it is complete or
/// absent.
/// @param type of the elements in the file
/// @pre `values` has as many elements as `shape`, and they fit `type`
/// @throws std::runtime_error naming the file if it cannot be written
void write_npy(const std::filesystem::path& file, const NpyShape& shape,
               std::span<const std::int16_t> values, NpyType type = NpyType::kInt16);
void write_npy(const std::filesystem::path& file, const NpyShape& shape,
               std::span<const std::int32_t> values, NpyType type = NpyType::kInt32);

/// "[2,3]"
std::string to_string(const NpyShape& shape);

}  // namespace eyeriss::sim
