# SPDX-License-Identifier: Apache-2.0
"""The page from its parts."""

import base64
import pathlib
import re
import string
from html import escape

from report import theme
from report.plot import Plot
from report.section import Note
from report.table import Table

FOLDER = pathlib.Path(__file__).resolve().parent
MARGIN = 16  # pixels around a plot in a file of its own


def page_html(title, header, sections):
    """One document with everything in it."""
    template = string.Template((FOLDER / "page.html").read_text(encoding="utf-8"))
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    links = "".join(f'<a href="#{section.name}">{escape(section.title)}</a>'
                    for section in sections)
    return template.substitute(
        title=escape(title), style=theme.variables() + style, header=header, links=links,
        sections="\n".join(_section_html(section) for section in sections))


def plot_svg_file(plot):
    """The plot as a file of its own, with the colours of the page."""
    style = (f"<style>{theme.variables()}svg{{background:var(--card)}}"
             "text{font-family:system-ui,sans-serif;font-size:12px;fill:var(--ink)}"
             ".s{fill:var(--muted);font-size:11px}</style>")
    opening = re.match(r'<svg[^>]* viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>', plot.wide)
    width, height = (float(side) + 2 * MARGIN for side in opening.groups())
    tag = re.sub(r'viewBox="[^"]*" width="[^"]*" height="[^"]*"',
                 f'viewBox="{-MARGIN} {-MARGIN} {width:g} {height:g}" width="{width:g}" '
                 f'height="{height:g}"', opening.group())
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + tag + style +
            plot.wide[opening.end():])


def plots_of(sections):
    return [part for section in sections for part in section.content if isinstance(part, Plot)]


def _section_html(section):
    parts = "\n".join(_part_html(part, section.title) for part in section.content)
    return (f'<section id="{section.name}"><h2>{escape(section.title)}</h2>\n{parts}</section>')


def _part_html(part, above):
    if isinstance(part, Plot):
        return _plot_html(part, above)
    if isinstance(part, Table):
        return part.html() if not part.fold else \
            f"<details><summary>{escape(part.fold)}</summary>{part.html()}</details>"
    assert isinstance(part, Note)
    return part.html if part.html.startswith("<") else f"<p>{part.html}</p>"


def _plot_html(plot, above):
    title = f"<h3>{escape(plot.title)}</h3>" if plot.title != above else ""
    kind = " both" if plot.narrow else ""
    pictures = f'<div class="scroll wide" tabindex="0">{plot.wide}</div>'
    if plot.narrow:
        pictures += f'<div class="scroll narrow" tabindex="0">{plot.narrow}</div>'
    table = f"<details><summary>The figures as a table</summary>{plot.table.html()}</details>" \
        if plot.in_page else ""
    return (f'<figure class="plot{kind}" id="plot-{plot.name}">{title}'
            f'<figcaption>{plot.reading}</figcaption>{pictures}'
            f'<p class="files">{_links(plot)}</p>{table}</figure>')


def _links(plot):
    csv = base64.b64encode(plot.table.csv().encode()).decode()
    svg = base64.b64encode(plot_svg_file(plot).encode()).decode()
    return (f'<a download="{plot.name}.csv" href="data:text/csv;base64,{csv}">CSV</a> '
            f'<a download="{plot.name}.svg" href="data:image/svg+xml;base64,{svg}">SVG</a>')
