# SPDX-License-Identifier: Apache-2.0
"""A picture of a waveform in GTKWave: a column of PEs in CONV3 of AlexNet, with psums on their way
up from PE to PE."""

import re

from readme import screen
from readme.failure import PictureFailure
from readme.photo import write_small

PICTURE = "waveform.png"
COLUMN = 5
OPTIONS = ("--layers", "conv3", "--no-check", "--vcd", "conv3.vcd", "--vcd-cycles", "3302:3402")
VIEW = "column.gtkw"
SCREEN = 1160, 814
SIGNALS_WIDTH = 275
STATES = "array: state"
# Groups of the view beside the waveform, and those of their signals that are shown.
CHOICE = {"controller": r"\.(state|pass)\b", "ifmap_network": r"\.(valid|destinations)\b",
          "psum_network": r"\.(valid|stall)\b", "output_network": r"\.(valid|word)\b",
          STATES: rf"_c{COLUMN:02d}\.state\b",
          f"array.pe_r00_c{COLUMN:02d}": r"\.(window|psum_in_fifo|psum_out_fifo)\b"}
HEADINGS = {STATES: f"array, column {COLUMN}: state"}


def choose(view):
    """Of a save file of GTKWave, the groups and signals that are shown."""
    header = view[:view.index("@")]
    for key, value in (("savefile", f'"{VIEW}"'), ("size", "{} {}".format(*SCREEN)),
                       ("signals_width", SIGNALS_WIDTH)):
        header = re.sub(rf"\[{key}\] .*", f"[{key}] {value}", header)
    parts = [re.sub(r"\[sst_width\].*\n", "", header)]
    for name, pattern in CHOICE.items():
        group = re.search(rf"^-{re.escape(name)}\n(.*?)^-{re.escape(name)}$", view, re.M | re.S)
        if not group:
            raise PictureFailure(f"the waveform has no group {name}")
        signals = re.findall(r"(?:^[@\[].*\n)+^[^@\[-].*\n", group.group(1), re.M)
        parts.append(f"@200\n-{HEADINGS.get(name, name)}\n")
        parts += [signal for signal in signals if re.search(pattern, signal)]
    return "".join(parts)


def photograph(target, folder):
    """
    Args:
        target: folder of the picture
        folder: where the waveform is
    """
    view = choose((folder / "conv3.gtkw").read_text(encoding="utf-8"))
    (folder / VIEW).write_text(view, encoding="utf-8")
    settings = folder / ".config" / "gtk-3.0" / "settings.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[Settings]\ngtk-cursor-blink=0\ngtk-enable-animations=0\n",
                        encoding="utf-8")
    (folder / "gtkwaverc").write_text("hide_sst on\nsplash_disable on\n", encoding="utf-8")
    shot = folder / "gtkwave.png"
    screen.photograph(["gtkwave", "-r", "gtkwaverc", "conv3.vcd", VIEW], SCREEN, folder, shot)
    write_small(shot, target / PICTURE)
