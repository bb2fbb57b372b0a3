# SPDX-License-Identifier: Apache-2.0
"""Heat maps of the PE array: utilisation and energy of each PE, from pes.csv."""

from html import escape

import matplotlib
import numpy as np

from report.plot import NARROW, WIDE, Plot, MOST_IN_NARROW
from report.section import Note, Section, note
from report.table import Table
from report.theme import with_variables
from report.traces import read_trace
from report.value import places_of, shown

TITLE = "The PE array: utilisation and energy"
LEVELS = 24
TILE = 160, 250    # pixels that an array takes at most, unless a PE got less than 2
GAP, HEADING, LEGEND = 18, 40, 54
MOST_CELLS = 250000
COLUMNS = ("row", "column", "utilization", "energy_pj")
ABSENT = Note("There is no <code>pes.csv</code> in {}: run eyeriss-sim with "
              "<code>--trace pes</code>, or with <code>--report</code>.")


def section(results, layers):
    content = []
    for result in results:
        content += _contents(result, layers, len(results) > 1)
    return Section("pes", TITLE, content)


def _contents(result, layers, is_compared):
    where = result.label if is_compared else "the results"
    trace = read_trace(result.trace_file("pes.csv"), COLUMNS)
    if trace is None:
        return [Note(ABSENT.html.format(escape(where)))]
    if result.grid is None:
        return [note(f"The size of the array of {where} is not known.")]
    known = [layer for layer in layers if layer in trace and layer in result.names]
    grids = {layer: _grids(trace[layer], result.grid) for layer in known}
    if not known or any(grid is None for grid in grids.values()):
        return [note(f"pes.csv of {where} has no layers, or PEs that its machine does not have.")]
    return [_plot(result, grids, is_compared)]


def _grids(layer, size):
    """Utilisation and energy as arrays over rows and columns; None if PEs are elsewhere."""
    rows, columns = layer["row"], layer["column"]
    if not (0 <= rows.min() and rows.max() < size[0] and
            0 <= columns.min() and columns.max() < size[1]):
        return None
    grids = []
    for key in ("utilization", "energy_pj"):
        grid = np.zeros(size[:2])
        grid[rows.astype(int), columns.astype(int)] = layer[key]
        grids.append(grid)
    return grids


def _plot(result, grids, is_compared):
    name = f"pes-{result.letter.lower()}" if is_compared else "pes"
    title = f"PE array of {result.label}" if is_compared else TITLE
    rows = [[layer, str(row), str(column), repr(float(grid[0][row, column])),
             _energy(grid[1][row, column])]
            for layer, grid in grids.items() for row, column in np.ndindex(grid[0].shape)]
    reading = "Each square is a PE at its place in the array. Idle PEs are grey."
    block = 1, 1
    if len(rows) * 2 > MOST_CELLS and result.is_clustered:
        block = result.grid[2:]
        grids = {layer: [_means(grid, block) for grid in pair] for layer, pair in grids.items()}
        reading = "Each square is the mean of a cluster's PEs. Idle ones are grey."
    elif result.is_clustered:
        reading += " Lines part the clusters."
    reading += (" Utilisation has one scale for all layers, energy a scale of its own for each; "
                "it is that of scratch pads, MACs, FIFOs and control of the PE.")
    drawing = _Drawing(grids, result, block)
    narrow = drawing.svg(NARROW, name + "-narrow", title) if len(grids) <= MOST_IN_NARROW else ""
    return Plot(name, title, reading, Table(["layer", *COLUMNS], [], rows),
                drawing.svg(WIDE, name, title), narrow, in_page=False)


def _energy(value):
    return "" if np.isnan(value) else repr(float(value))


def _means(grid, block):
    rows, columns = grid.shape[0] // block[0], grid.shape[1] // block[1]
    return grid.reshape(rows, block[0], columns, block[1]).mean(axis=(1, 3))


