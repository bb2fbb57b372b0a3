# SPDX-License-Identifier: Apache-2.0
"""A screen that nobody sees, with one program on it."""

import contextlib
import os
import subprocess
import time

from readme.failure import PictureFailure
from readme.photo import TIMEOUT_S, environment

FEWEST_COLOURS = 8  # of a window; the empty screen has one
LOOKS = 4           # that are alike: the picture stands still
PAUSE_S = 0.7


@contextlib.contextmanager
def _running(command, **options):
    """Ends it in any case."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def _display(size):
    """Name of a display of its own."""
    reader, writer = os.pipe()
    with _running(["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size[0]}x{size[1]}x24",
                   "-nolisten", "tcp"], pass_fds=[writer]):
        os.close(writer)
        with os.fdopen(reader) as stream:
            number = stream.readline().strip()  # empty if it ended
        if not number:
            raise PictureFailure("Xvfb does not start")
        yield f":{number}"


def photograph(command, size, folder, shot):
    """
    Writes a PNG of what the program shows as soon as that stands still.

    Args:
        size: of the screen, width and height
        folder: where the program runs
    """
    with _display(size) as display:
        variables = environment(folder, DISPLAY=display, GDK_BACKEND="x11")
        with _running(command, cwd=folder, env=variables) as program:
            shot.write_bytes(_steady(variables, program))


def _steady(variables, program):
    looks = []
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        if program.poll() is not None:
            raise PictureFailure(f"{program.args[0]} has ended with {program.returncode}")
        looks.append(_ask(["import", "-window", "root", "-strip", "png:-"], variables))
        if len(looks) >= LOOKS and len(set(looks[-LOOKS:])) == 1 and \
                int(_ask(["convert", "png:-", "-format", "%k", "info:"], variables,
                         looks[-1])) >= FEWEST_COLOURS:
            return looks[-1]
        time.sleep(PAUSE_S)
    raise PictureFailure(f"{program.args[0]} shows nothing that stands still")


def _ask(command, variables, given=None):
    return subprocess.run(command, env=variables, input=given, capture_output=True, check=True,
                          timeout=TIMEOUT_S).stdout
