# SPDX-License-Identifier: Apache-2.0
"""Turns real tensors into the machine's integers, and chooses the shifts.

Every tensor has one scale: value = integer * scale. Of a layer,

    psum * s  =  sum(ifmap * weights) + bias,   s = ifmap scale * weights scale * 2^product_shift

and the bias, as the first psum, has scale s, which is that of the ofmap too. eyeriss-v1 shifts
every product before it adds, and its psum wraps modulo 2^16. product_shift is therefore the least
for which no psum at the end of its sum can leave 16 b. (In between it may: sums modulo 2^16 do not
care.) With real ifmaps, "can" means: the exact sums of these ifmaps, divided by 2^product_shift,
less one for every product that is not zero, since the shift rounds down. Without them, it means:
any ifmap of 0..15, as eyeriss-sim draws synthetic ones.

Rounding every product down shifts all outputs by almost half a unit per product. What that makes
on average of a filter is added to its bias, so that the outputs of a layer, and with a ReLU its
zeros, are those of the model. It is measured on a sample of the real ifmaps, or computed for
synthetic ones.

Machines with psums of 20 b keep products exact: product_shift is 0 and the weights are made
coarser, bit by bit, if a psum would leave 20 b. Their output_shift is the least that brings all
outputs of the real ifmaps into int8.
"""

import dataclasses
import typing

import numpy as np

from onnx_import.windows import conv2d, sample_windows

# What eyeriss-sim draws for tensors without a file.
SYNTHETIC_IFMAP = np.arange(1, 16)
SYNTHETIC_WEIGHT = 7
# Without calibration: the value of the largest synthetic ifmap word.
ASSUMED_LARGEST = 1.0

MAX_SHIFT = 31

# Products in the sample that measures how the shift rounds.
SAMPLED_PRODUCTS = 1 << 26


@dataclasses.dataclass
class Quantised:
    """Integers in int64 with their scales. None: there is no such file."""

    ifmap: typing.Optional[np.ndarray]
    weights: typing.Optional[np.ndarray]
    bias: typing.Optional[np.ndarray]
    ifmap_scale: float
    weights_scale: typing.Optional[float]
    product_shift: int
    output_shift: typing.Optional[int]
    may_wrap: bool

    @property
    def output_scale(self):
        return self.ifmap_scale * self.weights_scale * 2.0 ** self.product_shift


def to_integers(values, largest):
    """(integers from -largest to largest, scale) with the greatest magnitude at the end."""
    peak = float(np.abs(values).max(initial=0))
    scale = peak / largest
    # Nothing but zeros, or values too small to be told from it.
    if scale < np.finfo(np.float64).tiny:
        return np.zeros(values.shape, np.int64), 1.0
    return np.clip(np.rint(values / scale), -largest, largest).astype(np.int64), scale


def quantise(layer, ifmap, weights, word_bits, psum_bits, zeros):
    """
    ifmap    real values in the layer's shape, or None: synthetic ones, of which `zeros` are 0
    weights  real values in the layer's shape, or None: synthetic ones
    """
    largest = (1 << (word_bits - 1)) - 1
    x, ifmap_scale = None, ASSUMED_LARGEST / SYNTHETIC_IFMAP[-1]
    if ifmap is not None:
        x, ifmap_scale = to_integers(ifmap, largest)
    levels = largest
    while True:
        w, weights_scale = None, None
        if weights is not None:
            w, weights_scale = to_integers(weights, levels)
        psums = _Psums(layer, x, w, zeros)
        chosen = None
        for shift in range(MAX_SHIFT + 1 if psum_bits == 16 else 1):
            chosen = _with_shift(layer, psums, ifmap_scale, weights_scale, shift, psum_bits)
            if chosen is not None:
                break
        if chosen is not None or psum_bits == 16 or weights is None or levels == 1:
            break
        levels //= 2
    may_wrap = chosen is None
    if may_wrap:
        shift = psums.likely_shift(psum_bits)
        limit = 1 << (psum_bits - 1)
        bias = _bias(layer, psums, ifmap_scale, weights_scale, shift)
        chosen = (shift, None if bias is None else np.clip(bias, -limit, limit - 1))
    shift, bias = chosen
    output_shift = None
    if x is not None and word_bits == 8:
        output_shift = psums.output_shift(layer, ifmap_scale * weights_scale)
    return Quantised(x, w, bias, ifmap_scale, weights_scale, shift, output_shift, may_wrap)


