# SPDX-License-Identifier: Apache-2.0
"""Reads and checks the file of an ONNX model."""

import os

import onnx
import onnx.external_data_helper

from onnx_import.failure import ImportFailure, is_foreign, one_line

# Before opset 7, operators broadcast by attributes of their own.
OLDEST_OPSET = 7


def read_model(path):
    """The model with all its data in memory. Raises ImportFailure."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ImportFailure(f"{path}: {error.strerror or error}") from None
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except Exception:  # protobuf's class of error depends on its version
        raise ImportFailure(f"{path}: is no ONNX model, or is cut off") from None
    if not all(isinstance(text, str) for text in _texts(model)):
        raise ImportFailure(f"{path}: is no ONNX model: it holds text that is not UTF-8")
    if not model.graph.node:
        raise ImportFailure(f"{path}: is no ONNX model: it has no node")
    _check_opset(path, model)
    _load_external_data(path, model)
    return model


def _texts(message):
    """All texts in a protobuf message. Those that are not UTF-8 come as bytes."""
    for field, value in message.ListFields():
        many = value if field.label == field.LABEL_REPEATED else [value]
        if field.type == field.TYPE_STRING:
            yield from many
        elif field.type == field.TYPE_MESSAGE:
            for inner in many:
                yield from _texts(inner)


def opset(model):
    """Version of ONNX's own operators."""
    return next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))


def _check_opset(path, model):
    versions = [o.version for o in model.opset_import if o.domain in ("", "ai.onnx")]
    newest = onnx.defs.onnx_opset_version()
    known = f"known are {OLDEST_OPSET} to {newest} (onnx {onnx.__version__})"
    if not versions:
        raise ImportFailure(f"{path}: names no opset of ONNX's operators; {known}")
    if versions[0] > newest:
        raise ImportFailure(f"{path}: opset {versions[0]} is too new; {known}")
    if versions[0] < OLDEST_OPSET:
        raise ImportFailure(f"{path}: opset {versions[0]} is too old; {known}")


def _load_external_data(path, model):
    directory = os.path.dirname(os.path.abspath(path))
    try:
        onnx.external_data_helper.load_external_data_for_model(model, directory)
    except Exception as error:  # what is raised for a bad entry depends on onnx's version
        name = getattr(error, "filename", None)
        what = f"{name}: {error.strerror}" if name else one_line(error)
        raise ImportFailure(f"{path}: external data cannot be read: {what}") from None


def check_structure(path, model):
    """Runs ONNX's own checker. The model is one whose large constants were taken out."""
    # The format of a file may be newer than the operators in it; what it adds is not used here.
    model.ir_version = min(model.ir_version, onnx.IR_VERSION)
    try:
        onnx.checker.check_model(model)
    except Exception as error:
        # The checker's first lines say what is wrong, the rest prints the node.
        reason = one_line(str(error).split("==>")[0])
        raise ImportFailure(f"{path}: is no valid ONNX model: {reason}") from None


def name_domains(model):
    """Adds a version for domains that nodes use but the model does not name: such operators are
    skipped, and no reason to refuse the rest."""
    named = {o.domain for o in model.opset_import}
    for node in model.graph.node:
        if node.domain not in named and is_foreign(node):
            model.opset_import.append(onnx.helper.make_opsetid(node.domain, 1))
            named.add(node.domain)
