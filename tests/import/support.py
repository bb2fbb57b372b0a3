# SPDX-License-Identifier: Apache-2.0
"""Runs the importer and the simulator, which the environment names."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

SOURCE = pathlib.Path(os.environ.get("EYERISS_SOURCE_DIR",
                                     pathlib.Path(__file__).resolve().parents[2]))
IMPORTER = SOURCE / "scripts" / "import_onnx.py"
SIMULATOR = os.environ.get("EYERISS_SIM_BINARY", str(SOURCE / "build" / "eyeriss-sim"))


class ImportTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)
        self.out = self.folder / "out"

    def run_importer(self, *arguments):
        return subprocess.run([sys.executable, str(IMPORTER), *map(str, arguments)],
                              capture_output=True, text=True, check=False)

    def import_model(self, *arguments):
        """Imports into self.out; sets self.printed and self.workload."""
        result = self.run_importer(*arguments, "--out", self.out)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.printed = result.stdout.splitlines()
        workloads = list(self.out.glob("*.json"))
        self.assertEqual(len(workloads), 1)
        self.workload_file = workloads[0]
        self.workload = json.loads(self.workload_file.read_text())
        return {layer["name"]: layer for layer in self.workload["layers"]}

    def simulate(self, *arguments):
        """Runs the imported workload; returns the folder of its tensors."""
        tensors = self.folder / "tensors"
        result = subprocess.run(
            [SIMULATOR, str(self.workload_file), "--out", str(self.folder / "results"),
             "--dump-tensors", str(tensors), "--quiet", *arguments],
            capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return tensors

    def tensor(self, layer, name):
        """An imported tensor, None if the layer has no file of it."""
        file = layer.get(name, {}).get("file")
        return None if file is None else np.load(self.out / file)

    def save(self, name, array):
        np.save(self.folder / name, array)
        return self.folder / name
