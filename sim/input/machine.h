// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "hw/any_architecture.h"
#include "sim/energy/energy_table.h"
#include "sim/input/machine_id.h"
#include "sim/input/nested_preset.h"

namespace eyeriss::sim {

/// An architecture of either family and what its actions take: all that a document like
/// `hw/presets/eyeriss-v1.json` says.
struct Machine {
  hw::AnyArchitecture architecture;
  EnergyTable energy;

  MachineFamily family() const { return family_of(architecture); }
  const hw::Architecture& flat() const;             ///< @pre family() is kFlat
  const hw::ClusterArchitecture& clusters() const;  ///< @pre family() is kClusters

  const std::string& name() const;
  double core_clock_mhz() const;
  int pes() const;
  int macs_per_cycle() const;  ///< of all PEs together
  const hw::DramConfig& dram() const;
  MachineId id() const { return {name(), family()}; }
};

/// What the command line says of the machine.
struct MachineChoice {
  std::string arch;  ///< preset or file
  /// By key of the machine, e.g. `energy`: preset or file instead of the machine's own.
  std::map<std::string, std::string> parts;
  std::vector<std::string> overrides;  ///< as of `--set`, e.g. `array.columns=16`
};

/// Reads a machine from a document in which presets stand in place of their names.
/// @param file the document's name in errors
/// @throws InputError
Machine read_machine(const nlohmann::json& document, const std::string& file);

/// Reads a preset or a file (see preset_file), puts the presets that it or an option names into
/// it, and applies the overrides in order.
/// @throws InputError; for a value that comes from an override it names the override
Machine load_machine(const MachineChoice& choice, const std::filesystem::path& preset_directory);

/// The parts of a machine of a family that have presets of their own, in subdirectories.
std::vector<NestedPreset> nested_presets(const std::filesystem::path& preset_directory,
                                         MachineFamily family);

/// The effective configuration: all values, structured like a preset, readable as one.
nlohmann::json to_json(const Machine& machine);

}  // namespace eyeriss::sim
