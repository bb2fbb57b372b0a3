# SPDX-License-Identifier: Apache-2.0
"""The tools of GTKWave read waveforms."""

import shutil
import subprocess
import unittest

from support import CONV3_PASS, WaveformTestCase
from vcd_reader import Vcd


class GtkwaveTest(WaveformTestCase):
    def test_values_survive_its_tools(self):
        self.draw([CONV3_PASS])
        drawn, fst = self.folder / "w.vcd", self.folder / "w.fst"
        subprocess.run(["vcd2fst", drawn, fst], check=True, capture_output=True)
        back = self.folder / "back.vcd"
        with open(back, "w", encoding="ascii") as file:
            subprocess.run(["fst2vcd", fst], check=True, stdout=file)
        before, after = Vcd(drawn), Vcd(back)
        self.assertEqual(set(after.signals), set(before.signals))
        for name, signal in before.signals.items():
            self.assertEqual(after.signals[name].changes, signal.changes, name)


if __name__ == "__main__":
    if shutil.which("vcd2fst") is None or shutil.which("fst2vcd") is None:
        print("skipped: GTKWave's vcd2fst and fst2vcd are not installed")
    else:
        unittest.main()
