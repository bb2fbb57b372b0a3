// SPDX-License-Identifier: Apache-2.0
#include "sim/input/data_directory.h"

#include <system_error>

namespace eyeriss::sim {

std::filesystem::path data_directory(const std::filesystem::path& name) {
  std::error_code error;
  const auto build = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const auto above = build.parent_path() / name;
  const auto inside = build / name;
  const bool only_inside = !is_directory(above, error) && is_directory(inside, error);
  return only_inside ? inside : above;
}

}  // namespace eyeriss::sim
