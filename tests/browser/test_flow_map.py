"""The map of flows in Chromium, on a page of its own: drawn, hovered, clicked, repainted."""

import json
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from support.chromium import new_context

from geo.analyses.corridors.maps import FLOW_COLOURS, End, Flow, FlowPainting, flow_options
from geo.publish.maps.assets import asset_url, copy_assets
from geo.publish.maps.outlines import MapLayer

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>"
LAYER = MapLayer(
    Path("abc.json"), "app/static/layers/abc.json", (103.0, 40.0, 104.0, 41.0), frozenset("a")
)
SQUARE = [[103.0, 40.0], [104.0, 40.0], [104.0, 41.0], [103.0, 41.0], [103.0, 40.0]]
OUTLINES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "a",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        },
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": SQUARE},
        },
    ],
}
LOCAL_LEVELS = [
    End("n1", 103.3, 40.5, "沙洲区", partner=False),
    End("n2", 103.7, 40.5, HOSTILE, partner=False),
]
PARTNER_LEVELS = [
    End("f1", 116.4, 39.9, "北京市", partner=True),
    End("f2", 104.1, 30.7, HOSTILE, partner=True),
    End("f3", 87.6, 43.8, "乌鲁木齐市", partner=True),
    End("f4", 96.0, 36.0, "昌吉回族自治州", partner=True),
]
FLOWS = [
    Flow("f1-n1", "f1", "n1", 900, 0, "missing", ["900", HOSTILE]),
    Flow("f2-n1", "f2", "n1", 300, 200, "agreed", ["300", "200"]),
    Flow("f3-n2", "f3", "n2", 0, 50, "lapsed", ["0", "50"]),
    Flow("f4-n2", "f4", "n2", 1, 0, "lapsing", ["1", "0"]),
]
# Every pixel of the canvas of lines that is nearly opaque, by colour.
COLOURS = """() => {
    const canvas = map.yipan.renderer._container;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const found = {};
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] < 215) continue;
        const hex = [...data.slice(i, i + 3)].map((part) => (part >> 4).toString(16)).join("");
        found[hex] = (found[hex] || 0) + 1;
    }
    return found;
}"""
MIDDLES = """(corridor) => {
    const line = map.yipan.flows.find((flow) => flow.corridor === corridor).line._line;
    const [a, b, c] = line.map((point) => map.layerPointToContainerPoint(point));
    return [(a.x + 2 * b.x + c.x) / 4, (a.y + 2 * b.y + c.y) / 4];
}"""


def painting(flows=FLOWS, **changes):
    parts = {"headers": ["流入", "流出"], "fit_title": "全部", "city_title": "本市"}
    return FlowPainting(flows, [*LOCAL_LEVELS, *PARTNER_LEVELS], **(parts | changes))


def coarse(colour):
    """Return a colour to four bits, as the canvas is read."""
    return "".join(f"{int(colour[at : at + 2], 16) >> 4:x}" for at in (1, 3, 5))


@pytest.fixture(scope="module")
def window(chromium):
    """Open the window that all tests draw in, each a page of its own."""
    context = new_context(chromium)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    copy_assets(folder)
    return folder


@pytest.fixture
def draw(window, watch, static):
    """Draw a page with the map and a painting on it; what it tells is kept."""

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith("/app/static/vendor/"):
            route.fulfill(path=static / path.removeprefix("/app/static/"))
        elif path.endswith("abc.json"):
            route.fulfill(body=json.dumps(OUTLINES), content_type="application/json")
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    def go(shown, width=1200, height=700):
        window.set_viewport_size({"width": width, "height": height})
        window.mouse.move(0, 0)
        window.goto("http://127.0.0.1/corridors")
        window.evaluate("window.told = []")
        options = {"kind": "flows", "options": flow_options(LAYER), "height": height}
        repaint(window, shown, **options)
        return window

    script, style = (asset_url(name, static) for name in ("maps.js", "maps.css"))
    html = (
        f'<link rel="stylesheet" href="{style}"><script src="{script}"></script>'
        '<style>body { margin: 0 }</style><div id="place"></div>'
    )
    watch.follow(window)
    window.route("http://127.0.0.1/**", answer)
    yield go
    window.unroute_all()
    watch.leave(window)


