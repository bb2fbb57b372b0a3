#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How networks speed up as a machine grows, and what keeps them from doing so linearly.

Runs eyeriss-sim for every network on every machine, one image. Machines whose names differ in the
number behind the last - alone are one family; the smallest of a family is what the others are held
against. For all layers, the CONV, depthwise and FC layers:
cycles, speed-up, and its share of the linear one (times PEs over times PEs of the smallest). Then,
for each layer that stays below linear, why:

  share of linear = mapped x busy / work, each over that of the smallest machine

  mapped  share of all PE cycles in which the pass under way uses the PE
  busy    share of those cycles with a MAC or an accumulation
  work    PE cycles with a MAC or an accumulation: more if psums are accumulated more often

Next to them the cycles that mapped PEs lose, as shares of the mapped ones: waiting for weights and
for iacts, which is what the start of a pass costs besides short supply, waiting for psums, and in
bubbles, within windows, to psums under way and to fetching iacts. Bubbles are counted on machines
of clusters alone; the others have none.

Results stay in --out, one folder a run, so that --no-run tabulates them again. Memory is that of
the largest process of a run.
"""

import re
import sys

sys.dont_write_bytecode = True

from studies import command, tables
from studies.failure import Failure
from studies.published import Published

WORKLOADS = ["alexnet"]
MACHINES = [f"eyeriss-{chip}-{pes}" for chip in ("v2", "v1") for pes in (256, 1024, 16384)]

# By column, the stalls that it sums up.
WAITS = {"weights": ("pe_filter",), "iacts": ("pe_ifmap",), "psums": ("pe_psum_in", "pe_psum_out"),
         "bubbles": ("pe_bubbles",)}


def family_of(machine):
    """The label without the number of PEs in the architecture's name."""
    return (re.sub(r"-\d+$", "", machine.base), *machine.overrides)


class Growth:
    """Layers of a network on one machine, beside the smallest of its family."""

    def __init__(self, workload, part, layers, result, smallest):
        self._result = result
        self._layers = layers
        self.row = {
            "workload": workload.name, "machine": None, "part": part, "pes": result.pes(),
            "cycles": result.cycles(layers),
            "speedup": smallest.cycles(layers) / result.cycles(layers)}
        self.row["share_of_linear"] = \
            self.row["speedup"] / (result.pes() / smallest.pes())
        here, there = self._account(result), self._account(smallest)
        self.row.update({"mapped": here["mapped"], "busy": here["busy"],
                         "work_over_smallest": here["work"] / there["work"],
                         "mapped_over_smallest": here["mapped"] / there["mapped"],
                         "busy_over_smallest": here["busy"] / there["busy"]})
        mapped_cycles = result.total("pe_cycles/mapped", layers)
        for name, stalls in WAITS.items():
            lost = sum(result.stalled(stall, layers) for stall in stalls)
            self.row[f"lost_to_{name}"] = lost / mapped_cycles

    def _account(self, result):
        """mapped, busy and work as in the documentation above."""
        mapped = result.total("pe_cycles/mapped", self._layers)
        work = result.total("pe_cycles/mac", self._layers) + \
            result.total("pe_cycles/accumulate", self._layers)
        return {"mapped": mapped / (result.pes() * result.cycles(self._layers)),
                "busy": work / mapped, "work": work}


def growths(workload, machines, results):
    """Growths of parts and of layers, family by family."""
    families = {}
    for machine in machines:
        if results[machine]:
            families.setdefault(family_of(machine), []).append(machine)
    parts, layers = [], []
    for members in families.values():
        members = sorted(members, key=lambda machine: results[machine].pes())
        smallest = results[members[0]]

        def row(machine, part, names):
            growth = Growth(workload, part, names, results[machine], smallest)
            return {**growth.row, "machine": machine.label}

        parts += [row(machine, part, names) for part, names in workload.parts.items()
                  for machine in members]
        layers += [row(machine, layer, [layer]) for layer in workload.layers
                   for machine in members]
    return parts, layers


def print_parts(workload, rows):
    lines = []
    for i, row in enumerate(rows):
        if i > 0 and row["part"] != rows[i - 1]["part"]:
            lines.append(None)
        lines.append([row["part"], row["machine"], tables.number(row["pes"], 0),
                      tables.number(row["cycles"], 0), tables.number(row["speedup"], 2),
                      tables.percent(row["share_of_linear"])])
    print(f"{workload.name}, batch 1\n")
    print(tables.text_table(["part", "machine", "PEs", "cycles", "speed-up", "% of linear"], lines,
                            names=2) + "\n")


def print_losses(workload, rows):
    lines = [[row["part"], row["machine"], tables.percent(row["share_of_linear"]),
              tables.percent(row["mapped"]), tables.number(row["mapped_over_smallest"], 2),
              tables.percent(row["busy"]), tables.number(row["busy_over_smallest"], 2),
              tables.number(row["work_over_smallest"], 2),
              *(tables.percent(row[f"lost_to_{name}"]) for name in WAITS)]
             for row in rows if row["share_of_linear"] < 1]
    if not lines:
        return
    print(f"{workload.name}: layers below linear\n")
    print(tables.text_table(
        ["layer", "machine", "% of linear", "mapped %", "x", "busy %", "x", "work x",
         *(f"{name} %" for name in WAITS)], lines, names=2) + "\n")


def print_resources(runs):
    lines = []
    for workload, machine, result in runs:
        resources = result.resources or {}
        seconds, peak = resources.get("wall_seconds"), resources.get("peak_bytes")
        lines.append([workload.name, machine.label, tables.number(seconds),
                      tables.number(peak and peak / 2**20, 0)])
    print(tables.text_table(["workload", "machine", "wall s", "peak MiB"], lines, names=2) + "\n")


def study(arguments):
    options = command.study_parser(__doc__, WORKLOADS, MACHINES, "latency").parse_args(arguments)
    published = Published()
    runner = command.runner_of(options)
    machines = command.machines_of(options)
    workloads = command.workloads_of(options)
    results = {workload: {machine: runner.result(workload, machine) for machine in machines}
               for workload in workloads}
    runs = [(workload, machine, result) for workload, by_machine in results.items()
            for machine, result in by_machine.items() if result]
    if not runs:
        raise Failure(f"no results in {options.out}")

    rows = []
    for workload in workloads:
        parts, layers = growths(workload, machines, results[workload])
        if parts:
            print_parts(workload, parts)
            print_losses(workload, layers)
        rows += parts + layers
    print_resources(runs)
    print(f"published of {published.arch}: above "
          f"{100 * published.scaling['fraction_of_linear_above']:.0f} % of linear with "
          f"{published.scaling['pes']} PEs ({published.source})")
    if options.csv:
        tables.write_csv(options.csv, rows)


if __name__ == "__main__":
    sys.exit(command.run_study("scaling_table.py", study, sys.argv[1:]))
