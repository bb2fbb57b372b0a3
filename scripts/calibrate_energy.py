#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calibrates the energy table of Eyeriss v1 on the chip's published power breakdown.

Reads a summary.json of AlexNet's convolutions and the published figures, and solves, component by
component, for one or two energies so that the power of CONV1 and CONV5, which alone have a published
breakdown, comes out right. Everything else in a component follows from ratios that are taken from
public sources and written into the table. CONV2, CONV3 and CONV4 take no part: they are predicted.
"""

import argparse
import json
import os
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PUBLISHED = os.path.join(PROJECT, "workloads", "published", "alexnet-eyeriss-v1.json")
TABLE = os.path.join(PROJECT, "hw", "presets", "energy", "eyeriss-v1-65nm.json")

# At which the published power was measured.
CHIP_VOLTAGE = 1.0

SPADS = ("ifmap_spad", "filter_spad", "psum_spad")

# Share of the PE array in the core's area (JSSC 2017, Fig. 15), 168 PEs.
ARRAY_AREA = 0.786
PES = 168

# A published component -> the unknowns that are solved for, each with the actions that it scales.
MODEL = {
    "clock_network": [
        {("clock_network", "cycle"): 1 - ARRAY_AREA,
         ("clock_network", "clocked_pe_cycle"): ARRAY_AREA / PES,
         ("clock_network", "idle_pe_cycle"): ARRAY_AREA / PES}],
    "spads": [
        {("ifmap_spad", "read"): 0.19652, ("ifmap_spad", "write"): 0.19652,
         ("filter_spad", "read"): 0.71011, ("filter_spad", "write"): 1.13063,
         ("psum_spad", "read"): 0.25281, ("psum_spad", "write"): 0.25281},
        {("ifmap_spad", "clocked_pe_cycle"): 12, ("psum_spad", "clocked_pe_cycle"): 24}],
    "mac": [
        {("mac", "active"): 2.20035, ("mac", "gated"): 0.10285,
         ("mac", "psum_addition"): 2.20035 * 0.055 / 0.84}],
    "pe_control": [
        {("pe_control", "active_mac_cycle"): 1, ("pe_control", "accumulate_cycle"): 1},
        {("pe_control", "gated_mac_cycle"): 1, ("pe_control", "stalled_cycle"): 1}],
    "pe_fifos": [{("pe_fifos", "word"): 1}],
    "glb": [{("glb", "read"): 18.183829, ("glb", "write"): 14.137929}],
    "noc": [{("noc", "word"): 12 + 14, ("noc", "delivery"): 1, ("noc", "local_word"): 1}],
    "io_pads": [{("io_pads", "word_read"): 1, ("io_pads", "word_written"): 1}],
    "top_control": [{("top_control", "cycle"): 1}],
}

# Not solved for.
GIVEN = {("filter_spad", "clocked_pe_cycle"): 0, ("pe_control", "idle_cycle"): 0,
         ("dram", "word_read"): 64 * 70, ("dram", "word_written"): 64 * 70}

COMMENTS = {
    "clock_network": "Solved for: the energy of a cycle. Divided over PEs and the rest by area (JSSC"
                     " 2017, Fig. 15: the array is 78.6 % of the core). The tree reaches a PE in"
                     " use or not: the published power of the network does not fall with the time"
                     " in which the array waits",
    "ifmap_spad": "Solved for, for the three spads together: a scale of reads and writes, and the"
                  " clock of a register, per PE cycle. Ratios of reads and writes: Sparseloop"
                  " artifact, table 7 (45 nm, the same three spads). Clock: by words, 12 and 24, of"
                  " the two small spads, taken for registers as the SRAM of the filter spad has no"
                  " such load",
    "mac": "Solved for: a scale. Ratio of active to gated: Sparseloop artifact, table 7 (16 b MAC);"
           " of a psum addition: 16 b adder to 16 b MAC, from Horowitz, ISSCC 2014",
    "pe_control": "Solved for: a cycle that issues a MAC or adds a psum, and one that is gated or"
                  " stalled. Idle PEs are clock gated (ISSCC 2016) and take nothing here",
    "pe_fifos": "Solved for: a 16 b word through a FIFO",
    "glb": "Solved for: a scale. Ratio of reads to writes: Accelergy's exercises, Eyeriss-like"
           " design in 65 nm (108 kB, 64 b)",
    "noc": "Solved for: 16 b over the pitch of a PE. A word on a global network drives a Y-bus of 12"
           " PEs and an X-bus of 14, a delivery and a local link one",
    "io_pads": "Solved for: a 64 b link word, in either direction",
    "top_control": "Solved for: a cycle",
    "dram": "Not on the chip and in no breakdown: DDR3, 70 pJ/b, as Accelergy's CACTI plug-in has it",
}

ACTIONS = {
    "clock_network": ("cycle", "clocked_pe_cycle", "idle_pe_cycle"),
    "ifmap_spad": ("read", "write", "clocked_pe_cycle"),
    "filter_spad": ("read", "write", "clocked_pe_cycle"),
    "psum_spad": ("read", "write", "clocked_pe_cycle"),
    "mac": ("active", "gated", "psum_addition"),
    "pe_control": ("active_mac_cycle", "gated_mac_cycle", "accumulate_cycle", "stalled_cycle",
                   "idle_cycle"),
    "pe_fifos": ("word",),
    "glb": ("read", "write"),
    "noc": ("word", "delivery", "local_word"),
    "io_pads": ("word_read", "word_written"),
    "top_control": ("cycle",),
    "dram": ("word_read", "word_written"),
}


class InputError(Exception):
    pass


def read_json(name):
    try:
        with open(name, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{name}: {error}") from error


def counts_of(layer):
    """How often each action happened on the chip in a layer; words are 16 b, link words 64 b."""
    accesses = layer["accesses"]
    glb, noc, spad, mac = accesses["glb"], accesses["noc"], accesses["spad"], accesses["mac"]
    pes = layer["pe_cycles"]
    clocked = pes["mapped"]
    idle = PES * layer["cycles"]["total"] - clocked
    additions = accesses["psum_adder"]["additions"]
    filters_read = glb["filter"]["read_bytes"] // 2
    psums_read = glb["psum"]["read_bytes"] // 2
    psums_written = glb["psum"]["write_bytes"] // 2
    delivered = noc["ifmap"]["deliveries"] + spad["filter"]["writes"]
    counts = {
        ("clock_network", "cycle"): layer["cycles"]["total"],
        ("clock_network", "clocked_pe_cycle"): clocked,
        ("clock_network", "idle_pe_cycle"): idle,
        ("mac", "active"): mac["active"],
        ("mac", "gated"): mac["gated"],
        ("mac", "psum_addition"): additions,
        ("pe_control", "active_mac_cycle"): mac["active"],
        ("pe_control", "gated_mac_cycle"): mac["gated"],
        ("pe_control", "accumulate_cycle"): pes["accumulate"],
        ("pe_control", "stalled_cycle"): clocked - pes["mac"] - pes["accumulate"],
        ("pe_control", "idle_cycle"): idle,
        ("pe_fifos", "word"): delivered + additions + psums_written,
        ("glb", "read"): (glb["read_bytes"] + glb["drain_bytes"]) // 2,
        ("glb", "write"): (glb["write_bytes"] + glb["fill_bytes"]) // 2,
        ("noc", "word"): noc["ifmap"]["words"] + filters_read + psums_read + psums_written,
        ("noc", "delivery"): delivered + psums_read + psums_written,
        ("noc", "local_word"): additions - psums_read,
        ("io_pads", "word_read"): accesses["dram"]["read_bytes"] // 8,
        ("io_pads", "word_written"): accesses["dram"]["write_bytes"] // 8,
        ("top_control", "cycle"): layer["cycles"]["total"],
    }
    for name in SPADS:
        spad_counts = spad[name.removesuffix("_spad")]
        counts[(name, "read")] = spad_counts["reads"]
        counts[(name, "write")] = spad_counts["writes"]
        counts[(name, "clocked_pe_cycle")] = clocked
    return counts


def least_squares(rows, targets):
    """Non-negative solution for one or two unknowns."""
    def one(column):
        values = [row[column] for row in rows]
        return max(0.0, sum(v * t for v, t in zip(values, targets)) / sum(v * v for v in values))

    if len(rows[0]) == 1:
        return [one(0)]
    a, b, c = (sum(row[i] * row[j] for row in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    d, e = (sum(row[i] * t for row, t in zip(rows, targets)) for i in (0, 1))
    determinant = a * c - b * b
    if determinant > 1e-12 * a * c:
        solution = [(d * c - b * e) / determinant, (a * e - b * d) / determinant]
        if min(solution) >= 0:
            return solution
    candidates = [[one(0), 0.0], [0.0, one(1)]]
    return min(candidates, key=lambda x: sum(
        (row[0] * x[0] + row[1] * x[1] - t) ** 2 for row, t in zip(rows, targets)))


def rounded(value):
    """To four significant digits: more than the published figures have."""
    return float(f"{value:.4g}")


def milliwatts(energies, layer, component):
    """Power of a published component in a layer of the summary."""
    names = SPADS if component == "spads" else (component,)
    counts = counts_of(layer)
    picojoules = sum(energies[key] * count for key, count in counts.items() if key[0] in names)
    return picojoules * 1e-6 / layer["latency_ms"]["total"]


def calibrate(layers, published):
    """Energies by (component, action) from the layers that have a breakdown."""
    fitted = [row for row in published.values() if "power_percent" in row]
    for row in fitted:
        if row["name"] not in layers:
            raise KeyError(f"layer {row['name']}")
    energies = dict(GIVEN)
    for component, unknowns in MODEL.items():
        # Each row is in parts of the layer's chip power, in which the errors are judged.
        rows = []
        for row in fitted:
            layer = layers[row["name"]]
            scale = 1e-6 / layer["latency_ms"]["total"] / row["power_mw"]
            counts = counts_of(layer)
            rows.append([scale * sum(counts[key] * ratio for key, ratio in unknown.items())
                         for unknown in unknowns])
        targets = [row["power_percent"][component] / 100 for row in fitted]
        for value, unknown in zip(least_squares(rows, targets), unknowns):
            for key, ratio in unknown.items():
                energies[key] = rounded(value * ratio)
    return energies


def table_of(energies):
    table = {
        "_how": "Made by scripts/calibrate_energy.py from a run of AlexNet's convolutions, N = 4, and"
                " the published power of two layers, CONV1 and CONV5, alone. Per component one or"
                " two energies are solved for (least squares of errors in parts of the chip's power,"
                " none negative); the rest are ratios, whose sources stand in the components. It"
                " is power that is reproduced: where the simulated latency is longer than the"
                " chip's, energies come out higher in the same proportion",
        "name": "eyeriss-v1-65nm",
        "technology": "TSMC 65 nm LP",
        "source": "Chen et al., JSSC 52(1) 2017, Fig. 16 and Table V, CONV1 and CONV5 alone",
        "voltage_v": CHIP_VOLTAGE,
        "unit": "pJ",
    }
    for component, actions in ACTIONS.items():
        table[component] = {"_": COMMENTS[component]} if component in COMMENTS else {}
        for action in actions:
            table[component][action] = energies[(component, action)]
    return table


def report(energies, layers, published):
    print(f"{'power, mW':<15}" + "".join(f"{name:>18}" for name in layers))
    for component in MODEL:
        line = f"{component:<15}"
        for name, layer in layers.items():
            power = milliwatts(energies, layer, component)
            row = published[name]
            if "power_percent" in row:
                chip = row["power_percent"][component] / 100 * row["power_mw"]
                error = 100 * (power - chip) / row["power_mw"]
                line += f"{power:>7.1f}/{chip:.1f}{error:+.1f}%".rjust(18)
            else:
                line += f"{power:>18.1f}"
        print(line)
    line = f"{'chip':<15}"
    energy = time = chip_energy = chip_time = 0.0
    for name, layer in layers.items():
        power = sum(milliwatts(energies, layer, component) for component in MODEL)
        row = published[name]
        line += f"{power:.0f}/{row['power_mw']:.0f}{100 * (power / row['power_mw'] - 1):+.1f}%".rjust(18)
        energy += power * layer["latency_ms"]["total"]
        time += layer["latency_ms"]["total"]
        chip_energy += row["power_mw"] * row["total_latency_ms"]
        chip_time += row["total_latency_ms"]
    print(line)
    print(f"average {energy / time:.1f} mW, chip {chip_energy / chip_time:.1f} mW")


def run(arguments):
    summary = read_json(arguments.summary)
    document = read_json(arguments.published)
    try:
        published = {row["name"]: row for row in document["layers"]}
        layers = {layer["name"]: layer for layer in summary["layers"]
                  if layer["name"] in published and "cycles" in layer}
        energies = calibrate(layers, published)
        table = table_of(energies)
        if not arguments.quiet:
            report(energies, layers, published)
    except (KeyError, TypeError, ZeroDivisionError) as error:
        raise InputError(f"{arguments.summary} is no summary of AlexNet's convolutions, or"
                         f" {arguments.published} lacks their figures: {error!r}") from error
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(table, file, indent=2, ensure_ascii=False)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summary", help="summary.json of a run of workloads/alexnet.json")
    parser.add_argument("--published", default=PUBLISHED, help="published figures (%(default)s)")
    parser.add_argument("--out", default=TABLE, help="the table to write (%(default)s)")
    parser.add_argument("--quiet", action="store_true", help="do not print the fit")
    try:
        run(parser.parse_args())
    except (InputError, OSError) as error:
        print(f"calibrate_energy.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
