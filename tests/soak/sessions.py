"""Many visitors for a long time: answer times and memory, and what stays when they have gone.

`make soak` runs this; a short form: ``PYTHONPATH=tests python tests/soak/sessions.py --sessions 4
--minutes 1 --visits 30``. It fails if memory grows after the first visitors by more than the share
and the bytes below, or if outlines or folders of uploads stay.
"""

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import expect, sync_playwright
from support import uploading
from support.paths import SAMPLE
from support.screen import settle
from support.server import CHROMIUM, PATIENCE_S, SWITCHES, running
from support.worlds import write_city

from geo.core.i18n import say
from geo.publish.maps.assets import STATIC

PAGES = 5
AT_ONCE = 10  # visitors of the second part, who come and go together
OWN_CITY = 10  # every tenth of them brings a city
TTL_S = 16  # until Streamlit forgets who has gone; ours is shorter
SETTLING_S = 40
GROWTH = 0.10  # of the memory after the first ten
GROWTH_BYTES = 64 * 2**20  # what the allocator keeps


def main():
    expect.set_options(timeout=PATIENCE_S * 1000)
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sessions", type=int, default=20, help="browsers at once")
    asked.add_argument("--minutes", type=float, default=10, help="for how long they click")
    asked.add_argument("--visits", type=int, default=200, help="browsers opened and closed after")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder))
        with soak.serving(), sync_playwright() as playwright:
            soak.chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            soak.click(told.sessions, told.minutes * 60)
            soak.come_and_go(told.visits)
            soak.chromium.close()
            soak.look_for_leavings()
    for issue in soak.issues:
        print(f"FAULT {issue}")
    sys.exit(bool(soak.issues))


class Soak:
    """A server under load, and what was seen of it."""

    def __init__(self, folder):
        self.folder = folder
        self.city = write_city(folder / "city")
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.issues = []

    @contextmanager
    def serving(self):
        settings = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(TTL_S)}
        # What is brought is kept for hours; here it goes with its page, so that what stays is seen.
        settings |= {"YIPAN_KEEP_HOURS": "0", "TMPDIR": str(self.temporary)}
        log = self.folder / "log.txt"
        with running(SAMPLE, log, **settings) as (process, address):
            self.process, self.address = psutil.Process(process.pid), address
            yield
        if "Traceback" in log.read_text() or "failed" in log.read_text():
            self.issues.append(f"the server's log tells of an error:\n{log.read_text()[-2000:]}")

    def click(self, sessions, seconds):
        """Have visitors go from page to page, all at once."""
        pages = [self.open() for _ in range(sessions)]
        for page in pages:
            settle(page)
        end, first, turn = time.monotonic() + seconds, None, 0
        while time.monotonic() < end:
            times = []
            for at, page in enumerate(pages):
                page.get_by_test_id("stSidebarNavLink").nth((turn + at) % PAGES).click()
                times.append(time.monotonic())
            for at, page in enumerate(pages):
                settle(page)
                self.look_for_issues(page)
                times[at] = time.monotonic() - times[at]
            turn += 1
            self.tell(f"round {turn}, {sessions} at once", times)
            if turn == PAGES:  # each has seen each page
                first = self.memory()
        if first:
            self.compare(first, "while they clicked")
        for page in pages:
            page.context.close()

    def come_and_go(self, visits):
        """Open and close browsers; some of them bring a city of their own."""
        first = None
        for begun in range(0, visits, AT_ONCE):
            starts = time.monotonic()
            pages = [self.open() for _ in range(min(AT_ONCE, visits - begun))]
            for page in pages:
                settle(page)
                self.look_for_issues(page)
            took = (time.monotonic() - starts) / len(pages)
            self.bring(pages[0])
            for page in pages:
                page.context.close()
            self.tell(f"{begun + len(pages)} came and went", [took])
            if first is None:
                time.sleep(SETTLING_S)
                first = self.memory()
        time.sleep(SETTLING_S)
        self.compare(first, "while visitors came and went")

    def bring(self, page):
        """Bring a small city and look at it."""
        uploading.begin(page, "zh")
        uploading.upload(page, self.city / "boundaries" / "communities.geojson")
        uploading.bring(page, "zh", "records", self.city / "records" / "records.csv")
        uploading.say_system(page, "zh")
        uploading.run(page, "zh")

    def look_for_leavings(self):
        """All visitors have gone: the outlines of the server's own city are left, and no upload."""
        layers = list((STATIC / "layers").rglob("*.json"))
        held = psutil.Process(self.process.pid).open_files()
        own = {str(Path(file.path).parent) for file in held if file.path.endswith(".lock")}
        layers = [path for path in layers if any(str(path).startswith(folder) for folder in own)]
        uploads = list(self.temporary.rglob("city.toml"))
        print(f"left: {len(layers)} layers, {len(uploads)} folders of uploads")
        if len(layers) > 1 or uploads:
            self.issues.append(f"left behind: {layers[1:]} {uploads}")

    def open(self):
        page = self.chromium.new_context().new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.goto(f"{self.address}/?lang=zh")
        return page

    def look_for_issues(self, page):
        if page.get_by_text(say("page.failed", "zh")).count():
            self.issues.append(f"a page failed: {page.url}")

    def memory(self):
        """Return the bytes that the server and its children hold."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(process.memory_info().rss for process in processes)

    def tell(self, what, times):
        middle, most = statistics.median(times), max(times)
        print(
            f"{time.strftime('%H:%M:%S')} {what}: {middle:.1f} s in the middle, {most:.1f} s at most;"
            f" {self.memory() / 2**20:,.0f} MB",
            flush=True,
        )

    def compare(self, first, when):
        last = self.memory()
        print(f"memory {when}: {first / 2**20:,.0f} MB, then {last / 2**20:,.0f} MB", flush=True)
        if last - first > max(GROWTH * first, GROWTH_BYTES):
            self.issues.append(f"memory grew {when} by {(last - first) / 2**20:,.0f} MB")


if __name__ == "__main__":
    main()
