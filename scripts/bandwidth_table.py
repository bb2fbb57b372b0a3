#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What limited DRAM bandwidth costs a network.

Runs eyeriss-sim for every network on every machine, one image, once with the machine's own DRAM and
once with each of --drams, and prints how much longer it takes, what share of its inferences per
second is lost, and how much data cross the chip's border.

Both DRAMs of the default have 25600 MB/s at most: ideal-25600 is an ideal pipe, which answers at
once and always has all of it, ddr3-1600-x2 are two channels of DDR3 with banks, rows and refreshes.

Results stay in --out, one folder a run, so that --no-run tabulates them again.
"""

import sys

sys.dont_write_bytecode = True

from studies import command, tables
from studies.failure import Failure
from studies.published import Published

DRAMS = ["ideal-25600", "ddr3-1600-x2"]


def rows_of(workload, machine, dram, result, own):
    """Of parts, then of layers."""
    groups = {**workload.parts, **{layer: [layer] for layer in workload.layers}}
    rows = []
    for part, layers in groups.items():
        here, there = result.milliseconds(layers), own.milliseconds(layers)
        rows.append({"workload": workload.name, "machine": machine.label, "dram": dram,
                     "part": part, "own_dram_ms": there, "latency_ms": here,
                     "longer": here / there - 1, "rate_lost": 1 - there / here,
                     "dram_mb": result.dram_megabytes(layers)})
    return rows


def print_rows(rows, parts):
    lines = []
    for i, row in enumerate(rows):
        if i == parts:
            lines.append(None)
        lines.append([row["part"], tables.number(row["own_dram_ms"], 3),
                      tables.number(row["latency_ms"], 3), tables.percent(row["longer"]),
                      tables.percent(row["rate_lost"]), tables.number(row["dram_mb"], 1)])
    first = rows[0]
    print(f"{first['workload']} on {first['machine']}, batch 1, behind {first['dram']}\n")
    print(tables.text_table(["part", "own DRAM ms", "here ms", "longer %", "rate lost %",
                             "DRAM MB"],
                            lines) + "\n")


def study(arguments):
    parser = command.study_parser(__doc__, ["alexnet-sparse"], ["eyeriss-v2"], "energy")
    parser.add_argument("--drams", type=command.name_list, default=DRAMS, metavar="A,B,...",
                        help=f"presets or files (default: {','.join(DRAMS)})")
    options = parser.parse_args(arguments)
    published = Published().dram
    runner = command.runner_of(options)
    rows = []
    for workload in command.workloads_of(options):
        for machine in command.machines_of(options):
            own = runner.result(workload, machine)
            for dram in options.drams:
                result = runner.result(workload, machine, dram)
                if own and result:
                    here = rows_of(workload, machine, dram, result, own)
                    print_rows(here, len(workload.parts))
                    rows += here
    if not rows:
        raise Failure(f"no results in {options.out}")
    print(f"published: {published['mb_per_s']} MB/s cost {published['workload']} "
          f"{100 * published['slowdown']:.0f} %")
    if options.csv:
        tables.write_csv(options.csv, rows)


if __name__ == "__main__":
    sys.exit(command.run_study("bandwidth_table.py", study, sys.argv[1:]))
