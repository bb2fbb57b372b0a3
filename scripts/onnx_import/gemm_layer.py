# SPDX-License-Identifier: Apache-2.0
"""A Gemm or MatMul of the model as layers."""

import math

import numpy as np

from onnx_import.conv_layer import constant
from onnx_import.failure import ImportFailure, dims, label
from onnx_import.layer import Layer, Operand
from onnx_import.operators import settled_attributes

MOST_MATRICES = 10000


def gemm_layers(graph, node, name):
    """alpha * A * B + beta * C with constant B and C; alpha and beta go into the constants."""
    title = label(node)
    attributes = settled_attributes(node)
    data = graph.shape(node.input[0], node)
    if attributes.get("transA", 0):
        raise ImportFailure(f"{title}: transA is not supported")
    weights = constant(graph, node, 1, "weights")
    if not attributes.get("transB", 0):
        weights = weights.T
    if weights.ndim != 2 or len(data) != 2 or data[1] != weights.shape[1]:
        raise ImportFailure(f"{title}: its input {dims(data)} does not go with its weights, "
                            f"which make {dims(weights.shape[:1])} of {dims(weights.shape[1:])}")
    weights = weights * attributes.get("alpha", 1.0)
    bias = None
    if len(node.input) > 2 and node.input[2]:
        addend = constant(graph, node, 2, "addends") * attributes.get("beta", 1.0)
        bias = per_filter(addend, weights.shape[0], axis=-1)
        if bias is None:
            raise ImportFailure(f"{title}: C of shape {dims(addend.shape)} is not supported, only "
                                f"one value per output, [{weights.shape[0]}]")
    ifmap = Operand(node.input[0], lambda array: array)
    return [Layer(name, title, _shape(*weights.shape), data[0], ifmap, weights, bias,
                  node.output[0], filter_axis=-1)]


def matmul_layers(graph, node, name):
    """A matrix product is one layer if one operand is a single matrix: a constant one is the
    weights, of two activations the second. Else it is a layer for each pair of matrices, named
    after its index."""
    title = label(node)
    shapes = [graph.shape(name, node) for name in node.input[:2]]
    a, b = _as_matrices(shapes)
    if a[-1] != b[-2]:
        raise ImportFailure(f"{title}: {dims(shapes[0])} cannot be multiplied with "
                            f"{dims(shapes[1])}")
    if node.input[1] not in graph.constants and node.input[0] in graph.constants:
        # A*B is B^T*A^T transposed.
        turned = [(1, b, _turned), (0, a, _straight)]
    else:
        turned = [(0, a, _straight), (1, b, _turned)]
    (data_index, data, turn_data), (weight_index, matrix, turn_weights) = turned
    reduced, outputs = a[-1], (a[-2] if weight_index == 0 else b[-1])
    rows = b[-1] if weight_index == 0 else a[-2]
    is_single = math.prod(matrix[:-2]) == 1
    filter_axis = -1 if is_single and weight_index == 1 and len(shapes[1]) > 1 else None

    def make(suffix, index, rows):
        ifmap = Operand(node.input[data_index], _view(data, turn_data, index))
        weights = Operand(node.input[weight_index], _view(matrix, turn_weights, index))
        if weights.tensor in graph.constants:
            weights = weights.view(constant(graph, node, weight_index, "weights"))
        return Layer(name + suffix, title, _shape(outputs, reduced), rows, ifmap, weights, None,
                     node.output[0], filter_axis)

    if is_single:
        return [make("", None, math.prod(data[:-2]) * rows)]
    try:
        leading = np.broadcast_shapes(data[:-2], matrix[:-2])
    except ValueError:
        raise ImportFailure(f"{title}: {dims(shapes[0])} cannot be multiplied with "
                            f"{dims(shapes[1])}") from None
    if math.prod(leading) > MOST_MATRICES:
        raise ImportFailure(f"{title}: multiplies {math.prod(leading)} pairs of matrices, which "
                            f"are a layer each; up to {MOST_MATRICES} are supported")
    return [make(_suffix(index, leading), (leading, index), rows)
            for index in np.ndindex(*leading)]


def _shape(outputs, reduced):
    return {"op": "Gemm", "in_features": reduced, "out_features": outputs}


def _as_matrices(shapes):
    """A vector on the left is a row, on the right a column."""
    a, b = shapes
    if not a or not b:
        return (1, 0), (1, 1)
    return (1, *a) if len(a) == 1 else a, (*b, 1) if len(b) == 1 else b


def _suffix(index, leading):
    return "".join(f".{i}" for i, size in zip(index, leading) if size > 1)


def _straight(array):
    return array


def _turned(array):
    return np.swapaxes(array, -1, -2)


def _view(shape, turn, index):
    """One of the broadcast matrices, or all below each other."""
    def view(array):
        matrices = turn(array.reshape(shape))
        if index is None:
            return np.ascontiguousarray(matrices).reshape(-1, matrices.shape[-1])
        leading, position = index
        return np.broadcast_to(matrices, (*leading, *matrices.shape[-2:]))[position]
    return view


def per_filter(addend, filters, axis):
    """[filters] if the addend varies along this axis of the output only, else None."""
    if addend.size == 1:
        return np.full(filters, addend.ravel()[0])
    is_vector = addend.ndim >= -axis and addend.size == filters == addend.shape[axis]
    return addend.ravel() if is_vector else None
