# SPDX-License-Identifier: Apache-2.0
"""Accesses of each layer by memory level and data type."""

from report.bars import Bar, Panel, Part, bar_chart
from report.plot import drawn
from report.section import Note, Section, name_columns, present, row_names
from report.table import Table
from report.value import at

MEGA = 1e-6
# Level: title, parts as (label, colour, paths whose figures are added).
DRAM = "DRAM, MB"
BY_TYPE = [("ifmap", "blue", ["dram.ifmap.read_bytes"]),
           ("filter", "orange", ["dram.filter.read_bytes"]),
           ("psum, ofmap", "green", ["dram.ofmap.write_bytes"])]
BY_DIRECTION = [("all types, read", "grey", ["dram.read_bytes"]),
                ("all types, written", "dark", ["dram.write_bytes"])]
LEVELS = [
    ("GLB, MB", [
        ("ifmap", "blue", ["glb.ifmap.read_bytes", "glb.ifmap.fill_bytes"]),
        ("filter", "orange", ["glb.filter.read_bytes", "glb.filter.fill_bytes"]),
        ("psum, ofmap", "green", ["glb.psum.read_bytes", "glb.psum.write_bytes",
                                  "glb.psum.drain_bytes"])]),
    ("NoC, million words delivered", [
        ("ifmap", "blue", ["noc.ifmap.deliveries"]),
        ("filter", "orange", ["noc.filter.deliveries"]),
        ("psum, ofmap", "green", ["noc.psum_in.deliveries", "noc.psum_out.deliveries",
                                  "noc.local.deliveries"])]),
    ("Scratch pads, million reads and writes", [
        ("ifmap", "blue", ["spad.ifmap.reads", "spad.ifmap.writes"]),
        ("ifmap addresses", "sky", ["spad.ifmap_address.reads", "spad.ifmap_address.writes"]),
        ("filter", "orange", ["spad.filter.reads", "spad.filter.writes"]),
        ("filter addresses", "yellow", ["spad.filter_address.reads",
                                        "spad.filter_address.writes"]),
        ("psum, ofmap", "green", ["spad.psum.reads", "spad.psum.writes"])]),
    ("MACs, million", [
        ("active", "red", ["mac.active"]),
        ("gated: an operand is zero", "pink", ["mac.gated"]),
        ("skipped", "pale", ["mac.skipped"])])]


def _levels(results):
    has_types = any(result.number("accesses.dram.ifmap.read_bytes") is not None
                    for result in results)
    return [(DRAM, BY_TYPE if has_types else BY_DIRECTION), *LEVELS], has_types


def section(results, layers):
    levels, has_types = _levels(results)
    content = [_plot(results, layers, levels)]
    if not has_types:
        content.append(Note("On this machine the link counts reads and writes, not data types; "
                            "what the buffer filled and drained tells them apart, uncoded "
                            "(<code>accesses.glb.*.fill_bytes</code>)."))
    return Section("accesses", "Accesses by memory level", content)


def _sum(result, layer, paths):
    found = [result.number(f"accesses.{path}", layer) for path in paths]
    return sum(number or 0 for number in found) * MEGA


def _plot(results, layers, levels):
    panels = []
    for title, parts in levels:
        bars = [Bar([Part(label, fill, [_sum(result, layer, paths) for layer in layers])
                     for label, fill, paths in parts],
                    result.letter if len(results) > 1 else "") for result in results]
        panels.append(Panel(title, bars))

    def draw(width, name, description):
        columns = 2 if width > 700 and len(layers) <= 12 else 1
        return bar_chart(name, description, layers, panels, width, height=150, columns=columns)

    return drawn("accesses", "Accesses by memory level",
                 "By data type, from the far end of the hierarchy to the arithmetic; every level "
                 "has a scale of its own. The further down, the more often and the cheaper.",
                 _table(results, layers, levels), draw, layers)


def _table(results, layers, levels):
    keys, headings = name_columns(results)
    names = len(keys)
    columns = [(f"accesses.{path}", _heading(path)) for _, parts in levels
               for _, _, paths in parts for path in paths]
    columns = [(key, heading) for key, heading in columns
               if any(result.number(key) is not None for result in results)]
    rows = [row_names(results, layer or "total", result) +
            [at(result, layer, key, MEGA) for key, _ in columns]
            for layer, result in [*present(results, layers), *((None, r) for r in results)]]
    return Table(keys + [key for key, _ in columns], headings + [text for _, text in columns],
                 rows, names).align_places(5)


def _heading(path):
    words = path.replace("_bytes", "").replace("_", " ").split(".")
    unit = "MB" if path.endswith("_bytes") else "10⁶"
    level = {"dram": "DRAM", "glb": "GLB", "noc": "NoC", "mac": "MACs"}.get(words[0], words[0])
    return f"{level} {' '.join(words[1:])}, {unit}"
