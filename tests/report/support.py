# SPDX-License-Identifier: Apache-2.0
"""Runs eyeriss-sim and the report, and reads the page."""

import html.parser
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
RUNS = {"flat": ("tiny", "eyeriss-v1"), "clustered": ("tiny-sparse", "eyeriss-v2")}


def simulate(folder, workload, arch, *options):
    """Results with all that the report reads."""
    subprocess.run([SIMULATOR, str(SOURCE / "workloads" / f"{workload}.json"), "--arch", arch,
                    "--quiet", "--trace", "energy,pes", "--out", str(folder), *options], check=True)


def run_report(*arguments, cwd=None, prepare=None):
    return subprocess.run([sys.executable, str(SOURCE / "scripts" / "report.py"),
                           *map(str, arguments)], capture_output=True, text=True, check=False,
                          cwd=cwd, preexec_fn=prepare)


class Element:
    """An element with attributes, and all the text in it."""

    def __init__(self, tag, attributes, parent):
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.text = ""
        self.own_text = ""
        self.children = []

    def __getitem__(self, attribute):
        return self.attributes[attribute]

    def inside(self, tag):
        above = self.parent
        while above and above.tag != tag:
            above = above.parent
        return above


class Page(html.parser.HTMLParser):
    """All elements of a page, in order."""

    VOID = {"meta", "link", "br", "img"}

    def __init__(self, file):
        super().__init__()
        self.elements = []
        self._open = None
        self.source = pathlib.Path(file).read_text(encoding="utf-8")
        self.feed(self.source)
        assert self._open is None, f"{self._open.tag} is not closed"

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes), self._open)
        self.elements.append(element)
        if self._open:
            self._open.children.append(element)
        if tag not in self.VOID:
            self._open = element

    def handle_startendtag(self, tag, attributes):
        self.elements.append(Element(tag, dict(attributes), self._open))

    def handle_endtag(self, tag):
        assert self._open.tag == tag, f"{tag} closes {self._open.tag}"
        self._open = self._open.parent

    def handle_data(self, data):
        if self._open:
            self._open.own_text += data
        above = self._open
        while above:
            above.text += data
            above = above.parent

    def having(self, attribute):
        return [element for element in self.elements if attribute in element.attributes]

    def tagged(self, tag):
        return [element for element in self.elements if element.tag == tag]


class ReportTest(unittest.TestCase):
    """Tests of the results of RUNS, each in a folder with its page; made once for a class."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.summaries = {}
        for name, (workload, arch) in RUNS.items():
            simulate(cls.folder / name, workload, arch)
            text = (cls.folder / name / "summary.json").read_text()
            cls.summaries[name] = json.loads(text)

    def report(self, *arguments):
        result = run_report(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def changed(self, name, change):
        """A folder with a changed summary of a run, and nothing else."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        summary = json.loads((self.folder / name / "summary.json").read_text())
        change(summary)
        (folder / "summary.json").write_text(json.dumps(summary))
        return folder
