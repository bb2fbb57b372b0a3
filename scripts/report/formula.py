# SPDX-License-Identifier: Apache-2.0
"""Arithmetic with paths into summary.json, such as `layers[0].macs / layers[0].cycles.total`."""

import ast
import functools
import operator

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
             ast.Div: operator.truediv}


class Absent(Exception):
    """The results do not have this key, or it is null."""


@functools.lru_cache(maxsize=None)
def _parsed(text):
    return ast.parse(text, mode="eval").body


def evaluate(text, document):
    """
    Args:
        text: numbers, paths, + - * / and brackets
        document: the parsed summary.json
    Raises:
        Absent: if a path leads nowhere or a divisor is 0
    """
    return _value(_parsed(text), document, text)


def _value(node, document, text):
    if isinstance(node, ast.BinOp):
        left, right = (_value(side, document, text) for side in (node.left, node.right))
        try:
            return OPERATORS[type(node.op)](left, right)
        except ZeroDivisionError as error:
            raise Absent(text) from error
        except TypeError as error:
            raise Absent(text) from error
    if isinstance(node, ast.Constant):
        return node.value
    try:
        value = _lookup(node, document)
    except (KeyError, IndexError, TypeError) as error:
        raise Absent(text) from error
    if value is None:
        raise Absent(text)
    return value


def _lookup(node, document):
    if isinstance(node, ast.Name):
        return document[node.id]
    if isinstance(node, ast.Attribute):
        return _lookup(node.value, document)[node.attr]
    return _lookup(node.value, document)[ast.literal_eval(node.slice)]
