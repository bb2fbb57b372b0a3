// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace eyeriss::sim {

/// Something a user typed or put into a file is wrong (exit status 2). `what()` is one line:
/// `FILE: JSON-PATH: what is wrong (allowed: ...)`; empty parts are left out, control
/// characters and invalid UTF-8 are escaped.
class InputError : public std::runtime_error {
 public:
  /// @param file the file, or the option as typed, e.g. `--set array.columns=0`
  /// @param path where in the document, e.g. `layers[1].kernel_shape[0]`
  InputError(std::string file, std::string path, std::string problem, std::string allowed = "");

  const std::string& file() const { return file_; }
  const std::string& path() const { return path_; }
  const std::string& problem() const { return problem_; }
  const std::string& allowed() const { return allowed_; }

 private:
  std::string file_;
  std::string path_;
  std::string problem_;
  std::string allowed_;
};

}  // namespace eyeriss::sim
