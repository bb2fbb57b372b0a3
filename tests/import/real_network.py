# SPDX-License-Identifier: Apache-2.0
"""The networks of models.py in double precision, written out by hand from their weights: what each
layer, with what is folded into it, makes of real numbers."""

import numpy as np
import onnx
from onnx import numpy_helper


def _constants(path):
    return {t.name: numpy_helper.to_array(t).astype(np.float64)
            for t in onnx.load(path).graph.initializer}


def _conv(x, w, bias, strides, pads, group=1):
    top, left, bottom, right = pads
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    filters, channels, height, width = w.shape
    rows = range(0, x.shape[2] - height + 1, strides[0])
    columns = range(0, x.shape[3] - width + 1, strides[1])
    y = np.empty((len(x), filters, len(rows), len(columns)))
    for m in range(filters):
        first = m // (filters // group) * channels
        for e, row in enumerate(rows):
            for f, column in enumerate(columns):
                window = x[:, first:first + channels, row:row + height, column:column + width]
                y[:, m, e, f] = (window * w[m]).sum(axis=(1, 2, 3)) + bias[m]
    return y


def _windows_of_two(x):
    """[N,C,H,W] -> [N,C,H/2,W/2,4], without a last odd row or column."""
    height, width = x.shape[2] // 2, x.shape[3] // 2
    x = x[:, :, :2 * height, :2 * width].reshape(*x.shape[:2], height, 2, width, 2)
    return x.transpose(0, 1, 2, 4, 3, 5).reshape(*x.shape[:2], height, width, 4)


def _relu(x):
    return np.maximum(x, 0)


def small_network(path, image):
    c = _constants(path)
    outputs = {}
    x = _relu(_conv(image.astype(np.float64), c["first.weight"], c["first.bias"], (2, 1),
                    (1, 0, 2, 1)))
    outputs["first"] = x
    x = _windows_of_two(x).max(axis=-1)
    x = _relu(_conv(x, c["grouped.weight"], c["grouped.bias"], (1, 1), (1, 1, 1, 1), group=4))
    outputs["grouped"] = x
    # 5 x 8 with a stride of 2: a row is missing on both sides; one column, before the first.
    x = _conv(x, c["depthwise.weight"], c["depthwise.bias"], (2, 2), (1, 1, 1, 0), group=24)
    scale, shift, mean, variance = (c[f"norm.{i}"].reshape(-1, 1, 1) for i in range(4))
    x = _relu((x - mean) / np.sqrt(variance + 1e-3) * scale + shift)
    outputs["depthwise"] = x
    x = _conv(x, c["pointwise.weight"], np.zeros(20), (1, 1), (0, 0, 0, 0))
    outputs["conv4"] = x
    x = _windows_of_two(x).mean(axis=-1).reshape(len(x), -1)
    outputs["classifier_Gemm"] = 0.5 * x @ c["classifier.weight"].T + 2 * c["classifier.bias"]
    return outputs


def attention(path, tokens, heads=2):
    c = _constants(path)
    outputs = {}
    x = tokens.astype(np.float64)[0]
    width = x.shape[1] // heads
    for part in "qkv":
        outputs[part] = x @ c[f"{part}.weight"] + c[f"{part}.bias"]
    contexts = []
    for head in range(heads):
        q, k, v = (outputs[part][:, head * width:(head + 1) * width] for part in "qkv")
        scores = q @ k.T
        outputs[f"scores.{head}"] = scores
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        contexts.append(shares @ v)
        outputs[f"context.{head}"] = contexts[-1]
    outputs["dense"] = _relu((np.concatenate(contexts, axis=1) + x) @ c["dense.weight"])
    return outputs
