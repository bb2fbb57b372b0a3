# SPDX-License-Identifier: Apache-2.0
"""A machine as the command line of a study names it."""

import dataclasses
import pathlib

from studies.files import is_file


@dataclasses.dataclass(frozen=True)
class Machine:
    """`NAME|FILE[+PATH=VALUE]...`: an architecture, and values of it that are overridden."""

    text: str

    @property
    def arch(self):
        return self.text.split("+")[0]

    @property
    def overrides(self):
        return self.text.split("+")[1:]

    @property
    def base(self):
        """The architecture's name, without folder and overrides."""
        return pathlib.Path(self.arch).name.removesuffix(".json") if is_file(self.arch) \
            else self.arch

    @property
    def label(self):
        return "+".join([self.base, *self.overrides])

    def options(self):
        """For the command line of eyeriss-sim."""
        result = ["--arch", self.arch]
        for override in self.overrides:
            result += ["--set", override]
        return result
