# SPDX-License-Identifier: Apache-2.0
"""What one run left: its summary, and what the run itself took."""

from studies.failure import Failure
from studies.files import read_json


class Result:
    """The results of a whole network, all outputs right."""

    def __init__(self, file, workload, resources):
        """
        Args:
            file: summary.json
            workload: the Workload that was to run
            resources: `wall_seconds` and `peak_bytes` of the run, or None if not known
        """
        self.file = file
        self.resources = resources
        self.summary = read_json(file)
        self._workload = workload
        self._check()
        self._layers = {layer["name"]: layer for layer in self.summary["layers"]}

    def _check(self):
        try:
            if self.summary["workload"] != self._workload.name:
                self._fail(f"is of {self.summary['workload']}, not of {self._workload.name}")
            if [layer["name"] for layer in self.summary["layers"]] != self._workload.layers:
                self._fail(f"has not all layers of {self._workload.name}")
            for layer in self.summary["layers"]:
                if layer["status"] != "ok":
                    self._fail(f"layer {layer['name']} is {layer['status']}")
        except (KeyError, TypeError) as error:
            self._fail(f"is no summary ({error!r})")

    def _fail(self, what):
        raise Failure(f"{self.file}: {what}")

    def count(self, path, layer):
        """The figure at a path such as `accesses/noc/ifmap/words` of a layer."""
        return self._lookup(self._layers[layer], path, f"layer {layer}")

    def config(self, path):
        """The same of the architecture."""
        return self._lookup(self.summary["arch_config"], path, "arch_config")

    def has_config(self, key):
        return key in self.summary["arch_config"]

    def _lookup(self, value, path, where):
        for key in path.split("/"):
            if not isinstance(value, dict) or key not in value:
                self._fail(f"{where} has no {path}")
            value = value[key]
        return value

    def total(self, path, layers):
        """The sum over some layers."""
        return sum(self.count(path, layer) for layer in layers)

    def stalled(self, stall, layers):
        """Cycles lost to one of `stalls`. Flat machines have no bubbles, and do not count them."""
        if stall == "pe_bubbles" and not self.is_clustered():
            return 0
        return self.total(f"stalls/{stall}", layers)

    def cycles(self, layers):
        return self.total("cycles/total", layers)

    def milliseconds(self, layers):
        return self.total("latency_ms/total", layers)

    def inferences_per_s(self, layers):
        return 1e3 * self.summary["batch"] / self.milliseconds(layers)

    def gops_per_w(self, layers):
        """Two operations a MAC, the chip alone; None without an energy table in pJ."""
        picojoules = 0
        for layer in layers:
            record = self._layers[layer]
            if record.get("energy_unit") != "pJ":
                return None
            picojoules += self.count("energy_pj/chip_total", layer)
        return 2e3 * self.total("macs", layers) / picojoules if picojoules else None

    def dram_megabytes(self, layers):
        return (self.total("accesses/dram/read_bytes", layers) +
                self.total("accesses/dram/write_bytes", layers)) / 1e6

    def is_clustered(self):
        return self.has_config("grid")

    def clusters(self):
        return self.config("grid/rows") * self.config("grid/columns") \
            if self.is_clustered() else 1

    def pes(self):
        if self.is_clustered():
            return self.clusters() * self.config("cluster/pe_rows") * \
                self.config("cluster/pe_columns")
        return self.config("array/rows") * self.config("array/columns")
