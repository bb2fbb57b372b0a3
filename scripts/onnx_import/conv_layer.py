# SPDX-License-Identifier: Apache-2.0
"""A Conv of the model as a layer."""

import numpy as np

from onnx_import.failure import ImportFailure, dims, label, quoted
from onnx_import.layer import Layer, Operand
from onnx_import.operators import settled_attributes
from onnx_import.windows import settle_pads


def conv_layers(graph, node, name):
    """The layer of a Conv over two axes, or over one as a map of height 1."""
    title = label(node)
    data = graph.shape(node.input[0], node)
    weights = constant(graph, node, 1, "weights")
    if len(data) not in (3, 4) or weights.ndim != len(data):
        raise ImportFailure(f"{title}: its input {dims(data)} and weights {dims(weights.shape)} "
                            "are not those of a convolution over one or two axes, which alone "
                            "are supported")
    is_1d = len(data) == 3
    if is_1d:
        data = (*data[:2], 1, data[2])
        weights = weights[:, :, None, :]
    attributes = settled_attributes(node)
    window = _window(title, attributes, data, weights, is_1d)
    group = attributes.get("group", 1)
    filters = weights.shape[0]
    if group < 1 or data[1] != weights.shape[1] * group or filters % group != 0:
        raise ImportFailure(f"{title}: {data[1]} channels in {group} groups do not go with "
                            f"weights {dims(weights.shape)}")
    has_bias = len(node.input) > 2 and node.input[2]
    bias = constant(graph, node, 2, "bias") if has_bias else None
    if bias is not None and bias.shape != (filters,):
        raise ImportFailure(f"{title}: its bias has shape {dims(bias.shape)}, not [{filters}]")
    shape = {
        "op": "Conv",
        "input": {"channels": data[1], "height": data[2], "width": data[3]},
        "output_channels": filters,
        **window,
        "group": group,
    }
    ifmap = Operand(node.input[0], lambda array: array.reshape(data))
    return [Layer(name, title, shape, data[0], ifmap, weights, bias, node.output[0],
                  filter_axis=-2 if is_1d else -3)]


def _window(title, attributes, data, weights, is_1d):
    """kernel_shape, strides and pads over two axes."""
    added = [1] * is_1d
    kernel = list(weights.shape[2:])
    if added + list(attributes.get("kernel_shape", kernel[is_1d:])) != kernel:
        raise ImportFailure(f"{title}: kernel_shape {dims(attributes['kernel_shape'])} does not "
                            f"go with weights {dims(weights.shape)}")
    strides = added + list(attributes.get("strides", [1] * (2 - is_1d)))
    dilations = added + list(attributes.get("dilations", [1] * (2 - is_1d)))
    if any(dilation != 1 for dilation in dilations):
        raise ImportFailure(f"{title}: dilations {dims(dilations)} are not supported, "
                            "only [1,1]")
    pads = attributes.get("pads")
    if pads and is_1d:
        pads = [0, pads[0], 0, pads[-1]]
    auto_pad = attributes.get("auto_pad", "NOTSET")
    if auto_pad not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):
        raise ImportFailure(f"{title}: auto_pad {quoted(auto_pad)} is unknown")
    if len(strides) != 2 or min(strides) < 1:
        raise ImportFailure(f"{title}: bad strides {dims(strides)}")
    pads = settle_pads(auto_pad, pads, data[2:], kernel, strides)
    if len(pads) != 4 or min(pads) < 0:
        raise ImportFailure(f"{title}: bad pads {dims(pads)}")
    for axis in (0, 1):
        padded = data[2 + axis] + pads[axis] + pads[2 + axis]
        if not 1 <= kernel[axis] <= padded:
            raise ImportFailure(f"{title}: a kernel of {dims(kernel)} does not fit the padded "
                                f"input of {dims(data)}")
    return {"kernel_shape": kernel, "strides": strides, "pads": pads}


def constant(graph, node, index, what):
    """A constant operand in float64. Raises ImportFailure unless it is one, and finite."""
    name = node.input[index]
    if name not in graph.constants:
        raise ImportFailure(f"{label(node)}: its {what} {quoted(name)} are no constant")
    value = graph.constants[name]
    if value.dtype.kind not in "fiub":
        raise ImportFailure(f"{label(node)}: its {what} {quoted(name)} are no numbers")
    value = value.astype(np.float64)
    if not np.isfinite(value).all():
        raise ImportFailure(f"{label(node)}: its {what} {quoted(name)} hold NaN or infinity")
    if value.size == 0:
        raise ImportFailure(f"{label(node)}: its {what} {quoted(name)} are empty")
    return value
