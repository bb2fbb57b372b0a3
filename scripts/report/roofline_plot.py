# SPDX-License-Identifier: Apache-2.0
"""Performance over operational intensity, below the roofs of bandwidth and of the PEs."""

import math

from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from report.bars import tick_text
from report.canvas import Canvas, text_width
from report.eyexam_plot import ABSENT
from report.plot import drawn
from report.section import Section, name_columns, present, row_names
from report.table import Table
from report.theme import RESULT_COLOURS, colour
from report.value import at, places_of, shown

LEFT, RIGHT, TITLE, BOTTOM, HEIGHT = 62, 16, 34, 52, 300
MEMORIES = (("dram", "DRAM"), ("glb", "GLB"))
FIGURES = ("macs_per_byte", "bytes_per_cycle", "bound_macs_per_cycle")
MOST_LABELS = 24
DECADE = 100  # pixels in which there is room for three labels


def section(results, layers):
    pairs = [(layer, result) for layer, result in present(results, layers)
             if result.number("eyexam.roofline.macs_per_cycle", layer)]
    content = [_plot(results, pairs)] if pairs else [ABSENT]
    return Section("roofline", "Roofline", content)


def _figure(result, layer, path):
    return result.number(f"eyexam.roofline.{path}", layer)


def _plot(results, pairs):
    def draw(width, name, description):
        columns = 2 if width > 700 else 1
        legend = [(result.label, RESULT_COLOURS[result.index]) for result in results]
        canvas = Canvas(width, legend if len(results) > 1 else [])
        room = width / columns
        pitch = TITLE + HEIGHT + BOTTOM
        for i, memory in enumerate(MEMORIES):
            row, column = divmod(i, columns)
            axes = canvas.axes(LEFT + column * room, TITLE + row * pitch, room - LEFT - RIGHT,
                               HEIGHT, _title(memory, pairs))
            _Panel(axes, memory, pairs, (room - LEFT - RIGHT, HEIGHT)).draw()
        return canvas.svg(pitch * len(MEMORIES) / columns, name, description)

    return drawn("roofline", "Roofline",
                 "A point per layer: the higher, the more of the PEs is used; the further right, "
                 "the fewer bytes a MAC takes. The sloping roof is the bandwidth of DRAM or GLB, "
                 "the level one all PEs. Where no slope is drawn, bandwidth is unlimited.",
                 _table(results, pairs), draw, [])


def _title(memory, pairs):
    key, title = memory
    rates = {_figure(result, layer, f"{key}.bytes_per_cycle") for layer, result in pairs}
    known = sorted(rate for rate in rates if rate)
    if not known:
        return f"{title}: unlimited bandwidth"
    ends = [shown(rate, places_of([rate], 3)) for rate in (known[0], known[-1])]
    unlimited = ", or unlimited" if None in rates else ""
    return f"{title}: {' to '.join(dict.fromkeys(ends))} B per cycle{unlimited}"


class _Panel:
    """Axes of one memory, with logarithmic scales."""

    def __init__(self, axes, memory, pairs, size):
        self._axes = axes
        self._key, self._title = memory
        self._size = size
        self._points = []
        for layer, result in pairs:
            x = _figure(result, layer, f"{self._key}.macs_per_byte")
            y = _figure(result, layer, "macs_per_cycle")
            if x and y:
                self._points.append((x, y, layer, RESULT_COLOURS[result.index]))
        self._roofs = {(_figure(result, layer, f"{self._key}.bytes_per_cycle"),
                        _figure(result, layer, "peak_macs_per_cycle"))
                       for layer, result in pairs}

    def draw(self):
        axes = self._axes
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.grid(True, axis="both")
        peaks = [peak for _, peak in self._roofs if peak]
        knees = [peak / rate for rate, peak in self._roofs if rate and peak]
        xs = [point[0] for point in self._points] + knees
        ys = [point[1] for point in self._points] + peaks
        if not xs:
            return
        self._limits = (min(xs) / 2, max(xs) * 3, min(ys) / 3, max(ys) * 2)
        axes.set_xlim(*self._limits[:2])
        axes.set_ylim(*self._limits[2:])
        low_x, high_x, low_y, high_y = self._limits
        for axis, size, span in ((axes.xaxis, self._size[0], high_x / low_x),
                                 (axes.yaxis, self._size[1], high_y / low_y)):
            is_sparse = math.log10(span) * DECADE > size
            axis.set_major_locator(LogLocator(subs=(1,) if is_sparse else (1, 2, 5), numticks=12))
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda value, _: shown(
                value, places_of([value], 1))))
        axes.tick_params(axis="x", labelcolor=colour("muted"))
        axes.set_xlabel(f"MACs per byte of {self._title}")
        axes.set_ylabel("MACs per cycle")
        for rate, peak in sorted(self._roofs, key=str):
            if peak:
                self._roof(rate, peak)
        for x, y, _, fill in self._points:
            axes.plot([x], [y], "o", markersize=8, color=colour(fill),
                      markeredgecolor=colour("card"), markeredgewidth=1)
        self._label()

    def _roof(self, rate, peak):
        low, high = self._limits[:2]
        xs, ys = [low, high], [peak, peak]
        if rate:
            knee = peak / rate
            xs, ys = ([low, knee, high], [low * rate, peak, peak]) if knee > low else (xs, ys)
        self._axes.plot(xs, ys, color=colour("muted"), linewidth=1.6)
        self._axes.annotate(f"peak {tick_text(peak)}", (high, peak), xytext=(-2, 4),
                            textcoords="offset points", ha="right", fontsize=11,
                            color=colour("muted"))

    def _label(self):
        """Names beside points, each where it hits neither a name nor a point."""
        low_x, high_x, low_y, high_y = self._limits

        def place(x, y):
            return (math.log(x / low_x) / math.log(high_x / low_x) * self._size[0],
                    math.log(y / low_y) / math.log(high_y / low_y) * self._size[1])

        taken = []
        for x, y, _, _ in self._points:
            px, py = place(x, y)
            taken.append((px - 5, py - 5, px + 5, py + 5))
        for x, y, name, _ in self._points[:MOST_LABELS]:
            px, py = place(x, y)
            wide = 0.95 * text_width(name)
            for dx, dy in ((8, -5), (-8 - wide, -5), (-wide / 2, 9), (-wide / 2, -19),
                           (8, 6), (8, -16), (-8 - wide, 6), (-8 - wide, -16)):
                box = (px + dx, py + dy, px + dx + wide, py + dy + 12)
                is_inside = 0 < box[0] and box[2] < self._size[0] + RIGHT
                if is_inside and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    self._axes.annotate(name, (x, y), xytext=(dx, dy),
                                        textcoords="offset points", fontsize=11)
                    break


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _table(results, pairs):
    keys, headings = name_columns(results)
    names = len(keys)
    words = {"macs_per_byte": "MACs per {} byte", "bytes_per_cycle": "{} bytes per cycle",
             "bound_macs_per_cycle": "{} bound, MACs per cycle"}
    columns = [("macs_per_cycle", "MACs per cycle"), ("peak_macs_per_cycle", "peak"),
               *((f"{key}.{figure}", words[figure].format(title)) for key, title in MEMORIES
                 for figure in FIGURES)]
    rows = [row_names(results, layer, result) +
            [at(result, layer, f"eyexam.roofline.{key}") for key, _ in columns]
            for layer, result in pairs]
    return Table(keys + [key for key, _ in columns], headings + [text for _, text in columns],
                 rows, names).align_places()
