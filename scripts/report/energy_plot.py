# SPDX-License-Identifier: Apache-2.0
"""Energy of each layer by component."""

from report.bars import Bar, Panel, Part, bar_chart
from report.plot import drawn
from report.section import Section, name_columns, note, present, row_names
from report.table import Table
from report.value import at

# From the bottom of a bar: key, label, colour.
COMPONENTS = (
    ("clock_network", "clock network", "grey"), ("ifmap_spad", "ifmap spads", "blue"),
    ("filter_spad", "filter spads", "orange"), ("psum_spad", "psum spads", "green"),
    ("mac", "MACs", "red"), ("pe_control", "PE control", "pink"),
    ("pe_fifos", "PE FIFOs", "violet"), ("glb", "GLB", "yellow"), ("noc", "NoC", "sky"),
    ("io_pads", "I/O pads", "brown"), ("top_control", "top control", "dark"),
    ("dram", "DRAM, off chip", "pale"))


def scale_of(results):
    """Factor from the results' energies to the unit that is shown, and its name."""
    if not all(result.has_picojoules() for result in results):
        return (1, "pJ or MACs") if any(r.has_picojoules() for r in results) else \
            (1e-6, "million MACs")
    largest = max((result.number("energy_pj.chip_total", layer) or 0
                   for result in results for layer in result.names), default=0)
    return (1e-9, "mJ") if largest >= 1e8 else (1e-6, "µJ")


def section(results, layers):
    if not any(result.number("energy_pj.chip_total") for result in results):
        return Section("energy", "Energy per layer", [note("The results have no energies.")])
    scale, unit = scale_of(results)
    content = [_plot(results, layers, scale, unit)]
    tables = {result.evaluate("arch_config.energy.name") for result in results}
    content.append(note("Energy is how often each action happened times what it takes, from the "
                        f"table {', '.join(sorted(filter(None, tables)))}."))
    return Section("energy", "Energy per layer", content)


def _plot(results, layers, scale, unit):
    def bar(result, components):
        parts = []
        for key, label, fill in components:
            values = [(result.number(f"energy_pj.{key}", layer) or 0) * scale for layer in layers]
            parts.append(Part(label, fill, values))
        return Bar(parts, result.letter if len(results) > 1 else "")

    panels = [Panel(f"{title}, {unit}", [bar(result, components) for result in results])
              for title, components in (("Chip", COMPONENTS[:-1]), ("Chip and DRAM", COMPONENTS))]

    def draw(width, name, description):
        columns = 2 if width > 700 and len(layers) <= 12 else 1
        return bar_chart(name, description, layers, panels, width, height=270, columns=columns)

    return drawn("energy", "Energy per layer",
                 "Each bar is a layer of the whole batch, stacked from the components of the "
                 "chip; the second plot adds the DRAM, which is not on the chip.",
                 _table(results, layers, scale, unit), draw, layers)


def _table(results, layers, scale, unit):
    keys, headings = name_columns(results)
    names = len(keys)
    columns = [*COMPONENTS[:-1], ("chip_total", "chip in all", None), COMPONENTS[-1]]
    keys = keys + [f"energy_pj.{key}" for key, _, _ in columns]
    headings = headings + [f"{label}, {unit}" for _, label, _ in columns]
    shown = present(results, layers)
    if len(layers) > 1:
        shown += [(None, result) for result in results]
    rows = [row_names(results, layer or "total", result) +
            [at(result, layer, f"energy_pj.{key}", scale) for key, _, _ in columns]
            for layer, result in shown]
    return Table(keys, headings, rows, names).align_places()
