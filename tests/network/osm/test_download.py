"""Streets are downloaded by the real OSMnx, from a server of this machine."""

import json
import socket
import sys
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import osmnx
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from support.needed import needed
from support.overpass_server import Replies, answering, overpass_reply
from support.street_worlds import NODES, WAYS, write_xml
from support.worlds import write_city

import geo
from geo.cli.main import main
from geo.core.issues import TableError
from geo.formats.source import Source
from geo.network.osm.download import around_place, fetch_streets, outline_of, ways_of
from geo.network.osm.reader import read_streets
from geo.network.settings import DOWNLOADED, StreetSettings
from geo.network.street_kinds import KINDS

AROUND = shapely.box(113.5, 34.6, 113.7, 34.8)
STREETS = {number: way for number, way in WAYS.items() if "highway" in way[1]}
# In the small city of the tests, two squares about 103.51, 40.505.
NEAR = {node: (x - 10.105, y + 5.8) for node, (x, y) in NODES.items()}
PLACE = json.dumps([{"lat": "40.505", "lon": "103.51", "display_name": "x"}]).encode()


@pytest.fixture
def server():
    with answering(Replies(overpass_reply(NODES, STREETS), PLACE)) as replies:
        yield replies


def given(replies, **other):
    at = f"http://127.0.0.1:{replies.port}/"
    return StreetSettings(overpass_url=f"{at}api", nominatim_url=at, **other)


def read(path):
    return read_streets(Source(path, path.name), StreetSettings())


def yipan(*words):
    return CliRunner().invoke(main, ["streets", *map(str, words)], catch_exceptions=False)


def test_what_is_downloaded_is_what_is_there(server, tmp_path):
    fetch_streets(AROUND, tmp_path / "s.osm.pbf", given(server))
    found, wanted = read(tmp_path / "s.osm.pbf"), read(write_xml(tmp_path / "s.osm"))
    key = ["tail", "head", "length_m", "drive_kph", "modes"]
    one, other = (of.edges.sort_values(key, ignore_index=True)[key] for of in (found, wanted))
    pd.testing.assert_frame_equal(one, other)
    assert found.speeds == wanted.speeds
    assert not found.issues
    [(path, asked)] = server.asked
    assert path == "/api/interpreter"
    assert all(kind in asked["data"][0] for kind in KINDS)


def test_osmnx_is_left_as_it_was_and_keeps_nothing(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = {name: value for name, value in vars(osmnx.settings).items() if name[0] != "_"}
    resolve = socket.getaddrinfo
    fetch_streets(AROUND, tmp_path / "s.osm.pbf", given(server))
    server.overpass = b"no JSON"
    with pytest.raises(TableError):
        fetch_streets(AROUND, tmp_path / "s.osm.pbf", given(server))
    assert {name: value for name, value in vars(osmnx.settings).items() if name[0] != "_"} == before
    assert socket.getaddrinfo is resolve
    assert [path.name for path in tmp_path.iterdir()] == ["s.osm.pbf"]


@pytest.mark.parametrize(
    ("overpass", "status"),
    [
        (b"no JSON", 200),
        (b"<html>busy</html>", 500),
        (b"{}", 200),
        (b'{"elements": []}', 200),
        (b'{"elements": [{"type": "way"}]}', 200),
        (b'{"remark": "runtime error: out of memory", "elements": []}', 200),
        (b"[]", 200),
    ],
)
def test_answers_that_are_none_leave_what_was_there(server, tmp_path, overpass, status):
    (tmp_path / "s.osm.pbf").write_bytes(b"earlier")
    server.overpass, server.status = overpass, status
    with pytest.raises(TableError) as error:
        fetch_streets(AROUND, tmp_path / "s.osm.pbf", given(server))
    [issue] = error.value.issues
    assert issue.what == "issue.streets_download"
    for language in ("zh", "en"):
        assert f"127.0.0.1:{server.port}" in issue.sentence(language)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"earlier"]


def test_nobody_answers(tmp_path):
    with answering(Replies()) as replies:
        gone = given(replies)
    for ask in (
        lambda: fetch_streets(AROUND, tmp_path / "s.osm.pbf", gone),
        lambda: around_place("somewhere", gone),
    ):
        with pytest.raises(TableError, match="could not be downloaded"):
            ask()
    assert not list(tmp_path.iterdir())


def test_a_place_by_name(server):
    circle = around_place("小城", given(server))
    assert shapely.Point(103.51, 40.505).distance(circle.centroid) < 1e-3
    [metres] = gpd.GeoSeries([circle], crs=4326).to_crs(32648).area ** 0.5
    assert metres == pytest.approx((3.1366 * 5000**2) ** 0.5, rel=0.01)
    [(path, asked)] = server.asked
    assert (path, asked["q"]) == ("/search", ["小城"])
    server.nominatim = b"[]"
    with pytest.raises(TableError):
        around_place("nowhere", given(server))


