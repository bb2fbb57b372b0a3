# SPDX-License-Identifier: Apache-2.0
"""The one kind of error that a user sees."""


class ReportFailure(Exception):
    """What is wrong with the input, in one line without a full stop."""


def one_line(text):
    """The text as one line of printable characters."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(str(text).split()))
