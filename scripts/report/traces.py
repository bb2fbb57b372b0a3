# SPDX-License-Identifier: Apache-2.0
"""Readers of the traces that eyeriss-sim writes beside summary.json."""

import csv
import dataclasses

import numpy as np

from report.failure import ReportFailure


@dataclasses.dataclass
class LayerTrace:
    """The rows of one layer, in order: a one-dimensional array per column."""

    columns: dict

    def __getitem__(self, column):
        return self.columns[column]

    def __contains__(self, column):
        return column in self.columns


def read_trace(file, required):
    """
    Reads a CSV file with a column `layer` and else numbers; empty cells become NaN.

    Returns:
        LayerTrace by layer name; None if there is no such file
    Raises:
        ReportFailure: if a required column is missing, or a cell is no number
    """
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            missing = [name for name in ("layer", *required) if name not in header]
            if missing:
                raise ReportFailure(f"{file}: has no column {missing[0]}")
            return _layers(file, reader, header, required)
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReportFailure(f"{file}: is no CSV: {error}") from error
    except OSError as error:
        raise ReportFailure(f"{file}: {error.strerror}") from error


def _layers(file, reader, header, required):
    wanted = [i for i, name in enumerate(header)
              if name in required or name.startswith("energy_pj.")]
    names = header.index("layer")
    rows = {}
    for row in reader:
        if len(row) != len(header):
            raise ReportFailure(f"{file}: line {reader.line_num} has {len(row)} cells, not "
                                f"{len(header)}")
        rows.setdefault(row[names], []).append([row[i] or "nan" for i in wanted])
    layers = {}
    for layer, cells in rows.items():
        try:
            numbers = np.array(cells, dtype=np.float64)
        except ValueError as error:
            raise ReportFailure(f"{file}: layer {layer}: {error}") from error
        layers[layer] = LayerTrace({header[i]: numbers[:, k] for k, i in enumerate(wanted)})
    return layers
