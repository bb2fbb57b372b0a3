// SPDX-License-Identifier: Apache-2.0
#include "sim/run/output_directory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <set>
#include <system_error>

#include "sim/input/input_error.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAllowed =
    "a directory that can be made and written into, with nothing but files in the place of files";

[[noreturn]] void fail(const OutputDirectory& directory, const std::string& problem) {
  const std::string& given = directory.given;
  throw InputError(directory.option + " " + (given.empty() ? directory.path.string() : given), "",
                   problem, kAllowed);
}

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
    if (fs::exists(file, error) && !fs::is_regular_file(file, error))
      fail(directory, file.string() + " is no regular file");
  }
}

}  // namespace

void check_directories(const std::vector<OutputDirectory>& directories) {
  std::set<fs::path> taken;
  for (const OutputDirectory& directory : directories) {
    check_directory(directory);
    for (const std::string& name : directory.files) {
      std::error_code error;
      const fs::path file = fs::weakly_canonical(fs::absolute(directory.path / name), error);
      if (!taken.insert(file).second)
        fail(directory, file.string() + " is to be written for another option, too");
    }
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
