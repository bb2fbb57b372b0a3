# SPDX-License-Identifier: Apache-2.0
"""ONNX operators in numpy, opsets 7 to 17 (later ones where they are the same), as far
as networks of layers need them.

An operator is a function of (values of the inputs, None for one left out; attributes; opset) that
returns its output, or a list of several."""

import math

import numpy as np
import onnx.helper

from onnx_import.shaping import OUTPUTS, SHAPING, NotEvaluated, axes_of, option
from onnx_import.windows import conv2d, local_response, pool2d, settle_pads


def settled_attributes(node):
    """{name: value}, strings as str."""
    attributes = {OUTPUTS: len(node.output)}
    for attribute in node.attribute:
        value = onnx.helper.get_attribute_value(attribute)
        is_text = isinstance(value, bytes)
        attributes[attribute.name] = value.decode(errors="replace") if is_text else value
    return attributes


# Maps


def _maps(x):
    """[N,C,L] as [N,C,1,L]; how many axes were added."""
    if x.ndim == 4:
        return x, 0
    if x.ndim == 3:
        return x[:, :, None, :], 1
    raise NotEvaluated(f"its input has {x.ndim - 2} spatial dimensions")


def _conv(values, attributes, _):
    x, added = _maps(values[0])
    weights, _ = _maps(values[1])
    window = _window(attributes, x.shape[2:], weights.shape[2:], added)
    if window["dilations"] != [1, 1]:
        raise NotEvaluated("it has dilations")
    result = conv2d(x, weights, window["strides"], window["pads"], attributes.get("group", 1))
    if len(values) > 2 and values[2] is not None:
        result = result + values[2].reshape(1, -1, 1, 1)
    return result.squeeze(2) if added else result


def _window(attributes, sizes, kernel, added):
    """Strides, pads and dilations of both axes, also of an operator over one."""
    strides = [1] * added + list(attributes.get("strides", [1] * (2 - added)))
    dilations = [1] * added + list(attributes.get("dilations", [1] * (2 - added)))
    pads = attributes.get("pads")
    if pads and added:
        pads = [0, pads[0], 0, pads[1]]
    span = [d * (k - 1) + 1 for d, k in zip(dilations, kernel)]
    pads = settle_pads(attributes.get("auto_pad", "NOTSET"), pads, sizes, span, strides)
    return {"strides": strides, "pads": pads, "dilations": dilations}


def _pool(average):
    def pool(values, attributes, _):
        x, added = _maps(values[0])
        kernel = [1] * added + list(attributes["kernel_shape"])
        result = pool2d(x, kernel, ceil_mode=attributes.get("ceil_mode", 0), average=average,
                        count_include_pad=attributes.get("count_include_pad", 0),
                        **_window(attributes, x.shape[2:], kernel, added))
        return result.squeeze(2) if added else result
    return pool


def _global(reduce):
    return lambda values, *_: reduce(values[0], axis=tuple(range(2, values[0].ndim)), keepdims=True)


def _batch_normalization(values, attributes, _):
    if attributes.get("training_mode", 0):
        raise NotEvaluated("it is in training mode")
    x = values[0]
    scale, bias, mean, variance = (v.reshape(-1, *[1] * (x.ndim - 2)) for v in values[1:5])
    return (x - mean) * (scale / np.sqrt(variance + attributes.get("epsilon", 1e-5))) + bias


def _layer_normalization(values, attributes, _):
    x = values[0]
    axes = tuple(range(attributes.get("axis", -1) % x.ndim, x.ndim))
    centred = x - x.mean(axis=axes, keepdims=True)
    variance = (centred * centred).mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(variance + attributes.get("epsilon", 1e-5))
    result = centred * inverse * values[1]
    if len(values) > 2 and values[2] is not None:
        result = result + values[2]
    return [result, x.mean(axis=axes, keepdims=True), inverse]


def _lrn(values, attributes, _):
    return local_response(values[0], attributes["size"], attributes.get("alpha", 1e-4),
                          attributes.get("beta", 0.75), attributes.get("bias", 1.0))


def _gemm(values, attributes, _):
    a = values[0].T if attributes.get("transA", 0) else values[0]
    b = values[1].T if attributes.get("transB", 0) else values[1]
    result = np.float32(attributes.get("alpha", 1.0)) * (a @ b)
    if len(values) > 2 and values[2] is not None:
        result = result + np.float32(attributes.get("beta", 1.0)) * values[2]
    return result.astype(values[0].dtype)


# Functions of an element


def _clip(values, attributes, _):
    x = values[0]
    for index, name, bound in ((1, "min", np.maximum), (2, "max", np.minimum)):
        limit = option(values, index, attributes, name)
        if limit is not None:
            x = bound(x, np.asarray(limit, x.dtype))
    return x


def _softmax(values, attributes, opset, log=False):
    x = values[0]
    axis = attributes.get("axis", -1 if opset >= 13 else 1) % max(x.ndim, 1)
    # Before opset 13 all axes from this one on counted as one.
    axes = (axis,) if opset >= 13 else tuple(range(axis, x.ndim))
    shifted = x - x.max(axis=axes, keepdims=True)
    sums = np.exp(shifted).sum(axis=axes, keepdims=True)
    return shifted - np.log(sums) if log else np.exp(shifted) / sums


def _hard_sigmoid(alpha, beta):
    def hard_sigmoid(values, attributes, _):
        slope = attributes.get("alpha", alpha)
        return np.clip(slope * values[0] + attributes.get("beta", beta), 0, 1)
    return hard_sigmoid


