// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "sim/input/input_file.h"

namespace eyeriss::sim {

/// One line of an address trace.
struct TraceRequest {
  std::int64_t cycle;    ///< after which it may enter, in DRAM clocks
  std::int64_t address;  ///< in bytes
  bool write;
};

/// Reads an address trace line by line: `CYCLE ADDRESS R|W`. Blank lines, and what follows a #,
/// are skipped.
class TraceReader {
 public:
  /// An idle DRAM is refreshed all the same, so time must come to an end.
  static constexpr std::int64_t kMaxCycle = 1'000'000'000'000;

  /// @param capacity_bytes addresses are below it
  /// @throws InputError if the file cannot be read
  TraceReader(const std::filesystem::path& file, std::int64_t capacity_bytes);

  /// @return whether there is another request
  /// @throws InputError naming file and line
  bool next(TraceRequest& request);

 private:
  bool next_line(std::string_view& line);
  void refill();
  TraceRequest parse(std::string_view line) const;
  std::int64_t parse_cycle(std::string_view word) const;
  std::int64_t parse_address(std::string_view word) const;
  [[noreturn]] void fail(const std::string& problem, const std::string& allowed) const;

  const std::string name_;
  const std::int64_t capacity_bytes_;
  InputFile file_;
  std::uint64_t left_;     // bytes of the file that are not in the buffer yet
  std::string buffer_;     // whole lines and the beginning of the next
  std::size_t at_ = 0;     // the next line's place in it
  std::int64_t line_ = 0;  // number of the line last read
};

}  // namespace eyeriss::sim
