// SPDX-License-Identifier: Apache-2.0
#include "sim/report/file_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

/// Another program may write to the same directory at the same time.
fs::path aside(const fs::path& path) {
  return path.parent_path() / fmt::format(".{}.{}.partial", path.filename().string(), getpid());
}

/// Files on their way, gone if they do not arrive.
class PartialFiles {
 public:
  ~PartialFiles() {
    std::error_code ignored;
    for (const fs::path& path : paths_) fs::remove(aside(path), ignored);
  }

  void write(const TextFile& file) {
    paths_.push_back(file.path);
    std::ofstream stream(aside(file.path), std::ios::binary);
    stream << file.text;
    stream.close();
    if (!stream) fail(file.path);
  }

  void rename_all() {
    for (const fs::path& path : paths_) {
      std::error_code error;
      fs::rename(aside(path), path, error);
      if (error) fail(path);
    }
  }

 private:
  [[noreturn]] static void fail(const fs::path& path) {
    throw std::runtime_error(path.string() + ": cannot be written");
  }

  std::vector<fs::path> paths_;
};

}  // namespace

void write_files(const std::vector<TextFile>& files) {
  PartialFiles partial;
  for (const TextFile& file : files) partial.write(file);
  partial.rename_all();
}

}  // namespace eyeriss::sim
