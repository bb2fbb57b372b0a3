# SPDX-License-Identifier: Apache-2.0
"""Latency of each layer beside the published chip's."""

from report.bars import Bar, Panel, Part, bar_chart
from report.plot import drawn
from report.section import Section, name_columns, note, present, row_names
from report.table import Table
from report.theme import RESULT_COLOURS
from report.value import at, published

KINDS = (("processing", "Processing latency, ms"), ("total", "Total latency, ms"))


def section(results, publications, layers):
    chips = [publication for publication in publications if publication.layers]
    content = [_plot(results, publications, layers)]
    if chips:
        content.append(note(f"Chip: {chips[0].source}, measured."))
    else:
        content.append(note("Nothing was measured on a chip for this workload, machine and batch, "
                            "or options changed the machine."))
    return Section("latency", "Latency per layer", content)


def _plot(results, publications, layers):
    chip = next((p for p in publications if p.layers), None)

    def panel(kind, title):
        bars = [Bar([Part(result.label if len(results) > 1 else "simulated",
                          RESULT_COLOURS[result.index],
                          [result.number(f"latency_ms.{kind}", layer) for layer in layers])])
                for result in results]
        if chip:
            bars.append(Bar([Part("chip, measured", "dark",
                                  [chip.of(layer, f"{kind}_latency_ms") for layer in layers])]))
        return Panel(title, bars)

    panels = [panel(*kind) for kind in KINDS]

    def draw(width, name, description):
        columns = 2 if width > 700 and len(layers) <= 12 else 1
        return bar_chart(name, description, layers, panels, width, columns=columns)

    return drawn("latency", "Latency per layer",
                 "Shorter is faster; both are of the whole batch. Processing latency leaves out "
                 "the cycles in which the array only waits for off-chip data.",
                 _table(results, publications, layers), draw, layers)


def _table(results, publications, layers):
    has_chip = any(p.layers for p in publications)
    keys, headings = name_columns(results)
    keys, headings = [*keys], [*headings]
    for kind, title in KINDS:
        keys.append(f"latency_ms.{kind}")
        headings.append(title)
        if has_chip:
            keys.append(f"published.{kind}_latency_ms")
            headings.append("chip")
    rows = []
    for layer, result in present(results, layers):
        rows.append(_row(result, publications, layer, row_names(results, layer, result), has_chip))
    if len(layers) > 1:
        for result in results:
            rows.append(_row(result, publications, None, row_names(results, "total", result),
                             has_chip))
    return Table(keys, headings, rows, len(headings) - 2 - 2 * has_chip).align_places()


def _row(result, publications, layer, row, has_chip):
    for kind, _ in KINDS:
        row.append(at(result, layer, f"latency_ms.{kind}"))
        if has_chip:
            row.append(published(publications[result.index].of(layer, f"{kind}_latency_ms")))
    return row
