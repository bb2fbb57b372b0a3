# SPDX-License-Identifier: Apache-2.0
"""Bars per layer: beside each other for results or figures, stacked from parts."""

import dataclasses

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from report.canvas import Canvas, text_width
from report.theme import colour

LEFT = 62
RIGHT = 8
TITLE = 34
LONGEST_LABEL = 16
WIDEST_BAR = 60


@dataclasses.dataclass
class Part:
    """A series: its value in each layer, None where there is none."""

    label: str
    colour: str
    values: list


@dataclasses.dataclass
class Bar:
    """The bar at one place of each layer's group, from its parts upwards."""

    parts: list
    mark: str = ""  # short, below the bar


@dataclasses.dataclass
class Panel:
    """Axes of their own."""

    title: str
    bars: list
    is_log: bool = False
    top: float = None
    line: tuple = None  # (value, label) of a level across
    tick: object = None  # number to text


def _short(name):
    return name if len(name) <= LONGEST_LABEL else name[:LONGEST_LABEL - 1] + "…"


def tick_text(value):
    """Labels of ticks that need no exponent."""
    return f"{value:,.10g}".replace(",", "\u202f").replace("-", "\u2212")


def bar_chart(name, description, layers, panels, width, height=210, columns=1):
    """
    Args:
        layers: names, for the horizontal axis
        panels: Panel for each axes
        columns: panels that may stand in a row
    Returns:
        SVG that is as wide as asked, or wider if there are many layers
    """
    bars = max(len(panel.bars) for panel in panels)
    slot = max(15, 7 * bars + 8)
    room = max(width / columns, LEFT + RIGHT + slot * len(layers))
    canvas = Canvas(max(width, room * columns), _legend(panels), width)
    inner = canvas.width / columns - LEFT - RIGHT
    labels = _Labels(layers, inner / len(layers), any(bar.mark for p in panels for bar in p.bars))
    pitch = TITLE + height + (labels.height if columns > 1 else 14)
    for i, panel in enumerate(panels):
        row, column = divmod(i, columns)
        axes = canvas.axes(LEFT + column * canvas.width / columns, TITLE + row * pitch, inner,
                           height, panel.title)
        _draw(axes, panel, len(layers), inner / len(layers))
        is_last = i + columns >= len(panels)
        labels.put(axes, is_last or columns > 1, panel)
    rows = -(-len(panels) // columns)
    last = 0 if columns > 1 else labels.height - 14
    return canvas.svg(rows * pitch + last, name, description)


def _legend(panels):
    entries = {}
    for panel in panels:
        for bar in panel.bars:
            for part in bar.parts:
                if any(part.values):
                    entries.setdefault(part.label, part.colour)
    return list(entries.items()) if len(entries) > 1 else []


class _Labels:
    """Names of the layers: level where they fit, else upright, where needed only some of them."""

    def __init__(self, layers, slot, has_marks):
        self._names = [_short(name) for name in layers]
        longest = max(text_width(name) for name in self._names)
        self._is_level = longest + 6 <= slot
        self._step = 1 if self._is_level else int(np.ceil(14 / slot))
        self._offset = 16 if has_marks else 0
        self.height = self._offset + (24 if self._is_level else longest + 14)

    def put(self, axes, is_shown, panel):
        places = range(0, len(self._names), self._step)
        if not is_shown:
            axes.set_xticks([])
            return
        axes.set_xticks(places, [self._names[i] for i in places],
                        rotation=0 if self._is_level else 90)
        marked = any(bar.mark for bar in panel.bars)
        axes.tick_params(axis="x", pad=7 + (self._offset if marked else 0))


def _draw(axes, panel, layers, slot):
    count = len(panel.bars)
    bar = min(0.8 / count, WIDEST_BAR / slot)
    stacks = [_stack(stack, layers) for stack in panel.bars]
    low, high = _limits(panel, stacks)
    axes.set_xlim(-0.5, layers - 0.5)
    for k, (stack, edges) in enumerate(zip(panel.bars, stacks)):
        x = np.arange(layers) + (k - (count - 1) / 2) * bar
        for part, bottom, top in zip(stack.parts, edges, edges[1:]):
            _rectangles(axes, x, 0.92 * bar, np.maximum(bottom, low), top, colour(part.colour),
                        0.5 if bar * slot > 5 else 0)
        if stack.mark and bar * slot >= 0.85 * text_width(stack.mark):
            for place in x:
                axes.text(place, -0.02, stack.mark, transform=axes.get_xaxis_transform(),
                          ha="center", va="top", fontsize=10, color=colour("muted"))
    _scale(axes, panel, low, high)
    if panel.line:
        level, label = panel.line
        axes.axhline(level, color=colour("muted"), linewidth=1.2, dashes=(4, 3))
        axes.annotate(label, (1, level), xycoords=axes.get_yaxis_transform(), xytext=(0, 3),
                      textcoords="offset points", ha="right", va="bottom", fontsize=11,
                      color=colour("muted"))


def _stack(stack, layers):
    """Heights between the parts of a bar, from 0 to its top, in each layer."""
    values = [[value or 0 for value in part.values] for part in stack.parts]
    return np.vstack([np.zeros(layers), np.cumsum(values, axis=0)])


def _limits(panel, stacks):
    tops = np.concatenate([edges[-1] for edges in stacks])
    highest = max(tops.max(), panel.line[0] if panel.line else 0, 1e-12)
    if panel.is_log:
        return min(tops[tops > 0], default=1) / 3, highest * 2
    return 0, panel.top or highest * 1.04


def _rectangles(axes, x, width, bottom, top, fill, edge):
    """One path for all bars of a series, which is far smaller than one each."""
    seen = top > bottom
    if not seen.any():
        return
    x, bottom, top = x[seen], bottom[seen], top[seen]
    left, right = x - width / 2, x + width / 2
    corners = np.stack([np.stack([left, left, right, right, left], 1),
                        np.stack([bottom, top, top, bottom, bottom], 1)], 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(x)
    axes.add_artist(PathPatch(Path(corners.reshape(-1, 2), codes), facecolor=fill,
                              edgecolor=colour("card"), linewidth=edge))


def _scale(axes, panel, low, high):
    if panel.is_log:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(numticks=7))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.set_ylim(low, high)
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: (panel.tick or tick_text)(value)))
