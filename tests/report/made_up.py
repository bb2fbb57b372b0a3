# SPDX-License-Identifier: Apache-2.0
"""Adds to real results, consistently, what a run may leave out: Eyexam and the figures of PEs."""

import csv
import json

CONSTRAINTS = ("layer size and shape", "dataflow loop nest", "number of PEs",
               "physical dimensions of PE array", "fixed storage capacity",
               "fixed data bandwidth", "varying data access patterns")
COUNTS = {"macs_active": "accesses.mac.active", "macs_gated": "accesses.mac.gated",
          "macs_skipped": "accesses.mac.skipped", "mac_cycles": "pe_cycles.mac",
          "accumulate_cycles": "pe_cycles.accumulate", "wait_filter_cycles": "stalls.pe_filter",
          "wait_ifmap_cycles": "stalls.pe_ifmap", "wait_psum_in_cycles": "stalls.pe_psum_in",
          "wait_psum_out_cycles": "stalls.pe_psum_out", "bubble_cycles": "stalls.pe_bubbles"}
OF_PES = ("ifmap_spad", "filter_spad", "psum_spad", "mac", "pe_control", "pe_fifos")


def figure(layer, path):
    for key in path.split("."):
        layer = layer.get(key, {})
    return layer if layer != {} else 0


def array_size(config):
    if "grid" in config:
        return (config["grid"]["rows"] * config["cluster"]["pe_rows"],
                config["grid"]["columns"] * config["cluster"]["pe_columns"],
                config["pe"]["macs_per_cycle"])
    return config["array"]["rows"], config["array"]["columns"], 1


def eyexam_of(layer, config):
    rows, columns, per_cycle = array_size(config)
    peak = rows * columns * per_cycle
    macs = layer["macs"] - layer["accesses"]["mac"]["skipped"]
    dram = layer["accesses"]["dram"]["read_bytes"] + layer["accesses"]["dram"]["write_bytes"]
    glb = layer["accesses"]["glb"]["read_bytes"] + layer["accesses"]["glb"]["write_bytes"]
    reached = macs / layer["cycles"]["total"]
    bounds = [macs, max(macs / 64, peak), peak, layer["active_pes"] * per_cycle,
              layer["active_pes"] * per_cycle]
    bounds.append(max(reached, 0.8 * bounds[-1]))
    bounds.append(reached)
    losses = ["", "taps of a filter stay in a PE", "the array is smaller than the layer",
              f"{peak - bounds[3]:g} MACs a cycle lie idle in <rows> that no set fits into", "",
              "the link is slower than the PEs", "PEs wait for words that are under way"]
    steps = [{"step": i + 1, "constraint": name, "type": "workload" if i == 0 else "architectural",
              "macs_per_cycle": bounds[i], "loss": losses[i]}
             for i, name in enumerate(CONSTRAINTS)]
    is_unlimited = "grid" in config
    roofline = {"peak_macs_per_cycle": peak, "macs_per_cycle": reached,
                "dram": {"macs_per_byte": macs / dram,
                         "bytes_per_cycle": None if is_unlimited else 2.4,
                         "bound_macs_per_cycle": peak if is_unlimited else
                         min(peak, 2.4 * macs / dram)},
                "glb": {"macs_per_byte": macs / max(glb, 1), "bytes_per_cycle": 18.0,
                        "bound_macs_per_cycle": min(peak, 18 * macs / max(glb, 1))}}
    return {"macs": macs, "steps": steps, "roofline": roofline,
            "words": [f"{layer['name']}: {rows * columns - layer['active_pes']:.0f} of "
                      f"{rows * columns} PEs idle because <sets> do not fit"]}


def shares(whole, count):
    """Integers that differ by 1 at most and add up to the whole."""
    return [whole * (i + 1) // count - whole * i // count for i in range(count)]


def pes_of(layer, config):
    """Rows of pes.csv: the first PEs work, alike, the others do not."""
    rows, columns, per_cycle = array_size(config)
    active = int(round(layer["active_pes"]))
    counts = {key: shares(figure(layer, path), active) for key, path in COUNTS.items()}
    energy = sum(layer["energy_pj"][key] for key in OF_PES)
    possible = layer["cycles"]["processing"] * per_cycle
    for i in range(rows * columns):
        row = {key: values[i] if i < active else 0 for key, values in counts.items()}
        macs = row["macs_active"] + row["macs_gated"] + row["macs_skipped"]
        picojoules = energy / active if i < active else 0
        yield {"layer": layer["name"], "row": i // columns, "column": i % columns, **row,
               "utilization": repr(macs / possible),
               "energy_pj": repr(picojoules) if layer["energy_unit"] == "pJ" else ""}


def complete(folder):
    """Adds what is missing in a folder of results."""
    file = folder / "summary.json"
    summary = json.loads(file.read_text())
    pes = folder / "pes.csv"
    layers = [layer for layer in summary["layers"] if "cycles" in layer]
    for layer in layers:
        layer.setdefault("eyexam", eyexam_of(layer, summary["arch_config"]))
    file.write_text(json.dumps(summary))
    if not pes.exists():
        with open(pes, "w", encoding="utf-8", newline="") as stream:
            rows = [row for layer in layers for row in pes_of(layer, summary["arch_config"])]
            writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
