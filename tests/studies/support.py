# SPDX-License-Identifier: Apache-2.0
"""Runs the studies on results that are made up, or by the simulator that the environment names."""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("EYERISS_SOURCE_DIR",
                                     pathlib.Path(__file__).resolve().parents[2]))
SIMULATOR = os.environ.get("EYERISS_SIM_BINARY", str(SOURCE / "build" / "eyeriss-sim"))

# One of each kind.
LAYERS = [
    {"name": "conv", "op": "Conv", "input": {"channels": 4, "height": 6, "width": 6},
     "output_channels": 8, "kernel_shape": [3, 3]},
    {"name": "dw", "op": "Conv", "input": {"channels": 8, "height": 4, "width": 4},
     "output_channels": 8, "kernel_shape": [3, 3], "group": 8},
    {"name": "fc", "op": "Gemm", "in_features": 32, "out_features": 10},
]
NAMES = [layer["name"] for layer in LAYERS]

FLAT = {"array": {"rows": 4, "columns": 4}}
CLUSTERED = {"grid": {"rows": 2, "columns": 2}, "cluster": {"pe_rows": 3, "pe_columns": 4},
             "noc": {"iact": {"routers": 3}, "weight": {"routers": 3}, "psum": {"routers": 4}}}


def layer_result(name, cycles, **figures):
    """The part of a layer's results that the studies read, at 1 MHz. Only machines of clusters
    count hops and bubbles."""
    words = figures.get("words", {})
    hops = figures.get("hops")
    noc = {network: {"words": words.get(network, 0)}
           for network in ("ifmap", "filter", "psum_in", "psum_out")}
    if hops is not None:
        for network in ("ifmap", "filter", "psum"):
            noc.setdefault(network, {})["hops"] = hops.get(network, 0)
    stalls = dict.fromkeys(("pe_filter", "pe_ifmap", "pe_psum_in", "pe_psum_out", "router_ifmap",
                            "router_filter"), 0)
    if "bubbles" in figures:
        stalls["pe_bubbles"] = figures["bubbles"]
    result = {
        "name": name, "status": figures.get("status", "ok"), "macs": figures.get("macs", 100),
        "active_pes": figures.get("active_pes", 10), "pe_utilization": 0.5,
        "cycles": {"processing": figures.get("processing", cycles), "total": cycles},
        "latency_ms": {"total": cycles / 1e3},
        "accesses": {"noc": noc, "dram": figures.get("dram", {"read_bytes": 0, "write_bytes": 0})},
        "pe_cycles": {"mapped": figures.get("mapped", 1), "mac": figures.get("mac", 0),
                      "accumulate": figures.get("accumulate", 0)},
        "stalls": {**stalls, **figures.get("stalls", {})}}
    if "picojoules" in figures:
        result["energy_unit"] = "pJ"
        result["energy_pj"] = {"chip_total": figures["picojoules"]}
    return result


def summary_of(workload, layers, arch_config):
    return {"workload": workload, "batch": 1, "arch_config": arch_config, "layers": layers}


class StudyTest(unittest.TestCase):
    """A test with a folder of its own, in which there is a workload `net`."""

    script = None
    objective = "latency"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "out"
        self.csv = self.folder / "table.csv"
        self.net = self.folder / "net.json"
        self.net.write_text(json.dumps({"name": "net", "layers": LAYERS}))

    def run_study(self, *arguments):
        return subprocess.run(
            [sys.executable, str(SOURCE / "scripts" / self.script), "--out", str(self.out),
             *map(str, arguments)], capture_output=True, text=True, check=False)

    def tabulate(self, *arguments):
        """Output of a study of the results that are there."""
        result = self.run_study("--no-run", "--csv", self.csv, *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def put(self, name, cycles, arch_config, workload="net", **figures):
        """Makes up results: cycles by layer, the other figures the same in all layers."""
        layers = [layer_result(layer, count, **figures) for layer, count in cycles.items()]
        self.put_layers(name, layers, arch_config, workload)

    def put_layers(self, name, layers, arch_config, workload="net"):
        folder = self.out / f"{name}-{self.objective}"
        folder.mkdir(parents=True, exist_ok=True)
        summary = summary_of(workload, layers, arch_config)
        (folder / "summary.json").write_text(json.dumps(summary))

    def csv_rows(self, *keys):
        """Rows of the written table by the given columns."""
        with open(self.csv, encoding="utf-8") as file:
            return {tuple(row[key] for key in keys): row for row in csv.DictReader(file)}

    def line(self, text, *cells):
        """Cells of the only line that begins with the given ones."""
        lines = [line.split() for line in text.splitlines()]
        found = [line for line in lines if line[:len(cells)] == list(cells)]
        self.assertEqual(len(found), 1, text)
        return found[0]
