# SPDX-License-Identifier: Apache-2.0
"""The import from arguments to files."""

import collections
import os

import numpy as np

from onnx_import import workload
from onnx_import.calibration import read_inputs
from onnx_import.evaluate import evaluate
from onnx_import.failure import ImportFailure, quoted
from onnx_import.graph import Graph
from onnx_import.input_shapes import settle_input_shapes
from onnx_import.layer import Operand
from onnx_import.layers import find_layers, listed, plain_name
from onnx_import.model_file import read_model
from onnx_import.output_folder import OutputFolder
from onnx_import.quantise import quantise


def run(arguments):
    """Imports a model. Returns the lines to print. Raises ImportFailure."""
    if arguments.psum == 20 and arguments.type != "int8":
        raise ImportFailure("--psum 20: those machines have words of 8 b; give --type int8")
    if not arguments.out:
        raise ImportFailure("--out: is empty; give a folder")
    model = read_model(arguments.model)
    inputs = read_inputs(model.graph, arguments.calibrate)
    given = dict(arguments.input_shape)
    for name, array in inputs.items():
        if given.setdefault(name, array.shape) != array.shape:
            raise ImportFailure(f"--input-shape {name}: differs from that of --calibrate")
    batch, shapes = settle_input_shapes(model.graph, arguments.batch, given)
    graph = Graph(arguments.model, model)
    layers, folded, skipped = find_layers(graph, batch)
    values = _calibrate(graph, layers, inputs) if arguments.calibrate else {}

    stem = os.path.splitext(os.path.basename(arguments.model))[0]
    name = arguments.name or plain_name(stem, "model")
    source = f"{os.path.basename(arguments.model)}, imported as {arguments.type}"
    for calibration in arguments.calibrate:
        source += f", calibrated with {os.path.basename(calibration)}"
    warnings = []
    with OutputFolder(arguments.out) as folder:
        entries = [_write_layer(arguments, name, graph, layer, values, folder, warnings)
                   for layer in layers]
        content = workload.text(name, batch, source, entries)
        folder.write(name + ".json", lambda file: file.write(content.encode()))
        folder.publish()
    ops = collections.Counter(layer.shape["op"] for layer in layers)
    return [*warnings,
            f"wrote {os.path.join(arguments.out, name + '.json')}: {len(layers)} layers, "
            f"{listed(ops)}; batch {batch}",
            f"folded into layers: {listed(folded)}",
            f"evaluated to constants: {listed(graph.folded)}",
            f"skipped: {listed(skipped)}"]


def _calibrate(graph, layers, inputs):
    wanted = {layer.ifmap.tensor for layer in layers}
    wanted |= {layer.weights.tensor for layer in layers if isinstance(layer.weights, Operand)}
    values = evaluate(graph, inputs, wanted)
    for name, value in values.items():
        if value is None or value.dtype.kind not in "fiub":
            raise ImportFailure(f"--calibrate: {quoted(name)} has no value")
        if not np.isfinite(value).all():
            raise ImportFailure(f"--calibrate: {quoted(name)} holds NaN or infinity")
        if name in graph.shapes and value.shape != graph.shapes[name]:
            raise ImportFailure(f"--calibrate: {quoted(name)} has shape {list(value.shape)}, "
                                f"inferred were {list(graph.shapes[name])}")
    return values


def _operand(operand, values):
    return operand.view(values[operand.tensor]).astype(np.float64) if values else None


def _write_layer(arguments, name, graph, layer, values, folder, warnings):
    zeros = workload.assumed_zeros(graph, layer)
    weights = layer.weights
    if isinstance(weights, Operand):
        weights = _operand(weights, values)
    word_bits = 8 if arguments.type == "int8" else 16
    quantised = quantise(layer, _operand(layer.ifmap, values), weights, word_bits, arguments.psum,
                         zeros)
    if quantised.may_wrap:
        warnings.append(f"warning: {layer.title}: psums of {arguments.psum} b may wrap")

    def store(tensor, integers):
        file_name = f"{name}_{layer.name}_{tensor}.npy"
        file_type = None if tensor == "bias" else workload.FILE_TYPES[arguments.type]
        array = np.ascontiguousarray(workload.stored(integers, file_type))
        folder.write(file_name, lambda file: np.save(file, array, allow_pickle=False))
        return file_name

    return workload.entry(layer, quantised, zeros, store)
