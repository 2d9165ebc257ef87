"""Every form a street network comes in, also those that are broken or made to harm."""

import bz2

import geopandas as gpd
import numpy as np
import osmnx
import pandas as pd
import pytest
from support.street_worlds import NODES, WAYS, graph_of, seconds, write_pbf, write_xml

from geo.core.issues import TableError
from geo.formats.source import Source
from geo.network.osm.osmnx_files import several
from geo.network.osm.reader import kind_of_streets, read_streets
from geo.network.settings import StreetSettings
from geo.network.street_kinds import DRIVE, WALK

GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="graph" attr.name="crs"/><key id="d2" for="node" attr.name="x"/>
<key id="d3" for="node" attr.name="y"/><key id="d4" for="edge" attr.name="highway"/>
<key id="d5" for="edge" attr.name="length"/><key id="d6" for="edge" attr.name="maxspeed"/>
<key id="d7" for="edge" attr.name="oneway"/>
<graph edgedefault="{directed}"><data key="d0">{crs}</data>
<node id="1"><data key="d2">{lon}</data><data key="d3">34.7</data></node>
<node id="2"><data key="d2">113.61</data><data key="d3">34.7</data></node>
<edge source="1" target="{target}"><data key="d4">{kind}</data><data key="d5">{length}</data>
<data key="d6">{maxspeed}</data><data key="d7">True</data></edge>
</graph></graphml>"""
GOOD = {
    "directed": "directed",
    "crs": "epsg:4326",
    "lon": "113.6",
    "target": "2",
    "kind": "primary",
    "length": "912.5",
    "maxspeed": "",
}


def read(path, given=None):
    return read_streets(Source(path, path.name), given or StreetSettings())


def graphml(folder, **other):
    path = folder / "s.graphml"
    path.write_text(GRAPHML.format(**{**GOOD, **other}), encoding="utf-8")
    return path


def told(path):
    with pytest.raises(TableError) as error:
        read(path)
    for issue in error.value.issues:
        assert issue.stops
        assert issue.file == path.name
        for language in ("zh", "en"):
            assert str(path.parent) not in issue.sentence(language)
    return [issue.what for issue in error.value.issues]


# --- all forms agree ---------------------------------------------------------------------------


def test_xml_bz2_and_pbf_are_the_same_to_the_bit(tmp_path):
    forms = [
        read(write_xml(tmp_path / "s.osm")),
        read(write_xml(tmp_path / "s.osm.bz2")),
        read(write_pbf(tmp_path / "s.osm.pbf")),
    ]
    for form in forms[1:]:
        pd.testing.assert_frame_equal(form.nodes, forms[0].nodes, check_index_type=False)
        pd.testing.assert_frame_equal(form.edges, forms[0].edges)
        assert form.speeds == forms[0].speeds


def test_the_content_tells_the_kind_not_the_name(tmp_path):
    for kind, path in {
        "osm": write_xml(tmp_path / "a.osm"),
        "bz2": write_xml(tmp_path / "a.osm.bz2"),
        "pbf": write_pbf(tmp_path / "a.osm.pbf"),
        "graphml": graphml(tmp_path),
    }.items():
        named = path.rename(tmp_path / f"{kind}.txt")
        assert kind_of_streets(Source(named, named.name)) == kind
        assert len(read(named).edges)
    packed = tmp_path / "graphml.bz2"
    packed.write_bytes(bz2.compress((tmp_path / "graphml.txt").read_bytes()))
    pd.testing.assert_frame_equal(read(packed).edges, read(tmp_path / "graphml.txt").edges)


def test_raw_ways_by_hand(tmp_path):
    tables = read(write_xml(tmp_path / "s.osm"))
    by_car, on_foot = seconds(tables, DRIVE), seconds(tables, WALK)
    assert set(tables.nodes["node_id"]) == {11, 12, 13, 14, 15, 16}  # 17 is no crossing
    length = lambda one, other: osmnx.distance.great_circle(  # noqa: E731
        NODES[one][1], NODES[one][0], NODES[other][1], NODES[other][0]
    )
    assert by_car[11][12] == pytest.approx(length(11, 12) / 60 * 3.6)
    around = length(15, 17) + length(17, 16)
    assert by_car[15][16] == pytest.approx(around / 48.28032 * 3.6)
    assert by_car[15][12] == pytest.approx(  # against one-way 2: round by 16 and 13
        by_car[15][16] + length(16, 13) / 30 * 3.6 + length(12, 13) / 60 * 3.6
    )
    assert on_foot[15][12] == pytest.approx(length(12, 15) / 5 * 3.6)
    assert on_foot[11][15] == pytest.approx(length(11, 15) / 5 * 3.6)
    assert 16 not in {edge.head for edge in tables.edges.itertuples() if edge.tail == 11}
    motorway = tables.edges.query("tail == 14 and head == 16")
    assert motorway["modes"].to_list() == [DRIVE]


def test_a_graph_of_osmnx_is_what_osmnx_loads(tmp_path):
    graph = graph_of(write_xml(tmp_path / "s.osm"))
    osmnx.save_graphml(graph, tmp_path / "s.graphml")
    loaded = osmnx.load_graphml(tmp_path / "s.graphml")
    tables = read(tmp_path / "s.graphml")
    nodes = tables.nodes.set_index("node_id")
    assert {n: (d["x"], d["y"]) for n, d in loaded.nodes(data=True)} == {
        n: (row.lon, row.lat) for n, row in nodes.iterrows()
    }
    given = {(u, v, d["length"]) for u, v, d in loaded.edges(data=True) if "highway" in d}
    assert len(given) < len(loaded.edges)  # OSMnx takes the building for a street
    ours = set(tables.edges[["tail", "head", "length_m"]].itertuples(index=False, name=None))
    walkers = {(v, u, m) for u, v, m in given} - given
    assert given <= ours <= given | walkers


def test_geopackages_of_osmnx_are_as_their_graphml(tmp_path):
    graph = graph_of(write_xml(tmp_path / "s.osm"))
    osmnx.save_graphml(graph, tmp_path / "s.graphml")
    wanted = read(tmp_path / "s.graphml")
    for directed in (True, False):
        path = tmp_path / f"{directed}.gpkg"
        osmnx.save_graph_geopackage(graph, path, directed=directed)
        found = read(path)
        key = ["tail", "head", "length_m", "drive_kph", "modes"]
        one, other = (of.edges.sort_values(key, ignore_index=True)[key] for of in (found, wanted))
        pd.testing.assert_frame_equal(one, other)
        assert found.notes == () == wanted.notes  # it has a footway


def test_times_of_raw_ways_are_those_of_the_graph_osmnx_makes(tmp_path):
    path = write_xml(tmp_path / "s.osm")
    osmnx.save_graphml(graph_of(path, simplify=False), tmp_path / "s.graphml")
    raw, graph = seconds(read(path), WALK), seconds(read(tmp_path / "s.graphml"), WALK)
    for start, times in raw.items():
        for end, time in times.items():
            assert time == pytest.approx(graph[start][end], rel=1e-9)


# --- graphs of OSMnx: who goes where -------------------------------------------------------------


def test_walkers_use_one_ways_both_ways_but_no_motorways(tmp_path):
    tables = read(graphml(tmp_path))
    assert tables.edges[["tail", "head", "modes"]].to_numpy().tolist() == [[1, 2, 7], [2, 1, 1]]
    assert [note.what for note in tables.notes] == ["note.streets_drive_only"]
    assert read(graphml(tmp_path, kind="motorway")).edges["modes"].to_list() == [DRIVE]
    both = read(graphml(tmp_path), StreetSettings(ebike_both_ways=True))
    assert both.edges["modes"].to_list() == [7, 3]


def test_an_edge_joined_of_several_ways_is_open_to_who_may_go_along_all(tmp_path):
    joined = read(graphml(tmp_path, kind="['residential', 'motorway']", maxspeed="['30', '50']"))
    assert joined.edges["modes"].to_list() == [DRIVE]
    assert joined.edges["drive_kph"].to_list() == [40.0]
    kinds = read(graphml(tmp_path, kind="['residential', 'primary']"))
    assert set(kinds.edges["drive_kph"]) == {40.0}
    stairs = read(graphml(tmp_path, kind="['primary', 'steps']"))
    assert set(stairs.edges["modes"]) == {WALK}
    assert several("['a b', \"c'd\", 7]") == ["a b", "c'd", "7"]
    assert several("[]") == [""]


def test_a_graph_without_kinds_is_open_to_all(tmp_path):
    path = graphml(tmp_path, kind="")
    assert read(path).edges["modes"].to_list() == [7, 1]
    other = (
        '<edge source="2" target="1"><data key="d4">primary</data><data key="d5">7</data></edge>'
    )
    path.write_text(path.read_text().replace("</graph>", f"{other}</graph>"))
    assert read(path).edges[["length_m", "modes"]].to_numpy().tolist() == [[7, 7], [7, 1]]


def test_an_undirected_graph_is_open_both_ways_where_it_is_no_one_way(tmp_path):
    path = graphml(tmp_path, directed="undirected")
    assert sorted(read(path).edges["modes"]) == [1, 7]
    path.write_text(path.read_text().replace("True", "False"))
    assert read(path).edges["modes"].to_list() == [7, 7]


def test_a_projected_graph_is_put_back_into_degrees(tmp_path):
    graph = graph_of(write_xml(tmp_path / "s.osm"))
    osmnx.save_graphml(osmnx.project_graph(graph), tmp_path / "s.graphml")
    nodes = read(tmp_path / "s.graphml").nodes.set_index("node_id")
    for node, row in nodes.iterrows():
        assert (row.lon, row.lat) == pytest.approx(NODES[node], abs=1e-7)


def test_speeds_of_the_file_go_before_limits(tmp_path):
    graph = graph_of(write_xml(tmp_path / "s.osm"))
    graph = osmnx.add_edge_speeds(graph)
    for *_, edge in graph.edges(data=True):
        edge["speed_kph"] = 33.0
    osmnx.save_graphml(graph, tmp_path / "s.graphml")
    tables = read(tmp_path / "s.graphml")
    assert set(tables.edges["drive_kph"]) == {33.0}
    assert sum(row["assumed_km"] for row in tables.speeds) == 0


# --- what is cut, broken, or made to harm ---------------------------------------------------------


def test_an_extract_cut_at_the_edge_loads_where_osmnx_does_not(tmp_path):
    nodes = {number: at for number, at in NODES.items() if number != 14}
    for path in (
        write_xml(tmp_path / "s.osm", nodes),
        write_xml(tmp_path / "s.osm.bz2", nodes),
        write_pbf(tmp_path / "s.osm.pbf", nodes),
    ):
        [issue] = read(path).issues
        assert not issue.stops
        assert dict(issue.more) == {"refs": 2, "ways": 2}
    with pytest.raises(ValueError, match="clipping"):
        graph_of(tmp_path / "s.osm")


def test_a_graph_with_edges_to_nowhere_loads(tmp_path):
    path = graphml(tmp_path)
    edge = '<edge source="1" target="99"><data key="d5">1</data></edge></graph>'
    path.write_text(path.read_text().replace("</graph>", edge))
    [issue] = read(path).issues
    assert (issue.what, dict(issue.more)) == ("issue.streets_cut", {"refs": 1, "ways": 1})


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"length": "NaN"}, "issue.streets_length"),
        ({"length": "-1"}, "issue.streets_length"),
        ({"length": "1e300"}, "issue.streets_length"),
        ({"length": "far"}, "issue.streets_length"),
        ({"length": ""}, "issue.streets_length"),
        ({"lon": "1136.1"}, "issue.streets_coordinates"),
        ({"lon": "NaN"}, "issue.streets_coordinates"),
        ({"lon": "east"}, "issue.streets_coordinates"),
        ({"crs": "epsg:99999"}, "issue.streets_crs"),
        ({"crs": "+init=/etc/passwd:1"}, "issue.streets_crs"),
        ({"crs": "epsg:32650"}, "issue.streets_coordinates"),
        ({"kind": "construction"}, "issue.streets_empty"),
        ({"kind": "</data>"}, "issue.streets_broken"),
        ({"target": "two"}, "issue.streets_broken"),
        ({"target": "9" * 30}, "issue.streets_broken"),
        ({"target": "99"}, "issue.streets_empty"),
    ],
)
def test_graphs_with_values_that_are_none(tmp_path, other, what):
    if other.get("crs") == "epsg:32650":
        other = {**other, "lon": "1e300"}
    assert told(graphml(tmp_path, **other)) == [what]


@pytest.mark.parametrize("root", ["graphml", "osm"])
def test_xml_made_to_harm(tmp_path, root):
    path = tmp_path / "s.xml"
    path.write_text(f'<!DOCTYPE x [<!ENTITY e SYSTEM "/etc/passwd">]><{root}>&e;</{root}>')
    assert told(path) == ["issue.xml_entities"]
    path.write_text(f"<{root}>" + "<a>" * 200 + "</a>" * 200 + f"</{root}>")
    assert told(path) == ["issue.xml_deep"]
    path.write_text(f"<{root}><node")
    assert told(path) == ["issue.streets_broken"]
    path.write_text(f"<{root}><node/></{root}>")
    assert told(path) == ["issue.streets_broken"]
    path.write_text(f"<{root}></{root}>")
    assert told(path) == ["issue.streets_empty"]


def test_a_swelling_bz2_is_stopped(tmp_path, monkeypatch):
    from dataclasses import replace

    from geo.formats import xml_guard

    monkeypatch.setattr(xml_guard, "LIMITS", replace(xml_guard.LIMITS, xml_bytes=10 * 2**20))
    path = tmp_path / "s.osm.bz2"
    path.write_bytes(bz2.compress(b"<osm>" + b" " * 50 * 2**20 + b"</osm>"))
    assert path.stat().st_size < 2**10
    assert told(path) == ["issue.too_large"]


@pytest.mark.parametrize("name", ["s.osm", "s.osm.bz2", "s.osm.pbf"])
def test_files_cut_off_anywhere(tmp_path, name):
    path = tmp_path / name
    (write_pbf if name.endswith("pbf") else write_xml)(path)
    whole = path.read_bytes()
    for size in np.linspace(1, len(whole) - 1, 25).astype(int):
        path.write_bytes(whole[:size])
        [what] = told(path)
        assert what in {"issue.streets_broken", "issue.streets_kind", "issue.streets_empty"}


def test_bytes_changed_anywhere_give_streets_or_a_sentence(tmp_path):
    rng = np.random.default_rng(5)
    for path in (write_pbf(tmp_path / "s.osm.pbf"), write_xml(tmp_path / "s.osm.bz2")):
        whole = np.frombuffer(path.read_bytes(), np.uint8)
        for _ in range(40):
            changed = whole.copy()
            changed[rng.integers(len(whole), size=3)] = rng.integers(256, size=3)
            path.write_bytes(changed.tobytes())
            try:
                read(path)
            except TableError as error:
                assert error.issues  # noqa: PT017


def test_what_is_no_street_network(tmp_path):
    path = tmp_path / "s.osm"
    path.write_bytes(b"")
    assert told(path) == ["issue.empty"]
    for content in (b"lon,lat\n1,2\n", b"<html></html>", b"\0" * 99, b"PK\x03\x04"):
        path.write_bytes(content)
        assert told(path) == ["issue.streets_kind"]
    path.write_bytes(bz2.compress(b"lon,lat\n1,2\n"))
    assert told(path) == ["issue.streets_broken"]


def test_absurd_places_in_raw_ways(tmp_path):
    for far in ((1136.0, 34.7), (113.0, 3470.0)):
        path = write_xml(tmp_path / "s.osm", {**NODES, 12: far})
        assert told(path) == ["issue.streets_coordinates"]
    unused = write_xml(tmp_path / "s.osm", {**NODES, 99: (1136.0, 34.7)})
    assert len(read(unused).edges)
    none = write_xml(tmp_path / "s.osm", {**NODES, 12: ("x", "y")})
    assert told(none) == ["issue.streets_broken"]
    nobody = write_xml(tmp_path / "s.osm", NODES, {7: WAYS[7]})
    assert told(nobody) == ["issue.streets_empty"]
    assert told(write_pbf(tmp_path / "s.osm.pbf", NODES, {7: WAYS[7]})) == ["issue.streets_empty"]


def test_geopackages_with_odd_layers(tmp_path):
    path = tmp_path / "s.gpkg"
    points = gpd.GeoDataFrame({"osmid": [1, 2]}, geometry=gpd.points_from_xy([1, 2], [1, 2]))
    points = points.set_crs(4326)
    points.to_file(path, layer="places")
    assert told(path) == ["issue.streets_column"]
    points.to_file(path, layer="nodes")
    points.to_file(path, layer="edges")
    assert told(path) == ["issue.streets_column"]
    points.assign(x=1.0, y=1.0).to_file(path, layer="nodes")
    points.assign(u="one", v="two", length=1.0).to_file(path, layer="edges")
    assert told(path) == ["issue.streets_broken"]
    points.assign(u=[1, 2], v=[2, None], length=1.0).to_file(path, layer="edges")
    assert told(path) == ["issue.streets_broken"]
    points.assign(u=[1, 2], v=[2, 1], length=[1.0, None]).to_file(path, layer="edges")
    assert told(path) == ["issue.streets_length"]
    points.assign(u=[1, 2], v=[2, 1], length=1.0).to_file(path, layer="edges")
    assert len(read(path).edges) == 2
    path.write_bytes(path.read_bytes()[:5000])
    assert told(path) == ["issue.geopackage_pages"]


def test_without_osmium_a_pbf_is_told_what_it_needs(tmp_path, monkeypatch):
    path = write_pbf(tmp_path / "s.osm.pbf")
    monkeypatch.setitem(__import__("sys").modules, "osmium", None)
    assert told(path) == ["issue.streets_package"]
