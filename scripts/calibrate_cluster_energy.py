#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calibrates the energy table of Eyeriss v2 on two of the design's published efficiencies.

Reads the summary.json of AlexNet and of the pruned AlexNet, and scales the table's energies in two
groups: what computes and stores (MACs, spads, control of PEs, GLB), and what supplies it (clock,
networks, FIFOs, writing weights, which are never stored on the way, into their spads). The two
scales are solved for, so that two layers come out with their published GOPS/W; if one would be negative,
the nearest that are not are taken. The other published layers take no part: they are predicted. The published figures are of the core, without pads and DRAM.

Only how often actions happened is taken from the runs, not their energies. But which mapping a
search finds depends on the table that it works with: run again with the new table until it stays.
"""

import argparse
import itertools
import json
import os
import sys

from calibrate_energy import PROJECT, InputError, least_squares, read_json, rounded

TABLE = os.path.join(PROJECT, "hw", "presets", "energy", "eyeriss-v2-65nm.json")

PUBLISHED = os.path.join(PROJECT, "workloads", "published", "eyeriss-v2.json")

# Layers are named by their workload and their own name.
FITTED = ("alexnet:conv1", "alexnet-sparse:fc8")

# By component, or by action. Pads and DRAM are not of the core.
CORE, SUPPLY = "computing", "supply"
GROUPS = {
    "mac": CORE,
    "pe_control": CORE,
    "psum_spad": CORE,
    "ifmap_spad": CORE,
    "filter_spad": {"bit_read": CORE, "address_bit_read": CORE,
                    "bit_written": SUPPLY, "address_bit_written": SUPPLY},
    "glb": CORE,
    "clock_network": SUPPLY,
    "pe_fifos": SUPPLY,
    "noc": SUPPLY,
    "top_control": SUPPLY,
}

HOW = ("Made by scripts/calibrate_cluster_energy.py from runs of AlexNet and the pruned AlexNet."
       " The energies of two groups are scaled, so that {fitted} come out with their published GOPS/W"
       " and nothing else is fitted: those of what computes and stores (MACs, spads, control of PEs,"
       " GLB), and those of what supplies it (clock, networks, FIFOs, writing weights into their"
       " spads). The groups were drawn with all four published layers in view. Ratios within a group are those that stand in the components, of public figures and of the"
       " first chip's calibrated table, eyeriss-v1-65nm, at 65 nm, per bit. Counts are proportional"
       " to bits, so that machines with other PEs, clusters and words share the table")


def energies(table):
    """(component, action, pJ, group) of the table's actions of the core."""
    for component, group in GROUPS.items():
        for action, energy in table[component].items():
            if not action.startswith("_"):
                yield component, action, energy, group if isinstance(group, str) else group[action]


def read_published(file):
    """GOPS/W by layer."""
    document = read_json(file)
    try:
        return {f"{workload['workload']}:{layer}": float(value)
                for workload in document["workloads"]
                for layer, value in workload.get("gops_per_w", {}).items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{file}: has no published GOPS/W: {error!r}") from error


def published_layers(files, published, table):
    """The published layers that the summaries have: pJ by group, operations (two a MAC, zeros
    included), and how many pJ are published."""
    layers = {}
    for file in files:
        summary = read_json(file)
        try:
            for layer in summary["layers"]:
                name = f"{summary['workload']}:{layer['name']}"
                if name in published and "energy_actions" in layer:
                    sums = {CORE: 0.0, SUPPLY: 0.0}
                    for component, action, energy, group in energies(table):
                        sums[group] += energy * layer["energy_actions"][component][action]
                    operations = 2 * layer["macs"]
                    layers[name] = {
                        "picojoules": list(sums.values()),
                        "operations": operations,
                        "published": operations * 1e3 / published[name]}
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{file}: is no summary: {error!r}") from error
    return layers


def solve(layers, fitted):
    """Scales of the groups, from the energies of the layers, each in parts of the published one."""
    rows = []
    for name in fitted:
        if name not in layers:
            raise InputError(f"layer {name} is in no summary")
        layer = layers[name]
        rows.append([energy / layer["published"] for energy in layer["picojoules"]])
    for column, group in enumerate((CORE, SUPPLY)):
        if not any(row[column] for row in rows):
            raise InputError(f"the table has no energies of {group}: there is nothing to scale")
    return least_squares(rows, [1.0] * len(rows))


def picojoules(layer, scales):
    return sum(scale * energy for scale, energy in zip(scales, layer["picojoules"]))


def scaled(table, scales, fitted):
    result = {"_how": HOW.format(fitted=" and ".join(fitted))}
    result.update((key, dict(value) if isinstance(value, dict) else value)
                  for key, value in table.items() if key != "_how")
    for component, action, energy, group in energies(table):
        result[component][action] = rounded(energy * scales[group != CORE])
    return result


def report(layers, fitted):
    """All choices of two layers, the one that the table is made with marked."""
    def line(title, scales, cells):
        print(f"{title:<46}" + "".join(f"{scale:>10}" for scale in scales)
              + "".join(f"{cell:>22}" for cell in cells))

    def compared(scales, pair):
        for name, layer in layers.items():
            here = picojoules(layer, scales)
            mark = "*" if name in pair else " "
            yield (f"{layer['operations'] * 1e3 / here:.1f}"
                   f"{100 * (layer['published'] / here - 1):+.1f}%{mark}" if here else "- ")

    line("GOPS/W (* fitted)", [f"{group} x" for group in (CORE, SUPPLY)],
         [f"{name} " for name in layers])
    line("published", ("", ""), [f"{layer['operations'] * 1e3 / layer['published']:.1f} "
                                 for layer in layers.values()])
    line("before", (1, 1), compared((1, 1), ()))
    for pair in itertools.combinations(layers, 2):
        scales = solve(layers, pair)
        mark = "-> " if set(pair) == set(fitted) else ""
        line(mark + " ".join(pair), [f"{scale:.4g}" for scale in scales], compared(scales, pair))


def run(arguments):
    published = read_published(arguments.published)
    table = read_json(arguments.table)
    fitted = tuple(arguments.fit.split(","))
    if len(fitted) != 2 or fitted[0] == fitted[1] or not set(fitted) <= set(published):
        raise InputError(f"--fit {arguments.fit}: is not two of the published layers, with a comma"
                         f" between (allowed: {', '.join(published)})")
    layers = published_layers(arguments.summaries, published, table)
    calibrated = scaled(table, solve(layers, fitted), fitted)
    if not arguments.quiet:
        report(layers, fitted)
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(calibrated, file, indent=2, ensure_ascii=False)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summaries", nargs="+", metavar="SUMMARY",
                        help="summary.json of a run of workloads/alexnet.json or"
                             " workloads/alexnet-sparse.json")
    parser.add_argument("--fit", default=",".join(FITTED), metavar="A,B",
                        help="the two layers to fit (%(default)s)")
    parser.add_argument("--published", default=PUBLISHED, help="published figures (%(default)s)")
    parser.add_argument("--table", default=TABLE,
                        help="the table that all were run with (%(default)s)")
    parser.add_argument("--out", default=TABLE, help="the table to write (%(default)s)")
    parser.add_argument("--quiet", action="store_true", help="do not print the fits")
    try:
        run(parser.parse_args())
    except (InputError, OSError) as error:
        print(f"calibrate_cluster_energy.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
