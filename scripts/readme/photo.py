# SPDX-License-Identifier: Apache-2.0
"""Small PNG files of what stands on a screen."""

import os
import shutil
import subprocess

# Programs that pictures need, and Debian's package of each.
TOOLS = {"chromium": "chromium", "gtkwave": "gtkwave", "Xvfb": "xvfb", "import": "imagemagick",
         "convert": "imagemagick"}
COLOURS = 64
TIMEOUT_S = 120


def missing_tools():
    """(program, package) of what is not installed."""
    return [(tool, package) for tool, package in TOOLS.items() if not shutil.which(tool)]


def environment(home, **variables):
    """For programs that shall know nothing of the user's settings."""
    return {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"),
            "LC_ALL": "C.UTF-8", "TZ": "UTC", **variables}


def write_small(source, target, crop=None):
    """
    Writes a PNG with few colours and without anything that tells when it was made.

    Args:
        crop: what of it, as ImageMagick's WIDTHxHEIGHT+X+Y
    """
    cut = ["-crop", crop, "+repage"] if crop else []
    subprocess.run(["convert", str(source), *cut, "-strip", "+dither", "-colors", str(COLOURS),
                    "-define", "png:compression-level=9", "-define", "png:exclude-chunks=all",
                    f"PNG8:{target}"], check=True, timeout=TIMEOUT_S)
