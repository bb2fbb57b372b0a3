# SPDX-License-Identifier: Apache-2.0
"""Waveforms of real runs against the counts of the same runs."""

import collections
import csv
import os
import random
import unittest

from support import CONV3_PASS, CORE_PS, SOURCE, WaveformTestCase, pe_states
from vcd_reader import Vcd, text

LINK_PS = 16667  # 60 MHz

# What a PE's state says, and where the counts of it stand in the results.
PE_STATES = {
    "mac": ("accesses", "mac", "active"), "gated": ("accesses", "mac", "gated"),
    "add": ("pe_cycles", "accumulate"), "w_filter": ("stalls", "pe_filter"),
    "w_ifmap": ("stalls", "pe_ifmap"), "w_in": ("stalls", "pe_psum_in"),
    "w_out": ("stalls", "pe_psum_out")}
CLUSTER_STATES = {
    "w_filter": ("stalls", "pe_filter"), "w_ifmap": ("stalls", "pe_ifmap"),
    "bubble": ("stalls", "pe_bubbles")}
HOLDS = {"h_filter": "off_chip_filter", "h_ifmap": "off_chip_ifmap", "h_ofmap": "off_chip_ofmap"}


def value_at(result, keys):
    for key in keys:
        result = result[key]
    return result


def random_layer(name, rng):
    kernel = rng.choice((1, 2, 3, 5))
    size = rng.randint(kernel, 12)
    return {"name": name, "op": "Conv",
            "input": {"channels": rng.randint(1, 8), "height": size, "width": size},
            "output_channels": rng.randint(1, 20), "kernel_shape": [kernel, kernel],
            "strides": [rng.randint(1, 2)] * 2, "ifmap": {"zeros": rng.random()}}


