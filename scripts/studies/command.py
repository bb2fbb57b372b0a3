# SPDX-License-Identifier: Apache-2.0
"""The command line that the studies share."""

import argparse
import os
import pathlib
import sys

from studies.failure import Failure
from studies.files import PROJECT
from studies.machine import Machine
from studies.runner import RUN_ALL, RUN_MISSING, RUN_NONE, Runner
from studies.workload import Workload

STATUSES = """exit status: 0 done; 2 bad input or usage, or nothing to tabulate; else that of the
run that failed, see eyeriss-sim --help"""


def name_list(text):
    """A,B,..."""
    names = text.split(",")
    if not all(names) or len(set(names)) != len(names):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list A,B,... of different names")
    return names


def _positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive integer")
    return value


_positive.__name__ = "positive integer"


def study_parser(documentation, workloads, machines, objective):
    """A parser with the options of every study.

    Args:
        documentation: of the script: its first paragraph goes above the options, the rest below
        workloads: names that are the default
        machines: the same
        objective: the default
    """
    description, _, details = documentation.partition("\n\n")
    parser = argparse.ArgumentParser(
        description=description, epilog=details + "\n" + STATUSES, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", type=name_list, default=workloads, metavar="A,B,...",
                        help="networks of workloads/, or files: a path with / or .json (default: "
                             f"{','.join(workloads)})")
    parser.add_argument("--machines", type=name_list, default=machines, metavar="A,B,...",
                        help="presets or files, each with overridden values of it if need be: "
                             f"NAME+PATH=VALUE+... (default: {','.join(machines)})")
    parser.add_argument("--objective", choices=["energy", "latency", "edp"], default=objective,
                        help="what the mappings minimise (default: %(default)s)")
    parser.add_argument("--build-dir", metavar="DIR", default=str(PROJECT / "build"),
                        help="where eyeriss-sim was built (default: build of the project)")
    parser.add_argument("--binary", metavar="FILE", help="eyeriss-sim itself")
    parser.add_argument("--out", metavar="DIR", default="results/studies",
                        help="where the results of the runs go, a folder each (default: "
                             "results/studies)")
    parser.add_argument("--jobs", type=_positive, metavar="N",
                        help="layers simulated at once (default: number of processors)")
    parser.add_argument("--csv", metavar="FILE", help="also write the figures as a table")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--no-run", dest="run", action="store_const", const=RUN_NONE,
                       help="run nothing, tabulate the results that are there")
    which.add_argument("--resume", dest="run", action="store_const", const=RUN_MISSING,
                       help="run only what has no results yet")
    parser.set_defaults(run=RUN_ALL)
    return parser


def runner_of(options):
    binary = options.binary or pathlib.Path(options.build_dir) / "eyeriss-sim"
    return Runner(binary, options.out, options.run, options.jobs, options.objective)


def workloads_of(options):
    return [Workload(text) for text in options.workloads]


def machines_of(options):
    return [Machine(text) for text in options.machines]


def run_study(script, study, arguments):
    """Exit status of a study; a failure is told in one line."""
    try:
        study(arguments)
        sys.stdout.flush()
        return 0
    except Failure as failure:
        sys.stderr.write(f"{script}: error: {failure}\n")
        return failure.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the table has seen enough of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
