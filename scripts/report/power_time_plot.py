# SPDX-License-Identifier: Apache-2.0
"""Power over time, from energy.csv."""

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.bars import tick_text
from report.canvas import Canvas, text_width
from report.energy_plot import COMPONENTS
from report.plot import drawn
from report.section import Note, Section, note
from report.table import Table
from report.theme import colour
from report.traces import read_trace

TITLE = "Power over time"
LEFT, RIGHT, HEADING, BOTTOM, HEIGHT = 62, 12, 44, 48, 240
POINTS_PER_PIXEL = 0.6
MOST_INTERVALS = 10000  # of long traces that are kept; a plot has far fewer steps
STEPS = [1, 2, 2.5, 5, 10]
PARTS = COMPONENTS[:-1]
ABSENT = Note("There is no <code>energy.csv</code> in {}: run eyeriss-sim with "
              "<code>--trace energy</code>, or with <code>--report</code>.")


def section(results, layers):
    content = []
    for result in results:
        content += _contents(result, layers, len(results) > 1)
    return Section("power-time", TITLE, content)


def _contents(result, layers, is_compared):
    where = result.label if is_compared else "the results"
    if not result.has_picojoules():
        return [note(f"The energy table of {where} is not in pJ, so that there is no power.")]
    trace = read_trace(result.trace_file("energy.csv"), ["cycle", "cycles.total"],
                       MOST_INTERVALS)
    megahertz = result.evaluate("arch_config.core.clock_mhz")
    if trace is None:
        return [Note(ABSENT.html.format(_escaped(where)))]
    known = [layer for layer in layers if layer in trace and layer in result.names]
    if not known or not megahertz:
        return [note(f"energy.csv of {where} has none of the layers.")]
    return [_plot(result, {layer: trace[layer] for layer in known}, megahertz, is_compared)]


def _escaped(text):
    return note(text).html


class _Series:
    """The layers one after the other, in steps of several intervals of the trace."""

    def __init__(self, trace, steps, megahertz):
        intervals = sum(len(layer["cycle"]) for layer in trace.values())
        group = max(1, -(-intervals // steps))
        self.rows = []  # layer, first cycle, cycles, pJ of each part
        for name, layer in trace.items():
            starts = np.arange(0, len(layer["cycle"]), group)
            cycles = np.add.reduceat(layer["cycles.total"], starts)
            energies = [np.add.reduceat(layer[f"energy_pj.{key}"], starts)
                        if f"energy_pj.{key}" in layer else np.zeros(len(starts))
                        for key, _, _ in PARTS]
            self.rows += zip([name] * len(starts), layer["cycle"][starts], cycles, *energies)
        lengths = np.array([row[2] for row in self.rows])
        self.edges = np.concatenate([[0], np.cumsum(lengths)]) / (megahertz * 1e3)  # ms
        energies = np.array([row[3:] for row in self.rows], dtype=float).T
        self.power = energies * 1e-3 * megahertz / np.maximum(lengths, 1)
        self.first = {}
        for row, edge in zip(self.rows, self.edges):
            self.first.setdefault(row[0], edge)


def _plot(result, trace, megahertz, is_compared):
    name = f"power-time-{result.letter.lower()}" if is_compared else "power-time"
    title = f"Power over time of {result.label}" if is_compared else TITLE

    def series(width):
        return _Series(trace, int(width * POINTS_PER_PIXEL), megahertz)

    def draw(width, plot_name, description):
        return _draw(series(width), width, plot_name, description)

    rows = [[layer, f"{cycle:.0f}", f"{cycles:.0f}", *map(repr, map(float, energies))]
            for layer, cycle, cycles, *energies in series(1080).rows]
    table = Table(["layer", "cycle", "cycles.total", *(f"energy_pj.{key}" for key, _, _ in PARTS)],
                  [], rows)
    return drawn(name, title,
                 "The layers one after the other, each step the mean of some intervals of the "
                 "trace, stacked from the chip's components; DRAM apart.", table, draw, [],
                 in_page=False)


def _draw(series, width, name, description):
    shown = [i for i in range(len(PARTS)) if series.power[i].any()]
    canvas = Canvas(width, [(PARTS[i][1], PARTS[i][2]) for i in shown])
    inner = width - LEFT - RIGHT
    axes = canvas.axes(LEFT, HEADING, inner, HEIGHT)
    axes.text(0, 1 + 26 / HEIGHT, "Power, mW", transform=axes.transAxes, fontweight="bold")
    bottom = np.zeros(len(series.rows))
    for i in shown:
        top = bottom + series.power[i]
        axes.fill_between(series.edges, np.append(bottom, bottom[-1]), np.append(top, top[-1]),
                          step="post", color=colour(PARTS[i][2]), linewidth=0)
        bottom = top
    end = series.edges[-1]
    axes.set_xlim(0, end)
    axes.set_ylim(0, max(bottom.max() * 1.05, 1e-12))
    axes.xaxis.set_major_locator(MaxNLocator(8 if width > 700 else 4, steps=STEPS))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=STEPS))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    axes.tick_params(axis="x", labelcolor=colour("muted"))
    axes.set_xlabel("time, ms")
    starts = [*series.first.items(), ("", end)]
    for (layer, start), (_, stop) in zip(starts, starts[1:]):
        if start > 0:
            axes.axvline(start, color=colour("ink"), linewidth=0.8, ymax=1.06, clip_on=False)
        if (stop - start) / end * inner > text_width(layer) + 4:
            axes.text((start + stop) / 2, 1.02, layer, transform=axes.get_xaxis_transform(),
                      ha="center", va="bottom", fontsize=11)
    return canvas.svg(HEADING + HEIGHT + BOTTOM, name, description)
