// SPDX-License-Identifier: Apache-2.0
#include "sim/run/output_directory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "sim/input/input_error.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAllowed = "a directory that can be made and written into";

[[noreturn]] void fail(const OutputDirectory& directory, const std::string& problem) {
  throw InputError(directory.option + " " + directory.path.string(), "", problem, kAllowed);
}

}  // namespace

void check_directory(const OutputDirectory& directory) {
  std::error_code error;
  fs::path nearest = fs::absolute(directory.path, error);
  while (!error && fs::symlink_status(nearest, error).type() == fs::file_type::not_found) {
    error.clear();
    if (nearest == nearest.parent_path()) break;
    nearest = nearest.parent_path();
  }
  if (!fs::is_directory(nearest, error)) {
    fail(directory, nearest.string() + " is not a directory");
  }
  if (access(nearest.c_str(), W_OK | X_OK) != 0) {
    fail(directory, fmt::format("{}: {}", nearest.string(),
                                std::error_code(errno, std::generic_category()).message()));
  }
  for (const std::string& name : directory.files) {
    const fs::path file = directory.path / name;
    if (fs::is_directory(file, error)) fail(directory, file.string() + " is a directory");
  }
}

void create_directory(const OutputDirectory& directory) {
  std::error_code error;
  fs::create_directories(directory.path, error);
  if (error) fail(directory, "cannot be made: " + error.message());
  const fs::path probe = directory.path / fmt::format(".eyeriss-sim.{}.partial", getpid());
  const bool is_writable = std::ofstream(probe).put('\n').flush().good();
  fs::remove(probe, error);
  if (!is_writable) fail(directory, "cannot be written into");
}

}  // namespace eyeriss::sim
