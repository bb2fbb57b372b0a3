# SPDX-License-Identifier: Apache-2.0
"""The pictures of README.md, and the parts of the script that makes them; not the photographs."""

import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest

from support import SIMULATOR, SOURCE, run_report

sys.path.insert(0, str(SOURCE / "scripts"))
import readme_pictures  # noqa: E402
from readme import photo, waveform  # noqa: E402
from readme.failure import PictureFailure  # noqa: E402

FOLDER = SOURCE / "scripts" / "pictures"
MOST_BYTES = 200_000


class PicturesTest(unittest.TestCase):
    def simulate(self, *options):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        subprocess.run([SIMULATOR, str(SOURCE / "workloads" / "tiny.json"), "--quiet", "--out",
                        folder.name, *options], cwd=folder.name, check=True)
        return pathlib.Path(folder.name)

    def test_readme_has_all_that_are_made_and_no_others(self):
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        named = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", readme)
        self.assertEqual(sorted(path for _, path in named),
                         sorted(f"scripts/pictures/{name}" for name in readme_pictures.PICTURES))
        for words, path in named:
            self.assertGreater(len(words), 40, path)  # for those who cannot see it
        self.assertEqual(sorted(file.name for file in FOLDER.iterdir()),
                         sorted(readme_pictures.PICTURES))

    def test_they_are_small(self):
        for file in FOLDER.iterdir():
            self.assertLess(file.stat().st_size, MOST_BYTES, file.name)
            if file.suffix == ".png":
                head = file.read_bytes()[:29]
                self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n", file.name)
                width, height, _, colour_type = struct.unpack(">IIBB", head[16:26])
                self.assertEqual(colour_type, 3, f"{file.name} has no palette")
                self.assertGreater(min(width, height), 500, file.name)

    def test_plots_need_nothing_else(self):
        for file in FOLDER.glob("*.svg"):
            text = file.read_text(encoding="utf-8")
            defined = set(re.findall(r"(--[a-z0-9]+):", text))
            self.assertLessEqual(set(re.findall(r"var\((--[a-z0-9]+)\)", text)), defined)
            self.assertIn("prefers-color-scheme:dark", text)
            self.assertNotRegex(text, r'(?:href|src)="(?!#)')

    def test_the_report_has_these_plots(self):
        folder = self.simulate("--trace", "pes")
        self.assertEqual(run_report(folder).returncode, 0)
        for plot in readme_pictures.PLOTS:
            self.assertTrue((folder / "report" / f"{plot}.svg").is_file(), plot)

    def test_the_view_has_a_column_of_pes(self):
        layer = "conv1"
        folder = self.simulate("--layers", layer, "--vcd", "wave.vcd", "--vcd-cycles", "0:5")
        view = waveform.choose((folder / "wave.gtkw").read_text(encoding="utf-8"))
        column = [f"+{{pe_r{row:02d}_c05}} top.array.pe_r{row:02d}_c05.state[63:0]"
                  for row in range(12)]
        lines = view.splitlines()
        first = lines.index(column[0])
        self.assertEqual(lines[first:first + 3 * 12:3], column)
        for signal in ("controller.state[63:0]", "psum_network.stall", "output_network.valid"):
            self.assertIn(f"top.{signal}", lines)
        self.assertNotIn("filter_network", view)
        self.assertEqual(view.count("[dumpfile]"), 1)

    def test_a_view_without_pes_is_refused(self):
        with self.assertRaisesRegex(PictureFailure, "controller"):
            waveform.choose('[dumpfile] "wave.vcd"\n@28\ntop.layer\n')

    def test_missing_tools_are_named_with_their_packages(self):
        with tempfile.TemporaryDirectory() as folder:
            result = subprocess.run(
                [sys.executable, str(SOURCE / "scripts" / "readme_pictures.py"), "--out", folder],
                env={**os.environ, "PATH": folder}, capture_output=True, text=True, check=False)
            self.assertEqual(os.listdir(folder), [])
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertEqual(result.stderr.count("\n"), 1)
        for tool, package in photo.TOOLS.items():
            self.assertIn(f"{tool} is missing: Debian package {package}", result.stderr)


if __name__ == "__main__":
    unittest.main()
