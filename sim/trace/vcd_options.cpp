// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/vcd_options.h"

#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

// More than any run lasts, and still a time of 64 b in ps.
constexpr std::int64_t kMostCycles = 10'000'000'000;

std::optional<std::int64_t> read_cycle(std::string_view digits) {
  std::int64_t cycle = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, cycle);
  if (error != std::errc() || rest != end || cycle < 0 || cycle > kMostCycles) return std::nullopt;
  return cycle;
}

}  // namespace

CycleWindow read_cycle_window(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos) {
    const std::string_view from = std::string_view(text).substr(0, colon);
    const std::string_view to = std::string_view(text).substr(colon + 1);
    const auto first = from.empty() ? 0 : read_cycle(from);
    const auto end = to.empty() ? kMostCycles : read_cycle(to);
    if (first && end && *first < *end) return {*first, *end};
  }
  throw InputError("--vcd-cycles " + shortened(text), "", "no window of cycles",
                   "A:B with 0 <= A < B <= 10000000000, from cycle A to before cycle B of each "
                   "layer; A: to its end");
}

}  // namespace eyeriss::sim
