# SPDX-License-Identifier: Apache-2.0
"""ONNX operators that move elements or make shapes, in numpy; as in operators.py."""

import math

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper


# Element types of ONNX that numpy has, too.
NUMBERS = {
    onnx.TensorProto.FLOAT: np.float32, onnx.TensorProto.DOUBLE: np.float64,
    onnx.TensorProto.FLOAT16: np.float16, onnx.TensorProto.BOOL: np.bool_,
    onnx.TensorProto.INT8: np.int8, onnx.TensorProto.UINT8: np.uint8,
    onnx.TensorProto.INT16: np.int16, onnx.TensorProto.UINT16: np.uint16,
    onnx.TensorProto.INT32: np.int32, onnx.TensorProto.UINT32: np.uint32,
    onnx.TensorProto.INT64: np.int64, onnx.TensorProto.UINT64: np.uint64,
}

# Stands among the attributes: how many outputs the node has.
OUTPUTS = "number of outputs"


class NotEvaluated(Exception):
    """Why an operator cannot be computed."""


def option(values, index, attributes, name, default=None):
    """What later opsets give as an input and earlier ones as an attribute."""
    if len(values) > index and values[index] is not None:
        return values[index]
    return attributes.get(name, default)


def axes_of(values, index, attributes):
    axes = option(values, index, attributes, "axes")
    return None if axes is None else tuple(int(a) for a in np.atleast_1d(axes))


def _constant(_, attributes, __):
    for name, value in attributes.items():
        if name == "value":
            return onnx.numpy_helper.to_array(value)
        if name in ("value_float", "value_floats"):
            return np.asarray(value, np.float32)
        if name in ("value_int", "value_ints"):
            return np.asarray(value, np.int64)
    raise NotEvaluated("it is neither a tensor nor numbers")


def _constant_of_shape(values, attributes, _):
    value = attributes.get("value")
    fill = np.zeros(1, np.float32) if value is None else onnx.numpy_helper.to_array(value)
    return np.full([int(d) for d in values[0]], fill.ravel()[0])


def _shape(values, attributes, _):
    shape = np.array(values[0].shape, np.int64)
    return shape[slice(attributes.get("start", 0), attributes.get("end"))]


def _flatten(values, attributes, _):
    x = values[0]
    axis = attributes.get("axis", 1)
    axis = axis + x.ndim if axis < 0 else axis
    return x.reshape(math.prod(x.shape[:axis]), -1)


def _reshape(values, attributes, _):
    x = values[0]
    shape = [int(d) for d in values[1]]
    if not attributes.get("allowzero", 0):
        shape = [x.shape[i] if d == 0 else d for i, d in enumerate(shape)]
    return x.reshape(shape)


def _squeeze(values, attributes, _):
    return np.squeeze(values[0], axis=axes_of(values, 1, attributes))


def _unsqueeze(values, attributes, _):
    return np.expand_dims(values[0], axes_of(values, 1, attributes))


def _concat(values, attributes, _):
    return np.concatenate(values, axis=attributes["axis"])


def _split(values, attributes, _):
    x, axis = values[0], attributes.get("axis", 0)
    lengths = option(values, 1, attributes, "split")
    if lengths is None:
        return np.split(x, attributes[OUTPUTS], axis=axis)
    return np.split(x, np.cumsum(lengths)[:-1], axis=axis)


def _slice(values, attributes, _):
    x = values[0]
    starts = option(values, 1, attributes, "starts")
    ends = option(values, 2, attributes, "ends")
    axes = option(values, 3, attributes, "axes", range(len(starts)))
    steps = values[4] if len(values) > 4 and values[4] is not None else [1] * len(starts)
    index = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        start, end, step, size = int(start), int(end), int(step), x.shape[int(axis)]
        # Counting down, an end that still lies before the first element means "to the first".
        end = None if step < 0 and end < -size else end
        index[int(axis)] = slice(start, end, step)
    return x[tuple(index)]


def _gather(values, attributes, _):
    return np.take(values[0], values[1].astype(np.int64), axis=attributes.get("axis", 0))


def _pad(values, attributes, _):
    x = values[0]
    pads = [int(p) for p in option(values, 1, attributes, "pads")]
    fill = option(values, 2, attributes, "value", 0)
    mode = attributes.get("mode", "constant")
    if len(pads) != 2 * x.ndim or len(values) > 3 or min(pads) < 0:
        raise NotEvaluated("it pads some axes only, or by negative amounts")
    widths = list(zip(pads[:x.ndim], pads[x.ndim:]))
    if mode == "constant":
        return np.pad(x, widths, constant_values=np.asarray(fill, x.dtype).reshape(()))
    return np.pad(x, widths, mode=mode)


def _cast(values, attributes, _):
    if attributes["to"] not in NUMBERS:
        raise NotEvaluated("it makes no numbers")
    return values[0].astype(NUMBERS[attributes["to"]])


def _dropout(values, attributes, _):
    if len(values) > 2 and values[2] is not None and values[2].any():
        raise NotEvaluated("it is in training mode")
    return [values[0], np.ones(values[0].shape, np.bool_)]


SHAPING = {
    "Constant": _constant,
    "ConstantOfShape": _constant_of_shape,
    "Identity": lambda values, *_: values[0],
    "Dropout": _dropout,
    "Cast": _cast,
    "Shape": _shape,
    "Size": lambda values, *_: np.array(values[0].size, np.int64),
    "Range": lambda values, *_: np.arange(*(v.item() for v in values), dtype=values[0].dtype),
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Transpose": lambda values, attributes, _: np.transpose(values[0], attributes.get("perm")),
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Expand": lambda values, *_: values[0] * np.ones([int(d) for d in values[1]], values[0].dtype),
    "Tile": lambda values, *_: np.tile(values[0], [int(r) for r in values[1]]),
    "Concat": _concat,
    "Split": _split,
    "Slice": _slice,
    "Gather": _gather,
    "Pad": _pad,
}
