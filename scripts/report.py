#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a web page of results of eyeriss-sim, with plots, that opens offline.

Of one directory DIR it writes DIR/report.html, of several a comparison, report.html in the current
directory. Beside the page, a folder of the same name (report) has each plot as SVG and as CSV.

Read are summary.json, and if they are there energy.csv (--trace energy: power over time) and
pes.csv (--trace pes: utilisation and energy of each PE). What is missing is said in its place.
"""

import argparse
import logging
import os
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from report.command import run  # noqa: E402
from report.failure import ReportFailure, one_line  # noqa: E402

STATUSES = """exit status: 0 done; 2 bad input or usage, one line on stderr; 3 a fault of this
program"""


class Parser(argparse.ArgumentParser):
    """Reports an error in one line."""

    def error(self, message):
        raise SystemExit(fail(message))


def fail(message, status=2):
    sys.stderr.write(f"report.py: error: {message}\n")
    return status


def parse_arguments(arguments):
    description, details = __doc__.split("\n\n", 1)
    parser = Parser(description=description, epilog=details + "\n" + STATUSES, allow_abbrev=False,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", metavar="DIR",
                        help="where eyeriss-sim has written its results (--out)")
    parser.add_argument("--out", metavar="FILE", help="the page's file, named *.html (default: "
                        "report.html in DIR; of several, in the current directory)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_arguments(arguments)
    if options.out == "":
        return fail("--out: is empty; give a file")
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of its font cache
    warnings.simplefilter("ignore")
    try:
        page = run(options)
    except ReportFailure as error:
        return fail(one_line(error))
    except ImportError as error:
        return fail(f"{one_line(error)}; Debian's packages python3-numpy and python3-matplotlib "
                    "are needed, and an interpreter that has them")
    except Exception as error:  # whatever it is, it is told in one line
        return fail(f"fault of this program: {type(error).__name__}: {one_line(error)}", 3)
    print(f"report: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
