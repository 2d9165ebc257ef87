"""The real app in a real Chromium, with everything outside the loopback address cut off."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from geo.app.visitors import COOKIE
from support.paths import SAMPLE
from support.server import CHROMIUM, PATIENCE_S, SWITCHES, serving

WITHIN = {"data", "blob", "about"}  # addresses of what a page holds already

expect.set_options(timeout=PATIENCE_S * 1000)


@dataclass
class Watch:
    """What a page asked for and complained about."""

    requested: list = field(default_factory=list)
    outside: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def follow(self, page):
        for event, note in self._events().items():
            page.on(event, note)

    def leave(self, page):
        for event, note in self._events().items():
            page.remove_listener(event, note)

    def _events(self):
        return {
            "request": self._note_request,
            "requestfailed": self._note_failure,
            "response": self._note_answer,
            "console": self._note_message,
            "pageerror": self._note_error,
            "dialog": self._note_dialog,
        }

    def check(self):
        """Check that nothing has failed or has gone outside."""
        assert self.outside == []
        assert self.failed == []
        assert self.complaints == []

    def layers(self):
        """How often outlines were fetched."""
        layers = [url for url in self.requested if "/static/layers/" in url]
        return sum(not url.endswith(".streets.json") for url in layers)

    def _note_request(self, request):
        self.requested.append(request.url)
        address = urlsplit(request.url)
        if address.scheme not in WITHIN and address.hostname != "127.0.0.1":
            self.outside.append(request.url)

    def _note_failure(self, request):
        if request.failure != "net::ERR_ABORTED":  # what a page asked for that was left meanwhile
            self.failed.append(f"{request.failure} {request.url}")

    def _note_answer(self, response):
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def _note_error(self, error):
        self.complaints.append(str(error))

    def _note_dialog(self, dialog):
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def _note_message(self, message):
        if message.type == "error":
            self.complaints.append(message.text)


class Windows:
    """Windows of one profile on the app, used again and again: to load it anew takes seconds."""

    def __init__(self, context, address):
        self.context, self.address, self.free = context, address, []

    def open(self, watch, place, width=1440, height=1000):
        """Show a place of the app to a visitor who comes for the first time."""
        page = self.free.pop() if self.free else self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(PATIENCE_S * 1000)
        page.bring_to_front()
        watch.follow(page)
        self.context.clear_cookies(name=COOKIE)
        page.goto(f"{self.address}/{place}")
        return page

    def leave(self, page, watch):
        """Take a window back; it stays on the server's site, or else it would begin anew."""
        page.goto(f"{self.address}/_stcore/health")
        page.evaluate("localStorage.clear(), sessionStorage.clear()")  # such as a folded sidebar
        watch.leave(page)
        self.free.append(page)


# Without a graphics card each frame of an animation is drawn by the processor: while a page loads,
# the moving grey of what is to come takes more than half of all the page costs.
STILL = """(() => {
    const still = document.createElement("style");
    still.textContent = "*, ::before, ::after { animation: none !important; transition: none !important; }";
    const add = () => {
        if (document.documentElement) document.documentElement.append(still);
        return still.isConnected;
    };
    new MutationObserver((_, watch) => add() && watch.disconnect()).observe(document, { childList: true });
    add();
})()"""


# The first map of the page, rather than one of a page that is left, to whoever asks for it.
SHOWN_MAP = """Object.defineProperty(window, "map", { configurable: true, get: () => {
    const boxes = [...document.querySelectorAll(".yipan-map")];
    return (boxes.find((box) => !box.closest("[data-stale=true]")) || boxes[0])?.map;
} })"""


def new_context(browser, **options):
    """Make a profile of its own whose pages stand still, and tell of their map."""
    context = browser.new_context(**options)
    context.add_init_script(STILL)
    context.add_init_script(SHOWN_MAP)
    return context


@pytest.fixture(scope="package")
def address(tmp_path_factory):
    """Start the app on the sample city; give its address."""
    with serving(SAMPLE, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="package")
def chromium():
    """Start Chromium; not for the session: Playwright's loop would run under the tests of Dask."""
    if not CHROMIUM:
        why = "no Chromium on this machine: install it, or set YIPAN_CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def watch():
    """Follow a test's pages; at its end nothing may have failed or have gone outside."""
    watch = Watch()
    yield watch
    watch.check()


@pytest.fixture(scope="package")
def context(chromium):
    """Make the profile of all tests: what one has loaded lies ready for the next."""
    context = new_context(chromium, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture(scope="package")
def windows(context, address):
    """Open windows, and take back those that are left: what one has compiled, it keeps."""
    return Windows(context, address)


@pytest.fixture
def visit(windows, watch):
    """Open the app in a window of its own, as a visitor who comes for the first time."""
    pages = []

    def go(name="", width=1440, height=1000, query=""):
        pages.append(windows.open(watch, f"{name}{query}", width, height))
        return pages[-1]

    yield go
    for page in pages:
        windows.leave(page, watch)


class Stays:
    """Windows that stay open for the tests of a file, by what they show."""

    def __init__(self, windows):
        self.windows, self.kept = windows, {}

    def __call__(self, name="", query="", **size):
        """Open the app in a window that the file's other tests look at too: leave it as it was.

        Who changes it for good stands last in the file.
        """
        if (name, query) not in self.kept:
            watch = Watch()
            page = self.windows.open(watch, f"{name}{query}", **size)
            self.kept[name, query] = (page, watch)
        page = self.kept[name, query][0]
        page.bring_to_front()  # behind another window a page draws once a second
        return page

    def watch_of(self, page):
        """Return what was noted of a page since it was opened."""
        return next(watch for kept, watch in self.kept.values() if kept is page)

    def check(self):
        for _, watch in self.kept.values():
            watch.check()

    def leave(self):
        for page, watch in self.kept.values():
            self.windows.leave(page, watch)


@pytest.fixture(scope="module")
def _stays(windows):
    stays = Stays(windows)
    yield stays
    stays.leave()


@pytest.fixture
def stay(_stays):
    """Open windows that stay open for the tests of a file."""
    yield _stays
    _stays.check()
