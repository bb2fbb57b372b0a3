# SPDX-License-Identifier: Apache-2.0
"""Numbers as the page shows them: rounded for people, exact beside it for programs."""

import dataclasses
import json
import math
from html import escape

ABSENT = "–"
THIN_SPACE = "\u202f"


@dataclasses.dataclass
class Value:
    """
    A number of a result. In the page it is an element whose attributes say what it is:
    `data-value` exactly, `data-path` its place in summary.json or `data-formula` how it follows
    from such places, `data-run` the result's index unless it is the first, and `data-scale` what
    the shown text was multiplied with. A number with neither path nor formula is published.
    """

    exact: float
    path: str = None
    formula: str = None
    run: int = 0
    scale: float = 1
    places: int = None

    def text(self):
        return shown(self.exact * self.scale, self.places)

    def html(self):
        attributes = ""
        if self.path:
            attributes += f' data-path="{escape(self.path)}"'
        if self.formula:
            attributes += f' data-formula="{escape(self.formula)}"'
        if not attributes:
            return f'<span class="published">{self.text()}</span>'
        attributes += f' data-value="{json.dumps(self.exact)}"'
        if self.scale != 1:
            attributes += f' data-scale="{self.scale!r}"'
        if self.run:
            attributes += f' data-run="{self.run}"'
        return f"<span{attributes}>{self.text()}</span>"


def shown(number, places=None):
    """With thousands set apart; four significant digits or more if places are not given."""
    if places is None:
        places = 0 if isinstance(number, int) else places_of([number])
    return f"{number:,.{places}f}".replace(",", THIN_SPACE).replace("-", "\u2212")


def places_of(numbers, digits=4):
    """Decimal places that give the largest number that many digits."""
    largest = max((abs(n) for n in numbers if n is not None), default=0)
    if largest == 0 or not math.isfinite(largest):
        return 0
    return min(max(digits - 1 - math.floor(math.log10(largest)), 0), 9)


def cell_html(cell):
    """A cell of a table: a Value, text, or None where there is nothing."""
    if cell is None:
        return ABSENT
    return cell.html() if isinstance(cell, Value) else escape(str(cell))


def cell_csv(cell):
    if cell is None:
        return ""
    return json.dumps(cell.exact) if isinstance(cell, Value) else str(cell)


def at(result, layer, path, scale=1, places=None):
    """The Value at a path of a layer (of the totals if None), or None."""
    number = result.number(path, layer)
    if number is None:
        return None
    return Value(number, path=f"{result.prefix(layer)}.{path}", run=result.index, scale=scale,
                 places=places)


def derived(result, formula, scale=1, places=None):
    """The Value of a formula over paths of summary.json, or None."""
    number = result.evaluate(formula)
    if number is None:
        return None
    return Value(number, formula=formula, run=result.index, scale=scale, places=places)


def published(number, scale=1, places=None):
    """A Value that is no result."""
    return None if number is None else Value(number, scale=scale, places=places)
