# SPDX-License-Identifier: Apache-2.0
"""The one kind of error that a user sees, and words for messages."""


class ImportFailure(Exception):
    """What is wrong with the input, in one line without a full stop."""


def one_line(text):
    """The text as one line of printable characters, cut where it gets long."""
    words = " ".join(str(text).split())
    line = "".join(c if c.isprintable() else "?" for c in words)
    return line if len(line) <= 400 else line[:400] + "..."


def quoted(text):
    return '"' + (text if len(text) <= 120 else text[:120] + "...") + '"'


def dims(shape):
    """[1,3,224,224]"""
    return "[" + ",".join(str(d) for d in shape) + "]"


def label(node):
    """Conv "conv1", or of a node without a name: Conv that makes "tensor"."""
    op = qualified_op(node)
    if node.name:
        return f"{op} {quoted(node.name)}"
    output = next(iter(node.output), "")
    return f"{op} that makes {quoted(output)}"


def is_foreign(node):
    """Whether the operator is not one of ONNX's own."""
    return node.domain not in ("", "ai.onnx")


def qualified_op(node):
    """The operator's name, with the domain in front if it is not ONNX's own."""
    return f"{node.domain}.{node.op_type}" if is_foreign(node) else node.op_type
