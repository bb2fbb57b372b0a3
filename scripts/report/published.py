# SPDX-License-Identifier: Apache-2.0
"""Figures that were published about a workload on a machine, by the rules of eyeriss-sim's table:
for the same workload, machine and batch, and not for a machine that options changed."""

import json
import pathlib

PROJECT = pathlib.Path(__file__).resolve().parents[2]
WORKLOADS = PROJECT / "workloads"
SPADS = ("ifmap_spad", "filter_spad", "psum_spad")


def _read(file):
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


class Published:
    """What stands in workloads/published about one result; perhaps nothing."""

    def __init__(self, result):
        self.source = None
        self.layers = {}
        self.total = None
        self._table = None
        self._result = result
        if not result.is_machine_changed:
            self._take_measured(result)

    def _take_measured(self, result):
        summary = result.summary
        name = f"{summary['workload']}-{summary['arch']}.json"
        if "/" in name:
            return
        document = _read(WORKLOADS / "published" / name)
        keys = ("workload", "arch", "batch")
        if document is None or any(document[key] != summary[key] for key in keys):
            return
        self.source = document["source"]
        self.layers = {row["name"]: row for row in document["layers"]}
        self._table = document["calibrated_table"]
        shown = {name for name in result.names if result.has_statistics(name)}
        if shown == set(self.layers):
            self.total = document["total"]

    def of(self, layer, key):
        """A published figure of a layer, or of all layers together if it is None."""
        row = self.total if layer is None else self.layers.get(layer)
        return row.get(key) if row else None

    def milliwatts(self, layer, component):
        """Published power of a component; `spads` are the three scratch pads together."""
        percent = self.of(layer, "power_percent")
        return percent[component] / 100 * self.of(layer, "power_mw") if percent else None

    def is_fitted(self, layer):
        """Whether the energy table was fitted to this layer's power."""
        at = self._result.prefix(layer)
        return (self.of(layer, "power_percent") is not None and
                self._result.evaluate("arch_config.energy.name") == self._table and
                self._result.evaluate(f"{at}.mapping_source") == "given")


def published_chip(result):
    """What was published of the machine itself, whatever it runs; perhaps nothing."""
    document = _read(WORKLOADS / "published" / "chips.json") or {}
    return document.get(result.summary["arch"], {})


def published_design(result):
    """
    What was published of Eyeriss v2 as designed, as {key: figure} and its source: rates and
    energies of whole networks. None if these results are not of that machine and all its layers.
    """
    document = _read(WORKLOADS / "published" / "eyeriss-v2.json")
    summary = result.summary
    if document is None or result.is_machine_changed or summary["arch"] != document["arch"] or \
            summary["batch"] != document["batch"]:
        return None
    for entry in document["workloads"]:
        if entry["workload"] == summary["workload"]:
            network = _read(WORKLOADS / f"{entry['workload']}.json")
            layers = [layer["name"] for layer in network["layers"]] if network else []
            if [name for name in result.names if result.has_statistics(name)] == layers:
                return {**entry, "source": document["source"]}
    return None
