# SPDX-License-Identifier: Apache-2.0
"""Whatever is wrong: one line on stderr, exit status 2, nothing written."""

import os
import unittest

import numpy as np
import onnx
from onnx import TensorProto, helper

import models
from support import ImportTest


class BadInputTest(ImportTest):

    def setUp(self):
        super().setUp()
        self.model = self.folder / "net.onnx"

    def check(self, *arguments, says):
        """The importer fails and names what is wrong."""
        before = sorted(self.folder.rglob("*"))
        result = self.run_importer(*arguments, "--out", self.out / "deep")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.startswith("import_onnx.py: error: "), result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for words in [says] if isinstance(says, str) else says:
            self.assertIn(words, result.stderr)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def gemm(self, **attributes):
        """A model of one Gemm, as a builder and its output."""
        b = models.ModelBuilder()
        x = b.input("x", [1, 4])
        return b, b.node("Gemm", "fc", x, b.weights("w", 4, 3), **attributes)

    def conv(self, filters=2, channels=3, kernel=(3, 3), shape=(1, 3, 8, 8), **attributes):
        b = models.ModelBuilder()
        b.save(self.model, b.conv("conv1", b.input("x", shape), filters, channels, kernel,
                                  **attributes))

    # Files

    def test_missing_file(self):
        self.check(self.folder / "none.onnx", says=["none.onnx", "No such file"])

    def test_directory(self):
        self.check(self.folder, says="Is a directory")

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_unreadable_file(self):
        self.conv()
        self.model.chmod(0)
        self.check(self.model, says="Permission denied")

    def test_empty_file(self):
        self.model.write_bytes(b"")
        self.check(self.model, says="is no ONNX model")

    def test_text_file(self):
        self.model.write_text('{"name": "a workload"}\n')
        self.check(self.model, says="is no ONNX model")

    def test_cut_off_anywhere(self):
        self.conv()
        data = self.model.read_bytes()
        for length in range(1, len(data), 23):
            with self.subTest(length=length):
                self.model.write_bytes(data[:length])
                self.check(self.model, says="net.onnx")

    def test_opset_too_new(self):
        b, y = self.gemm()
        b.opset = 9999
        b.save(self.model, y)
        self.check(self.model, says=["opset 9999 is too new", onnx.__version__])

    def test_opset_too_old(self):
        b, y = self.gemm()
        b.opset = 6
        b.save(self.model, y)
        self.check(self.model, says="opset 6 is too old")

    def test_opset_absent(self):
        b, y = self.gemm()
        model = b.model(y)
        del model.opset_import[:]
        onnx.save(model, self.model)
        self.check(self.model, says="names no opset")

    def test_operator_that_the_opset_lacks(self):
        b = models.ModelBuilder()
        b.save(self.model, b.node("Frobnicate", "f", b.input("x", [1, 4])))
        self.check(self.model, says="Frobnicate")

    def test_external_data_missing(self):
        b, y = self.gemm()
        onnx.save(b.model(y), str(self.model), save_as_external_data=True, size_threshold=0,
                  location="data.bin")
        (self.folder / "data.bin").unlink()
        self.check(self.model, says=["external data", "data.bin"])

    def test_external_data_cut_off(self):
        b, y = self.gemm()
        onnx.save(b.model(y), str(self.model), save_as_external_data=True, size_threshold=0,
                  location="data.bin")
        (self.folder / "data.bin").write_bytes(b"1234")
        self.check(self.model, says='constant "w" of shape [4,3]')

    def test_no_layers(self):
        b = models.ModelBuilder()
        b.save(self.model, b.node("Relu", "r", b.input("x", [1, 4])))
        self.check(self.model, says=["no Conv, Gemm or MatMul", "Relu 1"])

    # Shapes

    def test_open_dimension(self):
        self.conv(shape=("n", 3, "height", 8))
        self.check(self.model, says=["[n,3,height,8]", "--input-shape x="])

    def test_input_without_a_shape(self):
        self.conv(shape=None)
        self.check(self.model, says="--input-shape x=")

    def test_input_shape_that_does_not_fit(self):
        self.conv(shape=("n", 3, "height", 8))
        self.check(self.model, "--input-shape", "x=1,3,8,9", says=["[1,3,8,9]", "[n,3,height,8]"])
        self.check(self.model, "--input-shape", "x=1,3,8", says=["[1,3,8]", "[n,3,height,8]"])
        self.check(self.model, "--input-shape", "y=1", says=['"y"', "inputs: x"])

    def test_bad_input_shapes(self):
        self.conv()
        for text in ("x", "x=", "=1", "x=1,,2", "x=0", "x=-1", "x=1.5", "x=\u0665"):
            self.check(self.model, "--input-shape", text, says="--input-shape")

    def test_batch_is_fixed(self):
        self.conv()
        self.check(self.model, "--batch", 4, says=['"x" has a batch of 1, not 4'])

    def test_bad_batches(self):
        self.conv()
        for text in ("0", "-1", "x", "1e3", "9999999999"):
            self.check(self.model, f"--batch={text}", says="--batch")

    def test_rows_that_do_not_spread_over_the_batch(self):
        models.attention(self.model)
        self.check(self.model, "--batch", 4, says=["scores", "6 rows", "batch of 4"])

    def test_shape_hidden_by_a_foreign_operator(self):
        b = models.ModelBuilder()
        x = b.node("Strange", "s", b.input("x", [1, 4]), domain="vendor")
        x = b.node("Relu", "r", x)
        b.save(self.model, b.node("Gemm", "fc", x, b.weights("w", 4, 3)))
        self.check(self.model, says=['Gemm "fc"', 'vendor.Strange "s" hides it'])

    # Layers

    def test_dilations(self):
        self.conv(dilations=[2, 1])
        self.check(self.model, says=['Conv "conv1"', "dilations [2,1]"])

    def test_three_axes(self):
        self.conv(kernel=(3, 3, 3), shape=(1, 3, 8, 8, 8))
        self.check(self.model, says=['Conv "conv1"', "one or two axes"])

    def test_channels_that_do_not_go_with_groups(self):
        self.conv(group=2)
        self.check(self.model, says=['Conv "conv1"'])

    def test_kernel_that_does_not_fit(self):
        self.conv(kernel=(9, 3))
        self.check(self.model, says=['Conv "conv1"'])

    def test_negative_pads(self):
        self.conv(pads=[0, -1, 0, 0])
        self.check(self.model, says="pads")

    def test_transposed_input(self):
        b = models.ModelBuilder()
        x = b.input("x", [4, 1])
        b.save(self.model, b.node("Gemm", "fc", x, b.weights("w", 4, 3), transA=1))
        self.check(self.model, says=['Gemm "fc"', "transA"])

    def test_weights_that_are_no_constant(self):
        b = models.ModelBuilder()
        x, w = b.input("x", [1, 4]), b.input("w", [4, 3])
        b.save(self.model, b.node("Gemm", "fc", x, w))
        self.check(self.model, says=['Gemm "fc"', '"w"', "no constant"])

    def test_addends_of_a_whole_matrix(self):
        b = models.ModelBuilder()
        x = b.input("x", [2, 4])
        b.save(self.model, b.node("Gemm", "fc", x, b.weights("w", 4, 3), b.weights("c", 2, 3)))
        self.check(self.model, says=['Gemm "fc"', "[2,3]"])

    def test_weights_that_are_no_numbers(self):
        for value in (np.nan, np.inf, -np.inf):
            with self.subTest(value=value):
                b = models.ModelBuilder()
                w = np.ones((4, 3), np.float32)
                w[1, 2] = value
                b.save(self.model, b.node("Gemm", "fc", b.input("x", [1, 4]), b.constant("w", w)))
                self.check(self.model, says=['Gemm "fc"', '"w"', "NaN or infinity"])

    def test_normalisation_with_a_negative_variance(self):
        b = models.ModelBuilder()
        x = b.conv("conv", b.input("x", [1, 2, 4, 4]), 1, 2, (1, 1))
        rest = [b.constant(f"n{i}", np.array([-1], np.float32)) for i in range(4)]
        b.save(self.model, b.node("BatchNormalization", "norm", x, *rest))
        self.check(self.model, says=['BatchNormalization "norm"', "NaN"])

    # Calibration

    def calibrate(self, array, says):
        self.check(self.model, "--calibrate", self.save("x.npy", array), says=says)

    def test_calibration_that_does_not_fit(self):
        self.conv()
        good = np.zeros((1, 3, 8, 8), np.float32)
        self.calibrate(good[:, :2], says=["[1,2,8,8]", "[1,3,8,8]"])
        self.calibrate(good[0], says=["[3,8,8]", "[1,3,8,8]"])
        self.calibrate(good[:0], says="empty")
        self.calibrate(good.astype(np.uint8), says=["uint8", "float32"])
        self.calibrate(good + np.float32(np.nan), says="NaN")
        self.calibrate(np.full_like(good, 1e300, np.float64), says="infinity")

    def test_calibration_that_cannot_be_read(self):
        self.conv()
        self.check(self.model, "--calibrate", self.folder / "none.npy", says="No such file")
        text = self.folder / "text.npy"
        text.write_text("1 2 3")
        self.check(self.model, "--calibrate", text, says="text.npy: is no .npy file")
        whole = self.save("x.npy", np.zeros((1, 3, 8, 8), np.float32))
        whole.write_bytes(whole.read_bytes()[:-4])
        self.check(self.model, "--calibrate", whole, says="x.npy: is no .npy file")
        with open(whole, "wb") as file:
            np.save(file, np.array([{}]), allow_pickle=True)
        self.check(self.model, "--calibrate", whole, says="x.npy: is no .npy file")

    def test_calibration_of_several_inputs(self):
        b = models.ModelBuilder()
        x = b.node("Add", "sum", b.input("x", [1, 4]), b.input("y", [1, 4]))
        b.save(self.model, b.node("Gemm", "fc", x, b.weights("w", 4, 3)))
        file = self.save("x.npy", np.zeros((1, 4), np.float32))
        self.check(self.model, "--calibrate", file, says="inputs: x, y")
        self.check(self.model, "--calibrate", f"x={file}", says='"y" is missing')
        self.check(self.model, "--calibrate", f"x={file}", "--calibrate", f"x={file}",
                   says="twice")

    def test_operator_that_cannot_be_evaluated(self):
        b = models.ModelBuilder()
        x = b.node("Strange", "s", b.input("x", [1, 4]), domain="vendor")
        model = b.model(b.node("Gemm", "fc", x, b.weights("w", 4, 3)))
        model.graph.value_info.append(
            helper.make_tensor_value_info("s", TensorProto.FLOAT, [1, 4]))
        onnx.save(model, self.model)
        self.calibrate(np.zeros((1, 4), np.float32), says='vendor.Strange "s" cannot be evaluated')

    # Usage and output

    def test_usage(self):
        self.conv()
        self.check(says="MODEL.onnx")
        self.check(self.model, "--frobnicate", says="--frobnicate")
        self.check(self.model, "--type", "float", says="--type")
        self.check(self.model, "--psum", 20, "--type", "int16", says="--psum 20")
        for name in ("", "..", "a/b", "a b", "n" * 101):
            self.check(self.model, "--name", name, says="--name")

    def test_empty_output(self):
        self.conv()
        result = self.run_importer(self.model, "--out", "")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--out: is empty", result.stderr)

    def test_output_that_cannot_be_written(self):
        self.conv()
        self.out.write_text("a file")
        self.check(self.model, says="cannot be written")
        self.assertEqual(self.out.read_text(), "a file")

    def test_output_in_the_place_of_a_directory(self):
        self.conv()
        taken = self.out / "deep" / "net.json"
        taken.mkdir(parents=True)
        self.check(self.model, says="is a directory")

    def test_faults_leave_nothing_behind(self):
        """A layer that cannot be taken comes after others were."""
        b = models.ModelBuilder()
        x = b.conv("good", b.input("x", [1, 3, 8, 8]), 4, 3, (3, 3))
        b.save(self.model, b.conv("bad", x, 4, 4, (3, 3), dilations=[2, 2]))
        self.check(self.model, says='Conv "bad"')

    def test_help(self):
        result = self.run_importer("--help")
        self.assertEqual(result.returncode, 0)
        for option in ("--out", "--type", "--batch", "--input-shape", "--calibrate", "--name"):
            self.assertIn(option, result.stdout)


if __name__ == "__main__":
    unittest.main()
