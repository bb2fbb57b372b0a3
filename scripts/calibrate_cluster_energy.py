#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calibrates the energy table of Eyeriss v2 on two of the design's published efficiencies.

Reads the summary.json of AlexNet and of the pruned AlexNet, and scales the table's energies in two
groups: what computes and stores (MACs, spads, control of PEs, GLB), and what supplies it (clock,
networks, FIFOs, writing weights, which are never stored on the way, into their spads). The two
scales are solved for, so that two layers come out with their published GOPS/W; if one would be
negative, the nearest that are not are taken. The other published layers take no part: they are
predicted. The published figures are of the core, without pads and DRAM.

The runs have to be of the published machine, at the voltage of the table. Only how often actions
happened is taken from them, not their energies, which may be overridden. But which mapping a search
finds depends on the energies that it works with: run again with the new table until it stays.
"""

import argparse
import itertools
import json
import math
import os
import sys

from calibrate_energy import PROJECT, InputError, least_squares, read_json, rounded

TABLE = os.path.join(PROJECT, "hw", "presets", "energy", "eyeriss-v2-65nm.json")

PUBLISHED = os.path.join(PROJECT, "workloads", "published", "eyeriss-v2.json")

# Layers are named by their workload and their own name.
FITTED = ("alexnet:conv1", "alexnet-sparse:fc8")

COMPUTING, SUPPLY = "computing", "supply"

# By component and action, all that a table of a machine of clusters has. Computing and storing are
# held against supply: all that brings data and clock to where they are used. The groups were drawn
# with all four published layers in view, so that the two which are not fitted are no blind test.
# Pads and DRAM are not of the core, and not scaled.
GROUPS = {
    "clock_network": dict.fromkeys(
        ("clocked_pe_cycle", "idle_pe_cycle", "clocked_register_bit"), SUPPLY),
    "ifmap_spad": dict.fromkeys(
        ("bit_read", "bit_written", "address_bit_read", "address_bit_written"), COMPUTING),
    "filter_spad": {"bit_read": COMPUTING, "bit_written": SUPPLY,
                    "address_bit_read": COMPUTING, "address_bit_written": SUPPLY},
    "psum_spad": dict.fromkeys(("bit_read", "bit_written"), COMPUTING),
    "mac": dict.fromkeys(("active", "gated", "idle_slot", "psum_addition"), COMPUTING),
    "pe_control": dict.fromkeys(
        ("mac_cycle", "accumulate_cycle", "stalled_cycle", "idle_cycle"), COMPUTING),
    "pe_fifos": {"bit": SUPPLY},
    "glb": dict.fromkeys(("bit_read", "bit_written"), COMPUTING),
    "noc": dict.fromkeys(("router_bit", "bit_pitch"), SUPPLY),
    "io_pads": dict.fromkeys(("bit_read", "bit_written")),
    "top_control": {"cycle": SUPPLY},
    "dram": dict.fromkeys(("bit_read", "bit_written")),
}

HOW = ("Made by scripts/calibrate_cluster_energy.py from runs of AlexNet and the pruned AlexNet."
       " The energies of two groups are scaled, so that {fitted} come out with their published"
       " GOPS/W and nothing else is fitted: those of what computes and stores (MACs, spads, control"
       " of PEs, GLB), and those of what supplies it (clock, networks, FIFOs, writing weights into"
       " their spads). The groups were drawn with all four published layers in view. Ratios within"
       " a group are those that stand in the components, of public figures and of the first chip's"
       " calibrated table, eyeriss-v1-65nm, at 65 nm, per bit. Counts are proportional to bits, so"
       " that machines with other PEs, clusters and words share the table")


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def read_table(file):
    """A table with just the components and actions of GROUPS, and a voltage."""
    table = read_json(file)
    if not isinstance(table, dict):
        raise InputError(f"{file}: is no energy table")
    if not is_number(table.get("voltage_v")):
        raise InputError(f"{file}: voltage_v is missing, or no number")
    for component, actions in GROUPS.items():
        values = table.get(component)
        if not isinstance(values, dict):
            raise InputError(f"{file}: has no component {component}")
        for action in actions:
            if action not in values:
                raise InputError(f"{file}: has no action {component}.{action}")
            if not is_number(values[action]) or not 0 <= values[action] < math.inf:
                raise InputError(f"{file}: {component}.{action} is no energy"
                                 " (allowed: numbers from 0 on)")
    for component, value in table.items():
        if component.startswith("_") or not isinstance(value, dict):
            continue
        if component not in GROUPS:
            raise InputError(f"{file}: component {component} is unknown"
                             f" (allowed: {', '.join(GROUPS)})")
        for action in value:
            if not action.startswith("_") and action not in GROUPS[component]:
                raise InputError(f"{file}: action {component}.{action} is unknown"
                                 f" (allowed: {', '.join(GROUPS[component])})")
    return table


def energies(table):
    """(component, action, pJ, group) of the table's actions of the core."""
    for component, actions in GROUPS.items():
        for action, group in actions.items():
            if group is not None:
                yield component, action, table[component][action], group


