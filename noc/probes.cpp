// SPDX-License-Identifier: Apache-2.0
#include "noc/probes.h"

#include <algorithm>
#include <bit>

namespace eyeriss::noc {

int Probes::bits_of(std::uint64_t most) {
  return std::max(1, static_cast<int>(std::bit_width(most)));
}

std::uint64_t Probes::packed(const char* text) {
  std::uint64_t value = 0;
  for (; *text != '\0'; ++text) value = value << 8 | static_cast<unsigned char>(*text);
  return value;
}

}  // namespace eyeriss::noc
