"""How long the app takes until a map is drawn, of this source tree and of another.

Run: ``.venv/bin/python benchmarks/app_start.py [folder of another source tree] [rounds]``. In a
real Chromium, on the sample city: from a start of the server that is not its first to the first
map, in a browser with an empty profile and in one that has been there before; for a visitor with an
empty profile on a warm server; from a click in the menu to the map of
the other page; and, of this tree, from a choice (a district on Staffing, a mode and minutes on
Accessibility) to the figures and to the map, by the page's own clock, from where the mouse goes
down until it has painted them. Beside them stands what Streamlit and Chromium take by
themselves: an app of ten lines, a choice and a figure on one page, a figure on the other. Told are
the seconds that pass, and those that the processors spend meanwhile for the server and for
Chromium. Trees take turns, each with a cache of its own; figures are medians.
"""

from __future__ import annotations

import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import psutil
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("YIPAN_CHROMIUM", "/usr/bin/chromium")
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
PATIENCE_S = 300
LOOK_MS = 20
PAUSE_MS = 600
PAGES = ("staffing", "accessibility", "overview")
GROUP = ".stMain [data-testid=stButtonGroup]"
CHOICES = {  # the page, what is clicked before the clock starts, and what is chosen
    "district": ("staffing", ".stMain [data-testid=stMultiSelect] input >> nth=0", "[role=option]"),
    "mode": ("accessibility", "", f"{GROUP} >> nth=0 >> [role=radio] >> nth=1"),
    "minutes": ("accessibility", "", f"{GROUP} >> nth=1 >> [role=radio] >> nth=3"),
}
FIGURES = "document.querySelector('.stMain .yipan-figures')?.textContent"
OTHER = f"(before) => () => Boolean({FIGURES}) && {FIGURES} !== before"
# The milliseconds from where the mouse goes down until each of what is waited for is painted.
PAINTED = """(waited) => { window.painted = new Promise((done) => {
    const [took, names] = [{}, Object.keys(waited)];
    document.addEventListener("pointerdown", ({ timeStamp }) => {
        const look = () => {
            for (const name of Object.keys(waited).filter((name) => waited[name]())) {
                delete waited[name];
                const painted = () => {
                    took[name] = performance.now() - timeStamp;
                    if (Object.keys(took).length === names.length) done(took);
                };
                // The task after the frame; a timer would wait for what the page is at work on.
                const next = { priority: "user-blocking" };
                requestAnimationFrame(() => scheduler.postTask(painted, next));
            }
        };
        // A timer alone would wait until the page is done with what comes after.
        const changes = { subtree: true, childList: true, characterData: true };
        new MutationObserver(look).observe(document.body, changes);
        setInterval(look, 10);
    }, { capture: true, once: true });
}); }"""
# The map of a page, or, in trees before 30 November, of the frame it stood in.
MAP = "(document.querySelector('.yipan-map')?.map ?? window.map)?.yipan"
DRAWN = f"() => Boolean({MAP}?.painting && {MAP}.areas.size && {MAP}.painting !== window.seen)"
SEE = f"() => {{ window.seen = {MAP}.painting; }}"
BARE = """
import streamlit as st

def first():
    name = st.selectbox("name", ["a", "b", "c"])
    st.metric("figure", {"a": 1, "b": 2, "c": 3}[name])

def second():
    st.metric("figure", 4)

st.navigation([st.Page(first, title="first"), st.Page(second, title="second")]).run()
"""
FIGURE = "[data-testid=stMetricValue]"


class Spent(NamedTuple):
    """Seconds, up to now or between two moments."""

    passed: float
    server: float
    browser: float

    @classmethod
    def now(cls) -> Spent:
        """Return what has passed, and what the processes of this one have spent."""
        server = browser = 0.0
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):  # it has just ended
                seconds = sum(process.cpu_times()[:2])
                if "chromium" in process.name():
                    browser += seconds
                elif "streamlit" in process.cmdline():
                    server += seconds
        return cls(time.perf_counter(), server, browser)

    def since(self, before: Spent) -> Spent:
        """Return what was spent since then."""
        return Spent(*(now - then for now, then in zip(self, before, strict=True)))


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(tree: Path, cache: Path, port: int = 0) -> Iterator[str]:
    """Serve the sample city of a source tree; give the address once the server answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    settings = {**os.environ, "PYTHONPATH": str(tree), "YIPAN_CACHE": str(cache)}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody's second start compiles all anew
    server = subprocess.Popen(
        command, cwd=tree, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while server.poll() is None:
            health = f"{address}/_stcore/health"
            with suppress(OSError), urllib.request.urlopen(health, timeout=2):  # nosec B310  # our own server
                break
            time.sleep(LOOK_MS / 1000)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def until_drawn(page: Page) -> None:
    """Wait for a map that was not there before."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        for frame in page.frames:
            with suppress(Error):  # a frame that has just gone
                if frame.evaluate(DRAWN):
                    frame.evaluate(SEE)
                    return
        page.wait_for_timeout(LOOK_MS)
    raise TimeoutError(page.url)


def link_to(name: str) -> str:
    """Return what finds the link of a page in the menu; the first page has no name of its own."""
    links = "[data-testid=stSidebarNavLink]"
    return f"{links} >> nth=0" if name == PAGES[-1] else f"{links}[href*='{name}']"


