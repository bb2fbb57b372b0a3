# SPDX-License-Identifier: Apache-2.0
"""A picture of the beginning of the report's page, in Chromium."""

import subprocess

from readme.failure import PictureFailure
from readme.photo import TIMEOUT_S, environment, write_small

PICTURE = "report.png"
WIDTH, HEIGHT = 1180, 852  # to the end of the first plot


def photograph(file, target, folder):
    """
    Args:
        file: report.html
        target: folder of the picture
        folder: for everything else
    """
    shot = folder / "page.png"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--hide-scrollbars", "--force-device-scale-factor=1",
         "--blink-settings=preferredColorScheme=1", f"--user-data-dir={folder / 'chromium'}",
         f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={shot}", file.as_uri()],
        env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
        timeout=TIMEOUT_S)
    if not shot.is_file():
        raise PictureFailure("chromium has not made a screenshot")
    write_small(shot, target / PICTURE)
