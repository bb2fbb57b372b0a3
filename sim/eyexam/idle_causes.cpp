// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/idle_causes.h"

#include <fmt/format.h>

#include <variant>

#include "hw/cluster/cluster_placement.h"
#include "sim/eyexam/figures.h"
#include "sim/mapper/explanation.h"

namespace eyeriss::sim {
namespace {

const char* plural(int count) { return count == 1 ? "" : "s"; }
const char* verb_ending(int subjects) { return subjects == 1 ? "s" : ""; }

std::vector<IdleCause> causes(const hw::Architecture& architecture, const hw::LayerShape& shape,
                              const hw::Mapping& mapping) {
  const IdlePes idle = idle_pes(architecture, shape, mapping);
  const std::string set = fmt::format("{}-row set", shape.R);
  const std::string stacked = mapping.r == 1
                                  ? fmt::format("{}s", set)
                                  : fmt::format("stacks of {} {}s", in_words(mapping.r), set);
  const std::string empty = fmt::format(
      "{} of {} place{} for {} {} empty", in_words(idle.empty_places), in_words(idle.places),
      plural(idle.places), stacked, idle.empty_places == 1 ? "is" : "are");

  const int stacks = mapping.g * mapping.t;
  const int used = idle.used_places();
  const std::string columns = fmt::format(
      "{} leave{} {} of {}{} array columns",
      stacks == 1 ? thing_of(mapping.e, "column set") : fmt::format("{}-column sets", mapping.e),
      verb_ending(stacks), in_words(idle.idle_columns), used > 1 ? fmt::format("{} x ", used) : "",
      architecture.array.columns);

  const int above = idle.places * mapping.r;
  const std::string rows =
      fmt::format("{} leave{} {} array row{}",
                  above == 1 ? thing_of(shape.R, "row set")
                             : fmt::format("{} {}s, one above the other,", in_words(above), set),
                  verb_ending(above), in_words(idle.rest_rows), plural(idle.rest_rows));
  return {{idle.pes_of_places, empty}, {idle.pes_of_columns, columns}, {idle.pes_of_rows, rows}};
}

std::vector<IdleCause> causes(const hw::ClusterArchitecture& architecture,
                              const hw::LayerShape& shape, const hw::Mapping& mapping) {
  const int length = shape.R * mapping.r;
  const auto cells = hw::ClusterPlacement::cells(architecture, length, mapping.e);
  const auto& grid = architecture.grid;
  const int pe_rows = architecture.cluster.pe_rows;
  const int columns = grid.columns * architecture.cluster.pe_columns;
  const std::string chain = fmt::format("{}-PE chains", length);

  const int sets = mapping.g * mapping.t;
  const int places = cells.rows * columns;
  const int empty_places = places - sets * mapping.e;
  const std::string empty = fmt::format(
      "{} of {} chain{} leave{} {} of {} places for chains empty",
      sets == 1 ? "one set" : fmt::format("{} sets", in_words(sets)), in_words(mapping.e),
      plural(mapping.e), verb_ending(sets), in_words(empty_places), places);

  const int high = cells.clusters_per_chain * pe_rows;
  const int rest_rows = high - cells.chains_per_cluster * length;
  const std::string clusters =
      high == pe_rows ? "a cluster" : fmt::format("{} clusters", in_words(high / pe_rows));
  const std::string rows = fmt::format("{} leave {} of the {} PE rows of {}", chain,
                                       in_words(rest_rows), high, clusters);

  const int rest_clusters =
      grid.rows - grid.rows / cells.clusters_per_chain * cells.clusters_per_chain;
  const std::string grid_rows =
      fmt::format("{}, {} clusters high, leave {} of {} rows of clusters", chain,
                  in_words(cells.clusters_per_chain), in_words(rest_clusters), grid.rows);
  return {{empty_places * length, empty},
          {rest_rows * columns * (grid.rows / cells.clusters_per_chain), rows},
          {rest_clusters * pe_rows * columns, grid_rows}};
}

}  // namespace

std::vector<IdleCause> idle_causes(const hw::AnyArchitecture& architecture,
                                   const hw::LayerShape& shape, const hw::Mapping& mapping) {
  auto all = std::visit([&](const auto& machine) { return causes(machine, shape, mapping); },
                        architecture);
  std::erase_if(all, [](const IdleCause& cause) { return cause.pes == 0; });
  return all;
}

std::vector<std::string> partial_pass_words(const hw::LayerShape& shape,
                                            const hw::Mapping& mapping) {
  std::vector<std::string> words;
  for (const PartialPass& pass : partial_passes(shape, mapping)) {
    if (pass.idles_pes) words.push_back(pass.in_words());
  }
  return words;
}

}  // namespace eyeriss::sim
