# SPDX-License-Identifier: Apache-2.0
"""ONNX models with random weights from fixed seeds."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class ModelBuilder:
    """Adds node after node. A node's output is named after the node."""

    def __init__(self, seed=1, opset=13):
        self.random = np.random.default_rng(seed)
        self.opset = opset
        self.nodes, self.initializers, self.inputs = [], [], []

    def input(self, name, shape, kind=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def constant(self, name, value):
        self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weights(self, name, *shape):
        """Normally distributed, so that outputs are about as large as inputs."""
        scale = np.sqrt(2 / max(1, np.prod(shape[1:])))
        return self.constant(name, (self.random.normal(size=shape) * scale).astype(np.float32))

    def node(self, op, name, *inputs, domain="", output=None, **attributes):
        output = output or name
        self.nodes.append(helper.make_node(op, list(inputs), [output], name=name, domain=domain,
                                           **attributes))
        return output

    def conv(self, name, x, filters, channels, kernel, **attributes):
        w = self.weights(name + ".weight", filters, channels, *kernel)
        b = self.constant(name + ".bias",
                          self.random.normal(size=filters).astype(np.float32) * 0.2)
        return self.node("Conv", name, x, w, b, kernel_shape=list(kernel), **attributes)

    def model(self, *outputs):
        graph = helper.make_graph(
            self.nodes, "test", self.inputs,
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
            self.initializers)
        opsets = [helper.make_opsetid("", self.opset)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def save(self, path, *outputs):
        onnx.save(self.model(*outputs), path)


def small_network(path, batch=2):
    """Convolutions of all kinds with pooling between, a normalised one, a Gemm."""
    b = ModelBuilder(seed=7)
    x = b.input("image", [batch, 3, 19, 17])
    x = b.conv("first", x, 16, 3, (3, 3), strides=[2, 1], pads=[1, 0, 2, 1])
    x = b.node("Relu", "first.relu", x)
    x = b.node("MaxPool", "pool", x, kernel_shape=[2, 2], strides=[2, 2])
    x = b.conv("grouped", x, 24, 4, (3, 3), pads=[1, 1, 1, 1], group=4)
    x = b.node("Relu", "grouped.relu", x)
    x = b.conv("depthwise", x, 24, 1, (3, 3), auto_pad="SAME_LOWER", strides=[2, 2], group=24)
    statistics = [b.constant(f"norm.{i}", b.random.uniform(low, high, 24).astype(np.float32))
                  for i, (low, high) in enumerate([(0.5, 1.5), (-0.3, 0.3), (-0.2, 0.2), (0.5, 2)])]
    x = b.node("BatchNormalization", "norm", x, *statistics, epsilon=1e-3)
    x = b.node("Clip", "norm.relu", x, b.constant("zero", np.float32(0)))
    x = b.node("Conv", "", x, b.weights("pointwise.weight", 20, 24, 1, 1), output="pointwise")
    x = b.node("AveragePool", "shrink", x, kernel_shape=[2, 2], strides=[2, 2])
    x = b.node("Flatten", "flat", x)
    x = b.node("Gemm", "/classifier/Gemm", x, b.weights("classifier.weight", 10, 40),
               b.constant("classifier.bias", np.linspace(-0.3, 0.3, 10, dtype=np.float32)),
               output="logits", transB=1, alpha=0.5, beta=2.0)
    x = b.node("Softmax", "probabilities", x)
    b.save(path, x)


def attention(path, heads=2, length=6, width=8):
    """One attention block on `length` tokens, with a residual sum and a Dense layer behind."""
    b = ModelBuilder(seed=11)
    x = b.input("tokens", ["batch", length, heads * width])
    split = b.constant("split", np.array([0, length, heads, width], np.int64))
    merged = b.constant("merged", np.array([0, length, heads * width], np.int64))
    parts = {}
    for part, order in (("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])):
        y = b.node("MatMul", part, x, b.weights(part + ".weight", heads * width, heads * width))
        y = b.node("Add", part + ".sum", y,
                   b.constant(part + ".bias", b.random.normal(size=heads * width)
                              .astype(np.float32)))
        y = b.node("Reshape", part + ".heads", y, split)
        parts[part] = b.node("Transpose", part + ".turned", y, perm=order)
    scores = b.node("MatMul", "scores", parts["q"], parts["k"])
    scores = b.node("Softmax", "softmax", scores, axis=-1)
    y = b.node("MatMul", "context", scores, parts["v"])
    y = b.node("Transpose", "back", y, perm=[0, 2, 1, 3])
    y = b.node("Reshape", "joined", y, merged)
    y = b.node("Add", "residual", y, x)
    y = b.node("MatMul", "dense", y, b.weights("dense.weight", heads * width, 12))
    y = b.node("Relu", "dense.relu", y)
    b.save(path, y)
