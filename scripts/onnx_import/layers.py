# SPDX-License-Identifier: Apache-2.0
"""The layers of a graph, and what becomes of its other operators."""

import collections
import math
import re

from onnx_import.conv_layer import conv_layers
from onnx_import.failure import ImportFailure, dims, is_foreign, qualified_op
from onnx_import.folding import fold_followers, is_relu
from onnx_import.gemm_layer import gemm_layers, matmul_layers

MAKERS = {"Conv": (conv_layers, "conv"), "Gemm": (gemm_layers, "fc"),
          "MatMul": (matmul_layers, "fc")}

# As long as eyeriss-sim lets names be, less the index of one of many matrices.
NAME_LENGTH = 80

# What eyeriss-sim takes.
MOST_OF_DIMENSION = 1000000
MOST_ELEMENTS = (1 << 31) - 1

# Operators behind which zeros are about as frequent as before.
KEEPS_ZEROS = {"MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "Flatten",
               "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Dropout", "LRN", "Pad",
               "Concat", "Slice", "Split"}


def plain_name(text, fallback):
    """The text in the characters that names of layers and files may have."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("_")[:NAME_LENGTH]
    return name if name.strip(".") else fallback


def find_layers(graph, batch):
    """Returns (layers, Counter of folded operators, Counter of skipped ones).
    Raises ImportFailure, also if there is no layer."""
    layers = []
    folded = []
    skipped = []
    taken = set()
    number = 0
    for node in graph.nodes:
        if node.op_type not in MAKERS or is_foreign(node):
            skipped.append(node)
            continue
        make, kind = MAKERS[node.op_type]
        number += 1
        found = make(graph, node, plain_name(node.name, f"{kind}{number}"))
        for layer in found:
            layer.name = _unused(layer.name, taken)
            _set_rows(layer, batch)
            check_size(layer)
        folded += fold_followers(graph, found)
        layers += found
    folded_ids = {id(node) for node in folded}
    skipped = [node for node in skipped if id(node) not in folded_ids]
    counts = [collections.Counter(map(qualified_op, nodes)) for nodes in (folded, skipped)]
    if not layers:
        raise ImportFailure("the model has no Conv, Gemm or MatMul of an activation, only "
                            + listed(counts[1]))
    return layers, *counts


def listed(counts):
    """MaxPool 2, Softmax 1"""
    return ", ".join(f"{op} {count}" for op, count in sorted(counts.items())) or "none"


def _unused(name, taken):
    unique, suffix = name, 2
    while unique.lower() in taken:
        unique = f"{name}-{suffix}"
        suffix += 1
    taken.add(unique.lower())
    return unique


def _set_rows(layer, batch):
    """Spreads a layer's rows over the images of the batch."""
    if layer.is_conv and layer.rows != batch:
        raise ImportFailure(f"{layer.title}: works on {layer.rows} images, the batch has {batch}")
    if layer.rows % batch != 0:
        raise ImportFailure(f"{layer.title}: its {layer.rows} rows are no multiple of the batch "
                            f"of {batch}")
    if not layer.is_conv:
        layer.shape["rows"] = layer.rows // batch


def check_size(layer):
    """Raises ImportFailure for a layer that is larger than eyeriss-sim takes."""
    shape = layer.shape
    if layer.is_conv:
        top, left, bottom, right = shape["pads"]
        channels, height, width = shape["input"].values()
        ifmap = [layer.rows, channels, height + top + bottom, width + left + right]
        outputs = [(ifmap[2 + i] - shape["kernel_shape"][i]) // shape["strides"][i] + 1
                   for i in (0, 1)]
        weights = [layer.filters, channels // shape["group"], *shape["kernel_shape"]]
    else:
        ifmap = [layer.rows, shape["in_features"]]
        outputs = []
        weights = [layer.filters, shape["in_features"]]
    ofmap = [layer.rows, layer.filters, *outputs]
    for name, sizes in (("ifmap", ifmap), ("weights", weights), ("ofmap", ofmap)):
        if max(sizes) > MOST_OF_DIMENSION or math.prod(sizes) > MOST_ELEMENTS:
            raise ImportFailure(f"{layer.title}: its {name} of {dims(sizes)} is too large; up to "
                                f"{MOST_OF_DIMENSION} in a dimension, {MOST_ELEMENTS} elements")


def is_after_relu(graph, name):
    """Whether all of a tensor comes from ReLUs through operators that keep zeros."""
    seen = set()
    names = [name]
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        node = graph.producer.get(name)
        if node is None or is_foreign(node):
            return False
        if is_relu(graph, node):
            continue
        if node.op_type not in KEEPS_ZEROS:
            return False
        names += node.input if node.op_type == "Concat" else node.input[:1]
    return True