@pytest.mark.parametrize("package", ["osmnx", "osmium"])
def test_what_is_not_installed_is_named(server, tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(TableError) as error:
        fetch_streets(AROUND, tmp_path / "s.osm.pbf", given(server))
    [issue] = error.value.issues
    assert (issue.what, issue.value) == ("issue.streets_package", package)


# --- a city --------------------------------------------------------------------------------------


@pytest.fixture
def town(server, tmp_path):
    server.overpass = overpass_reply(NEAR, STREETS)
    write_city(tmp_path / "city")
    return tmp_path / "city"


def say(folder, said):
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[streets]\n{said}\n")


def test_a_city_that_asks_downloads_once_within_its_outline(server, town):
    say(town, f"download = true\n{server.said}")
    for _ in range(2):
        city = geo.City.open(town)
        assert set(city.streets.frame.node_id) == {11, 12, 13, 14, 15, 16}
        assert not city.streets.issues
        assert DOWNLOADED in city.files
    assert len(server.asked) == 1
    outline = outline_of(city.communities.frame)
    squares = shapely.union_all(city.communities.frame.geometry.dropna().to_numpy())
    assert outline.contains(squares)
    assert not outline.contains(squares.buffer(0.03))


@pytest.mark.long
def test_fetch_downloads_anew_and_tells_how_to_use_it(server, town):
    say(town, f'download = false\nfile = "{DOWNLOADED}"\n{server.said}')
    write_xml(town / DOWNLOADED)
    ran = yipan(town, "--fetch", "--language", "en")
    assert ran.exit_code == 0
    assert "6 nodes" in ran.output
    assert "to use it" not in ran.output
    assert len(server.asked) == 1
    toml = (town / "city.toml").read_text("utf-8")
    (town / "city.toml").write_text(toml.replace(DOWNLOADED, "staff.csv"), "utf-8")
    ran = yipan(town, "--around", "小城", "--language", "en")
    assert ran.exit_code == 0
    assert f'file = "{DOWNLOADED}"' in ran.output
    assert [path for path, _ in server.asked[1:]] == ["/search", "/api/interpreter"]
    assert (town / "city.toml").read_text("utf-8") == toml.replace(DOWNLOADED, "staff.csv")


@pytest.mark.long
def test_a_city_whose_download_fails_is_told_and_runs_on(server, town):
    server.status, server.overpass = 500, b"busy"
    say(town, f"download = true\n{server.said}")
    city = geo.City.open(town)
    assert [issue.what for issue in city.streets.stopping] == ["issue.streets_download"]
    results = geo.run(geo.City.open(town), analyses=needed("access"))
    assert results.city_total["floating_population"].to_list() == [1502]
    for language in ("zh", "en"):
        ran = yipan(town, "--fetch", "--language", language)
        assert ran.exit_code == 1
        assert "[streets]" in ran.output
        assert "Traceback" not in ran.output


def test_a_city_without_boundaries_asks_nobody(server, town):
    say(town, f"download = true\n{server.said}")
    boundaries = town / "boundaries" / "communities.geojson"
    boundaries.write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    assert geo.City.open(town).streets.stopping
    assert not server.asked


# --- the ways made again -------------------------------------------------------------------------


def test_ways_are_made_again_of_their_pieces():
    graph = nx.MultiDiGraph()
    two_way = {"osmid": 1, "highway": "primary", "oneway": False}
    for one, other in ((4, 3), (3, 7), (7, 1)):
        graph.add_edge(one, other, **two_way, reversed=False)
        graph.add_edge(other, one, **two_way, reversed=True)
    for one, other in ((3, 5), (5, 6), (6, 3), (3, 9)):
        graph.add_edge(one, other, osmid=2, highway="primary", oneway=True, reversed=True)
    graph.add_edge(20, 21, osmid=2, highway="primary", oneway=True, reversed=False)
    made = sorted(ways_of(graph), key=str)
    pieces = {(a, b) for refs, _ in made for a, b in pairwise(refs)}
    assert ([4, 3, 7, 1], {"highway": "primary"}) in made
    assert ([20, 21], {"highway": "primary", "oneway": "yes"}) in made
    assert pieces == {(4, 3), (3, 7), (7, 1), (3, 5), (5, 6), (6, 3), (3, 9), (20, 21)}
    assert sum(len(refs) - 1 for refs, _ in made) == len(pieces)
