// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/timeline_file.h"

#include <cstdint>
#include <fstream>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace eyeriss::sim {

void gather_timeline(const std::vector<std::filesystem::path>& parts, std::ostream& file) {
  file << R"({"displayTimeUnit":"ms","otherData":{"time":"1 us is 1 core cycle"},"traceEvents":[)";
  const char* separator = "\n";
  std::int64_t begin = 0;  // of the layer
  for (const std::filesystem::path& part : parts) {
    std::ifstream stream(part, std::ios::binary);
    std::string line;
    if (!std::getline(stream, line)) throw std::runtime_error(part.string() + ": cannot be read");
    const std::int64_t cycles = std::stoll(line);
    while (std::getline(stream, line)) {
      file << separator;
      if (line.front() == '{') {
        file << line;
      } else {
        std::size_t digits = 0;
        const std::int64_t cycle = std::stoll(line, &digits);
        file << R"({"ts":)" << begin + cycle << std::string_view(line).substr(digits);
      }
      separator = ",\n";
    }
    begin += cycles;
  }
  file << "\n]}\n";
}

}  // namespace eyeriss::sim
