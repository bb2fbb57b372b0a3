# SPDX-License-Identifier: Apache-2.0
"""Imported layers, simulated, against the documented arithmetic and against the real model."""

import unittest

import numpy as np
import onnx

import models
import real_network
import reference
from support import ImportTest


class SimulationTest(ImportTest):

    def check_layers(self, layers):
        """Every simulated ofmap equals the reference, from the imported tensors alone, and no psum
        of it wraps. Returns the real values that the ofmaps stand for."""
        tensors = self.simulate()
        outputs = {}
        for name, layer in layers.items():
            with self.subTest(layer=name):
                psums = reference.exact_psums(
                    layer, *(self.tensor(layer, tensor)
                             for tensor in ("ifmap", "weights", "bias")))
                simulated = np.load(tensors / f"{name}_ofmap.npy")
                np.testing.assert_array_equal(simulated, reference.ofmap(layer, psums))
                self.assertTrue((reference.wrapped(psums) == psums).all(), "a psum wraps")
                outputs[name] = simulated * layer["_ofmap_scale"]
        return outputs

    def check_close(self, outputs, expected, share):
        """Each output is within a share of the greatest expected one."""
        for name, values in expected.items():
            with self.subTest(layer=name):
                error = np.abs(outputs[name] - values.reshape(outputs[name].shape)).max()
                self.assertLess(error, share * np.abs(values).max())

    def import_small_network(self, *arguments):
        models.small_network(self.folder / "net.onnx")
        self.image = np.random.default_rng(3).uniform(-1, 1, (2, 3, 19, 17)).astype(np.float32)
        file = self.save("image.npy", self.image)
        return self.import_model(self.folder / "net.onnx", "--calibrate", file, *arguments)

    def test_convolutions_in_8_bits(self):
        outputs = self.check_layers(self.import_small_network())
        self.check_close(outputs, real_network.small_network(self.folder / "net.onnx", self.image),
                         0.04)

    def test_convolutions_in_16_bits(self):
        outputs = self.check_layers(self.import_small_network("--type", "int16"))
        self.check_close(outputs, real_network.small_network(self.folder / "net.onnx", self.image),
                         0.003)

    def test_attention(self):
        models.attention(self.folder / "net.onnx")
        tokens = np.random.default_rng(5).normal(size=(1, 6, 16)).astype(np.float32)
        layers = self.import_model(self.folder / "net.onnx", "--calibrate",
                                   self.save("tokens.npy", tokens))
        outputs = self.check_layers(layers)
        self.check_close(outputs, real_network.attention(self.folder / "net.onnx", tokens), 0.04)

    def test_synthetic_ifmaps(self):
        """Without calibration no psum wraps either. Sums are long enough to need a shift, and
        what it rounds down does not turn up as zeros behind the ReLU."""
        b = models.ModelBuilder(seed=13)
        x = b.node("Relu", "r1", b.conv("wide", b.input("x", [1, 500, 4, 5]), 60, 500, (3, 3)))
        x = b.node("Relu", "r2", b.conv("long", x, 80, 60, (2, 3)))
        x = b.node("Flatten", "flat", x)
        b.save(self.folder / "net.onnx",
               b.node("Relu", "r3", b.node("Gemm", "fc", x, b.weights("fc.weight", 300, 80),
                                           transB=1)))
        layers = self.import_model(self.folder / "net.onnx", "--type", "int16")
        tensors = self.simulate()
        for name, layer in layers.items():
            with self.subTest(layer=name):
                self.assertGreater(layer["product_shift"], 3)
                ifmap, weights, bias = (np.load(tensors / f"{name}_{tensor}.npy")
                                        for tensor in ("ifmap", "weights", "bias"))
                psums = reference.exact_psums(layer, ifmap, weights, bias)
                simulated = np.load(tensors / f"{name}_ofmap.npy")
                np.testing.assert_array_equal(simulated, reference.ofmap(layer, psums))
                self.assertTrue((reference.wrapped(psums) == psums).all(), "a psum wraps")

                exact = reference.sums(layer, ifmap, weights) / 2.0 ** layer["product_shift"]
                if name != "fc":
                    exact += self.real(f"{name}.bias").reshape(-1, 1, 1) / layer["_bias_scale"]
                self.assertAlmostEqual((simulated == 0).mean(), (exact <= 0).mean(), delta=0.03)

    def one_gemm(self, weights, ifmap):
        b = models.ModelBuilder()
        x = b.input("x", ifmap.shape)
        w = b.constant("w", weights.astype(np.float32))
        b.save(self.folder / "net.onnx", b.node("Gemm", "fc", x, w, transB=1))
        layers = self.import_model(self.folder / "net.onnx", "--calibrate",
                                   self.save("x.npy", ifmap.astype(np.float32)))
        return layers["fc"], self.check_layers(layers)["fc"]

    def test_long_sums(self):
        """The least shift that does, and outputs that are right on average though each of 3000
        products is rounded down."""
        random = np.random.default_rng(17)
        weights, ifmap = random.normal(size=(50, 3000)), random.uniform(0, 1, (4, 3000))
        layer, outputs = self.one_gemm(weights, ifmap)
        real = ifmap @ weights.T
        self.assertLess(np.abs((outputs - real).mean(axis=0)).max(), 0.02 * np.abs(real).max())
        self.assertLess(np.abs((outputs - real).mean()), 0.002 * np.abs(real).max())
        self.assertGreater(layer["product_shift"], 0)
        # With a shift of one less the greatest psum would have left 16 b, or come so near that
        # rounding down might have.
        self.assertGreater(np.abs(outputs / layer["_ofmap_scale"]).max(), (1 << 14) - 3000)

    def test_short_sums(self):
        """What fits without a shift stays exact."""
        layer, _ = self.one_gemm(np.array([[1, -1]]), np.array([[1, -0.5]]))
        self.assertNotIn("product_shift", layer)
        self.assertNotIn("bias", layer)
        self.assertEqual(layer["_ofmap_scale"], layer["_ifmap_scale"] * layer["_weights_scale"])

    def test_rounding_that_would_wrap(self):
        """127 * -127 and 388 times 127 * -1: half the sum is -32703, which fits, but -32897 after
        each product was rounded down. Seven images of zeros keep that out of the average."""
        weights = np.full((1, 389), -1 / 127)
        weights[0, 0] = -1
        ifmap = np.zeros((8, 389))
        ifmap[0] = 1
        layer, _ = self.one_gemm(weights, ifmap)
        self.assertEqual(layer["product_shift"], 2)

    def real(self, name):
        """A constant of the model."""
        return next(onnx.numpy_helper.to_array(t)
                    for t in onnx.load(self.folder / "net.onnx").graph.initializer
                    if t.name == name)


if __name__ == "__main__":
    unittest.main()
