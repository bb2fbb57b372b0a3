// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace eyeriss::test {

/// Does `work` in a child process, because SystemC elaborates once per process.
/// @return what it writes
/// @throws std::runtime_error with what the child had to say if it failed
std::string run_in_child(const std::function<void(int pipe)>& work);

void write_all(int pipe, const void* data, std::size_t size);

/// Its length and its elements.
template <typename T>
void write_vector(int pipe, const std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t size = values.size();
  write_all(pipe, &size, sizeof size);
  write_all(pipe, values.data(), size * sizeof(T));
}

template <typename T>
std::vector<T> take_vector(std::string_view& bytes) {
  std::size_t size = 0;
  std::memcpy(&size, bytes.data(), sizeof size);
  std::vector<T> values(size);
  if (size > 0) std::memcpy(values.data(), bytes.data() + sizeof size, size * sizeof(T));
  bytes.remove_prefix(sizeof size + size * sizeof(T));
  return values;
}

}  // namespace eyeriss::test
