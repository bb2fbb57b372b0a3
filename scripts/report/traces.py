# SPDX-License-Identifier: Apache-2.0
"""Readers of the traces that eyeriss-sim writes beside summary.json."""

import array
import csv
import dataclasses
import operator

import numpy as np

from report.failure import ReportFailure

BLOCK_ROWS = 1 << 14  # that are kept as they were read
FIRST = "cycle"       # column of which joined rows keep the first figure


@dataclasses.dataclass
class LayerTrace:
    """The rows of one layer, in order: a one-dimensional array per column."""

    columns: dict

    def __getitem__(self, column):
        return self.columns[column]

    def __contains__(self, column):
        return column in self.columns


def read_trace(file, required, most_rows=None):
    """
    Reads a CSV file with a column `layer` and else numbers; empty cells become NaN.

    Args:
        required: columns that are there; those named energy_pj.* are read, too
        most_rows: if there are more rows, neighbours of one layer are joined, equally many in
            each row, so that about as many remain: sums, but for the first of column `cycle`
    Returns:
        LayerTrace by layer name; None if there is no such file
    Raises:
        ReportFailure: if a required column is missing, or a cell is no number
    """
    try:
        joined = -(-_lines(file) // most_rows) if most_rows else 1
        with open(file, encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            missing = [name for name in ("layer", *required) if name not in header]
            if missing:
                raise ReportFailure(f"{file}: has no column {missing[0]}")
            return _layers(file, reader, header, required, joined)
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReportFailure(f"{file}: is no CSV: {error}") from error
    except OSError as error:
        raise ReportFailure(f"{file}: {error.strerror}") from error


def _lines(file):
    with open(file, "rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


def _layers(file, reader, header, required, joined):
    wanted = [i for i, name in enumerate(header)
              if name in required or name.startswith("energy_pj.")]
    names = [header[i] for i in wanted]
    # The first of one column would come alone, not as a tuple; it is taken twice.
    cells_of = operator.itemgetter(wanted[0], *wanted)
    layer_column = header.index("layer")
    layers = {}
    for row in reader:
        if len(row) != len(header):
            raise ReportFailure(f"{file}: line {reader.line_num} has {len(row)} cells, not "
                                f"{len(header)}")
        layer = row[layer_column]
        if layer not in layers:
            layers[layer] = _Rows(names, joined)
        try:
            layers[layer].append([float(cell or "nan") for cell in cells_of(row)[1:]])
        except ValueError as error:
            raise ReportFailure(f"{file}: layer {layer}: {error}") from error
    return {layer: rows.trace() for layer, rows in layers.items()}


class _Rows:
    """Rows of one layer as they are read."""

    def __init__(self, names, joined):
        self._names = names
        self._joined = joined
        self._block = joined * max(1, BLOCK_ROWS // joined) * len(names)
        self._figures = array.array("d")
        self._done = []

    def append(self, figures):
        self._figures.extend(figures)
        if len(self._figures) >= self._block:
            self._join()

    def _join(self):
        rows = np.array(self._figures).reshape(-1, len(self._names))
        starts = np.arange(0, len(rows), self._joined)
        sums = np.add.reduceat(rows, starts) if self._joined > 1 else rows
        if FIRST in self._names:
            first = self._names.index(FIRST)
            sums[:, first] = rows[starts, first]
        self._done.append(sums)
        self._figures = array.array("d")

    def trace(self):
        if self._figures:
            self._join()
        rows = np.concatenate(self._done)
        return LayerTrace({name: rows[:, i] for i, name in enumerate(self._names)})
