"""The real app in a real Chromium, with everything outside the loopback address cut off."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from support.paths import SAMPLE
from support.server import CHROMIUM, PATIENCE_S, SWITCHES, serving

# What turns or glows while a page is worked out takes a processor to draw.
STILL = """addEventListener("DOMContentLoaded", () => {
    const still = document.createElement("style");
    still.textContent = "*, ::before, ::after { animation: none !important }";
    document.head.append(still);
})"""
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


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Start the app on the sample city; give its address."""
    with serving(SAMPLE, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


class Open:
    """Chromium with a profile, open until a test comes that is not in a browser.

    What one page has loaded lies ready for the next: without it each takes seconds of processor.
    Playwright's loop may not run on under other tests, such as those of Dask.
    """

    def __init__(self, config):
        self._closing = ExitStack()
        self._plugins = config.pluginmanager
        playwright = self._closing.enter_context(sync_playwright())
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        self.browser = self._closing.enter_context(launched)
        self.context = self._closing.enter_context(self.browser.new_context(locale="zh-CN"))
        self.context.add_init_script(STILL)
        self._plugins.register(self, name=Open.__name__)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, nextitem):
        if nextitem is None or nextitem.get_closest_marker("browser") is None:
            self._plugins.unregister(self)
            self._closing.close()


@pytest.fixture
def opened(request):
    if not CHROMIUM:
        why = "no Chromium on this machine: install it, or set YIPAN_CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return request.config.pluginmanager.get_plugin(Open.__name__) or Open(request.config)


@pytest.fixture
def chromium(opened):
    """Return Chromium."""
    return opened.browser


@pytest.fixture
def watch():
    """Follow a test's pages; at its end nothing may have failed or have gone outside."""
    watch = Watch()
    yield watch
    watch.check()


@pytest.fixture
def context(opened):
    """Return the profile that tests share."""
    return opened.context


@pytest.fixture
def visit(context, address, watch):
    """Open the app in a window of its own."""
    pages = []

    def go(name="", width=1440, height=1000, query=""):
        pages.append(_window(context, watch, width, height))
        pages[-1].goto(f"{address}/{name}{query}")
        return pages[-1]

    yield go
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def _kept():
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
