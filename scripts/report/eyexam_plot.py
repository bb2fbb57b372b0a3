# SPDX-License-Identifier: Apache-2.0
"""Bounds of performance after Eyexam, step by step."""

from html import escape

from report.bars import Bar, Panel, Part, bar_chart, tick_text
from report.plot import drawn
from report.section import Note, Section, name_columns, present, row_names
from report.table import Table
from report.value import at, places_of, shown

STEPS = 7
FIRST_OF_ARRAY = 3  # step from which the PEs bound
COLOURS = (*(f"step{i}" for i in range(1, STEPS)), "green")
ABSENT = Note("These results have no <code>eyexam</code>: run the layers again with an eyeriss-sim "
              "that writes it.")


def _bounds(result, layer):
    return [result.number(f"eyexam.steps[{i}].macs_per_cycle", layer) for i in range(STEPS)]


def examined(results, layers):
    """(layer, result) whose bounds are all there."""
    return [(layer, result) for layer, result in present(results, layers)
            if None not in _bounds(result, layer)]


def section(results, layers):
    shown_pairs = examined(results, layers)
    if not shown_pairs:
        return Section("eyexam", "Eyexam", [ABSENT])
    content = [_plot(results, shown_pairs)]
    words = _words(results, shown_pairs)
    if words:
        content.append(words)
    content.append(_losses(results, shown_pairs))
    missing = len(present(results, layers)) - len(shown_pairs)
    if missing:
        content.append(Note(f"{missing} of the layers have no <code>eyexam</code>."))
    return Section("eyexam", "Eyexam: where performance is lost", content)


def _constraints(pairs):
    layer, result = pairs[0]
    return [str(result.evaluate(f"{result.prefix(layer)}.eyexam.steps[{i}].constraint") or "")
            for i in range(STEPS)]


def _power_of_ten(value):
    return shown(value, max(places_of([value], 1), 0)) if value < 1e4 else \
        "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(len(f"{value:.0f}") - 1))


def _plot(results, pairs):
    layers = list(dict.fromkeys(layer for layer, _ in pairs))
    constraints = _constraints(pairs)
    panels = []
    for result in results:
        bounds = {layer: _bounds(result, layer) for layer, of in pairs if of is result}
        peak = next((result.number("eyexam.roofline.peak_macs_per_cycle", layer)
                     for layer in bounds), None)
        bars = [Bar([Part(f"{i + 1} {constraints[i]}", COLOURS[i],
                          [bounds[layer][i] if layer in bounds else None for layer in layers])])
                for i in range(STEPS)]
        where = f", {result.label}" if len(results) > 1 else ""
        line = (peak, f"peak {tick_text(peak)}") if peak else None
        panels.append(Panel(f"MACs per cycle, all steps, logarithmic{where}", bars, is_log=True,
                            tick=_power_of_ten))
        panels.append(Panel(f"MACs per cycle, steps {FIRST_OF_ARRAY} to {STEPS}{where}",
                            bars[FIRST_OF_ARRAY - 1:], line=line))

    def draw(width, name, description):
        return bar_chart(name, description, layers, panels, width, height=210)

    return drawn("eyexam", "Eyexam: where performance is lost",
                 "Each bar bounds MACs per cycle after one more constraint and is no higher than "
                 "the one left of it; the last one is what was simulated.",
                 _table(results, pairs, constraints), draw, layers)


def _table(results, pairs, constraints):
    keys, headings = name_columns(results)
    rows = [row_names(results, layer, result) +
            [at(result, layer, f"eyexam.steps[{i}].macs_per_cycle") for i in range(STEPS)]
            for layer, result in pairs]
    for row in rows:
        for cell in row[len(keys):]:
            cell.places = places_of([cell.exact])
    return Table(keys + [f"step_{i + 1}" for i in range(STEPS)],
                 headings + [f"{i + 1} {text}" for i, text in enumerate(constraints)], rows,
                 len(keys))


def _words(results, pairs):
    lines = []
    for layer, result in pairs:
        words = result.evaluate(f"{result.prefix(layer)}.eyexam.words")
        mark = f"{escape(result.label)}: " if len(results) > 1 else ""
        for text in words if isinstance(words, list) else []:
            lines.append(f"<li>{mark}{escape(str(text))}</li>")
    if not lines:
        return None
    return Note(f'<ul class="words" tabindex="0">{"".join(lines)}</ul>')


def _losses(results, pairs):
    keys, headings = name_columns(results)
    rows = []
    for layer, result in pairs:
        for step in result.evaluate(f"{result.prefix(layer)}.eyexam.steps")[:STEPS]:
            if step.get("loss"):
                rows.append([*row_names(results, layer, result),
                             f"{step.get('step')} {step.get('constraint')}", str(step["loss"])])
    keys, headings = keys + ["step", "loss"], headings + ["step", "why it is lower"]
    return Table(keys, headings, rows, len(keys), fold="Why each step is lower")
