# SPDX-License-Identifier: Apache-2.0
"""How the studies start the simulator, and what they make of its end."""

import json
import pathlib
import subprocess
import sys
import unittest

from support import FLAT, NAMES, SIMULATOR, SOURCE, StudyTest, layer_result, summary_of

# Stands in for eyeriss-sim: notes its arguments, and leaves what it is told to.
STAND_IN = """#!{python}
import os, pathlib, sys
pathlib.Path({log!r}).open("a").write("\\n".join(sys.argv[1:]) + "\\n\\n")
sys.stderr.write("progress\\n")
print("a table of its own")
if {status} < 0:
    os.kill(os.getpid(), -{status})
if {status} == 0:
    out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
    out.mkdir(parents=True)
    (out / "summary.json").write_text({summary!r})
sys.exit({status})
"""


class RunsTest(StudyTest):
    script = "speedup_table.py"

    def stand_in(self, status=0):
        self.log = self.folder / "log"
        summary = summary_of("net", [layer_result(name, 1000) for name in NAMES], FLAT)
        binary = self.folder / "eyeriss-sim"
        binary.write_text(STAND_IN.format(python=sys.executable, log=str(self.log), status=status,
                                          summary=json.dumps(summary)))
        binary.chmod(0o755)
        return binary

    def calls(self):
        return [call.split("\n") for call in self.log.read_text().split("\n\n")[:-1]]

    def test_command_line_of_the_simulator(self):
        result = self.run_study("--binary", self.stand_in(), "--workloads", self.net, "--machines",
                                "old,old+a.b=2+c=3", "--jobs", 1)
        self.assertEqual(result.returncode, 0, result.stderr)
        common = ["--batch", "1", "--objective", "latency", "--out"]
        self.assertEqual(self.calls(), [
            [str(self.net), "--arch", "old", *common, str(self.out / "net-old-latency"),
             "--jobs", "1"],
            [str(self.net), "--arch", "old", "--set", "a.b=2", "--set", "c=3", *common,
             str(self.out / "net-old+a.b=2+c=3-latency"), "--jobs", "1"]])
        # Its progress is shown, its table is not.
        self.assertEqual(result.stderr.count("progress\n"), 2)
        self.assertNotIn("a table of its own", result.stdout)
        self.assertIn("over +a.b=2+c=3", result.stdout)
        took = json.loads((self.out / "net-old-latency.run.json").read_text())
        self.assertTrue(0 < took["wall_seconds"] < 60)
        self.assertTrue(2**20 < took["peak_bytes"] < 2**30)

    def test_build_dir(self):
        self.stand_in()
        result = self.run_study("--build-dir", self.folder, "--workloads", self.net, "--machines",
                                "old")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(self.calls()), 1)

    def test_dram_of_the_bandwidth_study(self):
        self.script = "bandwidth_table.py"
        result = self.run_study("--binary", self.stand_in(), "--workloads", self.net, "--machines",
                                "chip", "--drams", "slow")
        self.assertEqual(result.returncode, 0, result.stderr)
        own, slow = self.calls()
        self.assertNotIn("--dram", own)
        self.assertEqual(slow[-2:], ["--dram", "slow"])
        self.assertIn(str(self.out / "net-chip-slow-energy"), slow)

    def test_resume_runs_what_is_missing(self):
        self.put("net-old", dict.fromkeys(NAMES, 3000), FLAT)
        result = self.run_study("--binary", self.stand_in(), "--workloads", self.net, "--machines",
                                "old,new", "--resume")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([call[2] for call in self.calls()], ["new"])
        self.assertIn("3.00", self.line(result.stdout, "all", "new"))

    def test_status_of_a_failed_run_is_passed_on(self):
        for end, status in ((1, 1), (2, 2), (3, 3), (143, 143), (-9, 128 + 9)):
            result = self.run_study("--binary", self.stand_in(end), "--workloads", self.net,
                                    "--machines", "old,new")
            self.assertEqual((result.returncode, result.stdout), (status, ""))
            self.assertIn("progress\n", result.stderr)
            self.assertIn(f"error: net on old: {self.folder}/eyeriss-sim ended with status "
                          f"{status}\n", result.stderr)
        self.assertEqual(len(self.calls()), 5)

    def test_a_simulator_that_is_not_there(self):
        result = self.run_study("--binary", self.folder / "none", "--workloads", self.net,
                                "--machines", "old")
        self.assertEqual(result.returncode, 2)
        self.assertIn(f"error: {self.folder}/none: No such file", result.stderr)

    def test_results_that_are_not_of_the_whole_network(self):
        layers = [layer_result(name, 1000) for name in NAMES]
        wrong = [*layers[:2], layer_result("fc", 1000, status="mismatch")]
        for workload, present, message in [
                ("other", layers, "is of other, not of net"),
                ("net", layers[:2], "has not all layers of net"),
                ("net", wrong, "layer fc is mismatch")]:
            self.put_layers("net-old", present, FLAT, workload)
            result = self.run_study("--no-run", "--workloads", self.net, "--machines", "old")
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn(message, result.stderr)

    def test_bad_input(self):
        broken = self.folder / "broken.json"
        for text, message in [("{", "broken.json: "), ("[]", "is no workload"),
                              ('{"name": "x"}', "is no workload")]:
            broken.write_text(text)
            result = self.run_study("--workloads", broken)
            self.assertEqual(result.returncode, 2)
            self.assertIn(message, result.stderr)
        for arguments, message in [
                (("--workloads", "none-such"), "none-such.json: No such file"),
                (("--machines", "a,,b"), "is not a list"), (("--machines", "a,a"), "is not a list"),
                (("--jobs", "0"), "is not a positive integer"),
                (("--resume", "--no-run"), "not allowed with")]:
            result = self.run_study(*arguments)
            self.assertEqual(result.returncode, 2)
            self.assertIn(message, result.stderr)

    def test_a_table_that_cannot_be_written(self):
        self.put("net-old", dict.fromkeys(NAMES, 1000), FLAT)
        result = self.run_study("--no-run", "--workloads", self.net, "--machines", "old", "--csv",
                                self.folder / "none" / "table.csv")
        self.assertEqual(result.returncode, 2)
        self.assertIn("none/table.csv: No such file", result.stderr)


