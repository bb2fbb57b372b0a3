# SPDX-License-Identifier: Apache-2.0
"""Operators that slide a window over maps: convolution and pooling, in plain numpy."""

import numpy as np


def settle_pads(auto_pad, pads, sizes, kernel, strides):
    """The pads of a window's operator, [begin of each axis..., end of each axis...].

    auto_pad: NOTSET, VALID, SAME_UPPER or SAME_LOWER, as in ONNX
    """
    axes = range(len(sizes))
    if auto_pad in ("", "NOTSET"):
        return list(pads) if pads else [0] * (2 * len(sizes))
    if auto_pad == "VALID":
        return [0] * (2 * len(sizes))
    outputs = [-(-sizes[i] // strides[i]) for i in axes]
    whole = [max((outputs[i] - 1) * strides[i] + kernel[i] - sizes[i], 0) for i in axes]
    small = [total // 2 for total in whole]
    large = [total - half for total, half in zip(whole, small)]
    return small + large if auto_pad == "SAME_UPPER" else large + small


def _taps(x, kernel, strides, dilations, outputs):
    """For every position in the window the elements of the maps that it meets, (position, view)."""
    for r in range(kernel[0]):
        for s in range(kernel[1]):
            top, left = r * dilations[0], s * dilations[1]
            yield (r, s), x[:, :, top:top + (outputs[0] - 1) * strides[0] + 1:strides[0],
                            left:left + (outputs[1] - 1) * strides[1] + 1:strides[1]]


def _padded(x, pads, value):
    top, left, bottom, right = pads
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=value)


def conv2d(x, weights, strides, pads, group):
    """[N,C,H,W] with [M,C/group,R,S] -> [N,M,E,F], in the type of x."""
    filters, channels, height, width = weights.shape
    x = _padded(x, pads, 0)
    images = x.shape[0]
    outputs = [(x.shape[2] - height) // strides[0] + 1, (x.shape[3] - width) // strides[1] + 1]
    pixels = outputs[0] * outputs[1]
    grouped = weights.astype(x.dtype).reshape(group, filters // group, channels, height, width)
    sums = np.zeros((images, group, filters // group, pixels), x.dtype)
    for (r, s), view in _taps(x, (height, width), strides, (1, 1), outputs):
        sums += grouped[..., r, s] @ view.reshape(images, group, channels, pixels)
    return sums.reshape(images, filters, *outputs)


def pool2d(x, kernel, strides, pads, dilations, ceil_mode, average, count_include_pad=False):
    """Maximum or average of windows over [N,C,H,W]."""
    spans = [dilations[i] * (kernel[i] - 1) + 1 for i in (0, 1)]
    outputs = []
    extended = list(pads)
    for i in (0, 1):
        room = x.shape[2 + i] + pads[i] + pads[2 + i] - spans[i]
        count = (-(-room // strides[i]) if ceil_mode else room // strides[i]) + 1
        # A window must not begin in the padding at the end.
        if ceil_mode and (count - 1) * strides[i] >= x.shape[2 + i] + pads[i]:
            count -= 1
        outputs.append(count)
        extended[2 + i] += max((count - 1) * strides[i] - room, 0)
    if not average:
        taps = _taps(_padded(x, extended, -np.inf), kernel, strides, dilations, outputs)
        result = None
        for _, view in taps:
            result = view.copy() if result is None else np.maximum(result, view)
        return result
    counted = np.ones((1, 1, *x.shape[2:]), x.dtype)
    if count_include_pad:
        beyond = [0, 0, extended[2] - pads[2], extended[3] - pads[3]]
        counted = _padded(_padded(counted, pads, 1), beyond, 0)
    else:
        counted = _padded(counted, extended, 0)
    sums = sum(view for _, view in _taps(_padded(x, extended, 0), kernel, strides, dilations,
                                         outputs))
    counts = sum(view for _, view in _taps(counted, kernel, strides, dilations, outputs))
    return sums / counts


def local_response(x, size, alpha, beta, bias):
    """Normalisation across channels."""
    before = (size - 1) // 2
    channels = x.shape[1]
    squares = np.zeros_like(x)
    for c in range(channels):
        nearby = x[:, max(0, c - before):min(channels, c + size - before)]
        squares[:, c] = (nearby * nearby).sum(axis=1)
    return x / (bias + alpha / size * squares) ** beta


def sample_windows(layer, x, weights, count):
    """At most `count` (and at least 4) windows of a layer's ifmap, evenly spread over its outputs,
    with the weights that they meet: for each group an array [windows, products] and one
    [filters, products]."""
    if not layer.is_conv:
        chosen = _spread(len(x), count)
        return [x[chosen]], [weights]
    shape = layer.shape
    x = _padded(x, shape["pads"], 0)
    kernel, strides, group = shape["kernel_shape"], shape["strides"], shape["group"]
    views = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    views = views[:, :, ::strides[0], ::strides[1]]
    positions = (x.shape[0], *views.shape[2:4])
    image, row, column = np.unravel_index(_spread(np.prod(positions), count), positions)
    windows = views[image, :, row, column]
    grouped = windows.reshape(len(windows), group, -1).swapaxes(0, 1)
    return list(grouped), list(weights.reshape(group, len(weights) // group, -1))


def _spread(total, count):
    return np.unique(np.linspace(0, total - 1, min(total, max(count, 4))).astype(np.int64))
