# SPDX-License-Identifier: Apache-2.0
"""A layer of the workload before quantisation."""

import dataclasses
import typing

import numpy as np


@dataclasses.dataclass
class Operand:
    """A tensor of the model, cut and turned as the layer wants it."""

    tensor: str
    view: typing.Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass
class Layer:
    """
    shape    keys of the workload that give op and shape, in the order of the file
    rows     of the ifmap: images of a Conv, rows of a Gemm's batch
    weights  [M,C/group,R,S] or [M,K] in float64, or an Operand: a second activation
    bias     [M] in float64, or None
    output   the tensor of the model that the layer computes, with what was folded into it
    filter_axis  of the output, counted from its end; None if no axis is that of the filters
    """

    name: str
    title: str  # for messages
    shape: dict
    rows: int
    ifmap: Operand
    weights: typing.Union[np.ndarray, Operand]
    bias: typing.Optional[np.ndarray]
    output: str
    filter_axis: typing.Optional[int]
    relu: bool = False
    comments: dict = dataclasses.field(default_factory=dict)

    @property
    def is_conv(self):
        return self.shape["op"] == "Conv"

    @property
    def filters(self):
        return self.shape["output_channels" if self.is_conv else "out_features"]

    @property
    def has_constant_weights(self):
        return isinstance(self.weights, np.ndarray)
