// SPDX-License-Identifier: Apache-2.0
#include "sim/map/mapping_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "sim/input/mapping_reader.h"
#include "sim/mapper/explanation.h"

namespace eyeriss::sim {
namespace {

constexpr std::size_t kWidth = 120;
constexpr std::size_t kIndent = 2;

/// `m=64 n=1 ...`
std::string in_words(const hw::Mapping& mapping, MachineFamily family) {
  std::string text;
  const nlohmann::ordered_json keys = to_json(mapping, family);
  for (const auto& [key, value] : keys.items()) {
    const std::string word = value.is_string() ? value.get<std::string>() : value.dump();
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", key, word);
  }
  return text;
}

/// Words on lines of at most kWidth characters, those after the first indented further.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result;
  while (!text.empty()) {
    const std::size_t here = result.empty() ? indent : indent + kIndent;
    std::size_t length = text.size();
    if (length > kWidth - here) length = std::min(text.rfind(' ', kWidth - here), length);
    result += fmt::format("{:{}}{}\n", "", here, text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return result;
}

/// The first line indented, those that follow from it more.
std::string block(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += wrapped(line, text.empty() ? kIndent : 2 * kIndent);
  return text;
}

std::string reasons(const Machine& machine, const hw::LayerShape& shape,
                    const hw::Mapping& mapping) {
  const std::string partial = block(explain_partial_passes(shape, mapping));
  if (machine.family() == MachineFamily::kClusters) return partial;
  std::vector<std::string> bounds = explain_bounds(machine.flat(), shape, mapping);
  if (!bounds.empty()) bounds.insert(bounds.begin(), "keys that could be larger for this layer");
  return block(explain_idle_pes(machine.flat(), shape, mapping)) + partial + block(bounds);
}

}  // namespace

std::string mapping_reasons(const Machine& machine, const std::vector<MappedLayer>& layers) {
  std::string text;
  for (const MappedLayer& layer : layers) {
    const hw::LayerShape& shape = layer.source.shape;
    const auto add = [&](const char* which, const hw::Mapping& mapping) {
      text += fmt::format("\n{}, {}: {}\n", layer.source.name, which,
                          in_words(mapping, machine.family()));
      text += reasons(machine, shape, mapping);
    };
    add("best mapping", layer.best.front().mapping);
    if (layer.given) add("given mapping, legal", layer.given->mapping);
    if (layer.illegal_reason) {
      text += fmt::format("\n{}, given mapping, illegal\n", layer.source.name);
      text += wrapped(*layer.illegal_reason, kIndent);
    }
  }
  return text;
}

}  // namespace eyeriss::sim
