# SPDX-License-Identifier: Apache-2.0
"""Speed-ups and bounds of made-up results, against figures by hand."""

import json
import unittest

from support import CLUSTERED, FLAT, SOURCE, StudyTest, layer_result


def cycles_of(conv, dw, fc):
    return {"conv": conv, "dw": dw, "fc": fc}


class SpeedupTest(StudyTest):
    script = "speedup_table.py"

    def test_parts_and_layers(self):
        self.put("net-old", cycles_of(4000, 1000, 5000), FLAT)
        self.put("net-old+noc.weight.values=2", cycles_of(3000, 1000, 2000), FLAT)
        self.put("net-new", cycles_of(400, 500, 100), FLAT)
        text = self.tabulate("--workloads", self.net, "--machines",
                             "old,old+noc.weight.values=2,new", "--layers")
        # 1 MHz: 1000 cycles are 1 ms and 1000 inferences a second.
        self.assertEqual(self.line(text, "all", "new"),
                         ["all", "new", "1", "000", "1.000", "1", "000.0", "-", "10.00", "6.00",
                          "-"])
        self.assertEqual(self.line(text, "CONV", "new")[-3:-1], ["5.56", "4.44"])
        self.assertEqual(self.line(text, "depthwise", "new")[-3:-1], ["2.00", "2.00"])
        self.assertEqual(self.line(text, "FC", "new")[-3:-1], ["50.00", "20.00"])
        rows = self.csv_rows("machine", "part")
        self.assertEqual(len(rows), 3 * (4 + 3))
        self.assertEqual(float(rows["new", "conv"]["speedup_over_old"]), 10)
        variant = "speedup_over_old+noc.weight.values=2"
        self.assertEqual(float(rows["new", "conv"][variant]), 7.5)
        self.assertEqual(float(rows["old", "all"][variant]), 0.6)
        self.assertEqual(rows["new", "all"]["cycles"], "1000")

    def test_bound_of_a_flat_machine(self):
        # 1000 cycles of 10 PEs; a network carries a word a cycle.
        self.put_layers("net-old", [
            layer_result("conv", 1000, mac=6000, accumulate=1000, words={"ifmap": 690}),
            layer_result("dw", 1000, mac=6000, words={"psum_in": 500, "psum_out": 650}),
            layer_result("fc", 1000, mac=100, words={"filter": 200}, processing=700)], FLAT)
        text = self.tabulate("--workloads", self.net, "--machines", "old", "--layers")
        self.assertEqual(self.line(text, "conv", "old")[-2:], ["PEs", "70.0"])
        self.assertEqual(self.line(text, "dw", "old")[-2:], ["psums", "65.0"])
        self.assertEqual(self.line(text, "fc", "old")[-3:], ["off", "chip", "30.0"])
        row = self.csv_rows("part")["dw",]
        self.assertEqual((row["bound_by"], row["active_pes"]), ("psums", "10"))
        self.assertAlmostEqual(float(row["occupancy"]), 0.65)

    def test_bound_of_clusters(self):
        # 4 clusters: 12 routers of iacts, 12 of weights, 16 of psums. A word that goes on to three
        # more clusters takes four routers.
        self.put_layers("net-new", [
            layer_result("conv", 1000, mac=5000, words={"ifmap": 2400}, hops={"ifmap": 3 * 2400},
                         bubbles=0),
            layer_result("dw", 1000, mac=5000, words={"filter": 9000}, hops={}, bubbles=0),
            layer_result("fc", 1000, mac=5000, words={"psum_out": 14400}, hops={}, bubbles=0)],
            CLUSTERED)
        text = self.tabulate("--workloads", self.net, "--machines", "new", "--layers")
        self.assertEqual(self.line(text, "conv", "new")[-2:], ["iacts", "80.0"])
        self.assertEqual(self.line(text, "dw", "new")[-2:], ["weights", "75.0"])
        self.assertEqual(self.line(text, "fc", "new")[-2:], ["psums", "90.0"])

    def test_psums_passed_on_and_waits_for_what_is_off_chip(self):
        self.put_layers("net-new", [
            layer_result("conv", 1000, words={"psum_in": 100}, hops={"psum": 8000}, bubbles=0),
            layer_result("dw", 1000, hops={}, stalls={"router_filter": 3000}, bubbles=0),
            layer_result("fc", 1000, hops={}, stalls={"router_ifmap": 6000}, bubbles=0)],
            CLUSTERED)
        text = self.tabulate("--workloads", self.net, "--machines", "new", "--layers")
        self.assertEqual(self.line(text, "conv", "new")[-2:], ["psums", "50.0"])
        self.assertEqual(self.line(text, "dw", "new")[-3:], ["off", "chip", "25.0"])
        self.assertEqual(self.line(text, "fc", "new")[-3:], ["off", "chip", "50.0"])

    def test_a_pe_in_a_bubble_holds_the_layer(self):
        # Of 10 PEs for 1000 cycles; weights take 12 routers.
        weights = {"words": {"filter": 7200}, "hops": {}}
        self.put_layers("net-new", [
            layer_result("conv", 1000, mac=4000, accumulate=500, bubbles=3000, **weights),
            layer_result("dw", 1000, mac=4000, accumulate=500, bubbles=1000, **weights),
            layer_result("fc", 1000, mac=4000, accumulate=500, bubbles=0, **weights)], CLUSTERED)
        text = self.tabulate("--workloads", self.net, "--machines", "new", "--layers")
        self.assertEqual(self.line(text, "conv", "new")[-2:], ["PEs", "75.0"])
        self.assertEqual(self.line(text, "dw", "new")[-2:], ["weights", "60.0"])
        self.assertEqual(self.line(text, "fc", "new")[-2:], ["weights", "60.0"])

    def test_clusters_without_counted_hops_or_bubbles(self):
        for counted, missing in [({"bubbles": 0}, "accesses/noc/ifmap/hops"),
                                 ({"hops": {}}, "stalls/pe_bubbles")]:
            self.put("net-new", cycles_of(1, 1, 1), CLUSTERED, **counted)
            result = self.run_study("--no-run", "--workloads", self.net, "--machines", "new",
                                    "--layers")
            self.assertEqual(result.returncode, 2)
            self.assertIn(f"layer conv has no {missing}", result.stderr)

    def test_published_figures(self):
        workload = json.loads((SOURCE / "workloads" / "alexnet-sparse.json").read_text())
        names = [layer["name"] for layer in workload["layers"]]
        # 2 x 100 operations in 0.4 nJ are 500 GOPS/W; 5 CONV layers move 1 + 0.5 MB each.
        cycles = dict.fromkeys(names, 1000)
        figures = {"picojoules": 400, "dram": {"read_bytes": 1e6, "write_bytes": 5e5}}
        self.put("alexnet-sparse-eyeriss-v1-192", cycles, FLAT, "alexnet-sparse", **figures)
        self.put("alexnet-sparse-eyeriss-v2", cycles, FLAT, "alexnet-sparse", **figures)
        text = self.tabulate("--workloads", "alexnet-sparse", "--machines",
                             "eyeriss-v1-192,eyeriss-v2")
        self.assertEqual(self.line(text, "all", "eyeriss-v2")[-4:],
                         ["125.0", "278.7", "1.00", "42.5"])
        self.assertEqual(self.line(text, "all", "eyeriss-v1-192")[-3:], ["-", "1.00", "-"])
        self.assertEqual(self.line(text, "alexnet-sparse", "DRAM")[-2:], ["4.6", "7.5"])
        self.assertEqual(self.line(text, "alexnet-sparse", "conv3,")[-2:], ["423.2", "500.0"])
        self.assertEqual(self.line(text, "alexnet-sparse", "fc8,")[-2:], ["465.1", "500.0"])

    def test_a_changed_machine_is_not_the_published_one(self):
        workload = json.loads((SOURCE / "workloads" / "alexnet.json").read_text())
        cycles = {layer["name"]: 1000 for layer in workload["layers"]}
        self.put("alexnet-eyeriss-v2+pe.psums=16", cycles, FLAT, "alexnet")
        text = self.tabulate("--workloads", "alexnet", "--machines", "eyeriss-v2+pe.psums=16")
        self.assertNotIn("102.1", text)
        self.assertNotIn("GOPS/W", text)

    def test_missing_results_are_named_and_left_out(self):
        self.put("net-new", cycles_of(400, 500, 100), FLAT)
        result = self.run_study("--no-run", "--workloads", self.net, "--machines", "old,new",
                                "--layers")
        self.assertEqual(result.returncode, 0)
        summary = self.out / "net-old-latency" / "summary.json"
        self.assertEqual(result.stderr,
                         f"no results of net on old: {summary} does not exist\n")
        self.assertEqual(self.line(result.stdout, "all", "old")[2:], ["-"] * 6)
        self.assertEqual(self.line(result.stdout, "all", "new")[2:],
                         ["1", "000", "1.000", "1", "000.0", "-", "-", "-"])

    def test_no_results_at_all(self):
        result = self.run_study("--no-run", "--workloads", self.net, "--machines", "old")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn(f"speedup_table.py: error: no results in {self.out}", result.stderr)


if __name__ == "__main__":
    unittest.main()
