// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/trace_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxLineBytes = 4096;
constexpr std::string_view kBlanks = " \t\r\v\f";

/// Takes the first word off a text; empty if there is none.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

/// @return whether the whole word is a number of that base
bool parse_number(std::string_view word, int base, std::uint64_t& value, bool& is_huge) {
  const char* const end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, value, base);
  is_huge = error == std::errc::result_out_of_range;
  return !word.empty() && rest == end && error != std::errc::invalid_argument;
}

}  // namespace

TraceReader::TraceReader(const std::filesystem::path& file, std::int64_t capacity_bytes)
    : name_(file.string()), capacity_bytes_(capacity_bytes), file_(file), left_(file_.size()) {}

bool TraceReader::next(TraceRequest& request) {
  std::string_view line;
  while (next_line(line)) {
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(kBlanks) == line.npos) continue;
    request = parse(line);
    return true;
  }
  return false;
}

bool TraceReader::next_line(std::string_view& line) {
  std::size_t end = buffer_.find('\n', at_);
  if (end == buffer_.npos && left_ > 0) {
    refill();
    end = buffer_.find('\n', at_);
  }
  if (at_ == buffer_.size()) return false;
  ++line_;
  end = std::min(end, buffer_.size());
  if (end - at_ > kMaxLineBytes) {
    fail("is too long", fmt::format("lines of up to {} bytes", kMaxLineBytes));
  }
  line = std::string_view(buffer_).substr(at_, end - at_);
  at_ = std::min(end + 1, buffer_.size());
  return true;
}

/// A line that is longer than a chunk stays incomplete, and is found to be too long.
void TraceReader::refill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t begin = buffer_.size();
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(left_, kChunkBytes));
  buffer_.resize(begin + bytes);
  file_.read(buffer_.data() + begin, bytes);
  left_ -= bytes;
}

TraceRequest TraceReader::parse(std::string_view line) const {
  const std::string_view cycle = take_word(line);
  const std::string_view address = take_word(line);
  const std::string_view direction = take_word(line);
  if (direction.empty() || !take_word(line).empty()) {
    fail(direction.empty() ? "has too few fields" : "has too many fields", "CYCLE ADDRESS R|W");
  }
  if (direction != "R" && direction != "W") {
    fail(in_quotes(direction) + " is no direction", "R, W");
  }
  return {parse_cycle(cycle), parse_address(address), direction == "W"};
}

std::int64_t TraceReader::parse_cycle(std::string_view word) const {
  const std::string allowed = fmt::format("integers from 0 to {}", kMaxCycle);
  std::uint64_t value = 0;
  bool is_huge = false;
  if (!parse_number(word, 10, value, is_huge)) fail("bad cycle " + in_quotes(word), allowed);
  if (is_huge || value > static_cast<std::uint64_t>(kMaxCycle)) {
    fail("cycle " + shortened(word) + " is out of range", allowed);
  }
  return static_cast<std::int64_t>(value);
}

std::int64_t TraceReader::parse_address(std::string_view word) const {
  const bool is_hexadecimal = word.starts_with("0x") || word.starts_with("0X");
  std::uint64_t value = 0;
  bool is_huge = false;
  if (!parse_number(word.substr(is_hexadecimal ? 2 : 0), is_hexadecimal ? 16 : 10, value,
                    is_huge)) {
    fail("bad address " + in_quotes(word), "decimal numbers, and hexadecimal ones after 0x");
  }
  if (is_huge || value >= static_cast<std::uint64_t>(capacity_bytes_)) {
    fail("address " + shortened(word) + " is beyond the memory",
         fmt::format("0 to {:#x}", capacity_bytes_ - 1));
  }
  return static_cast<std::int64_t>(value);
}

void TraceReader::fail(const std::string& problem, const std::string& allowed) const {
  throw InputError(name_, fmt::format("line {}", line_), problem, allowed);
}

}  // namespace eyeriss::sim
