# SPDX-License-Identifier: Apache-2.0
"""One directory of results."""

import json
import os
import shlex

from report.failure import ReportFailure
from report.formula import Absent, evaluate

SCHEMA_VERSION = 1
STATUSES = ("ok", "mismatch", "unchecked", "fault")
TEXTS = ("workload", "arch", "version", "command")
OBJECTS = ("arch_config", "totals")
# Of a layer or the totals: numbers, and objects of nothing but numbers. Any may be missing.
FIGURES = ("macs", "effectual_macs", "active_pes", "pe_utilization", "passes", "cycles",
           "latency_ms", "accesses", "pe_cycles", "stalls", "energy_pj", "power_mw")


class Result:
    """What eyeriss-sim left in a directory. Layers that ended in a fault have no statistics."""

    def __init__(self, directory, index=0):
        """Raises ReportFailure if there is no summary.json or it is none of eyeriss-sim's."""
        self.directory = directory
        self.index = index
        self.letter = chr(ord("A") + index)
        self.label = ""
        self.file = os.path.join(directory, "summary.json")
        self.summary = self._read()
        self._check()
        self.layers = self.summary["layers"]
        self.names = [layer["name"] for layer in self.layers]
        self._positions = {name: i for i, name in enumerate(self.names)}

    def _read(self):
        if not os.path.isdir(self.directory):
            raise ReportFailure(f"{self.directory}: no such directory")
        try:
            with open(self.file, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError as error:
            raise ReportFailure(f"{self.directory}: has no summary.json; give a directory that "
                                "eyeriss-sim has written") from error
        except OSError as error:
            raise ReportFailure(f"{self.file}: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise ReportFailure(f"{self.file}: is no JSON: {error}") from error

    def _check(self):
        summary = self.summary
        if not isinstance(summary, dict) or "schema_version" not in summary:
            self._fail("is no summary of eyeriss-sim: it has no schema_version")
        if summary["schema_version"] != SCHEMA_VERSION:
            self._fail(f"has schema_version {summary['schema_version']}; this program reads "
                       f"{SCHEMA_VERSION}")
        for keys, kind, words in ((TEXTS, str, "text"), (OBJECTS, dict, "object")):
            for key in keys:
                if not isinstance(summary.get(key), kind):
                    self._fail(f"has no {key}, or it is no {words}")
        batch = summary.get("batch")
        if not isinstance(batch, int) or batch < 1:
            self._fail("has no batch, or it is no positive integer")
        if not isinstance(summary.get("layers"), list):
            self._fail("has no layers, or they are no list")
        seen = set()
        for i, layer in enumerate(summary["layers"]):
            if not isinstance(layer, dict) or not isinstance(layer.get("name"), str):
                self._fail(f"layers[{i}] has no name")
            if layer.get("status") not in STATUSES:
                self._fail(f"layers[{i}].status is not one of {', '.join(STATUSES)}")
            if layer["name"] in seen:
                self._fail(f"layers[{i}] has the name of another layer")
            seen.add(layer["name"])
            self._check_figures(layer, f"layers[{i}]")
        self._check_figures(summary["totals"], "totals")

    def _check_figures(self, figures, path):
        for key in FIGURES:
            if key in figures:
                self._check_numbers(figures[key], f"{path}.{key}")

    def _check_numbers(self, value, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                self._check_numbers(inner, f"{path}.{key}")
        elif value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            self._fail(f"{path} is no number")

    def _fail(self, what):
        raise ReportFailure(f"{self.file}: {what}")

    @property
    def title(self):
        return f"{self.summary['workload']} on {self.summary['arch']}"

    def trace_file(self, name):
        return os.path.join(self.directory, name)

    def position(self, layer):
        """Where a layer stands in `layers`; None if it is not there."""
        return self._positions.get(layer)

    def prefix(self, layer):
        """The path of a layer's figures, of the totals if it is None."""
        return "totals" if layer is None else f"layers[{self._positions[layer]}]"

    def evaluate(self, text):
        """The value of a path or formula; None if the results do not have it."""
        try:
            return evaluate(text, self.summary)
        except Absent:
            return None

    def number(self, path, layer=None):
        """A figure of a layer, or of the totals; None if it is not there."""
        if layer is not None and layer not in self._positions:
            return None
        value = self.evaluate(f"{self.prefix(layer)}.{path}")
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value if is_number else None

    def has_statistics(self, layer):
        return self.number("cycles.total", layer) is not None

    def has_picojoules(self):
        """Whether energies are in pJ, rather than multiples of a MAC."""
        return self.evaluate("totals.energy_unit") == "pJ"

    @property
    def energy_unit(self):
        return self.evaluate("totals.energy_unit") or "pJ"

    @property
    def is_clustered(self):
        return "grid" in self.summary["arch_config"]

    @property
    def grid(self):
        """Rows and columns of PEs of the whole machine, and of a cluster; None if unknown."""
        path = "arch_config.{}"
        if not self.is_clustered:
            rows, columns = (self.evaluate(path.format(key))
                             for key in ("array.rows", "array.columns"))
            return (rows, columns, rows, columns) if rows and columns else None
        sizes = [self.evaluate(path.format(key)) for key in (
            "grid.rows", "cluster.pe_rows", "grid.columns", "cluster.pe_columns")]
        if not all(sizes):
            return None
        return sizes[0] * sizes[1], sizes[2] * sizes[3], sizes[1], sizes[3]

    @property
    def pes_formula(self):
        if self.is_clustered:
            return ("arch_config.grid.rows * arch_config.cluster.pe_rows * "
                    "arch_config.grid.columns * arch_config.cluster.pe_columns")
        return "arch_config.array.rows * arch_config.array.columns"

    @property
    def is_machine_changed(self):
        """Whether an option of the command changed the machine; its energy table may differ."""
        try:
            words = shlex.split(self.summary["command"])
        except ValueError:
            return True
        return any(word.split("=")[0] in ("--set", "--dram") for word in words)


def read_results(directories):
    """
    Results in the given order, each with a label that differs from the others'.

    Raises:
        ReportFailure: as Result, and if a directory is given twice
    """
    results = [Result(directory, i) for i, directory in enumerate(directories)]
    given = {}
    for directory in directories:
        place = os.path.realpath(directory)
        if place in given:
            raise ReportFailure(f"{directory}: is the same directory as {given[place]}; give it "
                                "once")
        given[place] = directory
    names = [os.path.basename(os.path.abspath(directory)) for directory in directories]
    is_unique = len(set(names)) == len(names)
    for result, name in zip(results, names):
        result.label = name if is_unique else result.directory
    return results


def layer_names(results):
    """Names of all layers, in the order of the results that have them first."""
    return list(dict.fromkeys(name for result in results for name in result.names))
