"""Visitors of a server with a city of their own each, and what the server keeps of them."""

import time
import urllib.error
import urllib.request
from contextlib import ExitStack

from support.screen import CityMap
from support.server import PATIENCE_S, running

GONE_S = 4  # until a session without a browser is over


class Served:
    """A city on a server that can be killed; what visitors bring goes with their page."""

    def __init__(self, folder, work):
        self.folder, self.temporary, self.log = folder, work / "temporary", work / "log.txt"
        self.temporary.mkdir()
        self._running = ExitStack()
        self.start()

    def start(self):
        settings = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(GONE_S)}
        settings |= {"YIPAN_KEEP_HOURS": "0", "TMPDIR": str(self.temporary)}
        server = running(self.folder, self.log, **settings)
        self.process, self.address = self._running.enter_context(server)

    def kill(self):
        """End the server so that nobody clears anything away."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self._running.close()

    def own_folders(self):
        """Return the folders of cities that visitors have brought."""
        return [path.parent for path in self.temporary.rglob("city.toml")]


class Visitor:
    """A window, and what it fetched: where no city is kept, a browser has as many visitors."""

    def __init__(self, context, address, watch, query="?lang=zh"):
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.layers = set()
        self.page.on("response", self._note)
        watch.follow(self.page)
        self.page.goto(f"{address}/data{query}")

    def _note(self, response):
        if "/static/layers/" in response.url:
            self.layers.add(response.url)

    def sees(self):
        """Return all that stands on the page and on its map."""
        drawn = CityMap(self.page).page.evaluate("JSON.stringify(map.yipan.painting)")
        return self.page.content() + drawn


def status(url):
    """Return with which status an address answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def holds(told, seconds=30):
    """Return whether something comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if told():
            return True
        time.sleep(0.2)
    return False
