# SPDX-License-Identifier: Apache-2.0
"""Where the cycles of the PEs went."""

from report.bars import Bar, Panel, Part, bar_chart
from report.plot import drawn
from report.section import Section, name_columns, note, present, row_names
from report.table import Table
from report.value import at, derived

# Key below a layer, label, colour. A PE's cycle is in one of them at most; the rest follows.
KINDS = (
    ("pe_cycles.mac", "MACs", "green"), ("pe_cycles.accumulate", "accumulation", "yellow"),
    ("stalls.pe_bubbles", "bubbles", "brown"), ("stalls.pe_filter", "waits for filters", "orange"),
    ("stalls.pe_ifmap", "waits for ifmaps", "blue"),
    ("stalls.pe_psum_in", "waits for psums", "violet"),
    ("stalls.pe_psum_out", "psums not taken", "pink"))
REST = ("rest", "without work", "pale")
OUTSIDE = (
    ("stalls.psum_bank_conflict", "psum banks in conflict"),
    ("stalls.router_filter", "filter routers wait"), ("stalls.router_ifmap", "ifmap routers wait"),
    ("stalls.off_chip_filter", "array held for filters"),
    ("stalls.off_chip_ifmap", "array held for ifmaps"),
    ("stalls.off_chip_ofmap", "array held for ofmaps to drain"))


def _formulas(result, layer):
    """PE cycles of each kind, which add up to all PEs' cycles."""
    prefix = result.prefix(layer)
    known = [key for key, _, _ in KINDS if result.number(key, layer) is not None]
    formulas = {key: f"{prefix}.{key}" for key in known}
    formulas["rest"] = " - ".join([f"{result.pes_formula} * {prefix}.cycles.total",
                                   *(formulas[key] for key in known)])
    return formulas


def _cycles(result, layer):
    return {key: result.evaluate(formula) for key, formula in _formulas(result, layer).items()}


def _is_exact(result, layer):
    return all(number is not None and number >= 0 for number in _cycles(result, layer).values())


def section(results, layers):
    shown = present(results, layers)
    if not all(result.number("pe_cycles.mac", layer) is not None for layer, result in shown):
        return Section("stalls", "Where the PEs' cycles went",
                       [note("These results do not count the cycles of PEs (pe_cycles).")])
    content = [_plot(results, layers)]
    broken = [layer for layer, result in shown if not _is_exact(result, layer)]
    if broken:
        content.append(note("The number of PEs is not known, or less than their cycles say, so "
                            f"that the parts are not shares of it: {', '.join(broken)}."))
    content.append(_outside_table(results, layers))
    return Section("stalls", "Where the PEs' cycles went", content)


def _plot(results, layers):
    kinds = [*KINDS, REST]

    def bar(result):
        values = {key: [] for key, _, _ in kinds}
        for layer in layers:
            cycles = _cycles(result, layer) if (layer, result) in shown else {}
            whole = sum(number or 0 for number in cycles.values())
            for key, numbers in values.items():
                numbers.append(100 * (cycles.get(key) or 0) / whole if whole else None)
        return Bar([Part(label, fill, values[key]) for key, label, fill in kinds],
                   result.letter if len(results) > 1 else "")

    shown = present(results, layers)
    panels = [Panel("Share of PEs × cycles, %", [bar(result) for result in results], top=100)]

    def draw(width, name, description):
        return bar_chart(name, description, layers, panels, width, height=280)

    return drawn("stalls", "Where the PEs' cycles went",
                 "Each bar is every cycle of every PE of the machine. Without work are PEs that "
                 "no set is mapped to, and others while passes begin and end. While the array is "
                 "held for off-chip data, PEs wait for what they need next.",
                 _table(results, layers, kinds), draw, layers)


def _table(results, layers, kinds):
    keys, headings = name_columns(results)
    names = len(keys)
    kinds = [kind for kind in kinds if kind == REST or
             any(result.number(kind[0]) is not None for result in results)]
    rows = []
    for layer, result in present(results, layers):
        formulas = _formulas(result, layer)
        row = row_names(results, layer, result)
        for key, _, _ in kinds:
            row.append(derived(result, formulas[key]) if key == REST[0] else
                       at(result, layer, key))
        row.append(derived(result, f"{result.pes_formula} * {result.prefix(layer)}.cycles.total"))
        rows.append(row)
    return Table(keys + [key for key, _, _ in kinds] + ["pes_times_cycles"],
                 headings + [label for _, label, _ in kinds] + ["PEs × cycles"], rows, names)


def _outside_table(results, layers):
    keys, headings = name_columns(results)
    kinds = [kind for kind in OUTSIDE
             if any(result.number(kind[0]) is not None for result in results)]
    rows = [row_names(results, layer, result) + [at(result, layer, key) for key, _ in kinds]
            for layer, result in present(results, layers)]
    return Table(keys + [key for key, _ in kinds], headings + [label for _, label in kinds], rows,
                 len(keys), fold="Cycles that the rest of the machine waited, while PEs may have "
                                 "worked")
