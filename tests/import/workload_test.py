# SPDX-License-Identifier: Apache-2.0
"""What stands in the imported workload, against what the model says."""

import unittest

import numpy as np
import onnx
from onnx import TensorProto, helper

import models
from support import ImportTest


class WorkloadTest(ImportTest):

    def setUp(self):
        super().setUp()
        self.model = self.folder / "net.onnx"

    def shapes(self, layers):
        """The layers without tensors and comments."""
        ignored = ("name", "op", "ifmap", "weights", "bias", "product_shift", "output_shift")
        return {name: {key: value for key, value in layer.items()
                       if key not in ignored and not key.startswith("_")}
                for name, layer in layers.items()}

    def test_shapes(self):
        models.small_network(self.model)
        layers = self.import_model(self.model)
        self.assertEqual(self.workload["name"], "net")
        self.assertEqual(self.workload["batch"], 2)
        self.assertEqual(self.shapes(layers), {
            "first": {"input": {"channels": 3, "height": 19, "width": 17}, "output_channels": 16,
                      "kernel_shape": [3, 3], "strides": [2, 1], "pads": [1, 0, 2, 1],
                      "relu": True},
            "grouped": {"input": {"channels": 16, "height": 5, "width": 8}, "output_channels": 24,
                        "kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "group": 4, "relu": True},
            "depthwise": {"input": {"channels": 24, "height": 5, "width": 8},
                          "output_channels": 24, "kernel_shape": [3, 3], "strides": [2, 2],
                          "pads": [1, 1, 1, 0], "group": 24, "relu": True},
            "conv4": {"input": {"channels": 24, "height": 3, "width": 4}, "output_channels": 20,
                      "kernel_shape": [1, 1]},
            "classifier_Gemm": {"in_features": 40, "out_features": 10}})
        self.assertEqual([layer["op"] for layer in self.workload["layers"]],
                         ["Conv"] * 4 + ["Gemm"])
        # The image and what no ReLU comes before have no zeros.
        self.assertEqual([layer["ifmap"] for layer in self.workload["layers"]],
                         [{"zeros": zeros} for zeros in (0, 0.5, 0.5, 0.5, 0)])

    def test_counts_of_other_operators(self):
        models.small_network(self.model)
        self.import_model(self.model)
        self.assertEqual(self.printed[1:],
                         ["folded into layers: BatchNormalization 1, Clip 1, Relu 2",
                          "evaluated to constants: none",
                          "skipped: AveragePool 1, Flatten 1, MaxPool 1, Softmax 1"])

    def test_matrices_of_attention(self):
        models.attention(self.model)
        layers = self.import_model(self.model, "--batch", 3, "--name", "block")
        dense = {"in_features": 16, "out_features": 16, "rows": 6}
        scores = {"in_features": 8, "out_features": 6, "rows": 2}
        context = {"in_features": 6, "out_features": 8, "rows": 2}
        pairs = [(item, head) for item in range(3) for head in range(2)]
        self.assertEqual(self.shapes(layers), {
            "q": dense, "k": dense, "v": dense,
            **{f"scores.{item}.{head}": scores for item, head in pairs},
            **{f"context.{item}.{head}": context for item, head in pairs},
            "dense": {"in_features": 16, "out_features": 12, "rows": 6, "relu": True}})
        self.assertEqual(layers["scores.0.1"]["weights"], {"zeros": 0})
        self.assertEqual(self.workload_file.name, "block.json")
        self.assertEqual(self.printed[1:], ["folded into layers: Add 3, Relu 1",
                                            "evaluated to constants: none",
                                            "skipped: Add 1, Reshape 4, Softmax 1, Transpose 4"])

    def test_weights_are_within_half_a_step(self):
        for kind, largest, dtype in (("int8", 127, "|i1"), ("int16", 32767, "<i2")):
            with self.subTest(type=kind):
                models.small_network(self.model)
                layers = self.import_model(self.model, "--type", kind)
                stored = self.tensor(layers["grouped"], "weights")
                self.assertEqual(stored.dtype.str, dtype)
                self.assertEqual(np.abs(stored).max(), largest)
                scale = layers["grouped"]["_weights_scale"]
                real = next(onnx.numpy_helper.to_array(t)
                            for t in onnx.load(self.model).graph.initializer
                            if t.name == "grouped.weight")
                self.assertLessEqual(np.abs(stored * scale - real).max(), scale * 0.50001)

    def test_one_axis(self):
        b = models.ModelBuilder()
        x = b.input("signal", [1, 4, 30])
        x = b.conv("conv", x, 6, 2, (5,), group=2, strides=[3], pads=[2, 1])
        b.save(self.model, x)
        layers = self.import_model(self.model)
        self.assertEqual(self.shapes(layers)["conv"],
                         {"input": {"channels": 4, "height": 1, "width": 30},
                          "output_channels": 6, "kernel_shape": [1, 5], "strides": [1, 3],
                          "pads": [0, 2, 0, 1], "group": 2})
        self.assertEqual(self.tensor(layers["conv"], "weights").shape, (6, 2, 1, 5))

    def test_auto_pad(self):
        """8 columns, a kernel of 3, a stride of 2: four outputs need one column of padding."""
        for auto_pad, pads in (("SAME_UPPER", [1, 0, 1, 1]), ("SAME_LOWER", [1, 1, 1, 0]),
                               ("VALID", [0, 0, 0, 0])):
            with self.subTest(auto_pad=auto_pad):
                b = models.ModelBuilder()
                x = b.input("x", [1, 1, 9, 8])
                b.save(self.model, b.conv("conv", x, 1, 1, (3, 3), strides=[2, 2],
                                          auto_pad=auto_pad))
                layer = self.import_model(self.model)["conv"]
                self.assertEqual(layer.get("pads", [0, 0, 0, 0]), pads)

    def test_names(self):
        b = models.ModelBuilder()
        x = b.input("x", [1, 4])
        for name in ("/a b/Gemm:0", "a_b_Gemm_0", "", "..", "n" * 300):
            w = b.weights(f"w{len(b.nodes)}", 4, 4)
            x = b.node("Gemm", name, x, w, output=f"y{len(b.nodes)}")
        b.save(self.model, x)
        self.assertEqual(list(self.import_model(self.model)),
                         ["a_b_Gemm_0", "a_b_Gemm_0-2", "fc3", "fc4", "n" * 80])

    def test_relu_with_another_reader_is_not_folded(self):
        b = models.ModelBuilder()
        x = b.input("x", [1, 2, 5, 5])
        y = b.conv("read_twice", x, 2, 2, (1, 1))
        z = b.node("Add", "sum", y, b.node("Relu", "relu1", y))
        z = b.conv("output", z, 2, 2, (1, 1))
        r = b.node("Relu", "relu2", z)
        b.save(self.model, z, r)
        layers = self.import_model(self.model)
        self.assertNotIn("relu", layers["read_twice"])
        self.assertNotIn("relu", layers["output"])
        self.assertEqual(self.printed[1], "folded into layers: none")
        self.assertEqual(self.printed[3], "skipped: Add 1, Relu 2")

    def test_upper_limit_is_recorded(self):
        b = models.ModelBuilder()
        x = b.conv("conv", b.input("x", [1, 2, 5, 5]), 2, 2, (1, 1))
        x = b.node("Clip", "relu6", x, b.constant("low", np.float32(0)),
                   b.constant("high", np.float32(6)))
        x = b.conv("next", x, 2, 2, (1, 1))
        x = b.node("Clip", "no_relu", x, b.constant("minus", np.float32(-1)))
        b.save(self.model, x)
        layers = self.import_model(self.model)
        self.assertEqual((layers["conv"]["relu"], layers["conv"]["_clip"]), (True, 6))
        self.assertEqual(layers["next"]["ifmap"], {"zeros": 0.5})
        self.assertNotIn("relu", layers["next"])

    def test_zeros_behind_a_concat_of_relus(self):
        b = models.ModelBuilder()
        x = b.input("x", [1, 2, 6, 6])
        y = b.node("Relu", "r1", b.conv("a", x, 2, 2, (1, 1)))
        z = b.node("Relu", "r2", b.conv("b", x, 2, 2, (1, 1)))
        linear = b.conv("c", x, 2, 2, (1, 1))
        both = b.node("MaxPool", "pool", b.node("Concat", "yz", y, z, axis=1),
                      kernel_shape=[2, 2])
        mixed = b.node("Concat", "yl", y, linear, axis=1)
        b.save(self.model, b.conv("d", both, 2, 4, (1, 1)), b.conv("e", mixed, 2, 4, (1, 1)))
        layers = self.import_model(self.model)
        self.assertEqual(layers["d"]["ifmap"], {"zeros": 0.5})
        self.assertEqual(layers["e"]["ifmap"], {"zeros": 0})

    def test_weights_behind_constant_operators(self):
        """Quantised, transposed, passed on, and from a Constant node."""
        b = models.ModelBuilder()
        x = b.input("x", [2, 3])
        levels = np.array([[-127, 64, 1], [0, 5, 9]], np.int8)
        y = b.node("DequantizeLinear", "real", b.constant("levels", levels),
                   b.constant("scale", np.float32(0.25)))
        y = b.node("Identity", "same", b.node("Transpose", "turned", y))
        x = b.node("MatMul", "product", x, y)
        value = helper.make_tensor("v", TensorProto.FLOAT, [2, 2], [1, 2, 3, 4])
        x = b.node("MatMul", "second", x, b.node("Constant", "c", value=value))
        b.save(self.model, x)
        layers = self.import_model(self.model)
        # The greatest level is 127 already: the same integers come back.
        np.testing.assert_array_equal(self.tensor(layers["product"], "weights"), levels)
        self.assertAlmostEqual(layers["product"]["_weights_scale"], 0.25)
        np.testing.assert_array_equal(self.tensor(layers["second"], "weights"),
                                      np.rint(np.array([[1, 3], [2, 4]]) * 127 / 4))
        self.assertEqual(self.printed[2:], ["evaluated to constants: Constant 1, "
                                            "DequantizeLinear 1, Identity 1, Transpose 1",
                                            "skipped: none"])

    def test_constant_on_the_left(self):
        b = models.ModelBuilder()
        x = b.input("x", [1, 5, 7])
        b.save(self.model, b.node("MatMul", "mix", b.weights("w", 3, 5), x))
        layers = self.import_model(self.model)
        self.assertEqual(self.shapes(layers)["mix"],
                         {"in_features": 5, "out_features": 3, "rows": 7})
        self.assertEqual(self.tensor(layers["mix"], "weights").shape, (3, 5))

    def test_shapes_computed_in_the_model(self):
        """x.view(x.size(0), -1), as exporters write it, of an image whose size is open."""
        b = models.ModelBuilder()
        x = b.input("x", ["n", 2, "h", "w"])
        x = b.conv("conv", x, 3, 2, (1, 1))
        size = b.node("Gather", "size", b.node("Shape", "shape", x),
                      b.constant("first", np.array(0)))
        size = b.node("Unsqueeze", "list", size, b.constant("axis", np.array([0])))
        size = b.node("Concat", "wanted", size, b.constant("rest", np.array([-1])), axis=0)
        x = b.node("Reshape", "flat", x, size)
        b.save(self.model, b.node("Gemm", "fc", x, b.weights("w.fc", 4, 60), transB=1))
        layers = self.import_model(self.model, "--input-shape", "x=2,2,5,4")
        self.assertEqual(self.workload["batch"], 2)
        self.assertEqual(self.shapes(layers)["fc"], {"in_features": 60, "out_features": 4})

    def test_foreign_operators_with_a_declared_shape(self):
        b = models.ModelBuilder()
        x = b.node("Strange", "s", b.input("x", [1, 4]), domain="vendor")
        model = b.model(b.node("Gemm", "fc", x, b.weights("w", 4, 3)))
        model.graph.value_info.append(
            helper.make_tensor_value_info("s", TensorProto.FLOAT, [1, 4]))
        onnx.save(model, self.model)
        self.import_model(self.model)
        self.assertEqual(self.printed[3], "skipped: vendor.Strange 1")

    def test_external_data(self):
        b = models.ModelBuilder()
        x = b.input("x", [1, 4])
        model = b.model(b.node("Gemm", "fc", x, b.weights("w", 4, 3)))
        onnx.save(model, self.model)
        expected = self.tensor(self.import_model(self.model)["fc"], "weights")
        onnx.save(model, str(self.model), save_as_external_data=True, size_threshold=0,
                  location="data.bin")
        self.assertTrue((self.folder / "data.bin").exists())
        layer = self.import_model(self.model)["fc"]
        np.testing.assert_array_equal(self.tensor(layer, "weights"), expected)

    def test_sums_too_long_for_psums(self):
        """Of 70,000 products even the roundings do not fit 16 b."""
        b = models.ModelBuilder()
        x = b.input("x", [1, 70000])
        w = b.constant("w", np.full((1, 70000), -1, np.float32))
        b.save(self.model, b.node("Gemm", "fc", x, w, transB=1))
        ones = self.save("x.npy", np.ones((1, 70000), np.float32))
        layer = self.import_model(self.model, "--calibrate", ones)["fc"]
        self.assertEqual(self.printed[0], 'warning: Gemm "fc": psums of 16 b may wrap')
        self.assertIn("_wrap_note", layer)

    def test_limit_that_is_data(self):
        """A Clip whose upper limit the layer computes is no ReLU of it."""
        b = models.ModelBuilder()
        x = b.input("x", [1, 4])
        y = b.node("Gemm", "fc", x, b.weights("w", 4, 1))
        b.save(self.model, b.node("Clip", "clip", x, b.constant("zero", np.float32(0)), y))
        self.assertNotIn("relu", self.import_model(self.model)["fc"])
        self.assertEqual(self.printed[3], "skipped: Clip 1")

    def test_second_import_replaces_the_first(self):
        models.small_network(self.model)
        self.import_model(self.model)
        files = {path: path.read_bytes() for path in self.out.iterdir()}
        self.import_model(self.model)
        self.assertEqual({path: path.read_bytes() for path in self.out.iterdir()}, files)

    def test_exact_products(self):
        """Of machines with psums of 20 b: biases have the scale of the unshifted products, and no
        psum leaves 20 b, not even of 2000 products of equal sign."""
        b = models.ModelBuilder()
        x = b.input("x", [1, 2000])
        w = b.constant("w", b.random.uniform(0.5, 1, (3, 2000)).astype(np.float32))
        bias = b.constant("b", np.array([-3, 0, 5], np.float32))
        b.save(self.model, b.node("Gemm", "fc", x, w, bias, transB=1))
        ones = self.save("x.npy", np.ones((1, 2000), np.float32))
        layer = self.import_model(self.model, "--calibrate", ones, "--psum", 20)["fc"]
        self.assertNotIn("product_shift", layer)
        ifmap, weights, bias = (self.tensor(layer, t).astype(np.int64)
                                for t in ("ifmap", "weights", "bias"))
        psums = ifmap @ weights.T + bias
        self.assertLess(np.abs(psums).max(), 1 << 19)
        self.assertTrue((psums >> layer["output_shift"] <= 127).all())
        self.assertTrue((psums >> (layer["output_shift"] - 1)).max() > 127)
        np.testing.assert_allclose(bias * layer["_bias_scale"], [-3, 0, 5],
                                   atol=layer["_bias_scale"])


if __name__ == "__main__":
    unittest.main()
