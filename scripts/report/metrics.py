# SPDX-License-Identifier: Apache-2.0
"""The metrics that Sze et al. (Proc. IEEE 105(12), 2017) ask of every DNN processor."""

from report.published import published_chip, published_design
from report.section import Section, note
from report.table import Table
from report.value import ABSENT, at, derived, published

PSUM_BITS = 20  # of machines of clusters
PRECISION = "precision, b"
NOTES = ("Per non-zero MAC: both operands differ from zero. An access to DRAM is a word of the "
         "machine's precision. On-chip memory is scratch pads and buffer, FIFOs and codecs apart. "
         "Area is not modelled.")


def section(results, publications):
    headings = ["metric"]
    columns = []
    for result, publication in zip(results, publications):
        headings.append("simulated" if len(results) == 1 else result.label)
        columns.append(_simulated(result))
        chip = _chip(result, publication)
        if chip:
            headings.append("published" if len(results) == 1 else f"{result.label}, published")
            columns.append(chip)
    names = list(dict.fromkeys(name for column in columns for name in column))
    rows = [[name, *(column.get(name) for column in columns)] for name in names]
    content = [Table(["metric", *headings[1:]], headings, rows), note(NOTES)]
    sources = [p.source for p in publications if p.total]
    sources += [design["source"] for design in map(published_design, results) if design]
    if sources:
        content.append(note(f"Published: {', '.join(dict.fromkeys(sources))}."))
    return Section("metrics", "Benchmarking metrics", content)


def word_bits(result):
    """Bits of an operand: fixed by the machine's family."""
    return 8 if result.is_clustered else 16


def on_chip_bytes(result):
    """Formulas by name: the buffer's bytes and those of all scratch pads; as JEDEC counts kB."""
    if not result.is_clustered:
        glb = "arch_config.glb"
        return {"buffer": f"({glb}.banks + {glb}.filter_banks) * {glb}.bank_words * 8",
                "scratch pads": f"({result.pes_formula}) * 2 * (arch_config.pe.filter_spad_words"
                                " + arch_config.pe.ifmap_spad_words"
                                " + arch_config.pe.psum_spad_words)"}
    buffer = ("(arch_config.glb.iact_bytes + arch_config.glb.psum_bytes) * arch_config.grid.rows"
              " * arch_config.grid.columns")
    pe = "arch_config.pe"
    if result.evaluate(f"{pe}.is_sparse"):
        entry = 12  # value and count of zeros before it
        addresses = [_address_bits(result, f"{pe}.iact_values"),
                     _address_bits(result, f"{pe}.weight_words")]
        vectors = (f" + {pe}.iact_segments * {addresses[0]}"
                   f" + {pe}.weight_columns * {addresses[1]}")
    else:
        entry, vectors = 8, ""
    bits = (f"{pe}.iact_values * {entry} + {pe}.weight_words * {pe}.macs_per_cycle * {entry}"
            f" + {pe}.psums * {PSUM_BITS}{vectors}")
    return {"buffer": buffer, "scratch pads": f"({result.pes_formula}) * ({bits}) / 8"}


def _address_bits(result, path):
    entries = result.evaluate(path)
    return (entries - 1).bit_length() if isinstance(entries, int) else 0


def _simulated(result):
    summary = result.summary
    bits = word_bits(result)
    traffic = "(totals.accesses.dram.read_bytes + totals.accesses.dram.write_bytes)"
    memory = on_chip_bytes(result)
    per_cycle = "arch_config.pe.macs_per_cycle" if result.is_clustered else "1"
    technology = result.evaluate("arch_config.energy.technology")
    metrics = {
        "name of the DNN": summary["workload"],
        "measured or simulated": "simulated",
        "layers": at(result, None, "layers"),
        "batch": derived(result, "batch"),
        "latency of the batch, ms": at(result, None, "latency_ms.total"),
        "throughput, inferences/s": at(result, None, "inferences_per_s")}
    if result.has_picojoules():
        metrics |= {
            "power of the chip, mW": at(result, None, "power_mw"),
            "energy of the chip per inference, mJ":
                derived(result, "totals.energy_pj.chip_total / batch", 1e-9),
            "energy of the DRAM per inference, mJ":
                derived(result, "totals.energy_pj.dram / batch", 1e-9),
            "energy of the chip per non-zero MAC, pJ":
                derived(result, "totals.energy_pj.chip_total / totals.effectual_macs"),
            "efficiency of the chip, GOPS/W": at(result, None, "gops_per_w")}
    metrics |= {
        "off-chip traffic per inference, MB": derived(result, f"{traffic} / batch", 1e-6),
        "DRAM accesses per non-zero MAC":
            derived(result, f"{traffic} / {bits // 8} / totals.effectual_macs"),
        "PE use, %": at(result, None, "pe_utilization", 100, 1),
        "PEs": derived(result, result.pes_formula),
        "MACs per cycle at most": derived(result, f"{result.pes_formula} * {per_cycle}"),
        "core clock, MHz": derived(result, "arch_config.core.clock_mhz", places=0),
        "core voltage, V": derived(result, "arch_config.core.voltage_v", places=2),
        "on-chip memory, kB": derived(result, " + ".join(memory.values()), 1 / 1024, 1),
        **{f"thereof {name}, kB": derived(result, formula, 1 / 1024, 1)
           for name, formula in memory.items()},
        PRECISION: _precision(bits, PSUM_BITS if result.is_clustered else 16),
        "technology": f"{technology}, that of the energy table" if technology else ABSENT}
    return metrics


def _chip(result, publication):
    total = publication.total
    if total:
        batch = result.summary["batch"]
        milliseconds = total["total_latency_ms"]
        return {
            "name of the DNN": result.summary["workload"],
            "measured or simulated": "measured",
            "layers": published(len(publication.layers)),
            "batch": published(batch),
            "latency of the batch, ms": published(milliseconds),
            "throughput, inferences/s": published(1e3 * batch / milliseconds),
            "power of the chip, mW": published(total["power_mw"]),
            "energy of the chip per inference, mJ":
                published(total["power_mw"] * milliseconds / batch * 1e-3),
            "off-chip traffic per inference, MB": published(total["dram_mb"] / batch),
            **_machine(result)}
    design = published_design(result)
    if design:
        return {
            "name of the DNN": design["workload"],
            "measured or simulated": "simulated after layout",
            "batch": published(result.summary["batch"]),
            "throughput, inferences/s": published(design["inferences_per_s"]),
            **_machine(result)}
    return None


def _machine(result):
    """What is as published for everything that runs on the chip."""
    chip = published_chip(result)
    metrics = {
        "PEs": published(chip.get("pes")),
        "MACs per cycle at most": published(chip.get("macs_per_cycle")),
        "core clock, MHz": published(chip.get("clock_mhz")),
        "core voltage, V": published(chip.get("voltage_v"), places=2),
        "thereof buffer, kB": published(chip.get("buffer_kb"), places=1),
        "technology": chip.get("technology")}
    if "operand_bits" in chip:
        metrics[PRECISION] = _precision(chip["operand_bits"], chip["psum_bits"])
    return {name: value for name, value in metrics.items() if value is not None}


def _precision(operand_bits, psum_bits):
    return f"{operand_bits} (psums {psum_bits})"
