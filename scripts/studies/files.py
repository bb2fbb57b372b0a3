# SPDX-License-Identifier: Apache-2.0
"""Where the project keeps what the studies read."""

import json
import pathlib

from studies.failure import Failure

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PUBLISHED = PROJECT / "workloads" / "published" / "eyeriss-v2.json"


def is_file(text):
    """Whether a name on the command line is a file's, by the rule of eyeriss-sim."""
    return "/" in text or text.endswith(".json")


def read_json(file):
    try:
        return json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise Failure(f"{file}: {error}") from error