def read_published(file):
    """The published machine, and GOPS/W by layer."""
    document = read_json(file)
    try:
        return document["arch"], {
            f"{workload['workload']}:{layer}": float(value)
            for workload in document["workloads"]
            for layer, value in workload.get("gops_per_w", {}).items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{file}: has no published GOPS/W of a machine: {error!r}") from error


def check_machine(file, architecture, arch, volts):
    """That a summary is of the published machine, at the voltage of the table."""
    if architecture["name"] != arch:
        raise InputError(f"{file}: is of the machine {architecture['name']} (allowed: {arch},"
                         " which the published figures are of)")
    if architecture["core"]["voltage_v"] != volts:
        raise InputError(f"{file}: core.voltage_v is {architecture['core']['voltage_v']}"
                         f" (allowed: {volts}, the voltage of the table)")


def picojoules_by_group(file, layer, table):
    if "energy_actions" not in layer:
        raise InputError(f"{file}: layer {layer['name']} has no energy_actions")
    sums = {COMPUTING: 0.0, SUPPLY: 0.0}
    for component, action, energy, group in energies(table):
        counts = layer["energy_actions"].get(component, {})
        if action not in counts:
            raise InputError(f"{file}: energy_actions of layer {layer['name']} have no"
                             f" {component}.{action}")
        sums[group] += energy * counts[action]
    return sums


def published_layers(files, arch, published, table):
    """The published layers that the summaries have: pJ by group, operations (two a MAC, zeros
    included), and how many pJ are published."""
    layers = {}
    for file in files:
        summary = read_json(file)
        try:
            check_machine(file, summary["arch_config"], arch, table["voltage_v"])
            for layer in summary["layers"]:
                name = f"{summary['workload']}:{layer['name']}"
                if name in published:
                    operations = 2 * layer["macs"]
                    layers[name] = {
                        "picojoules": picojoules_by_group(file, layer, table),
                        "operations": operations,
                        "published": operations * 1e3 / published[name]}
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{file}: is no summary: {error!r}") from error
    return layers


def solve(layers, fitted):
    """Scales by group, from the energies of the layers, each in parts of the published one."""
    rows = []
    for name in fitted:
        if name not in layers:
            raise InputError(f"layer {name} is in no summary")
        layer = layers[name]
        rows.append([energy / layer["published"] for energy in layer["picojoules"].values()])
    groups = (COMPUTING, SUPPLY)
    for column, group in enumerate(groups):
        if not any(row[column] for row in rows):
            raise InputError(f"the table has no energies of {group}: there is nothing to scale")
    return dict(zip(groups, least_squares(rows, [1.0] * len(rows))))


def picojoules(layer, scales):
    return sum(scales[group] * energy for group, energy in layer["picojoules"].items())


def scaled(table, scales, fitted):
    result = {"_how": HOW.format(fitted=" and ".join(fitted))}
    result.update((key, dict(value) if isinstance(value, dict) else value)
                  for key, value in table.items() if key != "_how")
    for component, action, energy, group in energies(table):
        result[component][action] = rounded(energy * scales[group])
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

    unscaled = {COMPUTING: 1, SUPPLY: 1}
    line("GOPS/W (* fitted)", [f"{group} x" for group in unscaled],
         [f"{name} " for name in layers])
    line("published", ("", ""), [f"{layer['operations'] * 1e3 / layer['published']:.1f} "
                                 for layer in layers.values()])
    line("before", unscaled.values(), compared(unscaled, ()))
    for pair in itertools.combinations(layers, 2):
        scales = solve(layers, pair)
        mark = "-> " if set(pair) == set(fitted) else ""
        line(mark + " ".join(pair), [f"{scale:.4g}" for scale in scales.values()],
             compared(scales, pair))


def run(arguments):
    arch, published = read_published(arguments.published)
    table = read_table(arguments.table)
    fitted = tuple(arguments.fit.split(","))
    if len(fitted) != 2 or fitted[0] == fitted[1] or not set(fitted) <= set(published):
        raise InputError(f"--fit {arguments.fit}: is not two of the published layers, with a comma"
                         f" between (allowed: {', '.join(published)})")
    layers = published_layers(arguments.summaries, arch, published, table)
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
                             " workloads/alexnet-sparse.json on the published machine, eyeriss-v2;"
                             " its energies may be overridden")
    parser.add_argument("--fit", default=",".join(FITTED), metavar="A,B",
                        help="the two layers to fit (%(default)s)")
    parser.add_argument("--published", default=PUBLISHED, help="published figures (%(default)s)")
    parser.add_argument("--table", default=TABLE,
                        help="the table whose energies are scaled (%(default)s)")
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
