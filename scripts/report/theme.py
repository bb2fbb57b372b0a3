# SPDX-License-Identifier: Apache-2.0
"""Colours of pages and plots, as CSS variables with a value for light and one for dark. The series
follow the palette of Okabe and Ito, which the colour-blind can tell apart."""

import re

# name: (light, dark)
COLOURS = {
    "page": ("#f4f6f8", "#0f1216"),
    "card": ("#ffffff", "#181c22"),
    "ink": ("#1b2026", "#e6e9ed"),
    "muted": ("#56606b", "#a3adb8"),
    "grid": ("#e4e8ec", "#2a313a"),
    "axis": ("#9aa4ae", "#56606b"),
    "link": ("#0b62a8", "#6db8f2"),
    "good": ("#0a7a4b", "#4bd19a"),
    "bad": ("#b3261e", "#ff8a7a"),
    "warn": ("#8a5a00", "#f2bd55"),
    "blue": ("#0072b2", "#3f9fdc"),
    "orange": ("#e69500", "#f0a63a"),
    "green": ("#009e73", "#2fb98f"),
    "red": ("#cf4a14", "#f0764d"),
    "pink": ("#c2649a", "#e08fbd"),
    "violet": ("#7b68bd", "#a698ea"),
    "yellow": ("#dfc914", "#f0e442"),
    "sky": ("#56b4e9", "#8fd3fb"),
    "brown": ("#8c6238", "#bd9064"),
    "dark": ("#39424c", "#ccd3da"),
    "grey": ("#8a95a1", "#7f8b98"),
    "pale": ("#cbd2d9", "#4b5663"),
    "step1": ("#dbe6f1", "#33506c"),
    "step2": ("#bfd3e8", "#3a6286"),
    "step3": ("#9dbcdb", "#4376a0"),
    "step4": ("#77a2cb", "#4f8cbb"),
    "step5": ("#4f86b8", "#6ba6d4"),
    "step6": ("#2b699f", "#9dc8eb"),
}

# Of results beside each other; there are no more.
RESULT_COLOURS = ("blue", "orange", "green", "pink", "red", "violet", "brown", "sky")

# Plots are drawn with these, which stand for the variables and occur nowhere else.
_PLACEHOLDERS = {name: f"#01{i:02x}fd" for i, name in enumerate(COLOURS)}
_NAMES = {placeholder: name for name, placeholder in _PLACEHOLDERS.items()}


def colour(name):
    """For matplotlib: what with_variables() turns into the colour's variable."""
    return _PLACEHOLDERS[name]


def with_variables(svg):
    return re.sub(r"#01[0-9a-f]{2}fd", lambda match: f"var(--{_NAMES[match.group()]})", svg)


def variables():
    """CSS that gives every colour its value."""
    light, dark = ("".join(f"--{name}:{pair[i]};" for name, pair in COLOURS.items())
                   for i in (0, 1))
    return (f":root{{color-scheme:light dark;{light}}}\n"
            f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
