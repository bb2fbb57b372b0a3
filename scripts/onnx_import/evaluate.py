# SPDX-License-Identifier: Apache-2.0
"""Computes a model's tensors: with ONNX's reference evaluator where it is installed (onnx 1.13 or
later), else operator by operator in numpy."""

import numpy as np
import onnx
import onnx.helper

from onnx_import.failure import ImportFailure, is_foreign, label, one_line
from onnx_import.operators import OPERATORS, NotEvaluated, settled_attributes

try:
    from onnx.reference import ReferenceEvaluator
except ImportError:
    ReferenceEvaluator = None


def evaluate_node(node, values, opset):
    """The outputs of a node, as a list. `values` has None for an input that is left out.
    Raises NotEvaluated."""
    operator = OPERATORS.get(node.op_type)
    if operator is None or is_foreign(node):
        raise NotEvaluated("the operator is not known")
    try:
        result = operator(values, settled_attributes(node), opset)
    except NotEvaluated:
        raise
    except Exception as error:  # of numpy or a missing attribute: operands that do not go together
        raise NotEvaluated(one_line(error)) from None
    outputs = result if isinstance(result, list) else [result]
    if len(outputs) < len([name for name in node.output if name]):
        raise NotEvaluated("only its first output can be computed")
    return [np.asarray(output) for output in outputs]


def evaluate(graph, inputs, wanted):
    """The wanted tensors of a graph, {name: array}. Nodes that they do not depend on are not
    evaluated. Raises ImportFailure naming the first operator that cannot be."""
    nodes = _needed(graph, wanted)
    if ReferenceEvaluator is not None:
        return _by_reference(graph, nodes, inputs, wanted)
    last_reader = {name: i for i, node in enumerate(nodes) for name in node.input}
    values = dict(inputs)
    for i, node in enumerate(nodes):
        operands = [_value(graph, values, name) for name in node.input]
        try:
            outputs = evaluate_node(node, operands, graph.opset)
        except NotEvaluated as error:
            raise ImportFailure(f"--calibrate: {label(node)} cannot be evaluated: {error}"
                                ) from None
        values.update(zip(node.output, outputs))
        for name in {*node.input, *node.output}:
            if last_reader.get(name, i) <= i and name not in wanted:
                values.pop(name, None)
    return {name: _value(graph, values, name) for name in wanted}


def _value(graph, values, name):
    return values.get(name, graph.constants.get(name)) if name else None


def _needed(graph, wanted):
    needed = set(wanted)
    nodes = []
    for node in reversed(graph.nodes):
        if needed.intersection(node.output):
            if any(a.HasField("g") or a.graphs for a in node.attribute):
                raise ImportFailure(f"--calibrate: {label(node)} cannot be evaluated: it holds "
                                    "graphs of its own")
            nodes.append(node)
            needed.update(node.input)
    return nodes[::-1]


def _by_reference(graph, nodes, inputs, wanted):
    """One node after the other as well, so that an error can name it."""
    values = dict(inputs)
    for node in nodes:
        names = [name for name in node.input if name]
        feeds = {name: _value(graph, values, name) for name in names}
        outputs = [name for name in node.output if name]
        unknown = onnx.TypeProto()
        model = onnx.helper.make_model(
            onnx.helper.make_graph(
                [node], "node", [onnx.helper.make_value_info(name, unknown) for name in feeds],
                [onnx.helper.make_value_info(name, unknown) for name in outputs]),
            opset_imports=[onnx.helper.make_opsetid("", graph.opset)])
        try:
            results = ReferenceEvaluator(model).run(outputs, feeds)
        except Exception as error:  # it raises whatever its operators do
            raise ImportFailure(f"--calibrate: {label(node)} cannot be evaluated: "
                                + one_line(error)) from None
        values.update(zip(outputs, (np.asarray(result) for result in results)))
    return {name: _value(graph, values, name) for name in wanted}
