# SPDX-License-Identifier: Apache-2.0
"""Power of the chip beside the published breakdown."""

from report.bars import Bar, Panel, Part, bar_chart
from report.energy_plot import COMPONENTS
from report.plot import drawn
from report.published import SPADS
from report.section import note
from report.table import Table
from report.value import at, derived, published

# The published breakdown has the three scratch pads in one.
PARTS = [("clock_network", "clock network", "grey"), ("spads", "spads", "blue"),
         *(part for part in COMPONENTS if part[0] not in ("clock_network", "dram", *SPADS))]


def contents(results, publications, layers):
    """The plot for the first result that has published power, if there is one."""
    for result, publication in zip(results, publications):
        known = [layer for layer in layers if publication.of(layer, "power_mw") is not None and
                 result.number("power_mw", layer) is not None]
        if known:
            fitted = [layer for layer in known if publication.is_fitted(layer)]
            words = ("The energy table was fitted to the breakdowns of " + " and ".join(fitted) +
                     "; the other layers are predicted." if fitted else
                     "No layer's figures were used to make this energy table for this mapping.")
            return [_plot(result, publication, known),
                    note(f"Chip: {publication.source}. {words}")]
    return []


def _formula(result, layer, component):
    """Power of a component, in mW."""
    prefix = result.prefix(layer)
    keys = SPADS if component == "spads" else (component,)
    energy = " + ".join(f"{prefix}.energy_pj.{key}" for key in keys)
    return f"({energy}) * 1e-6 / {prefix}.latency_ms.total"


def _plot(result, publication, layers):
    here, chip = [], []
    for key, label, fill in PARTS:
        here.append(Part(label, fill, [result.evaluate(_formula(result, layer, key))
                                       for layer in layers]))
        chip.append(Part(label, fill, [publication.milliwatts(layer, key) for layer in layers]))
    whole = [None if publication.milliwatts(layer, "mac") is not None else
             publication.of(layer, "power_mw") for layer in layers]
    chip.append(Part("chip in all, breakdown not published", "pale", whole))
    panels = [Panel("Power of the chip, mW", [Bar(here, "here"), Bar(chip, "chip")])]

    def draw(width, name, description):
        return bar_chart(name, description, layers, panels, width, height=280)

    return drawn("power", "Power beside the chip's",
                 "Left of each pair what was simulated, right what was measured on the chip; "
                 "DRAM is in neither.", _table(result, publication, layers), draw, layers)


def _table(result, publication, layers):
    keys, headings = ["layer", "where"], ["layer", "where"]
    keys += [key for key, _, _ in PARTS] + ["power_mw"]
    headings += [f"{label}, mW" for _, label, _ in PARTS] + ["chip in all, mW"]
    rows = []
    for layer in layers:
        rows.append([layer, "simulated",
                     *(derived(result, _formula(result, layer, key)) for key, _, _ in PARTS),
                     at(result, layer, "power_mw")])
        rows.append([layer, "chip", *(published(publication.milliwatts(layer, key))
                                      for key, _, _ in PARTS),
                     published(publication.of(layer, "power_mw"))])
    return Table(keys, headings, rows, 2).align_places()
