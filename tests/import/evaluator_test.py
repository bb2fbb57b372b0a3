# SPDX-License-Identifier: Apache-2.0
"""The importer's operators in numpy against the cases that ONNX itself tests evaluators with."""

import sys
import unittest
import warnings

import numpy as np
from onnx import helper

import support

sys.path.insert(0, str(support.IMPORTER.parent))

from onnx_import.evaluate import evaluate_node
from onnx_import.model_file import opset
from onnx_import.operators import OPERATORS, NotEvaluated

# Why a case may be refused, word for word.
REFUSED = {"it is in training mode", "its input has 3 spatial dimensions", "it makes no numbers",
           "it has dilations", "it pads some axes only, or by negative amounts"}
# MaxPool that also says where its maxima lie; numbers that numpy does not have.
LEFT_OUT = ("test_maxpool_with_argmax", "BFLOAT16")


def onnx_cases():
    """(name, node, opset, inputs, outputs) of the cases of one operator that there is."""
    for name, kind in (("float", float), ("int", int), ("bool", bool), ("object", object)):
        if name not in vars(np):
            setattr(np, name, kind)  # onnx 1.12 makes its cases with names that numpy dropped
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases
        cases = collect_testcases(None)
    for case in cases:
        nodes = case.model.graph.node
        if len(nodes) == 1 and nodes[0].op_type in OPERATORS and not nodes[0].domain \
                and opset(case.model) <= 17 and not any(text in case.name for text in LEFT_OUT):
            names = [value.name for value in case.model.graph.input]
            for inputs, outputs in case.data_sets:
                yield case.name, nodes[0], opset(case.model), dict(zip(names, inputs)), outputs


class EvaluatorTest(unittest.TestCase):

    def test_cases_of_onnx(self):
        seen = set()
        for name, node, version, inputs, outputs in onnx_cases():
            with self.subTest(case=name):
                values = [np.asarray(inputs[i]) if i else None for i in node.input]
                try:
                    with np.errstate(all="ignore"):
                        results = evaluate_node(node, values, version)
                except NotEvaluated as reason:
                    self.assertIn(str(reason), REFUSED)
                    continue
                seen.add(node.op_type)
                for result, expected in zip(results, outputs):
                    expected = np.asarray(expected)
                    self.assertEqual((result.shape, result.dtype),
                                     (expected.shape, expected.dtype))
                    np.testing.assert_allclose(result, expected, rtol=1e-3, atol=1e-5)
        self.assertEqual(set(OPERATORS) - seen, set())

    def check(self, version, op, inputs, expected, **attributes):
        """One operator as earlier opsets had it."""
        node = helper.make_node(op, [f"x{i}" for i in range(len(inputs))], ["y"], **attributes)
        values = [np.array(value, np.float32) for value in inputs]
        result = evaluate_node(node, values, version)[0]
        np.testing.assert_allclose(result, expected, rtol=1e-6)

    def test_earlier_opsets(self):
        matrix = [[1, 2, 3], [4, 5, 6]]
        # All axes from the given one on are one distribution.
        self.check(11, "Softmax", [[[[0, 0], [0, 0]]]], [[[0.25, 0.25], [0.25, 0.25]]], axis=1)
        self.check(13, "Softmax", [[[[0, 0], [0, 0]]]], [[[0.5, 0.5], [0.5, 0.5]]], axis=1)
        self.check(6, "Clip", [[-1, 3, 9]], [0, 3, 6], min=0.0, max=6.0)
        self.check(11, "Squeeze", [[matrix]], matrix, axes=[0])
        self.check(11, "Unsqueeze", [matrix], [[[1, 2, 3]], [[4, 5, 6]]], axes=[1])
        self.check(9, "Slice", [matrix], [[2, 3]], starts=[0, 1], ends=[1, 9], axes=[0, 1])
        self.check(10, "Pad", [matrix], [[7, 1, 2, 3], [7, 4, 5, 6]], pads=[0, 1, 0, 0], value=7.0)
        self.check(11, "ReduceSum", [matrix], [6, 15], axes=[1], keepdims=0)
        self.check(11, "Dropout", [[1, 2]], [1, 2], ratio=0.5)


if __name__ == "__main__":
    unittest.main()
