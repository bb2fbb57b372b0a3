# SPDX-License-Identifier: Apache-2.0
"""The files of the report: all of them complete, or none."""

import contextlib
import os

from report.failure import ReportFailure
from report.page import plot_svg_file
from report.plot import NAMES

SUFFIX = ".html"


class Output:
    """The page's file and, beside it under its name, the folder of its plots."""

    def __init__(self, page):
        """Raises ReportFailure if they cannot be there, or if results would be lost."""
        self.page = page
        self._folder, suffix = os.path.splitext(page)
        if suffix.lower() != SUFFIX:
            raise ReportFailure(f"--out {page}: the page's name has to end in {SUFFIX}")
        if os.path.lexists(page) and not os.path.isfile(page):
            raise ReportFailure(f"{page}: is no file; give another --out")
        self._check_folder()

    def _check_folder(self):
        above = self._folder
        while not os.path.lexists(above):
            above = os.path.dirname(above) or "."
        if not os.path.isdir(above):
            raise ReportFailure(f"{above}: is no directory; give another --out")
        if os.path.exists(os.path.join(self._folder, "summary.json")):
            raise ReportFailure(f"{self._folder}: plots would go there, where results are; give "
                                "another --out")
        for name in sorted(NAMES):
            picture, table = self._files(name)
            if os.path.isdir(picture) or os.path.isdir(table) or \
                    (os.path.exists(table) and not os.path.exists(picture)):
                raise ReportFailure(f"{table}: is no plot's; give another --out, or remove it")

    def _files(self, name):
        """Of a plot. The picture comes first and goes last, so that no table is without one."""
        stem = os.path.join(self._folder, name)
        return f"{stem}.svg", f"{stem}.csv"

    def write(self, text, plots):
        """Writes the page and the plots, and removes plots of an earlier page that it has not."""
        contents = {}
        for plot in plots:
            contents |= zip(self._files(plot.name), (plot_svg_file(plot), plot.table.csv()))
        contents[self.page] = text
        with contextlib.ExitStack() as cleanup:
            folders = _make_folders(self._folder, cleanup)
            asides = {file: _aside(file, cleanup) for file in contents}
            for file, content in contents.items():
                with _told(file), open(asides[file], "w", encoding="utf-8", newline="\n") as stream:
                    stream.write(content)
            self._remove_others(contents)
            for file, aside in asides.items():
                with _told(file):
                    os.replace(aside, file)
            folders.pop_all()

    def _remove_others(self, contents):
        for name in NAMES:
            picture, table = self._files(name)
            if picture not in contents and os.path.exists(table):
                for file in (table, picture):
                    with _told(file):
                        os.remove(file)


def _make_folders(folder, cleanup):
    """Returns the stack that removes what was made."""
    undo = cleanup.enter_context(contextlib.ExitStack())
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder) or "."
    for name in reversed(missing):
        with _told(name):
            os.mkdir(name)
        undo.callback(_quietly, os.rmdir, name)
    return undo


def _aside(file, cleanup):
    """Where a file is written until all are complete."""
    folder, name = os.path.split(file)
    aside = os.path.join(folder, f".{name}.{os.getpid()}.partial")
    cleanup.callback(_quietly, os.remove, aside)
    return aside


def _quietly(action, file):
    with contextlib.suppress(OSError):
        action(file)


@contextlib.contextmanager
def _told(file):
    """An error of the system is told of this file, whatever stands in its place meanwhile."""
    try:
        yield
    except OSError as error:
        raise ReportFailure(f"{file}: {error.strerror}") from error