def rest(page):
    """Wait until all is drawn."""
    page.wait_for_function("map.yipan.painting && !map._animatingZoom")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")


def repaint(page, shown, **options):
    page.evaluate(
        """([painting, options]) => {
            window.options = options.kind ? options : window.options;
            const place = document.getElementById("place");
            yipan.mount(place, { ...window.options, painting }, (value) => told.push(value));
        }""",
        [shown.values(), options],
    )
    rest(page)


def view(page):
    return page.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")


def told(page):
    return page.evaluate("told")


def test_lines_are_seen_in_their_colours_and_nothing_else_is_on_the_plane(draw, watch):
    page = draw(painting())
    found = page.evaluate(COLOURS)
    for state in ("missing", "agreed"):
        assert found.get(coarse(FLOW_COLOURS[state]), 0) > 500
    arrowheads = page.evaluate(
        "map.yipan.flows.map((flow) => [flow.corridor, flow.line._heads.length])"
    )
    assert dict(arrowheads) == {"f1-n1": 1, "f2-n1": 2, "f3-n2": 1, "f4-n2": 1}
    assert page.locator(".leaflet-tile, .leaflet-tile-container").count() == 0
    # Of the two outlines the district's only.
    page.wait_for_function("Object.values(map._layers).some((layer) => layer.feature)")
    assert page.evaluate(
        "Object.values(map._layers).filter((layer) => layer.feature).map((l) => l.feature.geometry.type)"
    ) == ["LineString"]
    assert watch.layers() == 1


def test_hovering_tells_the_ends_and_facts_as_text(draw):
    page = draw(painting())
    page.mouse.move(*page.evaluate(MIDDLES, "f1-n1"))
    tooltip = page.locator(".yipan-tooltip")
    expect(tooltip.locator(".yipan-title")).to_have_text("北京市 – 沙洲区")
    expect(tooltip.locator("tr")).to_have_text(["流入900", f"流出{HOSTILE}"])
    assert page.locator("img").count() == 0
    page.mouse.move(5, 400)
    expect(tooltip).to_have_count(0)


def test_a_click_on_a_line_tells_the_corridor_and_on_a_partner_end_its_code(draw):
    page = draw(painting())
    page.mouse.click(*page.evaluate(MIDDLES, "f1-n1"))
    assert told(page) == [{"corridor": "f1-n1"}]
    assert page.evaluate("map.yipan.stressed.getLayers().length") >= 1
    page.get_by_text("北京市", exact=True).click()
    assert told(page)[1:] == [{"partner": "f1"}]
    dot = "map.latLngToContainerPoint([43.8, 87.6])"
    page.mouse.click(*page.evaluate(f"[{dot}.x - 2, {dot}.y]"))
    assert told(page)[2:] == [{"partner": "f3"}]
    dot = "map.latLngToContainerPoint([40.5, 103.3])"
    page.mouse.click(*page.evaluate(f"[{dot}.x, {dot}.y]"))
    assert len(told(page)) == 3


