# SPDX-License-Identifier: Apache-2.0
"""From directories of results to the page and its files."""

import os

from report import (accesses_plot, comparison, configuration, energy_plot, eyexam_plot, header,
                    latency_plot, layer_table, metrics, page, pe_heat_map, power_plot,
                    power_time_plot, roofline_plot, stalls_plot)
from report.failure import ReportFailure
from report.published import Published
from report.result import layer_names, read_results
from report.section import Section, note

MOST_RESULTS = len(latency_plot.RESULT_COLOURS)
PAGE = "report.html"


def run(arguments):
    """Writes the page and the plots. Returns where the page is. Raises ReportFailure."""
    if len(arguments.directories) > MOST_RESULTS:
        raise ReportFailure(f"{MOST_RESULTS} directories can be compared, not "
                            f"{len(arguments.directories)}")
    results = read_results(arguments.directories)
    target = arguments.out or (PAGE if len(results) > 1 else
                               os.path.join(results[0].directory, PAGE))
    folder = _plots_folder(target)
    sections = make_sections(results)
    title = results[0].title if len(results) == 1 else "Comparison of results"
    text = page.page_html(title, header.header_html(results), sections)
    try:
        os.makedirs(folder, exist_ok=True)
        for plot in page.plots_of(sections):
            _write(os.path.join(folder, plot.name + ".csv"), plot.table.csv())
            _write(os.path.join(folder, plot.name + ".svg"), page.plot_svg_file(plot))
        _write(target, text)
    except OSError as error:
        raise ReportFailure(f"{error.filename}: {error.strerror}") from error
    return target


def _plots_folder(target):
    """Where the plots of a page go: beside it, under its name."""
    stem = os.path.splitext(target)[0]
    folder = stem if stem != target else target + "-plots"
    if os.path.exists(os.path.join(folder, "summary.json")):
        raise ReportFailure(f"{folder}: plots would go there, where results are; give another "
                            "--out")
    return folder


def make_sections(results):
    layers = [name for name in layer_names(results)
              if any(result.has_statistics(name) for result in results if name in result.names)]
    first = [comparison.section(results)] if len(results) > 1 else []
    if not layers:
        none = Section("latency", "No results", [note("No layer has come to its end.")])
        return [*first, none, configuration.section(results, layer_names(results))]
    publications = [Published(result) for result in results]
    energy = energy_plot.section(results, layers)
    energy.content += power_plot.contents(results, publications, layers)
    return [*first, latency_plot.section(results, publications, layers), energy,
            accesses_plot.section(results, layers), stalls_plot.section(results, layers),
            eyexam_plot.section(results, layers), roofline_plot.section(results, layers),
            pe_heat_map.section(results, layers), power_time_plot.section(results, layers),
            metrics.section(results, publications),
            layer_table.section(results, layer_names(results)),
            configuration.section(results, layer_names(results))]


def _write(file, text):
    """Complete or not at all."""
    partial = f"{file}.partial"
    with open(partial, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    os.replace(partial, file)
