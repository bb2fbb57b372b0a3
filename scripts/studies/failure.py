# SPDX-License-Identifier: Apache-2.0
"""Why a study ends without its table."""


class Failure(Exception):
    """Bad input or usage (status 2), or a run that failed (the simulator's status)."""

    def __init__(self, message, status=2):
        super().__init__(message)
        self.status = status
