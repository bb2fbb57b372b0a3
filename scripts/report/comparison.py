# SPDX-License-Identifier: Apache-2.0
"""Totals of several results, with ratios to the first."""

from report.section import Section, note
from report.table import Table
from report.value import Value, at, derived

TOTALS = (
    ("layers", "layers", 1), ("macs", "MACs, 10⁶", 1e-6), ("latency_ms.total", "latency, ms", 1),
    ("inferences_per_s", "inferences/s", 1), ("pe_utilization", "PE use, %", 100),
    ("$.accesses.glb.read_bytes + $.accesses.glb.write_bytes", "GLB–NoC, MB", 1e-6),
    ("$.accesses.dram.read_bytes + $.accesses.dram.write_bytes", "DRAM, MB", 1e-6),
    ("energy_pj.chip_total", "energy of the chip, mJ", 1e-9),
    ("energy_pj.dram", "energy of the DRAM, mJ", 1e-9), ("power_mw", "power, mW", 1),
    ("gops_per_w", "GOPS/W", 1))


def section(results):
    first, *others = results
    keys = ["total", first.label]
    for result in others:
        keys += [result.label, f"{result.label} / {first.label}"]
    headings = ["total", first.label]
    for result in others:
        headings += [result.label, "ratio"]
    rows = []
    for key, title, scale in TOTALS:
        row = [title]
        for result in results:
            value = _total(result, key, scale)
            row.append(value)
            if result is not first:
                row.append(_ratio(value, row[1]))
        rows.append(row)
    content = [Table(keys, headings, rows),
               note(f"Ratios are to {first.label}. Totals are of all layers that each result has; "
                    "layers are matched by name below.")]
    return Section("comparison", "Totals", content)


def _total(result, key, scale):
    if key.startswith("energy_pj") and not result.has_picojoules():
        return None
    if key.startswith("$"):
        return derived(result, key.replace("$", "totals"), scale)
    return at(result, None, key, scale)


def _ratio(value, first):
    """Of two results, so that its formula is over `runs`."""
    if value is None or first is None or not first.exact:
        return None
    paths = []
    for side, run in ((value, value.run), (first, 0)):
        text = side.path or f"({side.formula})"
        paths.append(text.replace("totals", f"runs[{run}].totals"))
    return Value(value.exact / first.exact, formula=" / ".join(paths))