class SimulatorTest(StudyTest):
    """The studies on the simulator itself."""

    machines = "eyeriss-v1,eyeriss-v1+link.clock_mhz=30"

    def test_every_study_runs(self):
        for script, more in [("speedup_table.py", ("--layers",)), ("scaling_table.py", ()),
                             ("bandwidth_table.py", ("--drams", "ideal"))]:
            self.script = script
            result = self.run_study("--binary", SIMULATOR, "--workloads", "tiny-sparse",
                                    "--machines", f"{self.machines},eyeriss-v2", "--resume",
                                    "--csv", self.csv, *more)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("tiny-sparse", result.stdout)
            self.assertTrue(self.csv.read_text())
            self.csv.unlink()

    def test_figures_are_those_of_the_summary(self):
        self.script = "speedup_table.py"
        result = self.run_study("--binary", SIMULATOR, "--workloads", "tiny-sparse", "--machines",
                                self.machines, "--csv", self.csv)
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = self.csv_rows("machine", "part")
        for machine in self.machines.split(","):
            file = self.out / f"tiny-sparse-{machine}-latency" / "summary.json"
            totals = json.loads(file.read_text())["totals"]
            row = rows[machine, "all"]
            self.assertEqual(int(row["cycles"]), totals["cycles"]["total"])
            self.assertAlmostEqual(float(row["inferences_per_s"]), totals["inferences_per_s"],
                                   delta=1e-6 * totals["inferences_per_s"])
        # Half the link makes it slower.
        self.assertLess(float(rows[self.machines.split(",")[1], "all"]["speedup_over_eyeriss-v1"]),
                        1)

    def test_unknown_machine(self):
        self.script = "speedup_table.py"
        result = self.run_study("--binary", SIMULATOR, "--workloads", "tiny", "--machines", "none")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("--arch none: unknown preset", result.stderr)


class ScriptsTest(unittest.TestCase):

    def test_help_and_mode(self):
        for script in ("speedup_table.py", "scaling_table.py", "bandwidth_table.py"):
            file = pathlib.Path(SOURCE) / "scripts" / script
            result = subprocess.run([file, "--help"], capture_output=True, text=True, check=False)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertIn("--machines", result.stdout)
            self.assertTrue(all(len(line) <= 100 for line in result.stdout.splitlines()), script)


if __name__ == "__main__":
    unittest.main()