def _bias(layer, psums, ifmap_scale, weights_scale, shift):
    """The bias in units of the psums with what makes up for the shift's rounding, or None."""
    bias = psums.rounding(shift)
    if layer.bias is not None:
        bias = bias + layer.bias / (ifmap_scale * weights_scale * 2.0 ** shift)
    bias = np.rint(bias)
    return bias if layer.bias is not None or bias.any() else None


def _with_shift(layer, psums, ifmap_scale, weights_scale, shift, psum_bits):
    """(shift, bias) if no psum can wrap with this shift, else None."""
    limit = 1 << (psum_bits - 1)
    low, high = psums.bounds(shift)
    # Cheaper than to compute the bias: no bias makes room for more.
    if (high - low).max() >= 2 * limit:
        return None
    bias = _bias(layer, psums, ifmap_scale, weights_scale, shift)
    first = 0 if bias is None else bias
    fits = (low + first).min() >= -limit and (high + first).max() < limit
    if bias is not None:
        fits = fits and bias.min() >= -limit and bias.max() < limit
    if not fits:
        return None
    return shift, None if bias is None else bias.astype(np.int64)


class _Psums:
    """What is known of a layer's psums, per filter."""

    def __init__(self, layer, x, w, zeros):
        self._layer, self._x, self._w, self._zeros = layer, x, w, zeros
        if x is not None:
            sums = self._sums(x, w)
            self._low, self._high = sums.min(axis=0), sums.max(axis=0)
            self._products = self._sums(x != 0, w != 0).max(axis=0)
        elif w is not None:
            flat = w.reshape(len(w), -1)
            self._low = np.minimum(flat, 0).sum(axis=1) * SYNTHETIC_IFMAP[-1]
            self._high = np.maximum(flat, 0).sum(axis=1) * SYNTHETIC_IFMAP[-1]
            # A product that is not negative rounds to no less than 0.
            self._products = (flat < 0).sum(axis=1)
        else:
            reduced = layer.shape["in_features"]
            self._high = np.full(layer.filters,
                                 reduced * SYNTHETIC_WEIGHT * SYNTHETIC_IFMAP[-1])
            self._low = -self._high
            self._products = np.full(layer.filters, reduced)

    def _sums(self, x, w):
        """Exact sums of unshifted products, [outputs of a filter, filters]. In double precision,
        whose 53 b no sum of less than 2^22 products exceeds."""
        x, w = x.astype(np.float64), w.astype(np.float64)
        if not self._layer.is_conv:
            return x @ w.T
        shape = self._layer.shape
        outputs = conv2d(x, w, shape["strides"], shape["pads"], shape["group"])
        return np.moveaxis(outputs, 1, -1).reshape(-1, len(w))

    def bounds(self, shift):
        """Least and greatest sum of the shifted products."""
        rounding = self._products if shift else 0
        return self._low / 2.0 ** shift - rounding, self._high / 2.0 ** shift

    def likely_shift(self, psum_bits):
        """As if the shift did not round."""
        peak = max(self._high.max(), -self._low.min(), 1)
        return 0 if psum_bits > 16 else max(0, int(np.ceil(np.log2(peak))) - psum_bits + 1)

    def rounding(self, shift):
        """How much the shift takes from a psum on average, per filter."""
        if shift == 0 or self._w is None:
            return np.zeros(self._layer.filters)
        if self._x is None:
            return self._rounding_of_synthetic(shift)
        windows, weights = sample_windows(self._layer, self._x, self._w,
                                          SAMPLED_PRODUCTS // max(self._w.size, 1))
        lost = [np.mean([((window * w) & ((1 << shift) - 1)).sum(axis=1) for window in group],
                        axis=0) for group, w in zip(windows, weights)]
        return np.concatenate(lost) / 2.0 ** shift

    def _rounding_of_synthetic(self, shift):
        """Exactly, from what each weight's products with all ifmap words lose."""
        largest = int(np.abs(self._w).max(initial=0))
        products = np.arange(-largest, largest + 1)[:, None] * SYNTHETIC_IFMAP
        lost = (products & ((1 << shift) - 1)).mean(axis=1) / 2.0 ** shift
        share = 1 - self._zeros
        return share * lost[self._w.reshape(len(self._w), -1) + largest].sum(axis=1)

    def output_shift(self, layer, scale):
        """The least shift that brings the outputs into int8, on machines with exact products."""
        bias = 0 if layer.bias is None else layer.bias / scale
        low = 0 if layer.relu else int(np.floor((self._low + bias).min()))
        high = int(np.ceil((self._high + bias).max()))
        return next((shift for shift in range(MAX_SHIFT)
                     if low >> shift >= -128 and high >> shift <= 127), MAX_SHIFT)
