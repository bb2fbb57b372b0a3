// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace eyeriss::sim {

/// The presets of all options, a line each with where they come from, under a heading per option.
/// @throws InputError if a preset cannot be read
std::string preset_list();

/// Those of memories alone.
/// @throws InputError likewise
std::string dram_preset_list();

}  // namespace eyeriss::sim
