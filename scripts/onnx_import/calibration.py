# SPDX-License-Identifier: Apache-2.0
"""Reads the inputs that a model is evaluated with."""

import numpy as np

from onnx_import.failure import ImportFailure, dims, quoted
from onnx_import.input_shapes import data_inputs
from onnx_import.shaping import NUMBERS


def read_inputs(graph, arguments):
    """arguments: FILE, or NAME=FILE for each input of the graph.
    Returns {name: array} in the inputs' types. Raises ImportFailure."""
    inputs = {value.name: value for value in data_inputs(graph)}
    arrays = {}
    for argument in arguments:
        name, _, path = argument.partition("=")
        if name not in inputs or not path:
            name, path = "", argument
        if not name and len(inputs) != 1:
            raise ImportFailure(f"--calibrate {argument}: name the input, NAME=FILE; inputs: "
                                + (", ".join(inputs) or "none"))
        name = name or next(iter(inputs))
        if name in arrays:
            raise ImportFailure(f"--calibrate {argument}: input {quoted(name)} is given twice")
        arrays[name] = _read(path, inputs[name])
    missing = [name for name in inputs if name not in arrays]
    if arguments and missing:
        raise ImportFailure(f"--calibrate: input {quoted(missing[0])} is missing")
    return arrays


def _read(path, value):
    try:
        array = np.load(path, allow_pickle=False)
    except OSError as error:
        raise ImportFailure(f"{path}: {error.strerror or 'is no .npy file'}") from None
    except Exception:  # numpy raises many kinds for a file that is not its own
        array = None
    if not isinstance(array, np.ndarray):
        raise ImportFailure(f"{path}: is no .npy file of numbers")
    if 0 in array.shape:
        raise ImportFailure(f"{path}: has shape {dims(array.shape)}, which is empty")
    wanted = NUMBERS.get(value.type.tensor_type.elem_type)
    if wanted is None:
        raise ImportFailure(f"input {quoted(value.name)} of the model is no tensor of numbers")
    kinds = "f" if wanted in (np.float16, np.float32, np.float64) else "b" if \
        wanted is np.bool_ else "iu"
    if array.dtype.kind not in kinds:
        raise ImportFailure(f"{path}: is {array.dtype}, input {quoted(value.name)} wants "
                            f"{np.dtype(wanted)}")
    with np.errstate(all="ignore"):
        converted = array.astype(wanted)
    if kinds == "iu" and not np.array_equal(converted, array):
        raise ImportFailure(f"{path}: has values that are no {np.dtype(wanted)}")
    if kinds == "f" and not np.isfinite(converted).all():
        raise ImportFailure(f"{path}: holds NaN or infinity")
    return converted
