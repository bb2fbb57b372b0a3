# SPDX-License-Identifier: Apache-2.0
"""The machine as it was configured, and the mappings."""

import json
from html import escape

from report.layer_table import mapping_table
from report.section import Note, Section, note
from report.value import Value


def section(results, layers):
    content = [note("m filters and n images in the buffer, e ofmap rows and f ofmap columns in a "
                    "tile, g groups at once, p filters and q channels in a PE, r channel sets and "
                    "t filter sets on the array."),
               mapping_table(results, layers)]
    for result in results:
        title = "Effective configuration" + (f", {result.label}" if len(results) > 1 else "")
        lines = "".join(_lines(result, "arch_config", result.summary["arch_config"]))
        content.append(Note(f'<details class="config"><summary>{escape(title)}</summary>'
                            f"<dl>{lines}</dl></details>"))
    return Section("configuration", "Mappings and configuration", content)


def _lines(result, path, value):
    """A line per value, with its path."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _lines(result, f"{path}.{key}", member)
        return
    name = path.removeprefix("arch_config.")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        places = 0 if float(value).is_integer() else len(repr(value).partition(".")[2])
        figure = Value(value, path=path, run=result.index, places=places)
        text = figure.html() if "e" not in repr(value) else escape(repr(value))
    elif isinstance(value, str):
        text = escape(value)
    else:
        text = escape(json.dumps(value))
    yield f"<div><dt>{escape(name)}</dt><dd>{text}</dd></div>\n"