class WaveformTest(WaveformTestCase):
    def check_counts(self, vcd, layer):
        """Everything that both the waveform of a whole layer and its results count."""
        states = pe_states(vcd)
        self.assertLessEqual(set(states), {"idle", *PE_STATES})
        for state, keys in PE_STATES.items():
            self.assertEqual(states[state], value_at(layer, keys), state)

        held = collections.Counter()
        for value, lasts in vcd.signals["top.controller.state"].spans(vcd.end):
            held[text(value)] += lasts // CORE_PS
        self.assertEqual(sum(held.values()), layer["cycles"]["total"])
        self.assertEqual(vcd.end, layer["cycles"]["total"] * CORE_PS)
        for state, key in HOLDS.items():
            self.assertEqual(held[state], layer["stalls"][key], state)

        def cycles(name, period=CORE_PS):
            # Periods are whole numbers of ps, so no cycle is lost in rounding.
            return vcd.signals[f"top.{name}"].time_at(1, vcd.end) // period

        words = layer["accesses"]["noc"]
        self.assertEqual(cycles("ifmap_network.valid"), words["ifmap"]["words"])
        self.assertEqual(cycles("filter_network.valid"), words["filter"]["words"])
        self.assertEqual(cycles("psum_network.valid"), words["psum_in"]["words"])
        self.assertEqual(cycles("output_network.valid"), words["psum_out"]["words"])
        self.assertEqual(cycles("psum_streamer.bank_conflict"),
                         layer["stalls"]["psum_bank_conflict"])
        dram = layer["accesses"]["dram"]
        self.assertEqual(cycles("off_chip.read_valid", LINK_PS), dram["read_bytes"] // 8)
        self.assertEqual(cycles("off_chip.write_valid", LINK_PS), dram["write_bytes"] // 8)

    def test_a_pass_of_conv3(self):
        layer = self.draw([CONV3_PASS])["conv3"]
        self.assertEqual(layer["passes"], 1)
        self.assertEqual(layer["active_pes"], 156)
        vcd = Vcd(self.folder / "w.vcd")
        self.assertEqual(vcd.begin, 0)
        self.check_counts(vcd, layer)
        self.assertGreater(layer["accesses"]["mac"]["gated"], 0)
        self.assertGreater(layer["stalls"]["pe_ifmap"], 0)

    def test_random_layers_in_both_schedules(self):
        rng = random.Random(1)
        layers = [random_layer(f"layer{i}", rng) for i in range(6)]
        results = self.draw(layers, batch=2)
        drawn = {name: (self.folder / f"w_{name}.vcd").read_bytes() for name in results}
        self.assertEqual(len(drawn), 6)
        for name, layer in results.items():
            self.check_counts(Vcd(self.folder / f"w_{name}.vcd"), layer)
        self.draw(layers, "--every-cycle", "--jobs", 1, batch=2)
        for name, before in drawn.items():
            self.assertEqual((self.folder / f"w_{name}.vcd").read_bytes(), before, name)

    def test_a_window_of_a_real_layer(self):
        options = ["--layers", "conv3", "--batch", 1, "--no-check", "--trace", "cycles",
                   "--trace-interval", 500, "--vcd", self.folder / "deep" / "w.vcd",
                   "--vcd-cycles", "60000:61000"]
        alexnet = SOURCE / "workloads" / "alexnet.json"
        self.simulate(alexnet, *options)
        path = self.folder / "deep" / "w.vcd"
        vcd = Vcd(path)
        self.assertEqual((vcd.begin, vcd.end), (60000 * CORE_PS, 61000 * CORE_PS))
        with open(self.folder / "out" / "cycles.csv", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["cycle"] in ("60000", "60500")]
        self.assertEqual(len(rows), 2)
        total = {key: sum(int(row[key]) for row in rows) for key in rows[0]
                 if key not in ("layer", "active_pes")}
        states = pe_states(vcd)
        self.assertEqual(states["mac"], total["accesses.mac.active"])
        self.assertEqual(states["gated"], total["accesses.mac.gated"])
        self.assertEqual(states["add"], total["pe_cycles.accumulate"])
        self.assertEqual(vcd.signals["top.ifmap_network.valid"].time_at(1, vcd.end) // CORE_PS,
                         total["accesses.noc.ifmap.words"])
        before = path.read_bytes()
        self.simulate(alexnet, *options, "--every-cycle")
        self.assertEqual(path.read_bytes(), before)

    def test_psums_are_what_comes_out(self):
        """The words that the output network shows last are the ofmap's last psums."""
        gemm = {"name": "fc", "op": "Gemm", "in_features": 5, "out_features": 4}
        self.draw([gemm], "--dump-tensors", self.folder / "t")
        vcd = Vcd(self.folder / "w.vcd")
        _, word = vcd.signals["top.output_network.word"].changes[-1]
        psums = [word >> 16 * i & 0xffff for i in range(4)]
        ofmap = (self.folder / "t" / "fc_ofmap.npy").read_bytes()[-8:]
        self.assertEqual(psums, [int.from_bytes(ofmap[2 * i:2 * i + 2], "little")
                                 for i in range(4)])

    def test_the_view_names_signals_that_are_there(self):
        self.draw([CONV3_PASS])
        names = set()
        with open(self.folder / "w.vcd", encoding="ascii") as file:
            scopes = []
            for line in file:
                words = line.split()
                if words[:1] == ["$scope"]:
                    scopes.append(words[2])
                elif words[:1] == ["$upscope"]:
                    scopes.pop()
                elif words[:1] == ["$var"]:
                    bits = words[5] if words[5] != "$end" else ""
                    names.add(".".join(scopes + [words[4]]) + bits)
                elif words[:1] == ["$enddefinitions"]:
                    break
        view = (self.folder / "w.gtkw").read_text().splitlines()
        self.assertIn('[dumpfile] "w.vcd"', view)
        shown = [line.split("} ")[-1] for line in view
                 if line.startswith("top.") or line.startswith("+")]
        self.assertEqual(set(shown), names)
        self.assertTrue(any(line.startswith("+{pe_r03_c07} ") for line in view))
        opened = sum(line in ("@800200", "@c00200") for line in view)
        self.assertEqual(opened, sum(line in ("@1000200", "@1401200") for line in view))

    def test_scope(self):
        self.draw([CONV3_PASS], "--vcd-scope", "pe_r0[01]_c13")
        self.assertEqual({name.rsplit(".", 1)[0] for name in Vcd(self.folder / "w.vcd").signals},
                         {"top.array.pe_r00_c13", "top.array.pe_r01_c13"})
        self.draw([CONV3_PASS], "--vcd-scope", "top.dram")
        names = set(Vcd(self.folder / "w.vcd").signals)
        self.assertIn("top.dram.channel_0.command", names)
        self.assertTrue(all(name.startswith("top.dram.") for name in names))

    def test_machines_of_clusters_in_both_schedules(self):
        layer = {"name": "conv", "op": "Conv", "input": {"channels": 4, "height": 8, "width": 8},
                 "output_channels": 12, "kernel_shape": [3, 3], "ifmap": {"zeros": 0.5},
                 "weights": {"zeros": 0.5}}
        for options in (["--arch", "eyeriss-v2"], ["--arch", "eyeriss-v2", "--dram", "ddr3-1600"],
                        ["--arch", "eyeriss-v1.5"]):
            with self.subTest(options):
                result = self.draw([layer], *options)["conv"]
                path = self.folder / "w.vcd"
                drawn, view = path.read_bytes(), (self.folder / "w.gtkw").read_bytes()
                vcd = Vcd(path)
                self.assertEqual(vcd.end, result["cycles"]["total"] * CORE_PS)
                states = pe_states(vcd)
                for state, keys in CLUSTER_STATES.items():
                    self.assertEqual(states[state], value_at(result, keys), state)
                macs = sum(value * lasts // CORE_PS for name, signal in vcd.signals.items()
                           if ".pe_r" in name and name.endswith(".macs")
                           for value, lasts in signal.spans(vcd.end))
                self.assertEqual(macs, result["accesses"]["mac"]["active"])
                self.draw([layer], *options, "--every-cycle")
                self.assertEqual(path.read_bytes(), drawn)
                self.assertEqual((self.folder / "w.gtkw").read_bytes(), view)

    def test_edges_of_the_window(self):
        total = self.draw([CONV3_PASS])["conv3"]["cycles"]["total"]
        whole = Vcd(self.folder / "w.vcd")
        for first, end in ((0, 1), (total - 1, total), (total - 1, total + 9), (17, total - 1)):
            with self.subTest((first, end)):
                self.simulate([CONV3_PASS], "--vcd", self.folder / "part.vcd", "--vcd-cycles",
                              f"{first}:{end}")
                part = Vcd(self.folder / "part.vcd")
                self.assertEqual((part.begin, part.end),
                                 (first * CORE_PS, min(end, total) * CORE_PS))
                for name, signal in part.signals.items():
                    values = dict(whole.signals[name].changes)
                    inside = [(time, value) for time, value in values.items()
                              if part.begin < time < part.end]
                    self.assertEqual(signal.changes[1:], inside, name)
        result = self.simulate([CONV3_PASS], "--vcd", self.folder / "part.vcd", "--vcd-cycles",
                               f"{total}:")
        self.assertFalse(result["conv3"]["simulation"]["waveform"]["is_drawn"])

    def test_what_was_drawn_before_goes_when_nothing_is_drawn(self):
        self.draw([CONV3_PASS])
        result = self.simulate([CONV3_PASS], "--vcd", self.folder / "w.vcd", "--vcd-cycles",
                               "1000000:1000001")
        self.assertFalse(result["conv3"]["simulation"]["waveform"]["is_drawn"])
        self.assertRegex(self.said, "^eyeriss-sim: conv3: no waveform: it ends after [0-9]+ cycles")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["net.json", "out"])


if __name__ == "__main__":
    unittest.main()
