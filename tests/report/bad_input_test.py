# SPDX-License-Identifier: Apache-2.0
"""Wrong input ends in one line; what is only incomplete is said in the page."""

import json
import pathlib
import resource
import shutil
import unittest

from support import Page, ReportTest, run_report


class RefusedTest(ReportTest):
    def refuse(self, *arguments, says, **options):
        result = run_report(*arguments, **options)
        self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        self.assertRegex(result.stderr, r"^report\.py: error: [^\n]+\n$")
        for text in says:
            self.assertIn(text, result.stderr)

    def refuse_changed(self, change, says):
        folder = self.changed("flat", change)
        self.refuse(folder, says=[str(folder / "summary.json"), says])
        self.assertEqual([file.name for file in folder.iterdir()], ["summary.json"])

    def test_usage(self):
        self.refuse(says=["DIR"])
        self.refuse(self.folder / "flat", "--frobnicate", says=["--frobnicate"])
        self.refuse(self.folder / "flat", "--out", "", says=["--out"])
        self.refuse(*[self.folder / "flat"] * 9, says=["8 directories"])

    def test_no_results(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.refuse(empty, says=[str(empty), "no summary.json"])
        self.refuse(self.folder / "absent", says=["absent: no such directory"])
        self.refuse(self.folder / "flat" / "summary.json", says=["no such directory"])
        self.refuse(self.folder / "flat", empty, "--out", self.folder / "x.html",
                    says=["no summary.json"])
        self.assertFalse((self.folder / "x.html").exists())

    def test_no_json(self):
        for text in ("{", "\xff", "[" * 100000):
            folder = self.changed("flat", lambda _: None)
            (folder / "summary.json").write_bytes(text.encode("latin-1"))
            self.refuse(folder, says=["summary.json: is no JSON"])

    def test_no_summary(self):
        for change, says in (
                (lambda s: s.clear(), "no schema_version"),
                (lambda s: s.update(schema_version=2), "schema_version 2"),
                (lambda s: s.pop("workload"), "no workload"),
                (lambda s: s.update(arch_config=[]), "no arch_config"),
                (lambda s: s.update(batch="4"), "no batch"),
                (lambda s: s.update(layers={}), "no layers"),
                (lambda s: s["layers"][1].pop("name"), "layers[1] has no name"),
                (lambda s: s["layers"][0]["cycles"].update(total="many"),
                 "layers[0].cycles.total is no number"),
                (lambda s: s["totals"].update(latency_ms=[1]), "totals.latency_ms is no number"),
                (lambda s: s["layers"][2].update(status="fine"), "layers[2].status"),
                (lambda s: s["layers"][1].update(name=s["layers"][0]["name"]), "layers[1]")):
            with self.subTest(says):
                self.refuse_changed(change, says)

    def test_broken_traces(self):
        for name, text, says in (
                ("energy.csv", "layer,cycle\nconv1,0\n", "no column cycles.total"),
                ("energy.csv", "layer,cycle,cycles.total\nconv1,0\n", "line 2 has 2 cells"),
                ("energy.csv", "layer,cycle,cycles.total\nconv1,0,x\n", "conv1"),
                ("pes.csv", "", "no column layer"),
                ("pes.csv", "layer,row,column,utilization\n", "no column energy_pj")):
            with self.subTest(says):
                folder = self.changed("flat", lambda _: None)
                (folder / name).write_text(text)
                self.refuse(folder, says=[str(folder / name), says])
                self.assertFalse((folder / "report.html").exists())

    def test_results_are_not_overwritten(self):
        before = (self.folder / "flat" / "energy.csv").read_bytes()
        self.refuse(self.folder / "flat", "--out", self.folder / "flat.html",
                    says=["where results are"])
        self.assertEqual((self.folder / "flat" / "energy.csv").read_bytes(), before)

    def contents(self):
        """Of every file; None stands for a folder."""
        return {file: None if file.is_dir() else file.read_bytes()
                for file in self.folder.rglob("*")}

    def test_a_page_that_cannot_be_there_leaves_everything_as_it_was(self):
        (self.folder / "file").write_text("")
        (self.folder / "folder.html").mkdir()
        (self.folder / "taken").mkdir()
        (self.folder / "taken" / "pes.csv").write_text("of a run that was interrupted")
        before = self.contents()
        flat = self.folder / "flat"
        for out, says in ((flat / "summary.json", "end in .html"),
                          (flat / "pes.csv", "end in .html"),
                          (flat, "end in .html"),
                          (f"{self.folder / 'new.html'}/", "end in .html"),
                          (self.folder / ".html", "end in .html"),
                          (self.folder / "folder.html", "folder.html: is no file"),
                          (self.folder / "file" / "page.html", "file: is no directory"),
                          (self.folder / "file.html", "file: is no directory"),
                          (self.folder / "taken.html", "pes.csv: is no plot's")):
            with self.subTest(out=out):
                self.refuse(flat, "--out", out, says=[str(out if says == "end in .html" else ""),
                                                      says])
                self.assertEqual(self.contents(), before)

    def test_a_full_disk_leaves_everything_as_it_was(self):
        def limit(size):
            return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        folder = self.changed("flat", lambda _: None)
        self.report(folder)
        largest = max(file.stat().st_size for file in (folder / "report").iterdir())
        before = self.contents()
        new = self.folder / "new" / "deep" / "x.html"
        for options, size, says in (((), largest, folder / "report.html"),
                                    (("--out", new), 4000, new.with_suffix(""))):
            self.refuse(folder, *options, says=[str(says), "File too large"], prepare=limit(size))
            self.assertEqual(self.contents(), before)

    def test_the_same_results_twice(self):
        (self.folder / "link").symlink_to(self.folder / "flat")
        for second in ("flat", "./flat/", "clustered/../flat", "link"):
            self.refuse("flat", second, cwd=self.folder, says=[f"{second}: is the same"])
        (self.folder / "link").unlink()


class RepeatedTest(ReportTest):
    def test_plots_of_an_earlier_page_do_not_stay(self):
        folder = self.changed("flat", lambda _: None)
        trace = folder / "pes.csv"
        shutil.copy(self.folder / "flat" / "pes.csv", trace)
        plots = folder / "report"
        self.report(folder)
        drawn = {file.name for file in plots.iterdir()}
        self.assertLess({"pes.csv", "pes.svg"}, drawn)
        others = {"notes.csv", "pes.png", "power.svg", "pes-z.csv", "pes-z.svg"}  # none of a page
        for name in others:
            (plots / name).write_text("own")
        trace.unlink()
        self.report(folder)
        self.assertEqual({file.name for file in plots.iterdir()},
                         drawn - {"pes.csv", "pes.svg"} | others)
        for name in others:
            self.assertEqual((plots / name).read_text(), "own")


class IncompleteTest(ReportTest):
    """The page comes about, and says what is not there."""

    def page(self, change, run="flat"):
        folder = self.changed(run, change)
        self.report(folder)
        return Page(folder / "report.html")

    def section(self, page, name):
        return next(element.text for element in page.tagged("section")
                    if element.attributes["id"] == name)

    def test_older_results(self):
        def change(summary):
            for layer in summary["layers"]:
                for key in ("eyexam", "pe_cycles", "stalls", "mapping_source", "coding"):
                    del layer[key]

        page = self.page(change)
        self.assertIn("have no eyexam", self.section(page, "eyexam"))
        self.assertIn("have no eyexam", self.section(page, "roofline"))
        self.assertIn("do not count", self.section(page, "stalls"))
        self.assertIn("--trace energy", self.section(page, "power-time"))
        self.assertIn("--trace pes", self.section(page, "pes"))

    def test_some_layers_without_eyexam(self):
        page = self.page(lambda summary: summary["layers"][0].pop("eyexam"))
        self.assertIn("1 of the layers have no eyexam", self.section(page, "eyexam"))

    def test_status(self):
        def statuses(page):
            return [(element["class"].split()[1], element.text) for element in page.tagged("p")
                    if element.attributes.get("class", "").startswith("status")]

        def fault(summary):
            summary["layers"][1] = {"name": "conv2", "status": "fault", "mapping": {"m": 1},
                                    "fault": {"message": "no <b>progress</b>"}}

        def mismatch(summary):
            summary["layers"][0]["status"] = "mismatch"
            summary["layers"][0]["check"]["mismatches"] = 3

        def unchecked(summary):
            for record in (*summary["layers"], summary["totals"]):
                record["status"] = "unchecked"
                del record["check"]

        folders = [self.changed("flat", change) for change in (
            lambda _: None, fault, mismatch, unchecked,
            lambda summary: summary.update(missing_layers=["late"]))]
        out = self.folder / "statuses.html"
        self.report(*folders, "--out", out)
        shown = statuses(Page(out))
        self.assertEqual([kind for kind, _ in shown],
                         ["good", "bad", "bad", "warn", "warn", "good"])
        texts = [text for _, text in shown]
        self.assertEqual(texts[1], "Fault of the simulator in conv2: no <b>progress</b>")
        self.assertIn("Wrong outputs in conv1: 3 of ", texts[2])
        self.assertEqual(texts[3], "Outputs not checked in 4 of 4 layers")
        self.assertEqual(texts[4], "Interrupted: no results of late")

    def test_no_layer_has_come_to_its_end(self):
        def change(summary):
            summary["layers"] = [{"name": "conv1", "status": "fault", "fault": {"message": "x"}}]
            summary["totals"] = {"layers": 0}

        self.assertIn("No layer has come to its end", self.page(change).source)

    def test_energies_without_a_unit_in_picojoules(self):
        def change(summary):
            for record in (*summary["layers"], summary["totals"]):
                record.update(energy_unit="MAC", power_mw=None)
            summary["totals"].update(inferences_per_j=None, gops_per_w=None)

        page = self.page(change)
        self.assertIn("million MACs", self.section(page, "energy"))
        self.assertIn("not in pJ", self.section(page, "power-time"))
        self.assertNotIn("mJ", self.section(page, "energy"))
        self.assertNotIn("mW", self.section(page, "metrics"))

    def test_names_are_text(self):
        evil = "<script>alert('x')</script>&amp;\"' $\\frac$ \u6f22"

        def change(summary):
            summary["layers"][0]["name"] = evil
            summary.update(workload=evil, arch=evil, command=evil, version=evil)
            summary["arch_config"]["name"] = evil

        page = self.page(change)
        self.assertEqual(page.tagged("script"), [])
        self.assertIn(evil, page.tagged("h1")[0].text)
        self.assertIn(evil, [element.text for element in page.tagged("th")])

    def test_several_with_other_layers(self):
        folder = self.changed("flat", lambda summary: summary["layers"].pop(0))
        out = self.folder / "page.html"
        self.report(folder, self.folder / "clustered", "--out", out)
        self.assertIn("grouped in " + folder.name, Page(out).source)

    def test_several_go_to_the_current_directory(self):
        folder = pathlib.Path(self.folder / "here")
        folder.mkdir()
        result = run_report(self.folder / "flat", self.folder / "clustered", cwd=folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertTrue((folder / "report.html").exists())
        self.assertFalse((self.folder / "flat" / "report.html").exists())
        names = {file.stem for file in (folder / "report").iterdir()}
        self.assertIn("pes-b", names)
        self.assertEqual(json.loads((self.folder / "flat" / "summary.json").read_text()),
                         self.summaries["flat"])


if __name__ == "__main__":
    unittest.main()
