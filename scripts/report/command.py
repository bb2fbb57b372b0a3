# SPDX-License-Identifier: Apache-2.0
"""From directories of results to the page and its files."""

import os

from report import header, page
from report.failure import ReportFailure
from report.output import Output
from report.plot import MOST_RESULTS
from report.result import read_results

PAGE = "report.html"


def run(arguments):
    """Writes the page and the plots. Returns where the page is. Raises ReportFailure."""
    if len(arguments.directories) > MOST_RESULTS:
        raise ReportFailure(f"{MOST_RESULTS} directories can be compared, not "
                            f"{len(arguments.directories)}")
    results = read_results(arguments.directories)
    output = Output(arguments.out or (PAGE if len(results) > 1 else
                                      os.path.join(results[0].directory, PAGE)))
    from report.contents import make_sections  # takes time, which wrong input need not
    sections = make_sections(results)
    title = results[0].title if len(results) == 1 else "Comparison of results"
    output.write(page.page_html(title, header.header_html(results), sections),
                 page.plots_of(sections))
    return output.page
