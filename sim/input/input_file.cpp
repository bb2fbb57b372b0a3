// SPDX-License-Identifier: Apache-2.0
#include "sim/input/input_file.h"

#include <cerrno>
#include <system_error>

#include "sim/input/input_error.h"

namespace eyeriss::sim {

namespace fs = std::filesystem;

InputFile::InputFile(const fs::path& path) : name_(path.string()) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw InputError(name_, "", "no such file");
  }
  if (error) throw InputError(name_, "", "cannot be read: " + error.message());
  // Anything else could block (a pipe) or never end (a device).
  if (status.type() != fs::file_type::regular) {
    throw InputError(name_, "",
                     fs::is_directory(status) ? "is a directory" : "is not a regular file",
                     "a regular file");
  }
  errno = 0;
  stream_.open(path, std::ios::binary);
  if (!stream_) {
    throw InputError(
        name_, "", "cannot be read: " + std::error_code(errno, std::generic_category()).message());
  }
  size_ = fs::file_size(path, error);
  if (error) throw InputError(name_, "", "cannot be read: " + error.message());
}

void InputFile::read(char* destination, std::size_t bytes) {
  stream_.read(destination, static_cast<std::streamsize>(bytes));
  if (!stream_) throw InputError(name_, "", "ends too early or cannot be read");
}

}  // namespace eyeriss::sim
