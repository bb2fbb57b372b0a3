// SPDX-License-Identifier: Apache-2.0
#include "tests/interface/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace eyeriss::test {

using nlohmann::json;

namespace {

Command command(const char* program, const std::vector<std::string>& arguments) {
  Command command{{program}};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

Command simulator(const std::vector<std::string>& arguments) {
  return command(EYERISS_SIM_BINARY, arguments);
}

Command mapper(const std::vector<std::string>& arguments) {
  return command(EYERISS_MAP_BINARY, arguments);
}

json small_workload() {
  return json::parse(R"({
    "name": "small", "batch": 2,
    "layers": [
      { "name": "strided", "op": "Conv", "input": { "channels": 3, "height": 15, "width": 11 },
        "output_channels": 8, "kernel_shape": [5, 3], "strides": [2, 2], "relu": true,
        "ofmap": { "zeros": 0.6 } },
      { "name": "mapped", "op": "Conv", "input": { "channels": 8, "height": 8, "width": 8 },
        "output_channels": 8, "kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "relu": true,
        "ifmap": { "zeros": 0.5 }, "weights": { "zeros": 0.25 },
        "mappings": { "eyeriss-v1":
          { "m": 8, "n": 5, "e": 8, "p": 4, "q": 2, "r": 2, "t": 1 } } },
      { "name": "grouped", "op": "Conv", "input": { "channels": 4, "height": 6, "width": 7 },
        "output_channels": 6, "kernel_shape": [3, 2], "pads": [1, 0, 0, 1], "group": 2,
        "bias": { "zeros": 0.1 }, "product_shift": 1 },
      { "name": "pointwise", "op": "Conv", "input": { "channels": 6, "height": 5, "width": 5 },
        "output_channels": 10, "kernel_shape": [1, 1] },
      { "name": "gemm", "op": "Gemm", "in_features": 20, "out_features": 7, "rows": 3,
        "ifmap": { "zeros": 0.3 } }
    ] })");
}

json slow_workload() {
  return json::parse(R"({
    "name": "slow", "batch": 4,
    "layers": [
      { "name": "quick", "op": "Gemm", "in_features": 8, "out_features": 8 },
      { "name": "slow", "op": "Conv", "input": { "channels": 512, "height": 28, "width": 28 },
        "output_channels": 512, "kernel_shape": [3, 3], "pads": [1, 1, 1, 1] }
    ] })");
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream) << file;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

json read_document(const std::filesystem::path& file) {
  json document = json::parse(read_text(file), nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << file;
  return document.is_discarded() ? json() : document;
}

json without_run(json summary) {
  summary.erase("command");
  summary.erase("simulation");
  for (json& layer : summary["layers"]) layer.erase("simulation");
  return summary;
}

json layer_of(const json& summary, const std::string& name) {
  for (const json& layer : summary.at("layers")) {
    if (layer.at("name") == name) return layer;
  }
  ADD_FAILURE() << "no layer " << name;
  return {};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> files_below(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace eyeriss::test
