#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much faster one machine runs whole networks than another, beside what was published.

Runs eyeriss-sim for every network on every machine, one image, and prints inferences per second
and speed-ups: of all layers, of the CONV layers (depthwise ones among them), of the depthwise
layers and of the FC layers; with --layers also of each layer, and which resource it keeps busiest.
A speed-up is over the first machine of --machines, and over each variant of it. By default the
first chip with 192 PEs and 8 b stands there twice, with four weights a cycle and with two: the
published ratio implies about two.

The busiest resource is that of the highest mean occupancy over all cycles of the layer: PEs with a
MAC, an accumulation or a bubble (a cycle lost within a window to a psum under way or to fetching
iacts, which machines of clusters count), of the active PEs; words a cycle on the networks of iacts,
weights and psums, over one for each router; cycles in which the array is held, or routers wait, for
what is off chip.

Results stay in --out, one folder a run, so that --no-run tabulates them again.
"""

import sys

sys.dont_write_bytecode = True

from studies import bounds, command, tables
from studies.failure import Failure
from studies.published import Published

WORKLOADS = ["alexnet", "alexnet-sparse", "mobilenet-v1-0.5-128", "mobilenet-v1-0.5-128-sparse"]
MACHINES = ["eyeriss-v1-192", "eyeriss-v1-192+noc.weight.values=2", "eyeriss-v1.5", "eyeriss-v2"]


class Comparison:
    """One network on all machines."""

    def __init__(self, workload, machines, results, published):
        """
        Args:
            results: by machine, None where there is none
        """
        self._workload = workload
        self._machines = machines
        self._results = results
        self._published = published
        self._baselines = [machine for machine in machines if machine.base == machines[0].base]

    def part_rows(self):
        return [self._row(machine, part, layers) for part, layers in self._workload.parts.items()
                for machine in self._machines]

    def layer_rows(self):
        rows = []
        for layer in self._workload.layers:
            for machine in self._machines:
                row = self._row(machine, layer, [layer])
                result = self._results[machine]
                resource, share = bounds.bound(result, layer) if result else (None, None)
                active = result.count("active_pes", layer) if result else None
                use = result.count("pe_utilization", layer) if result else None
                rows.append({**row, "active_pes": active, "pe_utilization": use,
                             "bound_by": resource, "occupancy": share})
        return rows

    def _row(self, machine, part, layers):
        result = self._results[machine]
        row = {"workload": self._workload.name, "machine": machine.label, "part": part,
               "cycles": result and result.cycles(layers),
               "latency_ms": result and result.milliseconds(layers),
               "inferences_per_s": result and result.inferences_per_s(layers)}
        published = self._published.of(self._workload, machine) if part == "all" else {}
        row["published_inferences_per_s"] = published.get("inferences_per_s")
        for baseline in self._baselines:
            other = self._results[baseline]
            row[f"speedup_over_{baseline.label}"] = \
                other.milliseconds(layers) / result.milliseconds(layers) \
                if result and other else None
        row["published_speedup"] = \
            published.get("speedup_over", {}).get(self._machines[0].base)
        return row

    def published_rows(self):
        """Other figures than speed: workload, figure, published one, the one here."""
        rows = []
        for machine in self._machines:
            published = self._published.of(self._workload, machine)
            result = self._results[machine]
            if "conv_dram_mb" in published:
                rows.append((self._workload.name, "DRAM of CONV, MB", published["conv_dram_mb"],
                             result and result.dram_megabytes(self._workload.parts["CONV"])))
            for layer, figure in published.get("gops_per_w", {}).items():
                rows.append((self._workload.name, f"{layer}, GOPS/W", figure,
                             result and result.gops_per_w([layer])))
        return rows

    def print_parts(self):
        self._print(self.part_rows(), "part", [])

    def print_layers(self):
        self._print(self.layer_rows(), "layer", [
            ("PEs", lambda row: tables.number(row["active_pes"], 0)),
            ("use %", lambda row: tables.percent(row["pe_utilization"])),
            ("bound by", lambda row: row["bound_by"] or tables.ABSENT),
            ("busy %", lambda row: tables.percent(row["occupancy"]))])

    def _print(self, rows, part, more):
        columns = [
            (part, lambda row: row["part"]),
            ("machine", lambda row: row["machine"]),
            ("cycles", lambda row: tables.number(row["cycles"], 0)),
            ("ms", lambda row: tables.number(row["latency_ms"], 3)),
            ("inferences/s", lambda row: tables.number(row["inferences_per_s"]))]
        if not more:
            columns.append(("published/s", lambda row: tables.number(
                row["published_inferences_per_s"])))
        for baseline in self._baselines:
            key = f"speedup_over_{baseline.label}"
            # The first baseline is in the line above the table.
            title = "speed-up" if baseline is self._baselines[0] else \
                "over +" + "+".join(baseline.overrides)
            columns.append((title, lambda row, key=key: tables.number(row[key], 2)))
        if not more:
            columns.append(("published x", lambda row: tables.number(row["published_speedup"])))
        columns += more
        lines = []
        for i, row in enumerate(rows):
            if i > 0 and row["part"] != rows[i - 1]["part"]:
                lines.append(None)
            lines.append([cell(row) for _, cell in columns])
        print(f"{self._workload.name}, batch 1, speed-up over {self._baselines[0].label}\n")
        print(tables.text_table([title for title, _ in columns], lines, names=2) + "\n")


def study(arguments):
    parser = command.study_parser(__doc__, WORKLOADS, MACHINES, "latency")
    parser.add_argument("--layers", action="store_true",
                        help="also a table of the layers, with the resource that bounds each")
    options = parser.parse_args(arguments)
    published = Published()
    runner = command.runner_of(options)
    machines = command.machines_of(options)
    comparisons = []
    any_result = False
    for workload in command.workloads_of(options):
        results = {machine: runner.result(workload, machine) for machine in machines}
        any_result |= any(results.values())
        comparisons.append(Comparison(workload, machines, results, published))
    if not any_result:
        raise Failure(f"no results in {options.out}")

    for comparison in comparisons:
        comparison.print_parts()
        if options.layers:
            comparison.print_layers()
    others = [row for comparison in comparisons for row in comparison.published_rows()]
    if others:
        rows = [[workload, figure, tables.number(there), tables.number(here)]
                for workload, figure, there, here in others]
        print(tables.text_table(["workload", "figure", "published", "here"], rows, names=2) + "\n")
        print(f"published: {published.source}")
    if options.csv:
        rows = []
        for comparison in comparisons:
            rows += [{**row, "active_pes": None, "pe_utilization": None, "bound_by": None,
                      "occupancy": None} for row in comparison.part_rows()]
            rows += comparison.layer_rows()
        tables.write_csv(options.csv, rows)


if __name__ == "__main__":
    sys.exit(command.run_study("speedup_table.py", study, sys.argv[1:]))