def profile(browser: Browser) -> BrowserContext:
    """Return a profile that has been nowhere yet."""
    return browser.new_context(viewport={"width": 1440, "height": 1000})


def visit(visitor: BrowserContext, address: str) -> Page:
    """Open the app until its map is drawn."""
    page = visitor.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    until_drawn(page)
    return page


def answer(page: Page, choice: str) -> dict[str, Spent]:
    """Choose something, until the figures and until the map are others and painted.

    What the processors spend is told for both together, as that of the map.
    """
    _, opened, chosen = CHOICES[choice]
    page.evaluate(SEE)
    if opened:
        page.locator(opened).click()
    target = page.locator(chosen).first
    target.wait_for()
    page.evaluate(f"({PAINTED})({{ figures: ({OTHER})({FIGURES}), map: {DRAWN} }})")
    begin = Spent.now()
    target.click()
    took = page.evaluate("painted")
    spent = Spent.now().since(begin)
    return {
        f"{choice}, figures": Spent(took["figures"] / 1000, math.nan, math.nan),
        f"{choice}, map": spent._replace(passed=took["map"] / 1000),
    }


def measure(browser: Browser, tree: Path, cache: Path) -> dict[str, Spent]:
    """Start the server once, and take all times."""
    taken = {}
    port, visitor = free_port(), profile(browser)
    for start in ("start", "start, known browser"):
        begin = Spent.now()
        with serving(tree, cache, port) as address:
            visit(visitor, address).close()
            taken[start] = Spent.now().since(begin)
    visitor.close()
    with serving(tree, cache) as address:
        first = visit(profile(browser), address)
        first.wait_for_timeout(12_000)  # what goes on behind the first page
        first.context.close()
        time.sleep(0.5)  # what shows it ends
        begin = Spent.now()
        page = visit(profile(browser), address)
        taken["new visitor"] = Spent.now().since(begin)
        page.wait_for_timeout(PAUSE_MS)
        for time_of in ("first", "again"):
            for name in PAGES:
                begin = Spent.now()
                page.locator(link_to(name)).click()
                until_drawn(page)
                taken[f"{name}, {time_of}"] = Spent.now().since(begin)
                page.wait_for_timeout(PAUSE_MS)
        for choice, (name, *_) in CHOICES.items() if tree == HERE else ():
            page.goto(f"{address}/{name}")
            until_drawn(page)
            page.wait_for_timeout(PAUSE_MS)
            taken |= answer(page, choice)
        page.context.close()
    return taken


def measure_bare(browser: Browser, folder: Path) -> dict[str, Spent]:
    """Take the times of an app of ten lines."""
    if not folder.exists():
        shutil.copytree(HERE / ".streamlit", folder / ".streamlit")
        (folder / "app.py").write_text(BARE, "utf-8")
    begin = Spent.now()
    with serving(folder, folder) as address:
        visit_bare(browser, address).context.close()
        taken = {"start": Spent.now().since(begin)}
        begin = Spent.now()
        page = visit_bare(browser, address)
        taken["new visitor"] = Spent.now().since(begin)
        page.wait_for_timeout(PAUSE_MS)
        for place, figure in ((1, "4"), (0, "1")):
            begin = Spent.now()
            page.get_by_test_id("stSidebarNavLink").nth(place).click()
            page.locator(FIGURE, has_text=figure).wait_for()
            taken["a page"] = Spent.now().since(begin)
            page.wait_for_timeout(PAUSE_MS)
        page.locator(".stMain [data-testid=stSelectbox] input").click()
        option = page.locator("[role=option]").nth(1)
        option.wait_for()
        figure = f"() => document.querySelector('{FIGURE}').innerText === '2'"
        page.evaluate(f"({PAINTED})({{ figure: {figure} }})")
        option.click()
        took = page.evaluate("painted")
        taken["a choice, figure"] = Spent(took["figure"] / 1000, math.nan, math.nan)
        page.context.close()
    return taken


def visit_bare(browser: Browser, address: str) -> Page:
    """Open the app of ten lines with an empty profile, until its figure is there."""
    page = profile(browser).new_page()
    page.goto(address)
    page.locator(FIGURE).wait_for()
    return page


def main() -> None:
    """Measure both trees and the bare app in turn and print the medians."""
    trees = {"here": HERE}
    if len(sys.argv) > 1:
        trees["other"] = Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    taken: dict[str, dict[str, list[Spent]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as caches, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES])
        for number in range(rounds + 1):
            for name in (*trees, "bare"):
                if name in trees:
                    found = measure(browser, trees[name], Path(caches) / name)
                else:
                    found = measure_bare(browser, Path(caches) / name)
                for what, spent in found.items() if number else ():  # the first start compiles
                    taken[what][name].append(spent)
        browser.close()
    print(f"{'':24} {'tree':8} {'passed':>8} {'server':>8} {'browser':>8}")
    for what, by_tree in taken.items():
        for name, all_spent in by_tree.items():
            told = " ".join(f"{median(of):8.2f}" for of in zip(*all_spent, strict=True))
            print(f"{what:24} {name:8} {told}")


if __name__ == "__main__":
    main()
