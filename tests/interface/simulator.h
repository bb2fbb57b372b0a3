// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::test {

/// The program under test with its arguments.
Command simulator(const std::vector<std::string>& arguments);

/// eyeriss-map with its arguments.
Command mapper(const std::vector<std::string>& arguments);

/// Five small layers: strided and grouped convolutions, a mapping of its own, a bias, a Gemm.
nlohmann::json small_workload();

/// A workload whose layer `quick` is over at once while `slow` runs for seconds.
nlohmann::json slow_workload();

std::string read_text(const std::filesystem::path& file);

/// The JSON document in a file; a test failure and null if it is none.
nlohmann::json read_document(const std::filesystem::path& file);

/// A summary without what may differ between runs with the same input.
nlohmann::json without_run(nlohmann::json summary);

/// The layer of that name in a summary; a test failure and null if there is none.
nlohmann::json layer_of(const nlohmann::json& summary, const std::string& name);

/// Lines that are not empty.
std::vector<std::string> lines_of(const std::string& text);

/// Names of all files below a directory, sorted.
std::vector<std::string> files_below(const std::filesystem::path& directory);

}  // namespace eyeriss::test
