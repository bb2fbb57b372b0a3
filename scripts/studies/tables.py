# SPDX-License-Identifier: Apache-2.0
"""Tables for people and for programs."""

import csv

from studies.failure import Failure

ABSENT = "-"


def number(value, places=1):
    """A figure with thousands set apart; None is absent."""
    return ABSENT if value is None else f"{value:,.{places}f}".replace(",", " ")


def percent(share, places=1):
    return number(None if share is None else 100 * share, places)


def text_table(header, rows, names=1):
    """Lines of a table whose first `names` columns are aligned left, the others right. A row of
    None is a rule."""
    cells = [header, *(row for row in rows if row is not None)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]

    def line(row):
        return "  ".join(cell.ljust(width) if i < names else cell.rjust(width)
                         for i, (cell, width) in enumerate(zip(row, widths))).rstrip()

    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([line(header), rule, *(rule if row is None else line(row) for row in rows)])


def write_csv(file, rows):
    """Rows are dictionaries with the same keys; None is an empty cell."""
    try:
        with open(file, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}") from error
