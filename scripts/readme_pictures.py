#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures of README.md, from runs of build/eyeriss-sim on AlexNet.

Plots are those of the report; the page is photographed in Chromium and the waveform in GTKWave, on
a screen that nobody sees. The same simulator, on the same system, makes the same files.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from readme import page, waveform  # noqa: E402
from readme.failure import PictureFailure  # noqa: E402
from readme.photo import missing_tools  # noqa: E402

LAYERS = "conv1,conv2,conv3,conv4,conv5"
RESULTS = "results/alexnet-eyeriss-v1"
PLOTS = ("energy", "eyexam", "pes")
PICTURES = (*(f"{plot}.svg" for plot in PLOTS), page.PICTURE, waveform.PICTURE)


def simulate(folder, *options):
    """Runs the simulator there, as README says it."""
    program = ROOT / "build" / "eyeriss-sim"
    if not program.is_file():
        raise PictureFailure("build/eyeriss-sim is not there; scripts/quickstart.sh builds it")
    workloads = folder / "workloads"
    if not workloads.exists():
        workloads.symlink_to(ROOT / "workloads")
    run = subprocess.run(["build/eyeriss-sim", "workloads/alexnet.json", *options],
                         executable=program, cwd=folder, capture_output=True, text=True,
                         check=False)
    if run.returncode != 0:
        raise PictureFailure(f"eyeriss-sim: exit status {run.returncode}: {run.stderr.strip()}")


def make_pictures(target, folder):
    """
    Args:
        target: folder of the pictures
        folder: empty, for everything else
    """
    simulate(folder, "--layers", LAYERS, "--report")
    results = folder / RESULTS
    for plot in PLOTS:
        shutil.copyfile(results / "report" / f"{plot}.svg", target / f"{plot}.svg")
    page.photograph(results / "report.html", target, folder)
    simulate(folder, *waveform.OPTIONS)
    waveform.photograph(target, folder)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "scripts" / "pictures",
                        metavar="DIR", help="where they go (default: scripts/pictures)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_arguments(arguments)
    missing = missing_tools()
    try:
        if missing:
            raise PictureFailure("; ".join(f"{tool} is missing: Debian package {package}"
                                           for tool, package in missing))
        options.out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            make_pictures(options.out.resolve(), pathlib.Path(folder))
    except (PictureFailure, OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"readme_pictures.py: error: {error}\n")
        return 2
    for name in PICTURES:
        print(f"{options.out / name}: {os.path.getsize(options.out / name)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
