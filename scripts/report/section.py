# SPDX-License-Identifier: Apache-2.0
"""A part of the page."""

import dataclasses
from html import escape


@dataclasses.dataclass
class Section:
    """Its content: Plots, Tables and Notes, in order."""

    name: str   # of the anchor
    title: str
    content: list


@dataclasses.dataclass
class Note:
    """A paragraph, as HTML."""

    html: str


def note(text):
    return Note(escape(text))


def row_names(results, layer, result):
    """The first cells of a layer's row: also the result's label if there are several."""
    return [layer, result.label] if len(results) > 1 else [layer]


def name_columns(results):
    """Keys and headings of those cells."""
    return (["layer", "result"], ["layer", "result"]) if len(results) > 1 else \
        (["layer"], ["layer"])


def present(results, layers):
    """(layer, result) for everything that has statistics."""
    return [(layer, result) for layer in layers for result in results
            if layer in result.names and result.has_statistics(layer)]
