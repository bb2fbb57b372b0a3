// SPDX-License-Identifier: Apache-2.0
#include "sim/input/data_directory.h"

#include <system_error>

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

/// @param is_there whether something is what is looked for
template <typename IsThere>
fs::path find(const fs::path& name, IsThere is_there) {
  std::error_code error;
  const auto build = fs::read_symlink("/proc/self/exe", error).parent_path();
  const auto above = build.parent_path() / name;
  const auto inside = build / name;
  const bool only_inside = !is_there(above) && is_there(inside);
  return only_inside ? inside : above;
}

}  // namespace

fs::path data_directory(const fs::path& name) {
  std::error_code error;
  return find(name, [&](const fs::path& path) { return fs::is_directory(path, error); });
}

fs::path data_file(const fs::path& name) {
  std::error_code error;
  return find(name, [&](const fs::path& path) { return fs::is_regular_file(path, error); });
}

}  // namespace eyeriss::sim
