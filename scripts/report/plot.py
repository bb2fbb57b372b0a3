# SPDX-License-Identifier: Apache-2.0
"""What a plot of the page consists of."""

import dataclasses

from html import escape

from report.table import Table
from report.theme import RESULT_COLOURS

MOST_RESULTS = len(RESULT_COLOURS)
OF_EACH = ("pes", "power-time")  # several results have one each, by letter
NAMES = frozenset(("accesses", "energy", "eyexam", "latency", "power", "roofline", "stalls",
                   *OF_EACH)) | {f"{name}-{chr(ord('a') + i)}"
                                 for name in OF_EACH for i in range(MOST_RESULTS)}
MOST_IN_NARROW = 12  # layers
WIDE = 1080   # pixels of the page's cards on a desktop
NARROW = 336  # and on a phone


@dataclasses.dataclass
class Plot:
    """
    A plot in two widths with the figures that it shows. Its files are NAME.svg and NAME.csv,
    NAME being one of NAMES.
    """

    name: str
    title: str
    reading: str  # how to read it, as HTML
    table: Table
    wide: str     # SVG
    narrow: str   # the same for a phone; empty if there is too much in it
    in_page: bool = True  # whether the page has the table, too

    def __post_init__(self):
        assert self.name in NAMES, self.name


def drawn(name, title, reading, table, draw, layers, in_page=True):
    """A Plot by a function from width, name and description to SVG."""
    description = escape(title)
    narrow = ""
    if len(layers) <= MOST_IN_NARROW:
        narrow = draw(NARROW, name + "-narrow", description)
    return Plot(name, title, reading, table, draw(WIDE, name, description), narrow,
                in_page)
