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
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_answer)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

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

    def _note_message(self, message):
        if message.type == "error":
            self.complaints.append(message.text)


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


def new_context(browser, **options):
    """Make a profile of its own whose pages stand still."""
    context = browser.new_context(**options)
    context.add_init_script(STILL)
    return context


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Start the app on the sample city; give its address."""
    with serving(SAMPLE, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def context(chromium):
    """Make a profile for the tests of a file: what one has loaded lies ready for the next."""
    context = new_context(chromium, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def visit(context, address, watch):
    """Open the app in a window of its own."""
    pages = []

    def go(name="", width=1440, height=1000, query=""):
        context.clear_cookies(name=COOKIE)  # a visitor who comes for the first time
        pages.append(_window(context, watch, width, height))
        pages[-1].goto(f"{address}/{name}{query}")
        return pages[-1]

    yield go
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def _kept(context):
    """Windows that stay open for the tests of a file, by what they show: to open one takes seconds."""
    pages = {}
    yield pages
    for page, _ in pages.values():
        page.close()


@pytest.fixture
def stay(_kept, context, address):
    """Open the app in a window that other tests of the file look at too: leave it as it was."""

    def go(name="", query=""):
        if (name, query) not in _kept:
            watch = Watch()
            _kept[name, query] = (_window(context, watch, 1440, 1000), watch)
            _kept[name, query][0].goto(f"{address}/{name}{query}")
        return _kept[name, query][0]

    yield go
    for _, watch in _kept.values():
        watch.check()


def _window(context, watch, width, height):
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.set_default_timeout(PATIENCE_S * 1000)
    watch.follow(page)
    return page
