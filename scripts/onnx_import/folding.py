# SPDX-License-Identifier: Apache-2.0
"""Takes what stands directly behind a layer into it: a constant Add, BatchNormalization, ReLU."""

import numpy as np

from onnx_import.conv_layer import constant
from onnx_import.failure import ImportFailure, is_foreign, label
from onnx_import.gemm_layer import per_filter
from onnx_import.operators import settled_attributes


def fold_followers(graph, layers):
    """Folds the nodes behind the layers that one node of the model became.
    Returns the nodes that were folded."""
    folded = []
    while True:
        node = graph.sole_consumer(layers[0].output)
        if node is None or is_foreign(node) or not _fold(graph, node, layers):
            return folded
        folded.append(node)
        for layer in layers:
            layer.output = node.output[0]


def _fold(graph, node, layers):
    if layers[0].relu or layers[0].output not in node.input[:1 if node.op_type != "Add" else 2]:
        return False
    if is_relu(graph, node):
        for layer in layers:
            layer.relu = True
            if upper_limit(graph, node) < np.inf:
                layer.comments["_clip"] = upper_limit(graph, node)
        return True
    if layers[0].filter_axis is None or not layers[0].has_constant_weights:
        return False
    if node.op_type == "Add":
        return _fold_add(graph, node, layers[0])
    if node.op_type == "BatchNormalization":
        return _fold_batch_normalization(graph, node, layers[0])
    return False


def is_relu(graph, node):
    """A Relu, or a Clip from 0, whatever its upper limit."""
    if is_foreign(node):
        return False
    return node.op_type == "Relu" or (node.op_type == "Clip" and _limit(graph, node, 1) == 0)


def upper_limit(graph, node):
    """Of a ReLU."""
    limit = np.inf if node.op_type == "Relu" else _limit(graph, node, 2)
    return np.inf if limit is None or limit > np.finfo(np.float32).max / 2 else limit


def _limit(graph, node, index):
    """A Clip's lower (1) or upper (2) limit, None if there is none or it is no constant."""
    if len(node.input) > index and node.input[index]:
        value = graph.constants.get(node.input[index])
        return float(value.ravel()[0]) if value is not None and value.size == 1 else None
    return settled_attributes(node).get("min" if index == 1 else "max")


def _fold_add(graph, node, layer):
    others = [name for name in node.input if name != layer.output]
    if len(others) != 1 or others[0] not in graph.constants:
        return False
    addend = constant(graph, node, list(node.input).index(others[0]), "addends")
    values = per_filter(addend, layer.filters, layer.filter_axis)
    if values is None or addend.ndim > len(graph.shapes.get(layer.output, ())):
        return False
    layer.bias = values if layer.bias is None else layer.bias + values
    return True


def _fold_batch_normalization(graph, node, layer):
    rank = len(graph.shapes.get(layer.output, ()))
    attributes = settled_attributes(node)
    if attributes.get("training_mode", 0) or not attributes.get("spatial", 1) \
            or rank + layer.filter_axis != 1 \
            or any(name not in graph.constants for name in node.input[1:]):
        return False
    scale, shift, mean, variance = (constant(graph, node, i, "statistics") for i in range(1, 5))
    if any(values.shape != (layer.filters,) for values in (scale, shift, mean, variance)):
        raise ImportFailure(f"{label(node)}: its statistics are not those of {layer.filters} "
                            "channels")
    factor = scale / np.sqrt(variance + attributes.get("epsilon", 1e-5))
    weights = layer.weights * factor.reshape(-1, *[1] * (layer.weights.ndim - 1))
    bias = 0 if layer.bias is None else layer.bias
    layer.bias = (bias - mean) * factor + shift
    layer.weights = weights
    if not np.isfinite(weights).all() or not np.isfinite(layer.bias).all():
        raise ImportFailure(f"{label(node)}: folded into {layer.title}, it makes NaN or infinity")
    return True
