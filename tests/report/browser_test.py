# SPDX-License-Identifier: Apache-2.0
"""The page in headless Chromium: no request to any network, no error, no scrolling sideways."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from support import ReportTest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)
DESKTOP, PHONE = 1280, 390
OWN = "not an origin"  # what Chromium calls the initiator of requests of its own
SMALLEST_SCALE = 0.8  # of plots: their 11 px are legible down to it

# Asks the page, which is in a frame as wide as the screen to be tried, for its measures.
FRAME = """<!DOCTYPE html><title>frame</title>
<iframe src="%s" style="width:%dpx;height:900px;border:0"></iframe>
<pre id="answer"></pre>
<script>addEventListener("message", event => {
  document.getElementById("answer").textContent = event.data;
});</script>"""
PROBE = """<script>addEventListener("load", () => {
  const plots = [...document.querySelectorAll("figure svg")].filter(svg => svg.clientWidth > 0);
  const cut = [];
  for (const svg of plots) {
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) {
      const place = text.getBoundingClientRect();
      if (place.left < box.left - 2 || place.right > box.right + 2 ||
          place.top < box.top - 2 || place.bottom > box.bottom + 2) cut.push(text.textContent);
    }
  }
  parent.postMessage(JSON.stringify({
    inner: innerWidth, page: document.scrollingElement.scrollWidth, plots: plots.length, cut: cut,
    hidden: [...document.querySelectorAll(".dense")].map(
      table => table.scrollWidth - table.parentElement.clientWidth),
    figures: document.querySelectorAll("figure.plot").length,
    scale: Math.min(...plots.map(svg => svg.clientWidth / svg.viewBox.baseVal.width)),
    ink: getComputedStyle(document.body).color,
    paper: getComputedStyle(document.body).backgroundColor}), "*");
});</script>"""


class Visit:
    """What became of opening a file."""

    def __init__(self, file, folder, *options):
        log = pathlib.Path(folder) / "net-log.json"
        with tempfile.TemporaryDirectory(dir=folder) as profile:
            result = subprocess.run(
                [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
                 f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND",
                 f"--log-net-log={log}", "--enable-logging=stderr", "--virtual-time-budget=20000",
                 *options, "--dump-dom", pathlib.Path(file).as_uri()],
                capture_output=True, text=True, check=True, timeout=240)
        self.dom = result.stdout
        self.console = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
        self.requests = [event["params"]["url"] for event in json.loads(log.read_text())["events"]
                         if event.get("params", {}).get("initiator", OWN) != OWN]


class BrowserTest(ReportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {}

    def page(self, *names):
        if names not in self.files:
            folders = [self.folder / name for name in names]
            out = self.folder / f"page-{'-'.join(names)}.html"
            self.report(*folders, "--out", out)
            self.files[names] = out
        return self.files[names]

    def measures(self, file, width, *options):
        copy = self.folder / f"copy-{width}.html"
        copy.write_text(file.read_text().replace("</body>", PROBE + "</body>"))
        frame = self.folder / f"frame-{width}.html"
        frame.write_text(FRAME % (copy.name, width))
        dom = Visit(frame, self.folder, "--window-size=1400,1000", *options).dom
        return json.loads(re.search(r'<pre id="answer">(.*?)</pre>', dom, re.S).group(1))

    def test_what_is_looked_for_would_be_found(self):
        file = self.folder / "loud.html"
        file.write_text("<!DOCTYPE html><body><img src='http://example.org/pixel.png'>"
                        "<div style='width:3000px'>wide</div>"
                        "<script>console.error('aloud'); absent();</script></body>")
        visit = Visit(file, self.folder)
        self.assertIn("http://example.org/pixel.png", visit.requests)
        self.assertRegex("\n".join(visit.console), "aloud(.|\n)*absent is not defined")
        measures = self.measures(file, PHONE)
        self.assertGreater(measures["page"], measures["inner"])

    def test_opens_quietly_and_offline(self):
        for names in (("flat",), ("clustered",), ("flat", "clustered")):
            visit = Visit(self.page(*names), self.folder)
            self.assertIn("eyeriss-sim report", visit.dom)
            self.assertEqual(visit.console, [])
            self.assertEqual(visit.requests, [])

    def test_fits_desktop_and_phone(self):
        for names in (("flat",), ("flat", "clustered")):
            for width in (DESKTOP, PHONE):
                with self.subTest(names, width=width):
                    measures = self.measures(self.page(*names), width)
                    self.assertEqual(measures["inner"], width)
                    self.assertLessEqual(measures["page"], width)
                    # Of each plot one variant is to be seen, complete and not too small.
                    self.assertEqual(measures["plots"], measures["figures"])
                    self.assertGreaterEqual(measures["plots"], 8)
                    self.assertGreaterEqual(measures["scale"], SMALLEST_SCALE)
                    self.assertEqual(measures["cut"], [])
                    if width == DESKTOP:
                        hidden, = measures["hidden"]
                        self.assertLessEqual(hidden, 0)

    def test_light_and_dark(self):
        def brightness(colour):
            return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3

        for scheme, is_dark in ((0, True), (1, False)):
            measures = self.measures(self.page("flat"), DESKTOP,
                                     f"--blink-settings=preferredColorScheme={scheme}")
            ink, paper = brightness(measures["ink"]), brightness(measures["paper"])
            self.assertEqual(ink > paper, is_dark)
            self.assertGreater(abs(ink - paper), 150)


if __name__ == "__main__":
    if CHROMIUM:
        unittest.main()
    print("skipped: no Chromium")
