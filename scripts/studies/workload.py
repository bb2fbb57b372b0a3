# SPDX-License-Identifier: Apache-2.0
"""A network, and the parts of it that a study sums up."""

import pathlib

from studies.failure import Failure
from studies.files import PROJECT, is_file, read_json


def is_depthwise(layer):
    return layer["op"] == "Conv" and layer.get("group", 1) > 1 and \
        layer["group"] == layer["input"]["channels"]


PARTS = {
    "all": lambda layer: True,
    "CONV": lambda layer: layer["op"] == "Conv",
    "depthwise": is_depthwise,
    "FC": lambda layer: layer["op"] == "Gemm",
}


class Workload:
    """A network of the project by name, or a workload file."""

    def __init__(self, text):
        self.file = pathlib.Path(text) if is_file(text) else \
            PROJECT / "workloads" / f"{text}.json"
        document = read_json(self.file)
        try:
            self.name = document["name"]
            self.layers = [layer["name"] for layer in document["layers"]]
            # Names of the layers by part; parts without layers are absent.
            self.parts = {part: names for part, belongs in PARTS.items() if (names := [
                layer["name"] for layer in document["layers"] if belongs(layer)])}
        except (KeyError, TypeError) as error:
            raise Failure(f"{self.file}: is no workload ({error!r})") from error
