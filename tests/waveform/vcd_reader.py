# SPDX-License-Identifier: Apache-2.0
"""A reader of VCD files (IEEE 1364-2005, clause 18) that shares nothing with what writes them."""


class Signal:
    """A signal and its values."""

    def __init__(self, name, width):
        self.name = name
        self.width = width
        self.changes = []  # (time, value)

    def spans(self, end):
        """Yields (value, time that it lasts) up to `end`."""
        for (time, value), (until, _) in zip(self.changes, self.changes[1:] + [(end, None)]):
            yield value, until - time

    def time_at(self, value, end):
        """For how long it has a value."""
        return sum(lasts for held, lasts in self.spans(end) if held == value)


class Vcd:
    """A file: `signals` by hierarchical name, `begin` and `end`, all times in ps."""

    def __init__(self, path):
        self.signals = {}
        self._by_code = {}
        self._lines = open(path, encoding="ascii")
        with self._lines:
            self._read_header()
            self._read_changes()

    def _read_header(self):
        scopes = []
        words = (word for line in self._lines for word in line.split())
        for word in words:
            if word == "$enddefinitions":
                assert next(words) == "$end" and not scopes, "scopes must be closed"
                return
            body = []
            for inner in words:
                if inner == "$end":
                    break
                body.append(inner)
            if word == "$scope":
                scopes.append(body[1])
            elif word == "$upscope":
                scopes.pop()
            elif word == "$timescale":
                assert "".join(body) == "1ps", body
            elif word == "$var":
                _, width, code, name = body[:4]
                signal = Signal(".".join(scopes + [name]), int(width))
                assert signal.name not in self.signals, signal.name
                self.signals[signal.name] = self._by_code[code] = signal
            else:
                assert word in ("$date", "$version", "$comment"), word

    def _read_changes(self):
        time = None
        for line in self._lines:
            line = line.strip()
            if not line or line in ("$dumpvars", "$end"):
                continue
            if line[0] == "#":
                new_time = int(line[1:])
                assert time is None or new_time > time, "time goes on"
                if time is None:
                    self.begin = new_time
                time = new_time
            elif line[0] == "b":
                bits, code = line[1:].split()
                self._change(code, time, int(bits, 2))
            else:
                self._change(line[1:], time, int(line[0], 2))
        self.end = time

    def _change(self, code, time, value):
        self._by_code[code].changes.append((time, value))


def text(value):
    """What a signal of characters says."""
    return value.to_bytes(8, "big").lstrip(b"\0").decode("ascii")
