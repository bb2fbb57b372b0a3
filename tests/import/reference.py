# SPDX-License-Identifier: Apache-2.0
"""What the simulator must compute, from its documented arithmetic; shares no code with the
importer."""

import numpy as np


def exact_psums(layer, ifmap, weights, bias):
    """Psums of eyeriss-v1 before they wrap, in 64 b: [N,M,E,F] of a Conv, [rows,M] of a Gemm.
    Every product is shifted right arithmetically, its low 16 b are kept, as a signed number."""
    psums = sums(layer, ifmap, weights, layer.get("product_shift", 0), wrapped)
    if bias is not None:
        psums += bias.astype(np.int64).reshape(-1, *[1] * (psums.ndim - 2))
    return psums


def sums(layer, ifmap, weights, shift=0, kept=lambda products: products):
    """Sums of products, each shifted, and as much of it kept as `kept` says."""
    x, w = ifmap.astype(np.int64), weights.astype(np.int64)
    if layer["op"] == "Gemm":
        x, w = x[:, :, None, None], w[:, :, None, None]
    top, left, bottom, right = layer.get("pads", [0, 0, 0, 0])
    down, across = layer.get("strides", [1, 1])
    group = layer.get("group", 1)
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    filters, channels, height, width = w.shape
    rows = range(0, x.shape[2] - height + 1, down)
    columns = range(0, x.shape[3] - width + 1, across)
    psums = np.empty((len(x), filters, len(rows), len(columns)), np.int64)
    for m in range(filters):
        first = m // (filters // group) * channels
        for e, row in enumerate(rows):
            for f, column in enumerate(columns):
                window = x[:, first:first + channels, row:row + height, column:column + width]
                psums[:, m, e, f] = kept((window * w[m]) >> shift).sum(axis=(1, 2, 3))
    return psums[:, :, 0, 0] if layer["op"] == "Gemm" else psums


def wrapped(values):
    """Modulo 2^16, as signed numbers."""
    return ((values + (1 << 15)) & 0xffff) - (1 << 15)


def ofmap(layer, psums):
    result = wrapped(psums)
    return np.maximum(result, 0) if layer.get("relu", False) else result
