"""One session, one city: nobody sees another's, and nothing of it stays when its visitor goes."""

import json
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from support import uploading
from support.chromium import new_context
from support.screen import FRAME, CityMap, card, open_page, settle
from support.server import PATIENCE_S, running
from support.worlds import write_city

from geo.publish.maps.assets import STATIC

pytestmark = pytest.mark.browser

GONE_S = 4  # until a session without a browser is over
OWN = {"甲": "甲家园社区", "乙": "乙家园社区"}
HARMFUL = "..%2f..%2fetc%2f王小明.geojson"
FORGED = [
    {"community_code": {"a": []}},
    ["990101001001"],
    {"community_code": "../../etc/passwd"},
    {"selection": {"rows": [-1]}},
    "<img src=x onerror=alert(1)>",
]


@pytest.fixture(scope="module")
def temporary(tmp_path_factory):
    """Return the server's folder for temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def start(temporary, tmp_path_factory):
    city = write_city(tmp_path_factory.mktemp("city") / "small")
    log = tmp_path_factory.mktemp("server") / "log.txt"

    def serve():
        settings = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(GONE_S)}
        settings["YIPAN_KEEP_HOURS"] = "0"  # what is brought goes with its page
        return running(city, log, TMPDIR=str(temporary), **settings)

    return serve


def own_city(folder, name):
    """The small city, whose communities have one name."""
    write_city(folder)
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        feature["properties"]["community_name"] = name
    # A name is only ever shown: it names no place on the server's disk.
    (folder / HARMFUL).write_text(json.dumps(layer), "utf-8")
    return folder


class Visitor:
    """A browser of its own, and what it fetched."""

    def __init__(self, chromium, address):
        self.context = new_context(chromium)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.layers, self.told = [], []
        self.page.on("response", self._note)
        self.page.goto(f"{address}/data?lang=zh")

    def _note(self, response):
        if "/static/layers/" in response.url:
            self.layers.append(response.url)

    def brings(self, city):
        """Bring a city, but do not run it yet."""
        uploading.begin(self.page, "zh")
        uploading.upload(self.page, city / "records" / "records.csv", city / HARMFUL)
        uploading.say_system(self.page, "zh")

    def sees(self):
        """Return all that stands on the page and on its map."""
        drawn = CityMap(self.page).frame.evaluate("JSON.stringify(map.yipan.painting)")
        return self.page.content() + drawn


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def holds(told, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if told():
            return True
        time.sleep(0.2)
    return False


def own_folders(temporary):
    return [path.parent for path in temporary.rglob("city.toml")]


def test_two_visitors_with_two_cities_see_only_their_own(chromium, start, temporary, tmp_path):
    with start() as (process, address):
        visitors = {name: Visitor(chromium, address) for name in OWN}
        for name, visitor in visitors.items():
            visitor.brings(own_city(tmp_path / name, OWN[name]))
        folders = own_folders(temporary)
        assert len(folders) == 2
        assert all(folder.stat().st_mode & 0o077 == 0 for folder in folders)
        assert all(path.parent in folders for path in temporary.rglob("*王小明*"))
        for visitor in visitors.values():
            uploading.run(visitor.page, "zh")
            visitor.layers.clear()
        for visitor in visitors.values():
            open_page(visitor.page, "staffing")
            settle(visitor.page)
        for name, visitor in visitors.items():
            (other,) = OWN.keys() - {name}
            seen = visitor.sees()
            assert OWN[name] in seen
            assert OWN[other] not in seen
        first, second = ({*visitor.layers} for visitor in visitors.values())
        assert len(first) == len(second) == 1
        assert first != second
        (mine,), (others,) = first, second
        assert status(mine) == status(others) == 200

        visitors["甲"].context.close()
        assert holds(lambda: status(mine) == 404)
        assert holds(lambda: len(own_folders(temporary)) == 1)
        assert status(others) == 200
        assert OWN["乙"] in visitors["乙"].sees()

        process.kill()  # nobody clears anything away
        process.wait()
        visitors["乙"].context.close()
    served = STATIC / "layers"
    layer = served / others.partition("/layers/")[2]
    assert layer.is_file()
    assert own_folders(temporary)
    with start() as (_, address):
        assert holds(lambda: not layer.exists())
        visitor = Visitor(chromium, address)
        uploading.begin(visitor.page, "zh")
        uploading.upload(visitor.page, own_city(tmp_path / "new", OWN["甲"]) / HARMFUL)
        assert len(own_folders(temporary)) == 1  # the new one
        visitor.context.close()
    assert not own_folders(temporary)


def test_a_map_that_tells_nonsense_chooses_nothing(visit):
    page = visit("staffing", query="?lang=en")
    drawn = CityMap(page)
    main = page.get_by_test_id("stMain")
    usual = main.inner_text()
    for value in FORGED:
        tell(page, value)
        settle(page)
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        assert main.inner_text() == usual
    # What is told like this is heard:
    tell(page, {"community_code": drawn.frame.evaluate("[...map.yipan.areas.keys()][0]")})
    expect(card(page)).to_have_count(1)


def tell(page, value):
    """Have the map tell a value, as a script in its frame may."""
    page.locator(FRAME).element_handle().content_frame().evaluate(
        """(value) => window.parent.postMessage({ isStreamlitMessage: true, value,
            type: "streamlit:setComponentValue", dataType: "json" }, "*")""",
        value,
    )
    page.wait_for_timeout(300)
