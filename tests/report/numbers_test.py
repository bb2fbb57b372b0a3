# SPDX-License-Identifier: Apache-2.0
"""Every number of the page, and of its plots' tables, is that of summary.json."""

import base64
import csv
import io
import json
import re
import sys
import unittest
import xml.etree.ElementTree

from support import RUNS, SOURCE, Page, ReportTest

sys.path.insert(0, str(SOURCE / "scripts"))
from report import traces  # noqa: E402

# Of each layer; the page must show them.
SHOWN = ("macs", "effectual_macs", "active_pes", "pe_utilization", "passes", "cycles.processing",
         "cycles.total", "latency_ms.processing", "latency_ms.total", "energy_pj.clock_network",
         "energy_pj.mac", "energy_pj.chip_total", "energy_pj.dram", "power_mw",
         "accesses.glb.psum.read_bytes", "accesses.noc.ifmap.deliveries",
         "accesses.spad.filter.reads", "accesses.mac.active", "stalls.pe_ifmap",
         "pe_cycles.mac", "check.outputs", "check.mismatches", "eyexam.steps[6].macs_per_cycle",
         "eyexam.roofline.glb.macs_per_byte", "mapping.m")


class Place:
    """A place in the summary, for paths as Python reads them."""

    def __init__(self, value):
        self.value = value

    def __getattr__(self, key):
        return reach(self.value[key])

    def __getitem__(self, index):
        return reach(self.value[index])


def reach(value):
    return Place(value) if isinstance(value, (dict, list)) else value


def value_of(expression, summary, summaries):
    names = {key: reach(value) for key, value in summary.items()}
    names["runs"] = Place(summaries)
    return eval(expression, {"__builtins__": {}}, names)  # the page is this project's own


def number(text):
    return float(text.replace("\u202f", "").replace("\u2212", "-"))