def _hard_swish(values, *_):
    return values[0] * np.clip(values[0] / 6 + 0.5, 0, 1)


def _elu(values, attributes, _):
    x = values[0]
    return np.where(x < 0, attributes.get("alpha", 1.0) * np.expm1(np.minimum(x, 0)), x)


def _leaky_relu(values, attributes, _):
    return np.where(values[0] < 0, attributes.get("alpha", 0.01) * values[0], values[0])


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def _erf(x):
    return np.array([math.erf(v) for v in x.ravel().tolist()]).reshape(x.shape)


def _softplus(x):
    return np.logaddexp(0, x)


def _of_one(function):
    """Keeps the type of floating-point operands."""
    def apply(values, *_):
        result = np.asarray(function(values[0]))
        is_float = values[0].dtype.kind == "f" and result.dtype.kind == "f"
        return result.astype(values[0].dtype) if is_float else result
    return apply


def _of_two(function):
    return lambda values, *_: function(values[0], values[1])


def _of_many(function):
    def apply(values, *_):
        result = values[0]
        for value in values[1:]:
            result = function(result, value)
        return result
    return apply


def _divide(a, b):
    if a.dtype.kind == "f":
        return a / b
    # Integers are cut towards zero.
    return (np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b))).astype(a.dtype)


def _reduce(function):
    def reduce(values, attributes, opset):
        axes = axes_of(values, 1, attributes)
        if not axes and attributes.get("noop_with_empty_axes", 0):
            return values[0]
        return function(values[0], axis=axes or None, keepdims=bool(attributes.get("keepdims", 1)))
    return reduce


def _quantize(values, attributes, _):
    x, scale, zero = _per_axis(values, attributes)
    kind = values[2].dtype if len(values) > 2 and values[2] is not None else np.dtype(np.uint8)
    limits = np.iinfo(kind)
    return np.clip(np.rint(x / scale) + zero, limits.min, limits.max).astype(kind)


def _dequantize(values, attributes, _):
    x, scale, zero = _per_axis(values, attributes)
    return ((x.astype(np.int64) - zero) * scale).astype(np.float32)


def _per_axis(values, attributes):
    """Operands of a quantisation, broadcast along the axis of its scales."""
    x, scale = values[0], values[1]
    zero = values[2] if len(values) > 2 and values[2] is not None else np.zeros_like(scale)
    zero = zero.astype(np.int64)
    if scale.size > 1:
        shape = [1] * x.ndim
        shape[attributes.get("axis", 1)] = -1
        return x, scale.reshape(shape), zero.reshape(shape)
    return x, scale.reshape(()), zero.reshape(())


OPERATORS = {
    **SHAPING,
    "Conv": _conv,
    "MaxPool": _pool(average=False),
    "AveragePool": _pool(average=True),
    "GlobalAveragePool": _global(np.mean),
    "GlobalMaxPool": _global(np.max),
    "BatchNormalization": _batch_normalization,
    "LayerNormalization": _layer_normalization,
    "LRN": _lrn,
    "Gemm": _gemm,
    "MatMul": _of_two(np.matmul),
    "Relu": _of_one(lambda x: np.maximum(x, 0)),
    "Clip": _clip,
    "LeakyRelu": _leaky_relu,
    "PRelu": lambda values, *_: np.where(values[0] < 0, values[0] * values[1], values[0]),
    "Elu": _elu,
    "Sigmoid": _of_one(_sigmoid),
    "HardSigmoid": _hard_sigmoid(0.2, 0.5),
    "HardSwish": _hard_swish,
    "Softplus": _of_one(_softplus),
    "Tanh": _of_one(np.tanh),
    "Erf": _of_one(_erf),
    "Softmax": _softmax,
    "LogSoftmax": lambda values, attributes, opset: _softmax(values, attributes, opset, log=True),
    "Add": _of_two(np.add),
    "Sub": _of_two(np.subtract),
    "Mul": _of_two(np.multiply),
    "Div": _of_two(_divide),
    "Pow": lambda values, *_: np.power(values[0], values[1]).astype(values[0].dtype),
    "Sum": _of_many(np.add),
    "Max": _of_many(np.maximum),
    "Min": _of_many(np.minimum),
    "Mean": lambda values, *_: _of_many(np.add)(values) / values[0].dtype.type(len(values)),
    "Sqrt": _of_one(np.sqrt),
    "Exp": _of_one(np.exp),
    "Log": _of_one(np.log),
    "Neg": _of_one(np.negative),
    "Abs": _of_one(np.abs),
    "Reciprocal": _of_one(np.reciprocal),
    "Floor": _of_one(np.floor),
    "Ceil": _of_one(np.ceil),
    "Round": _of_one(np.rint),
    "Sign": _of_one(np.sign),
    "Sin": _of_one(np.sin),
    "Cos": _of_one(np.cos),
    "Not": _of_one(np.logical_not),
    "And": _of_two(np.logical_and),
    "Or": _of_two(np.logical_or),
    "Equal": _of_two(np.equal),
    "Greater": _of_two(np.greater),
    "Less": _of_two(np.less),
    "Where": lambda values, *_: np.where(*values),
    "ReduceMean": _reduce(np.mean),
    "ReduceSum": _reduce(np.sum),
    "ReduceMax": _reduce(np.max),
    "ReduceMin": _reduce(np.min),
    "ReduceProd": _reduce(np.prod),
    "QuantizeLinear": _quantize,
    "DequantizeLinear": _dequantize,
}
