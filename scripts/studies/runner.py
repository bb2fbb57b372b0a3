# SPDX-License-Identifier: Apache-2.0
"""Runs the simulator, or finds what earlier runs left."""

import json
import os
import pathlib
import subprocess
import sys
import time

from studies.failure import Failure
from studies.files import read_json
from studies.result import Result

RUN_ALL, RUN_MISSING, RUN_NONE = "all", "missing", "none"


class Runner:
    """One image a run. Results of a run are in a folder of their own, what the run took in a file
    beside it."""

    def __init__(self, binary, out, run, jobs, objective):
        """
        Args:
            binary: eyeriss-sim
            out: folder of the results of all runs
            run: RUN_ALL, RUN_MISSING or RUN_NONE
            jobs: layers simulated at once; None: as many as the simulator takes by itself
            objective: of the mappings
        """
        self._binary = binary
        self._out = pathlib.Path(out)
        self._run = run
        self._jobs = jobs
        self._objective = objective

    def result(self, workload, machine, dram=None):
        """The Result of a network on a machine, behind a DRAM if one is named; None if there is
        none and it may not run."""
        name = f"{workload.name}-{machine.label}"
        if dram is not None:
            name += f"-{pathlib.Path(dram).name}"
        name += f"-{self._objective}"
        summary = self._out / name / "summary.json"
        resources = self._out / f"{name}.run.json"
        if self._run == RUN_ALL or self._run == RUN_MISSING and not summary.exists():
            self._simulate(workload, machine, dram, summary.parent, resources)
        if not summary.exists():
            sys.stderr.write(f"no results of {workload.name} on {machine.label}: {summary} does "
                             "not exist\n")
            return None
        return Result(summary, workload, read_json(resources) if resources.exists() else None)

    def _simulate(self, workload, machine, dram, folder, resources):
        command = [str(self._binary), str(workload.file), *machine.options(), "--batch", "1",
                   "--objective", self._objective, "--out", str(folder)]
        if dram is not None:
            command += ["--dram", dram]
        if self._jobs is not None:
            command += ["--jobs", str(self._jobs)]
        sys.stderr.write(" ".join(command) + "\n")
        start = time.monotonic()
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            resources.unlink(missing_ok=True)
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode == 0:
                resources.write_text(json.dumps({
                    "wall_seconds": time.monotonic() - start,
                    # Linux gives KiB, and the largest of the process and its children.
                    "peak_bytes": usage.ru_maxrss * 1024}) + "\n", encoding="utf-8")
        except OSError as error:
            raise Failure(f"{error.filename}: {error.strerror}") from error
        code = process.returncode
        if code != 0:
            status = code if code > 0 else 128 - code
            raise Failure(f"{workload.name} on {machine.label}: {self._binary} ended with status "
                          f"{status}", status)
