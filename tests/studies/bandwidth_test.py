# SPDX-License-Identifier: Apache-2.0
"""The cost of limited bandwidth in made-up results, against figures by hand."""

import json
import unittest

from support import FLAT, NAMES, SOURCE, StudyTest


class BandwidthTest(StudyTest):
    script = "bandwidth_table.py"
    objective = "energy"

    def test_cost(self):
        self.put("net-chip", dict.fromkeys(NAMES, 1000), FLAT)
        self.put("net-chip-slow", dict(zip(NAMES, (1250, 1000, 1500))), FLAT,
                 dram={"read_bytes": 1_500_000, "write_bytes": 500_000})
        text = self.tabulate("--workloads", self.net, "--machines", "chip", "--drams", "slow")
        # 3 ms become 3.75: a quarter longer, a fifth of the rate lost.
        self.assertEqual(self.line(text, "all"), ["all", "3.000", "3.750", "25.0", "20.0", "6.0"])
        self.assertEqual(self.line(text, "CONV"), ["CONV", "2.000", "2.250", "12.5", "11.1", "4.0"])
        self.assertEqual(self.line(text, "fc"), ["fc", "1.000", "1.500", "50.0", "33.3", "2.0"])
        row = self.csv_rows("dram", "part")["slow", "conv"]
        self.assertAlmostEqual(float(row["longer"]), 0.25)
        self.assertAlmostEqual(float(row["rate_lost"]), 0.2)

    def test_one_of_both_is_missing(self):
        self.put("net-chip", dict.fromkeys(NAMES, 1000), FLAT)
        result = self.run_study("--no-run", "--workloads", self.net, "--machines", "chip")
        self.assertEqual(result.returncode, 2)
        self.assertIn("net-chip-ideal-25600", result.stderr)
        self.assertIn("net-chip-ddr3-1600-x2", result.stderr)
        self.assertIn("error: no results", result.stderr)

    def test_a_pipe_and_dram_of_the_same_bandwidth_by_default(self):
        for dram, cycles in [("", 1000), ("-ideal-25600", 1100), ("-ddr3-1600-x2", 1500)]:
            self.put(f"net-chip{dram}", dict.fromkeys(NAMES, cycles), FLAT)
        text = self.tabulate("--workloads", self.net, "--machines", "chip")
        pipe, dram = text.split("behind ")[1:]
        self.assertTrue(pipe.startswith("ideal-25600\n"))
        self.assertTrue(dram.startswith("ddr3-1600-x2\n"))
        self.assertEqual(self.line(pipe, "all")[3], "10.0")
        self.assertEqual(self.line(dram, "all")[3], "50.0")
        self.assertEqual({row for row, in self.csv_rows("dram")},
                         {"ideal-25600", "ddr3-1600-x2"})

    def test_the_default_drams_have_the_published_bandwidth(self):
        published = json.loads((SOURCE / "workloads/published/eyeriss-v2.json").read_text())
        published = published["dram"]["mb_per_s"]
        pipe, dram = (json.loads((SOURCE / f"hw/presets/dram/{name}.json").read_text())
                      for name in ("ideal-25600", "ddr3-1600-x2"))
        self.assertEqual(pipe["bandwidth_mb_per_s"], published)
        # Two transfers a clock on the bus of each channel.
        self.assertEqual(2 * dram["clock_mhz"] * dram["organization"]["bus_bits"] / 8 *
                         dram["organization"]["channels"], published)


if __name__ == "__main__":
    unittest.main()
