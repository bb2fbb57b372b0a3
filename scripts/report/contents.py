# SPDX-License-Identifier: Apache-2.0
"""What stands in the page."""

from report import (accesses_plot, comparison, configuration, energy_plot, eyexam_plot,
                    latency_plot, layer_table, metrics, pe_heat_map, power_plot, power_time_plot,
                    roofline_plot, stalls_plot)
from report.published import Published
from report.result import layer_names
from report.section import Section, note


def make_sections(results):
    layers = [name for name in layer_names(results)
              if any(result.has_statistics(name) for result in results if name in result.names)]
    first = [comparison.section(results)] if len(results) > 1 else []
    if not layers:
        none = Section("latency", "No results", [note("No layer has come to its end.")])
        return [*first, none, configuration.section(results, layer_names(results))]
    # Broken traces are found before anything is drawn of the rest.
    of_traces = [pe_heat_map.section(results, layers), power_time_plot.section(results, layers)]
    publications = [Published(result) for result in results]
    energy = energy_plot.section(results, layers)
    energy.content += power_plot.contents(results, publications, layers)
    return [*first, latency_plot.section(results, publications, layers), energy,
            accesses_plot.section(results, layers), stalls_plot.section(results, layers),
            eyexam_plot.section(results, layers), roofline_plot.section(results, layers),
            *of_traces, metrics.section(results, publications),
            layer_table.section(results, layer_names(results)),
            configuration.section(results, layer_names(results))]
