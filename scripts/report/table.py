# SPDX-License-Identifier: Apache-2.0
"""Tables of Values, for the page and as CSV."""

import csv
import io
from html import escape

from report.value import Value, cell_csv, cell_html, places_of

LONG = 40  # characters; longer text is broken into lines


class Table:
    """Rows under a heading; the first `names` columns are text."""

    def __init__(self, keys, headings, rows, names=1, fold="", is_dense=False):
        """
        Args:
            keys: of the columns, for CSV
            headings: of the columns, for people, units included
            rows: lists of cells, each a Value, text or None
            fold: what stands in the table's place until it is opened; empty if it always is
            is_dense: whether many columns have to stand close together
        """
        self.keys = keys
        self.headings = headings
        self.rows = rows
        self.names = names
        self.fold = fold
        self.is_dense = is_dense

    def align_places(self, digits=4):
        """Gives each column of numbers the same decimal places."""
        for column in range(self.names, len(self.headings)):
            cells = [row[column] for row in self.rows if isinstance(row[column], Value)]
            if all(isinstance(cell.exact, int) and cell.scale == 1 for cell in cells):
                continue
            places = places_of([cell.exact * cell.scale for cell in cells], digits)
            for cell in cells:
                cell.places = places
        return self

    def html(self):
        if not self.rows:
            return ""
        dense = ' class="dense"' if self.is_dense else ""
        parts = [f'<div class="scroll" tabindex="0"><table{dense}><thead><tr>']
        for i, heading in enumerate(self.headings):
            kind = "" if i < self.names else ' class="n"'
            parts.append(f'<th scope="col"{kind}>{escape(heading)}</th>')
        parts.append("</tr></thead><tbody>")
        for row in self.rows:
            parts.append("<tr>")
            for i, cell in enumerate(row):
                if i == 0:
                    parts.append(f'<th scope="row">{cell_html(cell)}</th>')
                else:
                    kind = ' class="n"' if i >= self.names else \
                        ' class="long"' if len(str(cell)) > LONG else ""
                    parts.append(f"<td{kind}>{cell_html(cell)}</td>")
            parts.append("</tr>\n")
        parts.append("</tbody></table></div>")
        return "".join(parts)

    def csv(self):
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.keys)
        for row in self.rows:
            writer.writerow([cell_csv(cell) for cell in row])
        return stream.getvalue()

