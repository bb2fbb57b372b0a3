// SPDX-License-Identifier: Apache-2.0
#include "sim/input/input_error.h"

#include <utility>

#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

std::string line(const std::string& file, const std::string& path, const std::string& problem,
                 const std::string& allowed) {
  std::string text = file;
  if (!path.empty()) text += ": " + path;
  text += ": " + problem;
  if (!allowed.empty()) text += " (allowed: " + allowed + ")";
  return escaped(text);
}

}  // namespace

InputError::InputError(std::string file, std::string path, std::string problem, std::string allowed)
    : std::runtime_error(line(file, path, problem, allowed)),
      file_(std::move(file)),
      path_(std::move(path)),
      problem_(std::move(problem)),
      allowed_(std::move(allowed)) {}

}  // namespace eyeriss::sim
