# SPDX-License-Identifier: Apache-2.0
"""The head of the page: what was run, whether its outputs are right, and the main figures."""

from html import escape

from report.value import at, cell_html, derived

TILES = (
    ("latency", "latency_ms.total", 1, "ms", "of the whole batch"),
    ("throughput", "inferences_per_s", 1, "inferences/s", ""),
    ("power", "power_mw", 1, "mW", "of the chip, DRAM apart"),
    ("PE use", "pe_utilization", 100, "%", "MACs, skipped ones too, of those that fit"))


def header_html(results):
    return "\n".join(_result_html(result, len(results) > 1) for result in results)


def _result_html(result, is_compared):
    summary = result.summary
    name = f'<h2 class="run">{escape(result.letter)} · {escape(result.label)}</h2>' \
        if is_compared else ""
    facts = [("workload", escape(summary["workload"])), ("machine", escape(summary["arch"])),
             ("batch", _figure(result, "batch")), ("seed", _figure(result, "seed")),
             ("version", escape(summary["version"])),
             ("layers", _figure(result, "totals.layers"))]
    listed = "".join(f"<div><dt>{key}</dt><dd>{value}</dd></div>" for key, value in facts)
    return (f'{name}{_status(result)}<dl class="facts">{listed}</dl>'
            f'<p class="command"><code>{escape(summary["command"])}</code></p>'
            f'<div class="tiles">{_tiles(result)}</div>')


def _figure(result, path):
    return cell_html(derived_path(result, path))


def derived_path(result, path):
    """The Value at a path from the root of summary.json."""
    value = derived(result, path)
    if value is not None and isinstance(value.exact, (int, float)):
        value.path, value.formula = path, None
        return value
    return None


def _tiles(result):
    tiles = [(title, at(result, None, path, scale, 1 if scale == 100 else None), unit, words)
             for title, path, scale, unit, words in TILES]
    if result.has_picojoules():
        energy = derived(result, "(totals.energy_pj.chip_total + totals.energy_pj.dram) / batch",
                         1e-9)
        tiles.insert(3, ("energy", energy, "mJ", "per inference, chip and DRAM"))
    return "".join(
        f'<div class="tile"><div class="k">{title}</div><div class="v">{cell_html(value)} '
        f'<small>{unit}</small></div><div class="w">{words}</div></div>'
        for title, value, unit, words in tiles if value is not None)


def _status(result):
    """What became of the check of the outputs, the worst first."""
    layers = {status: [] for status in ("fault", "mismatch", "unchecked", "ok")}
    for layer in result.layers:
        layers[layer["status"]].append(layer["name"])
    lines = []
    for layer in result.layers:
        if layer["status"] == "fault":
            fault = layer.get("fault")
            message = fault.get("message", "") if isinstance(fault, dict) else ""
            lines.append(("bad", f"<b>Fault of the simulator</b> in {escape(layer['name'])}: "
                                 f"{escape(str(message))}"))
    for name in layers["mismatch"]:
        wrong, outputs = (_figure(result, f"{result.prefix(name)}.check.{key}")
                          for key in ("mismatches", "outputs"))
        lines.append(("bad", f"<b>Wrong outputs</b> in {escape(name)}: {wrong} of {outputs} "
                             "differ from the golden model"))
    missing = result.summary.get("missing_layers")
    if missing:
        lines.append(("warn", "<b>Interrupted</b>: no results of "
                              f"{escape(', '.join(map(str, missing)))}"))
    if layers["unchecked"]:
        lines.append(("warn", f"<b>Outputs not checked</b> in {len(layers['unchecked'])} of "
                              f"{len(result.layers)} layers"))
    if layers["ok"] and not any(kind == "bad" for kind, _ in lines) and not layers["unchecked"]:
        outputs = _figure(result, "totals.check.outputs")
        lines.append(("good", f"<b>All outputs right</b>: {outputs} compared with the golden "
                              "model"))
    return "".join(f'<p class="status {kind}">{text}</p>' for kind, text in lines)