def test_labels_are_text_and_never_cover_each_other(draw):
    page = draw(painting())
    names = page.locator(".yipan-label")
    assert set(names.all_text_contents()) == {end.name for end in PARTNER_LEVELS}
    ends = [
        End(f"e{i}", 100 + i % 20 * 0.8, 30 + i // 20 * 0.5, f"第{i}号地方", partner=True)
        for i in range(400)
    ]
    flows = [Flow(end.code, end.code, "n1", i + 1, 0, "missing") for i, end in enumerate(ends)]
    repaint(page, FlowPainting(flows, [*LOCAL_LEVELS, *ends]))
    page.get_by_role("button", name="⤢").click()
    rest(page)
    boxes = names.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert 30 < len(boxes) < 400
    for one, other in combinations(boxes, 2):
        apart_x = abs(one["x"] - other["x"]) >= min(one["width"], other["width"]) - 1
        apart_y = abs(one["y"] - other["y"]) >= one["height"] - 1
        assert apart_x or apart_y
    assert "第399号地方" in names.all_text_contents()


def test_what_comes_first_is_named_where_there_is_room_for_two_of_three(draw):
    page = draw(painting())
    named = """(order) => {
        const at = { a: 100, b: 104, c: 102 };
        const ends = order.map((name) => ({ name, dot: L.point(at[name], 100), radius: 3, width: 60 }));
        // Room for names beside the dots only, not above or below them.
        const view = L.bounds([0, 91], [170, 109]);
        const placed = YipanPlaceNames(ends, [], L.point(0, 100), view);
        return placed.map(({ end, box }) => [end.name, box.min.x, box.max.x]);
    }"""
    assert page.evaluate(named, ["a", "b", "c"]) == [["a", 107, 167], ["b", 37, 97]]
    assert page.evaluate(named, ["c", "b", "a"]) == [["c", 109, 169], ["b", 37, 97]]


def test_meridians_and_parallels_stand_at_their_degrees(draw):
    page = draw(painting())
    texts = page.locator(".yipan-degree").all_text_contents()
    assert {"100°E", "110°E", "40°N"} <= set(texts)
    bounds = page.evaluate("map.getBounds().toBBoxString()").split(",")
    west, south, east, north = map(float, bounds)
    meridians = [float(text[:-2]) for text in texts if text.endswith("E")]
    assert meridians == [value for value in range(-180, 181, 5) if west < value < east]
    parallels = [float(text[:-2]) for text in texts if text.endswith("N")]
    assert parallels == [value for value in range(0, 90, 5) if south < value < north]
    page.evaluate("map.setView([0, 0], 3, { animate: false })")
    assert {"0°", "20°W", "20°S"} <= set(page.locator(".yipan-degree").all_text_contents())


def test_a_repainting_keeps_the_view_and_moving_tells_nothing(draw):
    page = draw(painting())
    page.mouse.move(300, 500)
    page.mouse.down()
    page.mouse.move(400, 450, steps=5)
    page.mouse.up()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    page.wait_for_timeout(600)  # until the map has come to rest
    before = view(page)
    repaint(page, painting(FLOWS[:2]))
    assert page.evaluate("map.yipan.flows.length") == 2
    assert view(page) == before
    repaint(page, painting([]))
    assert page.evaluate(COLOURS) == {}
    assert view(page) == before
    assert told(page) == []


def test_what_is_chosen_is_stressed_and_shown_once(draw):
    page = draw(painting())
    page.evaluate("map.setView([45, 125], 8, { animate: false })")
    repaint(page, painting(chosen="f2-n1"))
    stressed = "map.yipan.stressed.getLayers().map((line) => line.options.color)"
    assert page.evaluate(stressed) == [FLOW_COLOURS["agreed"]]
    assert page.evaluate("map.getBounds().contains([40.5, 103.3])")
    page.evaluate("map.setView([45, 125], 8, { animate: false })")
    before = view(page)
    repaint(page, painting(FLOWS[1:], chosen="f2-n1"))
    assert view(page) == before
    repaint(page, painting(chosen_partner="f1"))
    assert page.evaluate(stressed) == [FLOW_COLOURS["missing"]]
    assert page.locator(".yipan-label-chosen").all_text_contents() == ["北京市"]
    repaint(page, painting())
    assert page.evaluate(stressed) == []


def test_buttons_show_all_and_the_city(draw):
    page = draw(painting(), width=390, height=450)
    inside = "(at) => map.getBounds().contains(at)"
    assert all(page.evaluate(inside, [end.lat, end.lon]) for end in PARTNER_LEVELS)
    page.get_by_title("本市").click()
    rest(page)
    assert page.evaluate(inside, [40.5, 103.3])
    assert not page.evaluate(inside, [39.9, 116.4])
    named = page.locator(".yipan-label")
    # Close by, the local units are named; far off they would be names of one place.
    assert set(named.all_text_contents()) == {end.name for end in LOCAL_LEVELS}
    page.get_by_title("全部").click()
    rest(page)
    assert all(page.evaluate(inside, [end.lat, end.lon]) for end in PARTNER_LEVELS)
    repaint(page, painting(city_title=""))
    expect(page.get_by_title("本市")).to_have_count(0)
    assert page.evaluate("map.yipan.city.offsetParent === null")


def test_a_map_without_room_shows_all_once_it_has_some(draw):
    page = draw(painting())
    page.evaluate("map.getContainer().style.width = '60px'")
    page.evaluate("map.invalidateSize()")
    before = view(page)
    for title in ("本市", "全部"):
        page.get_by_title(title).evaluate("(button) => button.click()")
        assert view(page) == before
    page.evaluate("map.getContainer().style.width = ''")
    page.evaluate("map.invalidateSize()")
    rest(page)
    inside = "(at) => map.getBounds().contains(at)"
    assert all(page.evaluate(inside, [end.lat, end.lon]) for end in PARTNER_LEVELS)


@pytest.mark.long
def test_thousands_of_corridors_can_be_drawn(draw):
    ends = [
        End(f"e{i}", 75 + i % 100 * 0.6, 20 + i // 100, f"{i}", partner=True) for i in range(2500)
    ]
    flows = [
        Flow(f"{end.code}-{local.code}", end.code, local.code, i + 1, i % 3, "missing")
        for i, end in enumerate(ends)
        for local in LOCAL_LEVELS
    ]
    page = draw(FlowPainting(flows, [*LOCAL_LEVELS, *ends]))
    assert page.evaluate("map.yipan.lines.getLayers().length") == 5000
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    page.wait_for_timeout(600)
    assert page.evaluate("Object.keys(map.yipan.renderer._layers).length") == 5000 + 2502
    assert page.locator("canvas").count() <= 4


# --- the places of maps in a page ------------------------------------------------------------------

# Streamlit marks the parts of a page that is left, and says nothing to what was in them if it is not.
PLACES = """(values) => {
    window.places = [0, 1].map(() => {
        const part = document.createElement("div");
        part.dataset.stale = "false";
        document.body.append(part);
        return part.appendChild(document.createElement("div"));
    });
    window.show = (at) => yipan.mount(places[at], { ...options, painting: values, height: 300 }, () => {});
    window.shown = () => places.map((place) => place.querySelector(".yipan-map")?.map);
}"""
STILL = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"


def test_a_map_is_taken_over_from_a_page_that_is_left_and_comes_back_if_it_is_not(draw, watch):
    page = draw(painting())
    page.evaluate(PLACES, painting(FLOWS[:2]).values())
    # Beside a map that stays another one is made, of the same outlines.
    page.evaluate("window.first = show(0), null")
    assert page.evaluate("shown()[0] !== document.querySelector('#place .yipan-map').map")
    page.evaluate("window.mine = shown()[0], null")
    page.evaluate(STILL)
    assert page.evaluate("mine.yipan.flows.length") == 2
    # From a page that is left it is taken over.
    page.evaluate("places[0].parentNode.dataset.stale = 'true', window.second = show(1), null")
    assert page.evaluate("shown()[0] === undefined && shown()[1] === mine")
    # What is taken away where a map no longer is takes nothing from where it is.
    page.evaluate("first()")
    assert page.evaluate("shown()[1] === mine")
    # If the page is not left after all, it shows a map again.
    page.evaluate("places[0].parentNode.dataset.stale = 'false'")
    page.evaluate(STILL)
    assert page.evaluate("Boolean(shown()[0]) && shown()[0] !== shown()[1]")
    # Laid aside it waits for the next place.
    page.evaluate("second(), show(1), null")
    assert page.evaluate("shown()[1] === mine")
    assert len([url for url in watch.requested if url.endswith("abc.json")]) == 1