class NumbersTest(ReportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = {}

    def page(self, *names):
        if names not in self.pages:
            folders = [self.folder / name for name in names]
            out = self.folder / "both.html" if len(names) > 1 else folders[0] / "report.html"
            self.report(*folders, *(["--out", out] if len(names) > 1 else []))
            self.pages[names] = Page(out)
        return self.pages[names]

    def check_shown(self, element, summaries):
        run = int(element.attributes.get("data-run", 0))
        expression = element.attributes.get("data-path") or element["data-formula"]
        value = json.loads(element["data-value"])
        self.assertEqual(value, value_of(expression, summaries[run], summaries), expression)
        shown = number(element.text)
        exact = value * float(element.attributes.get("data-scale", 1))
        decimals = len(element.text.partition(".")[2])
        self.assertLessEqual(abs(shown - exact), 0.5 * 10**-decimals * (1 + 1e-9), expression)
        if exact != 0 and not isinstance(value, int) and element.inside("table") is None:
            self.assertNotEqual(shown, 0, expression)

    def test_shown_numbers(self):
        for names in (("flat",), ("clustered",), ("flat", "clustered")):
            summaries = [self.summaries[name] for name in names]
            shown = self.page(*names).having("data-value")
            self.assertGreater(len(shown), 300)
            for element in shown:
                with self.subTest(names, at=element.attributes):
                    self.check_shown(element, summaries)

    def test_all_figures_of_all_layers_are_there(self):
        for name in RUNS:
            paths = {element["data-path"] for element in self.page(name).having("data-path")}
            for i, _ in enumerate(self.summaries[name]["layers"]):
                for path in SHOWN:
                    self.assertIn(f"layers[{i}].{path}", paths)

    def test_no_number_stands_in_a_table_without_its_source(self):
        for names in (("flat",), ("clustered",), ("flat", "clustered")):
            for cell in self.page(*names).tagged("td"):
                row = cell.parent.children[0].text
                if cell.attributes.get("class") == "n" and row not in (
                        "precision, b", "technology", "name of the DNN"):
                    self.assertNotRegex(cell.own_text, r"\d", row)
                for child in cell.children:
                    self.assertTrue("data-value" in child.attributes or
                                    child["class"] == "published")

    def test_tables_of_plots(self):
        for name in RUNS:
            self.page(name)
            summary = self.summaries[name]
            records = {layer["name"]: layer for layer in summary["layers"]}
            records["total"] = summary["totals"]
            for plot in ("latency", "energy", "accesses", "stalls"):
                file = self.folder / name / "report" / f"{plot}.csv"
                rows = list(csv.DictReader(io.StringIO(file.read_text())))
                self.assertGreaterEqual(len(rows), len(summary["layers"]))
                for row in rows:
                    record = records[row.pop("layer")]
                    for path, text in row.items():
                        if path not in ("rest", "pes_times_cycles"):
                            value = value_of(f"record.{path}", {"record": record}, [])
                            self.assertEqual(json.loads(text), value, (name, plot, path))

    def test_stalls_add_up_to_all_cycles_of_all_pes(self):
        for name, pes in (("flat", 12 * 14), ("clustered", 8 * 2 * 3 * 4)):
            self.page(name)
            file = self.folder / name / "report" / "stalls.csv"
            for row, layer in zip(csv.DictReader(io.StringIO(file.read_text())),
                                  self.summaries[name]["layers"]):
                self.assertEqual(row.pop("layer"), layer["name"])
                whole = int(row.pop("pes_times_cycles"))
                self.assertEqual(whole, pes * layer["cycles"]["total"])
                self.assertEqual(sum(map(int, row.values())), whole)
                self.assertGreaterEqual(int(row["rest"]), 0)

    def test_power_over_time_has_all_energy(self):
        for name in RUNS:
            self.page(name)
            file = self.folder / name / "report" / "power-time.csv"
            sums = {}
            for row in csv.DictReader(io.StringIO(file.read_text())):
                for key, text in row.items():
                    if key not in ("layer", "cycle"):
                        sums[row["layer"], key] = sums.get((row["layer"], key), 0) + float(text)
            for layer in self.summaries[name]["layers"]:
                self.assertEqual(sums[layer["name"], "cycles.total"], layer["cycles"]["total"])
                for key, value in layer["energy_pj"].items():
                    if key not in ("chip_total", "dram"):
                        self.assertAlmostEqual(sums[layer["name"], f"energy_pj.{key}"], value,
                                               delta=1e-9 * abs(value))

    def test_long_traces_are_joined_while_they_are_read(self):
        # 120 times the same intervals have 120 times the energy.
        folder, copies = self.changed("flat", lambda _: None), 120
        head, *rows = (self.folder / "flat" / "energy.csv").read_text().splitlines(keepends=True)
        (folder / "energy.csv").write_text(head + "".join(rows) * copies)
        most = 1000
        self.assertGreater(len(rows) * copies, 5 * most)
        trace = traces.read_trace(folder / "energy.csv", ["cycle", "cycles.total"], most)
        self.assertLessEqual(sum(len(layer["cycle"]) for layer in trace.values()),
                             most + len(trace))
        for layer in self.summaries["flat"]["layers"]:
            joined = trace[layer["name"]]
            self.assertEqual(joined["cycles.total"].sum(), copies * layer["cycles"]["total"])
            self.assertEqual(joined["cycle"][0], 0)
            for key, value in layer["energy_pj"].items():
                self.assertAlmostEqual(joined[f"energy_pj.{key}"].sum(), copies * value,
                                       delta=1e-9 * copies * abs(value))

    def test_heat_map_has_every_pe(self):
        for name in RUNS:
            self.page(name)
            given = (self.folder / name / "pes.csv").read_text()
            shown = (self.folder / name / "report" / "pes.csv").read_text()
            pes = [{(row["layer"], row["row"], row["column"]):
                    (float(row["utilization"]), float(row["energy_pj"]))
                    for row in csv.DictReader(io.StringIO(text))} for text in (given, shown)]
            self.assertEqual(*pes)

    def test_links_hold_the_files(self):
        for name in RUNS:
            links = [link for link in self.page(name).tagged("a") if "download" in link.attributes]
            files = {link["download"]: base64.b64decode(link["href"].partition(",")[2])
                     for link in links}
            folder = self.folder / name / "report"
            self.assertEqual(files, {file.name: file.read_bytes() for file in folder.iterdir()})
            stems = {file.rpartition(".")[0] for file in files}
            self.assertEqual(stems, {"latency", "energy", "accesses", "stalls", "eyexam",
                                     "roofline", "pes", "power-time"})
            self.assertEqual(len(files), 2 * len(stems))

    def test_plots_stand_alone(self):
        for name in RUNS:
            self.page(name)
            for file in (self.folder / name / "report").glob("*.svg"):
                root = xml.etree.ElementTree.parse(file).getroot()
                self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
                for element in root.iter():
                    for key, value in element.attrib.items():
                        if key.endswith("href"):
                            self.assertTrue(value.startswith("#"), value)
                named = set(re.findall(r"var\(--(\w+)\)", file.read_text()))
                self.assertEqual({word for word in named if f"--{word}:#" not in
                                  file.read_text()}, set())

    def test_metrics_by_hand(self):
        # GLB: 27 banks of 512 words of 8 B; spads: 168 PEs with 224 + 12 + 24 words of 2 B.
        # Clusters: 12 KiB of banks in 16; per PE 16 iacts of 12 b, 9 addresses of 4 b, 96 pairs
        # of weights of 24 b, 16 addresses of 7 b, 32 psums of 20 b.
        bits = 16 * 12 + 9 * 4 + 96 * 24 + 16 * 7 + 32 * 20
        for name, pes, kilobytes in (("flat", 168, (27 * 512 * 8 + 168 * 260 * 2) / 1024),
                                     ("clustered", 192, 192 + 192 * bits / 8 / 1024)):
            rows = {row.children[0].text: row.children[1].text
                    for row in self.page(name).tagged("tr")}
            self.assertEqual(number(rows["PEs"]), pes)
            self.assertAlmostEqual(number(rows["on-chip memory, kB"]), kilobytes, delta=0.051)
            totals = self.summaries[name]["totals"]
            self.assertAlmostEqual(number(rows["energy of the chip per non-zero MAC, pJ"]),
                                   totals["energy_pj"]["chip_total"] / totals["effectual_macs"],
                                   delta=0.051)

    def test_same_results_give_the_same_page(self):
        self.page("flat")
        first = (self.folder / "flat" / "report.html").read_bytes()
        self.report(self.folder / "flat")
        self.assertEqual((self.folder / "flat" / "report.html").read_bytes(), first)


class PublishedTest(ReportTest):
    """The chip stands beside its own layers alone."""

    def chip_shown(self, **changes):
        def change(summary):
            summary.update({"workload": "alexnet", "arch": "eyeriss-v1", "batch": 4,
                            "command": "eyeriss-sim alexnet.json"} | changes)

        folder = self.changed("flat", change)
        self.report(folder)
        rows = list(csv.DictReader(io.StringIO((folder / "report" / "latency.csv").read_text())))
        return {row["layer"]: row["published.total_latency_ms"] for row in rows} \
            if "published.total_latency_ms" in rows[0] else None

    def test_of_the_machine(self):
        folder = self.changed("flat", lambda summary: summary.update(
            workload="alexnet", arch="eyeriss-v1", batch=4, command="eyeriss-sim alexnet.json",
            layers=[layer for layer in summary["layers"] if layer["name"].startswith("conv")] +
                   [summary["layers"][0] | {"name": name} for name in ("conv4", "conv5")]))
        self.report(folder)
        rows = {row.children[0].text: row.children[-1].text
                for row in Page(folder / "report.html").tagged("tr") if len(row.children) == 3}
        self.assertEqual(rows["metric"], "published")
        self.assertEqual((rows["core clock, MHz"], rows["core voltage, V"]), ("200", "1.00"))
        self.assertEqual(rows["precision, b"], "16 (psums 16)")
        self.assertEqual(rows["PEs"], "\u2013")

    def test_only_for_the_same_run(self):
        file = SOURCE / "workloads" / "published" / "alexnet-eyeriss-v1.json"
        chip = {row["name"]: row["total_latency_ms"]
                for row in json.loads(file.read_text())["layers"]}
        shown = self.chip_shown()
        for layer in ("conv1", "conv2", "conv3"):
            self.assertEqual(float(shown[layer]), chip[layer])
        self.assertEqual(shown["fc"], "")
        self.assertEqual(shown["total"], "")  # not all layers of the chip, nor only those
        for changes in ({"batch": 1}, {"arch": "eyeriss-v1-192"}, {"workload": "tiny"},
                        {"command": "eyeriss-sim alexnet.json --set array.rows=12"},
                        {"command": "eyeriss-sim alexnet.json --dram=ideal"}):
            self.assertIsNone(self.chip_shown(**changes), changes)
        self.assertIsNotNone(self.chip_shown(command="eyeriss-sim a.json --energy normalized"))


if __name__ == "__main__":
    unittest.main()
