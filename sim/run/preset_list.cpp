// SPDX-License-Identifier: Apache-2.0
#include "sim/run/preset_list.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/input/presets.h"

namespace eyeriss::sim {
namespace {

std::string group(const std::string& heading, const std::filesystem::path& directory) {
  std::string text = heading + ":\n";
  for (const PresetInfo& preset : list_presets(directory)) {
    text += fmt::format("  {:<16}  {}\n", preset.name, preset.source);
  }
  return text;
}

}  // namespace

std::string preset_list() {
  std::string text = group("architectures (--arch)", preset_directory());
  text += dram_preset_list();
  text += group("energy tables (--energy)", preset_directory() / "energy");
  return text;
}

std::string dram_preset_list() { return group("DRAM (--dram)", preset_directory() / "dram"); }

}  // namespace eyeriss::sim
