# SPDX-License-Identifier: Apache-2.0
"""Figures of matplotlib as SVG whose colours and font are the page's. One unit is one pixel."""

import functools
import io
import re

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from report.theme import colour, with_variables

FONT_SIZE = 12
LEGEND_LINE = 20
_UNITS_PER_INCH = 72
_FONT = FontProperties(size=FONT_SIZE)

matplotlib.rcdefaults()  # whatever the user has configured
matplotlib.rcParams.update({
    "text.parse_math": False, "svg.fonttype": "none", "svg.hashsalt": "report",
    "font.size": FONT_SIZE,
    "axes.edgecolor": colour("axis"), "axes.labelcolor": colour("muted"),
    "axes.titlecolor": colour("ink"), "text.color": colour("ink"),
    "xtick.color": colour("axis"), "ytick.color": colour("axis"),
    "xtick.labelcolor": colour("ink"), "ytick.labelcolor": colour("muted"),
    "grid.color": colour("grid"), "grid.linewidth": 1, "axes.linewidth": 1,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "xtick.major.size": 0, "ytick.major.size": 0, "ytick.minor.size": 0,
    "xtick.minor.size": 0, "axes.formatter.use_mathtext": False, "axes.unicode_minus": True,
    "path.simplify": True,
})


@functools.lru_cache(maxsize=None)
def text_width(text):
    """In a wide font; most are narrower."""
    return text_to_path.get_text_width_height_descent(text, _FONT, False)[0]


class Canvas:
    """A figure with a legend on top, and axes that are placed in pixels from the top left."""

    def __init__(self, width, legend=(), seen=None):
        """
        Args:
            legend: (label, colour) in order; what does not fit into a line goes into the next
            seen: width that is seen without scrolling, if that is less
        """
        self.width = width
        self._legend = self._flow(legend, seen or width)
        lines = 1 + max((line for _, _, line, _ in self._legend), default=-1)
        self.top = lines * LEGEND_LINE + (8 if lines else 0)
        self._axes = []
        self.figure = Figure()
        self.figure.patch.set_visible(False)

    @staticmethod
    def _flow(legend, room):
        placed, x, line = [], 0, 0
        for label, name in legend:
            width = 17 + text_width(label) + 18
            if x > 0 and x + width - 18 > room:
                x, line = 0, line + 1
            placed.append((label, name, line, x))
            x += width
        return placed

    def axes(self, left, top, width, height, title=""):
        """Axes whose inner area begins there, below the legend."""
        axes = self.figure.add_axes([0, 0, 1, 1], label=str(len(self._axes)))
        axes.patch.set_visible(False)
        axes.grid(True, axis="y")
        if title:
            axes.set_title(title, loc="left", fontsize=FONT_SIZE, fontweight="bold", pad=8)
        self._axes.append((axes, left, self.top + top, width, height))
        return axes

    def svg(self, height, name, description):
        """
        Args:
            height: below the legend
            name: of the plot, unique in the page
            description: for those who cannot see it
        """
        height += self.top
        self.figure.set_size_inches(self.width / _UNITS_PER_INCH, height / _UNITS_PER_INCH)
        self.figure.set_dpi(_UNITS_PER_INCH)
        for axes, left, top, wide, high in self._axes:
            axes.set_position([left / self.width, 1 - (top + high) / height, wide / self.width,
                               high / height])
        for label, fill, line, x in self._legend:
            y = 1 - (line + 0.5) * LEGEND_LINE / height
            self.figure.add_artist(Rectangle(
                (x / self.width, y - 5.5 / height), 11 / self.width, 11 / height,
                transform=self.figure.transFigure, facecolor=colour(fill), linewidth=0))
            self.figure.text((x + 17) / self.width, y, label, va="center_baseline")
        stream = io.StringIO()
        self.figure.savefig(stream, format="svg",
                            metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        return _for_page(stream.getvalue(), name, description)


def _for_page(svg, name, description):
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    # Groups are named alike in all figures, and nothing refers to them.
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    svg = re.sub(r' id="([^"]*)"', lambda match: f' id="{name}-{match.group(1)}"'
                 if match.group(1) in used else "", svg)
    svg = re.sub(r'(href="|url\()#', rf"\g<1>#{name}-", svg)
    svg = re.sub(r"font: (?:[a-z]+ )?(?:(bold|[67]00) )?([\d.]+)px [^;\"]*", _font, svg)
    svg = re.sub(r"(\d\.\d)\d{2,}", r"\1", svg)
    svg = re.sub(r"\n\s*", "\n", svg)
    opening = re.match(r"<svg[^>]*>", svg).group()
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', opening).groups()
    return with_variables(
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{description}">'
        + svg[len(opening):])


def _font(match):
    weight = "font-weight: 600; " if match.group(1) else ""
    return f"{weight}font-size: {match.group(2)}px"
