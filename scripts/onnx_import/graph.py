# SPDX-License-Identifier: Apache-2.0
"""A model's graph with constants evaluated, shapes inferred, and who makes and reads what."""

import collections

import numpy as np
import onnx
import onnx.numpy_helper
import onnx.shape_inference

from onnx_import import model_file
from onnx_import.evaluate import NotEvaluated, evaluate_node
from onnx_import.failure import ImportFailure, dims, is_foreign, label, one_line, quoted

# Constants up to this size stay in the model that shapes are inferred of; of larger ones, which
# are no shapes, the inference sees the dimensions alone.
SHAPE_ELEMENTS = 4096


class Graph:
    """
    nodes      the nodes whose results depend on the data, in order
    constants  {name: array}: initialisers and all that follows from them
    shapes     {name: tuple} of the tensors whose shape is known
    folded     Counter of the operators that were evaluated to constants
    """

    def __init__(self, path, model):
        self.opset = model_file.opset(model)
        self.nodes = list(model.graph.node)
        self.constants = _initializers(path, model.graph)
        self.shapes = {}
        self.folded = collections.Counter()
        self.output_names = {value.name for value in model.graph.output}
        self._model = model
        self._inputs = [v for v in model.graph.input if v.name not in self.constants]
        model_file.check_structure(path, self._bare_model())
        self._infer(path)
        self._connect()

    def _connect(self):
        self.producer = {name: node for node in self.nodes for name in node.output if name}
        self.consumers = collections.defaultdict(list)
        self._read_inside = set()  # by the graphs inside If, Loop, Scan
        for node in self.nodes:
            for name in node.input:
                if name:
                    self.consumers[name].append(node)
            self._read_inside.update(_names_read_inside(node))

    def sole_consumer(self, name):
        """The one node that reads the tensor, or None if there are others or it is an output."""
        readers = self.consumers.get(name, [])
        if len(readers) != 1 or name in self.output_names or name in self._read_inside:
            return None
        return readers[0]

    def shape(self, name, node):
        """The shape of a tensor that `node` reads. Raises ImportFailure if it is unknown."""
        if name in self.constants:
            return self.constants[name].shape
        if name not in self.shapes:
            raise ImportFailure(f"{label(node)}: the shape of {quoted(name)} cannot be inferred"
                                + self._unknown_since(name))
        return self.shapes[name]

    def _unknown_since(self, name):
        """Words on the first node on the way to the tensor whose output's shape is unknown."""
        node = self.producer.get(name)
        while node is not None:
            unknown = [i for i in node.input
                       if i and i not in self.shapes and i not in self.constants]
            if not unknown or unknown[0] not in self.producer:
                return f": {label(node)} hides it"
            node = self.producer[unknown[0]]
        return ""

    def _bare_model(self):
        """The graph as it is now, of large constants the dimensions alone. Of the tensors that
        the model itself describes, the outputs of operators that are not ONNX's are kept."""
        bare = onnx.ModelProto(ir_version=self._model.ir_version)
        bare.opset_import.extend(self._model.opset_import)
        graph = bare.graph
        graph.name = self._model.graph.name or "graph"
        graph.node.extend(self.nodes)
        graph.input.extend(self._inputs)
        read = {name for node in self.nodes for name in node.input}
        read.update(name for node in self.nodes for name in _names_read_inside(node))
        for name, value in self.constants.items():
            if name not in read:
                continue
            if value.size <= SHAPE_ELEMENTS:
                graph.initializer.append(onnx.numpy_helper.from_array(np.array(value), name))
            else:
                kind = onnx.numpy_helper.from_array(np.zeros(1, value.dtype)).data_type
                graph.input.append(onnx.helper.make_tensor_value_info(name, kind, value.shape))
        foreign = {name for node in self.nodes for name in node.output if is_foreign(node)}
        described = [*self._model.graph.value_info, *self._model.graph.output]
        graph.value_info.extend(value for value in described if value.name in foreign)
        model_file.name_domains(bare)
        return bare

    def _infer(self, path):
        """Infers shapes and evaluates constants in turns, until neither finds anything new: the
        shape of a tensor may be computed from the shape of another."""
        while True:
            try:
                inferred = onnx.shape_inference.infer_shapes(self._bare_model(), data_prop=True)
            except Exception as error:  # what is raised depends on onnx's version
                raise ImportFailure(f"{path}: shapes cannot be inferred: {one_line(error)}"
                                    ) from None
            graph = inferred.graph
            for value in [*graph.input, *graph.value_info, *graph.output]:
                shape = [d.dim_value for d in value.type.tensor_type.shape.dim]
                has_shape = value.type.tensor_type.HasField("shape")
                if has_shape and all(d > 0 for d in shape):
                    self.shapes[value.name] = tuple(shape)
            if not self._fold():
                return

    def _fold(self):
        """Evaluates the nodes that read constants alone. Returns whether there were any."""
        remaining = []
        for node in self.nodes:
            outputs = self._constant_outputs(node)
            if outputs is None:
                remaining.append(node)
                continue
            self.constants.update(zip(node.output, outputs))
            self.folded[node.op_type] += 1
        found = len(remaining) < len(self.nodes)
        self.nodes = remaining
        return found

    def _constant_outputs(self, node):
        if node.op_type == "Shape" and not is_foreign(node):
            if node.input[0] not in self.shapes:
                return None
            values = [np.broadcast_to(np.float32(0), self.shapes[node.input[0]])]
        elif any(name and name not in self.constants for name in node.input):
            return None
        else:
            values = [self.constants[name] if name else None for name in node.input]
        try:
            return evaluate_node(node, values, self.opset)
        except NotEvaluated:
            return None


def _initializers(path, graph):
    constants = {}
    for tensor in graph.initializer:
        try:
            constants[tensor.name] = onnx.numpy_helper.to_array(tensor)
        except Exception as error:  # what is raised depends on onnx's version
            raise ImportFailure(f"{path}: constant {quoted(tensor.name)} of shape "
                                f"{dims(tensor.dims)} cannot be read: {one_line(error)}") from None
    return constants


def _names_read_inside(node):
    for attribute in node.attribute:
        for graph in [attribute.g, *attribute.graphs]:
            for inner in graph.node:
                yield from inner.input
                yield from _names_read_inside(inner)
