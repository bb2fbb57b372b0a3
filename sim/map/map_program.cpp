// SPDX-License-Identifier: Apache-2.0
#include "sim/map/map_program.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "sim/input/configured_layer.h"
#include "sim/input/input_error.h"
#include "sim/map/map_options.h"
#include "sim/map/mapped_layer.h"
#include "sim/map/mapping_reasons.h"
#include "sim/map/mapping_table.h"
#include "sim/mapper/mapping_file.h"
#include "sim/report/file_writer.h"
#include "sim/report/search_display.h"
#include "sim/run/console.h"
#include "sim/run/exit_status.h"
#include "sim/run/output_directory.h"
#include "sim/run/preset_list.h"
#include "sim/run/run_input.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

constexpr SelfDescription kProgram{"eyeriss-map", map_help_text, preset_list};

/// Where the mapping file goes, with its directory's parents.
OutputDirectory output_directory(const fs::path& file) {
  return {"--out", file.has_parent_path() ? file.parent_path() : ".", {file.filename().string()}};
}

void check_output_file(const fs::path& file, const InputOptions& input) {
  const std::string option = "--out " + file.string();
  std::error_code error;
  if (!file.has_filename() || fs::is_directory(file, error)) {
    throw InputError(option, "", "is a directory", "a file");
  }
  // A device, a pipe or a link would give way to a file.
  if (fs::exists(fs::symlink_status(file, error)) &&
      !fs::is_regular_file(fs::symlink_status(file, error))) {
    throw InputError(option, "", "is not a regular file", "a new file, or one to be replaced");
  }
  if (fs::equivalent(file, input.workload, error)) {
    throw InputError(option, "", "is the workload, which would be lost", "another file");
  }
  if (!input.mapping_file.empty() && fs::equivalent(file, input.mapping_file, error)) {
    throw InputError(option, "", "is the file of --mapping, which would be lost", "another file");
  }
  check_directories({output_directory(file)});
}

/// @param explain whether an illegal mapping is something to tell of rather than an error
void rate_given(const RunInput& input, const MachineMapper& mapper, const GivenMapping& given,
                bool explain, MappedLayer& layer) {
  try {
    check_given_mapping(input.machine, input.workload, layer.source, given, kDefaultSeed);
  } catch (const InputError& error) {
    if (!explain) throw;
    layer.illegal_reason = error.what();
    return;
  }
  layer.given = mapper.rate(layer.source, given.mapping);
}

std::vector<MappedLayer> map_layers(const RunInput& input, MachineMapper& mapper,
                                    const MapOptions& options) {
  std::vector<MappedLayer> layers;
  for (const auto& [source, given] : input.layers) {
    layers.push_back({.source = source, .best = {}, .given = {}, .illegal_reason = {}});
    if (given) rate_given(input, mapper, *given, options.explain, layers.back());
  }
  SearchDisplay display(static_cast<int>(layers.size()), options.quiet);
  for (MappedLayer& layer : layers) {
    display.advance(layer.source.name);
    layer.best = find_mappings(mapper, input.workload, layer.source).best;
    check_memory(
        input.machine, input.workload,
        configured_layer(input.machine.architecture, layer.source, layer.best.front().mapping),
        layer.source.path);
  }
  return layers;
}

void write_best(const fs::path& file, const RunInput& input, Objective objective,
                const std::vector<MappedLayer>& layers) {
  std::vector<FoundMapping> found;
  for (const MappedLayer& layer : layers) {
    found.push_back({layer.source.name, &layer.best.front()});
  }
  create_directory(output_directory(file));
  write_files({{file, mapping_file_text(input.workload, input.machine, objective, found)}});
}

std::string heading(const RunInput& input, Objective objective) {
  return fmt::format(
      "{} on {}, batch {}: best mappings by {}, predicted; energy is of chip and "
      "DRAM\n\n",
      input.workload.name, input.machine.name(), input.workload.batch, name_of(objective));
}

std::string search_line(const MachineMapper& mapper, std::size_t layers) {
  const auto searches = static_cast<std::size_t>(mapper.searches());
  return fmt::format("\nlayers: {}, searches: {}, layers like another: {}, search time: {:.1f} s\n",
                     layers, searches, layers - searches, mapper.seconds());
}

void map(const MapOptions& options) {
  const RunInput input = read_run_input(options.input);
  if (options.out) check_output_file(*options.out, options.input);
  const Objective objective = options.input.objective;
  MachineMapper mapper(input.machine, input.workload, objective, kDefaultSeed, options.top);
  const std::vector<MappedLayer> layers = map_layers(input, mapper, options);
  if (options.out) write_best(*options.out, input, objective, layers);
  if (!options.quiet) {
    print(heading(input, objective) + mapping_table(input.machine, layers) +
          search_line(mapper, layers.size()));
  }
  if (options.explain) print(mapping_reasons(input.machine, layers));
  if (options.out && !options.quiet) {
    print(fmt::format("\nmappings: {}\n", options.out->string()));
  }
}

}  // namespace

int run_map_program(int argc, const char* const* argv) {
  return run_to_status(kProgram.name, [&] {
    const MapOptions options = parse_map_options(argc, argv);
    if (options.action == Action::kWork) {
      map(options);
    } else {
      print(answer(options.action, kProgram));
    }
    return kExitOk;
  });
}

}  // namespace eyeriss::sim
