# SPDX-License-Identifier: Apache-2.0
"""The main figures of every layer, and how layers were laid out."""

from report.section import Section, name_columns, note, row_names
from report.table import Table
from report.value import at, derived

# Key, heading, scale; a key with a blank is a formula over paths of the layer, marked $.
FIGURES = (
    ("macs", "MACs, 10⁶", 1e-6), ("effectual_macs", "non-zero MACs, 10⁶", 1e-6),
    ("active_pes", "active PEs", 1), ("pe_utilization", "PE use, %", 100),
    ("passes", "passes", 1), ("cycles.processing", "processing cycles", 1),
    ("cycles.total", "cycles", 1), ("latency_ms.total", "latency, ms", 1),
    ("$.accesses.glb.read_bytes + $.accesses.glb.write_bytes", "GLB–NoC, MB", 1e-6),
    ("$.accesses.dram.read_bytes + $.accesses.dram.write_bytes", "DRAM, MB", 1e-6),
    ("power_mw", "power, mW", 1), ("ifmap_zero_fraction", "zeros in ifmap, %", 100),
    ("ofmap_zero_fraction", "zeros in ofmap, %", 100), ("check.outputs", "outputs checked", 1),
    ("check.mismatches", "wrong", 1))


def section(results, layers):
    keys, headings = name_columns(results)
    rows = []
    for layer in layers:
        for result in results:
            if layer in result.names:
                status = result.layers[result.position(layer)]["status"]
                rows.append(_row(result, layer, row_names(results, layer, result), status))
    for result in results:
        rows.append(_row(result, None, row_names(results, "total", result), ""))
    table = Table(keys + ["status", *(key for key, _, _ in FIGURES)],
                  headings + ["status", *(text for _, text, _ in FIGURES)], rows, len(keys) + 1,
                  is_dense=True)
    missing = [f"{layer} in {result.label}" for layer in layers for result in results
               if layer not in result.names]
    content = [table.align_places()]
    if missing:
        shown = ", ".join(missing[:12]) + (", ..." if len(missing) > 12 else "")
        content.append(note(f"Not in all results: {shown}."))
    return Section("layers", "All layers", content)


def _row(result, layer, row, status):
    row.append(status)
    for key, _, scale in FIGURES:
        if key.startswith("$"):
            row.append(derived(result, key.replace("$", result.prefix(layer)), scale))
        else:
            row.append(at(result, layer, key, scale))
    return row


def mapping_table(results, layers):
    """The mapping of each layer, codings and where the mapping comes from."""
    shown = [(layer, result) for layer in layers for result in results if layer in result.names]
    records = [result.layers[result.position(layer)] for layer, result in shown]
    mappings = [record["mapping"] if isinstance(record.get("mapping"), dict) else {}
                for record in records]
    codings = [record["coding"] if isinstance(record.get("coding"), dict) else {}
               for record in records]
    letters = list(dict.fromkeys(key for mapping in mappings for key in mapping))
    tensors = list(dict.fromkeys(key for coding in codings for key in coding))
    keys, headings = name_columns(results)
    rows = []
    for (layer, result), record, mapping, coding in zip(shown, records, mappings, codings):
        row = row_names(results, layer, result) + [record.get("mapping_source")]
        for key in letters:
            value = at(result, layer, f"mapping.{key}")
            row.append(value if value is not None else mapping.get(key))
        rows.append(row + [coding.get(tensor) for tensor in tensors])
    columns = ["from", *letters, *(f"{tensor} coding" for tensor in tensors)]
    return Table(keys + columns, headings + columns, rows, len(keys) + 1)
