# SPDX-License-Identifier: Apache-2.0
"""Scaling of made-up results, against figures by hand."""

import unittest

from support import CLUSTERED, StudyTest, layer_result


def array(side):
    return {"array": {"rows": side, "columns": side}}


class ScalingTest(StudyTest):
    script = "scaling_table.py"

    def put_chip(self, chip, sides, conv_cycles):
        for side, cycles in zip(sides, conv_cycles):
            pes = side * side
            self.put_layers(f"net-{chip}-{pes}", [
                layer_result("conv", cycles, mapped=pes * cycles, mac=pes * cycles // 2),
                layer_result("dw", 600, mapped=1, mac=1), layer_result("fc", 400, mapped=1, mac=1)],
                array(side))

    def test_speedup_and_share_of_linear(self):
        self.put_chip("a", (4, 8), (9000, 2000))
        self.put_chip("b", (4, 8), (9000, 9000))
        # The smallest is what others are held against, wherever it stands.
        text = self.tabulate("--workloads", self.net, "--machines", "a-64,a-16,b-16,b-64")
        # 10000 to 3000 cycles with 4 times as many PEs.
        self.assertEqual(self.line(text, "all", "a-64"),
                         ["all", "a-64", "64", "3", "000", "3.33", "83.3"])
        self.assertEqual(self.line(text, "all", "a-16")[-2:], ["1.00", "100.0"])
        self.assertEqual(self.line(text, "CONV", "a-64")[-2:], ["3.69", "92.3"])
        self.assertEqual(self.line(text, "depthwise", "a-64")[-2:], ["1.00", "25.0"])
        self.assertEqual(self.line(text, "all", "b-64")[-2:], ["1.00", "25.0"])
        row = self.csv_rows("machine", "part")["a-64", "conv"]
        self.assertEqual(float(row["speedup"]), 4.5)
        self.assertEqual(float(row["share_of_linear"]), 1.125)
        # Above linear nothing is lost.
        losses = text[text.index("below linear"):]
        self.assertNotIn("conv  ", losses.replace("b-64", "").split("dw")[0])

    def test_account_of_a_loss(self):
        # 16 PEs for 1000 cycles, all mapped, 3/4 of the time busy; 64 PEs for 500 cycles, half
        # of them mapped, 15/16 of the time busy, with 5/4 of the work.
        small = {"mapped": 16000, "mac": 11000, "accumulate": 1000}
        large = {"mapped": 16000, "mac": 11000, "accumulate": 4000,
                 "stalls": {"pe_filter": 480, "pe_ifmap": 320, "pe_psum_in": 100,
                            "pe_psum_out": 60}}
        self.put("net-a-16", dict.fromkeys(("conv", "dw", "fc"), 1000), array(4), **small)
        self.put("net-a-64", dict.fromkeys(("conv", "dw", "fc"), 500), array(8), **large)
        text = self.tabulate("--workloads", self.net, "--machines", "a-16,a-64")
        self.assertEqual(self.line(text, "conv", "a-64"),
                         ["conv", "a-64", "50.0", "50.0", "0.50", "93.8", "1.25", "1.25", "3.0",
                          "2.0", "1.0", "0.0"])
        row = self.csv_rows("machine", "part")["a-64", "all"]
        self.assertAlmostEqual(
            float(row["share_of_linear"]),
            float(row["mapped_over_smallest"]) * float(row["busy_over_smallest"]) /
            float(row["work_over_smallest"]))

    def test_clusters_are_counted(self):
        config = {"grid": {"rows": 2, "columns": 3}, "cluster": {"pe_rows": 4, "pe_columns": 5}}
        self.put("net-a-120", dict.fromkeys(("conv", "dw", "fc"), 1000), config, mac=1, bubbles=0)
        text = self.tabulate("--workloads", self.net, "--machines", "a-120")
        self.assertEqual(self.line(text, "all", "a-120")[2], "120")

    def test_bubbles_of_clusters(self):
        # 48 PEs for 1000 cycles, half of them busy; four times as many for 500, 3/8 of them, and
        # the eighth between is bubbles.
        grid = {**CLUSTERED, "grid": {"rows": 4, "columns": 4}}
        self.put("net-a-48", dict.fromkeys(("conv", "dw", "fc"), 1000), CLUSTERED, mapped=48000,
                 mac=24000, bubbles=0)
        self.put("net-a-192", dict.fromkeys(("conv", "dw", "fc"), 500), grid, mapped=96000,
                 mac=36000, bubbles=12000)
        text = self.tabulate("--workloads", self.net, "--machines", "a-48,a-192")
        self.assertIn("psums %  bubbles %\n", text)
        self.assertEqual(self.line(text, "conv", "a-192")[-4:], ["0.0", "0.0", "0.0", "12.5"])
        row = self.csv_rows("machine", "part")["a-192", "all"]
        self.assertEqual(float(row["lost_to_bubbles"]), 0.125)
        self.assertEqual(float(row["busy"]), 0.375)

    def test_clusters_without_counted_bubbles(self):
        self.put("net-a-48", dict.fromkeys(("conv", "dw", "fc"), 1000), CLUSTERED, mac=1)
        result = self.run_study("--no-run", "--workloads", self.net, "--machines", "a-48")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("layer conv has no stalls/pe_bubbles", result.stderr)

    def test_what_the_run_took(self):
        self.put_chip("a", (4, 8), (9000, 2000))
        (self.out / "net-a-16-latency.run.json").write_text(
            '{"wall_seconds": 12.34, "peak_bytes": 104857600}')
        text = self.tabulate("--workloads", self.net, "--machines", "a-16,a-64")
        self.assertEqual(self.line(text, "net", "a-16"), ["net", "a-16", "12.3", "100"])
        self.assertEqual(self.line(text, "net", "a-64"), ["net", "a-64", "-", "-"])


if __name__ == "__main__":
    unittest.main()
