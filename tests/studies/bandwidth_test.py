# SPDX-License-Identifier: Apache-2.0
"""The cost of limited bandwidth in made-up results, against figures by hand."""

import unittest

from support import FLAT, NAMES, StudyTest


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
        self.assertIn("error: no results", result.stderr)


if __name__ == "__main__":
    unittest.main()
