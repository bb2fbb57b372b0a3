# SPDX-License-Identifier: Apache-2.0
"""A quantised layer as an entry of the workload file, and the file's text."""

import json

import numpy as np

from onnx_import.layers import is_after_relu

# Zeros of an ifmap that is not known, behind a ReLU.
ZEROS_AFTER_RELU = 0.5

DEFAULTS = {"strides": [1, 1], "pads": [0, 0, 0, 0], "group": 1, "rows": 1}


def assumed_zeros(graph, layer):
    """Fraction of a synthetic ifmap."""
    return ZEROS_AFTER_RELU if is_after_relu(graph, layer.ifmap.tensor) else 0.0


def entry(layer, quantised, zeros, store):
    """The layer's object.

    zeros: of an ifmap without a file
    store: called with a tensor's name and its integers, writes the file and returns its name
    """
    result = {"name": layer.name}
    for key, value in layer.shape.items():
        if value != DEFAULTS.get(key):
            result[key] = value
    if layer.relu:
        result["relu"] = True
    if quantised.product_shift:
        result["product_shift"] = quantised.product_shift
    if quantised.output_shift:
        result["output_shift"] = quantised.output_shift
    result["ifmap"] = {"zeros": zeros}
    if quantised.ifmap is not None:
        result["ifmap"] = {"file": store("ifmap", quantised.ifmap)}
    result["weights"] = {"zeros": 0}
    if quantised.weights is not None:
        result["weights"] = {"file": store("weights", quantised.weights)}
    if quantised.bias is not None:
        result["bias"] = {"file": store("bias", quantised.bias)}
    return {**result, **_comments(layer, quantised)}


def _comments(layer, quantised):
    comments = {"_output": layer.output, "_ifmap_scale": quantised.ifmap_scale}
    if quantised.weights_scale is not None:
        comments["_weights_scale"] = quantised.weights_scale
        if quantised.bias is not None:
            comments["_bias_scale"] = quantised.output_scale
        comments["_ofmap_scale"] = quantised.output_scale
    if quantised.ifmap is None:
        comments["_ifmap_scale_note"] = "assumed: the largest synthetic value, 15, stands for 1.0"
    if quantised.bias is not None and layer.bias is None:
        comments["_bias_note"] = "the model has none; makes up for products rounded down"
    elif quantised.bias is not None and quantised.product_shift:
        comments["_bias_note"] = "includes what makes up for products rounded down"
    if quantised.may_wrap:
        comments["_wrap_note"] = "no shift could be shown to keep the psums from wrapping"
    return {**comments, **layer.comments}


def text(name, batch, source, layers):
    """The workload file: one key a line, values on it."""
    lines = ["{", f'  "_source": {json.dumps(source)},', f'  "name": {json.dumps(name)},',
             f'  "batch": {batch},', '  "layers": [']
    for i, layer in enumerate(layers):
        keys = [f"      {json.dumps(key)}: {json.dumps(value)}" for key, value in layer.items()]
        lines += ["    {", ",\n".join(keys), "    }" + ("," if i + 1 < len(layers) else "")]
    return "\n".join([*lines, "  ]", "}", ""])


def stored(values, widest):
    """Integers in the type of the file: `widest`, or for a bias what holds them."""
    if widest is not None:
        return values.astype(widest)
    fits = values.min(initial=0) >= -(1 << 15) and values.max(initial=0) < (1 << 15)
    return values.astype("<i2" if fits else "<i4")


FILE_TYPES = {"int8": np.dtype("int8"), "int16": np.dtype("<i2")}
