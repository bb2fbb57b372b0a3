# SPDX-License-Identifier: Apache-2.0
"""Draws waveforms with the simulator that the environment names."""

import collections
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from vcd_reader import text

SOURCE = pathlib.Path(os.environ.get("EYERISS_SOURCE_DIR",
                                     pathlib.Path(__file__).resolve().parents[2]))
SIMULATOR = os.environ.get("EYERISS_SIM_BINARY", str(SOURCE / "build" / "eyeriss-sim"))

CORE_PS = 5000  # 200 MHz

# AlexNet's CONV3 with as many channels and filters as fit into one pass: q r and p t.
CONV3_PASS = {
    "name": "conv3", "op": "Conv", "input": {"channels": 6, "height": 13, "width": 13},
    "output_channels": 32, "kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "relu": True,
    "ifmap": {"zeros": 0.725}, "ofmap": {"zeros": 0.793},
    "mappings": {"eyeriss-v1": {"m": 32, "n": 1, "e": 13, "p": 16, "q": 3, "r": 2, "t": 2}}}


def pe_states(vcd):
    """Cycles of all PEs by state."""
    states = collections.Counter()
    for name, signal in vcd.signals.items():
        if ".pe_r" in name and name.endswith(".state"):
            for value, lasts in signal.spans(vcd.end):
                states[text(value)] += lasts // CORE_PS
    return states


class WaveformTestCase(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def simulate(self, layers, *options, batch=1, out="out"):
        """Results of layers by name, or of a file."""
        workload = self.folder / "net.json"
        if isinstance(layers, pathlib.Path):
            workload = layers
        else:
            workload.write_text(json.dumps({"name": "net", "batch": batch, "layers": layers}))
        self.said = subprocess.run(
            [SIMULATOR, workload, "--out", self.folder / out, "--quiet", *map(str, options)],
            check=True, cwd=self.folder, text=True, stderr=subprocess.PIPE).stderr
        summary = json.loads((self.folder / out / "summary.json").read_text())
        return {layer["name"]: layer for layer in summary["layers"]}

    def draw(self, layers, *options, **others):
        return self.simulate(layers, "--vcd", self.folder / "w.vcd", "--vcd-cycles", "0:",
                             *options, **others)
