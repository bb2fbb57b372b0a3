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

  void write(const fs::path& path, const std::function<void(std::ostream&)>& write_to) {
    paths_.push_back(path);
    std::ofstream stream(aside(path), std::ios::binary);
    write_to(stream);
    stream.close();
    if (!stream) fail(path);
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

void write_file(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  PartialFiles partial;
  partial.write(path, write);
  partial.rename_all();
}

void write_files(const std::vector<TextFile>& files) {
  PartialFiles partial;
  for (const TextFile& file : files)
    partial.write(file.path, [&](std::ostream& stream) { stream << file.text; });
  partial.rename_all();
}

}  // namespace eyeriss::sim
