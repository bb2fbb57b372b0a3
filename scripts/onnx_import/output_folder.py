# SPDX-License-Identifier: Apache-2.0
"""Writes a set of files so that all of them appear, or none."""

import os
import shutil
import tempfile

from onnx_import.failure import ImportFailure


class OutputFolder:
    """Files go into a folder aside, inside the real one. publish() moves them; leaving the `with`
    block removes what was not published, and the folders that were made for it."""

    def __init__(self, path):
        self._path = path
        self._made = []
        self._aside = None
        self._names = []
        self._published = False

    def __enter__(self):
        try:
            self._make(os.path.abspath(self._path))
            self._aside = tempfile.mkdtemp(prefix=".import-", dir=self._path)
        except OSError as error:
            self._clean_up()
            raise self._failure(error) from None
        return self

    def __exit__(self, *_):
        self._clean_up()

    def write(self, name, write):
        """Has `write` fill the open binary file of this name."""
        try:
            with open(os.path.join(self._aside, name), "wb") as file:
                write(file)
        except OSError as error:
            raise self._failure(error) from None
        self._names.append(name)

    def publish(self):
        """Moves all files to their place, in the order in which they were written."""
        for name in self._names:
            if os.path.isdir(os.path.join(self._path, name)):
                raise ImportFailure(f"{os.path.join(self._path, name)}: is a directory")
        try:
            for name in self._names:
                os.replace(os.path.join(self._aside, name), os.path.join(self._path, name))
        except OSError as error:
            raise self._failure(error) from None
        self._published = True

    def _failure(self, error):
        return ImportFailure(f"{self._path}: cannot be written: {error.strerror or error}")

    def _make(self, path):
        if not os.path.isdir(path):
            self._make(os.path.dirname(path))
            os.mkdir(path)
            self._made.append(path)

    def _clean_up(self):
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
        if not self._published:
            for path in reversed(self._made):
                try:
                    os.rmdir(path)
                except OSError:
                    pass  # someone else has put something there
