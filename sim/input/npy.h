// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace eyeriss::sim {

// NumPy's array files (.npy), format versions 1.0 and 2.0, in C order and little-endian. A file
// must hold exactly the expected shape, no bytes fewer or more.

using NpyShape = std::vector<std::int64_t>;

/// Widest element that a reader takes: int8, uint8 and int16 always, int32 if asked.
enum class NpyWidest { kInt16, kInt32 };

/// Reads header and file size only.
/// @throws InputError if reading the elements would
void check_npy(const std::filesystem::path& file, const NpyShape& shape, NpyWidest widest);

/// Reads int8, uint8 or int16 elements, widened.
/// @throws InputError
std::vector<std::int16_t> read_npy_int16(const std::filesystem::path& file, const NpyShape& shape);

/// Reads int8, uint8, int16 or int32 elements, widened.
/// @throws InputError
std::vector<std::int32_t> read_npy_int32(const std::filesystem::path& file, const NpyShape& shape);

/// Writes a version 1.0 file under a temporary name and renames it, so that it is complete or
/// absent.
/// @pre `values` has as many elements as `shape`
/// @throws std::runtime_error naming the file if it cannot be written
void write_npy(const std::filesystem::path& file, const NpyShape& shape,
               std::span<const std::int16_t> values);
void write_npy(const std::filesystem::path& file, const NpyShape& shape,
               std::span<const std::int32_t> values);

/// "[2,3]"
std::string to_string(const NpyShape& shape);

}  // namespace eyeriss::sim