class _Drawing:
    """Draws in SVG itself: squares of one colour are one path."""

    def __init__(self, grids, result, block):
        self._grids = grids
        self._has_energy = not all(np.isnan(pair[1]).all() for pair in grids.values())
        shape = next(iter(grids.values()))[0].shape
        self._rows, self._columns = shape
        self._cell = min(max(min(TILE[0] // shape[1], TILE[1] // shape[0]), 2), 16)
        clusters = result.grid[2] // block[0], result.grid[3] // block[1]
        self._clusters = clusters if result.is_clustered and block == (1, 1) else shape
        self._top = max(pair[0].max() for pair in grids.values()) or 1
        ramp = matplotlib.colormaps["viridis"]
        self._ramp = [matplotlib.colors.to_hex(ramp(i / (LEVELS - 1))) for i in range(LEVELS)]

    def svg(self, width, name, description):
        wide, high = self._columns * self._cell, self._rows * self._cell
        tiles = 1 + self._has_energy
        pair = max(tiles * wide + (tiles - 1) * 10, 124 * tiles)
        self._pitch = pair / tiles
        across = max(1, int((width + GAP) // (pair + GAP)))
        width = max(width, pair)
        parts = [self._legend(width)]
        top = LEGEND if width > 400 else 2 * LEGEND
        for i, (layer, grids) in enumerate(self._grids.items()):
            row, column = divmod(i, across)
            x, y = column * (pair + GAP), top + row * (HEADING + high + GAP)
            parts.append(self._pair(layer, grids, x, y))
        height = top + -(-len(self._grids) // across) * (HEADING + high + GAP)
        return with_variables(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" role="img" '
            f'aria-label="{escape(description)}">'
            + "\n".join(parts) + "</svg>")

    def _legend(self, width):
        items = [("utilisation", "0 %", f"{shown(100 * self._top, 0)} %")]
        if self._has_energy:
            items.append(("energy", "0", "layer's maximum"))
        parts = []
        for i, (title, low, high) in enumerate(items):
            x, y = (i * 330, 0) if width > 400 else (0, i * LEGEND)
            parts.append(_text(x, y + 14, title, 'font-weight="600"'))
            for k, fill in enumerate(self._ramp):
                parts.append(f'<rect x="{x + 24 + k * 6}" y="{y + 22}" width="6.5" height="11" '
                             f'fill="{fill}"/>')
            parts.append(_text(x, y + 32, low, 'class="s"'))
            parts.append(_text(x + 30 + LEVELS * 6, y + 32, high, 'class="s"'))
        return "".join(parts)

    def _pair(self, layer, grids, x, y):
        parts = [_text(x, y + 14, layer, 'font-weight="600"')]
        units = [("utilisation", self._top)]
        if self._has_energy:
            most = np.nan_to_num(grids[1]).max()
            units.append((f"energy ≤ {shown(most * 1e-6, places_of([most * 1e-6], 3))} µJ",
                          most or 1))
        for i, (words, top) in enumerate(units):
            left = x + i * (self._pitch + 5)
            parts.append(_text(left, y + 31, words, 'class="s"'))
            parts.append(self._tile(grids[i] / top, left, y + HEADING))
        return "".join(parts)

    def _tile(self, shares, x, y):
        levels = np.where(shares > 0, np.clip(shares * LEVELS, 0, LEVELS - 1), -1).astype(int)
        runs = {}
        for row in range(self._rows):
            line = levels[row]
            starts = np.flatnonzero(np.diff(line, prepend=line[0] - 1))
            for start, stop in zip(starts, [*starts[1:], self._columns]):
                runs.setdefault(int(line[start]), []).append(
                    f"M{start} {row}h{stop - start}v1h-{stop - start}z")
        paths = [f'<path fill="{self._ramp[level] if level >= 0 else "var(--pale)"}" '
                 f'd="{"".join(run)}"/>' for level, run in sorted(runs.items())]
        lines = self._lines(1, 1, 0.08 if self._cell >= 6 else 0)
        if self._clusters != (self._rows, self._columns):
            lines += self._lines(*self._clusters, min(2.5 / self._cell, 0.1 * self._clusters[1]))
        return (f'<g transform="translate({x:g} {y:g}) scale({self._cell:g})" '
                f'shape-rendering="crispEdges">{"".join(paths)}{lines}</g>')

    def _lines(self, rows, columns, width):
        if not width:
            return ""
        level = "".join(f"M0 {row}h{self._columns}" for row in range(rows, self._rows, rows))
        upright = "".join(f"M{column} 0v{self._rows}"
                          for column in range(columns, self._columns, columns))
        return f'<path d="{level}{upright}" stroke="var(--card)" stroke-width="{width:.3g}"/>'


def _text(x, y, text, attributes=""):
    return (f'<text x="{x:g}" y="{y:g}" {attributes}>'
            f"{escape(text)}</text>")
