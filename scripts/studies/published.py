# SPDX-License-Identifier: Apache-2.0
"""Published figures of Eyeriss v2, for one image."""

from studies.files import PUBLISHED, read_json


class Published:
    """The figures of workloads/published/eyeriss-v2.json."""

    def __init__(self):
        document = read_json(PUBLISHED)
        self.arch = document["arch"]
        self.source = document["source"]
        self.dram = document["dram"]
        self.scaling = document["scaling"]
        self._workloads = {entry["workload"]: entry for entry in document["workloads"]}

    def of(self, workload, machine):
        """By key; nothing if nothing was published, or the machine is not as published."""
        return self._workloads.get(workload.name, {}) if machine.label == self.arch else {}
