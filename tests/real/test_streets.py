"""Street networks of Jinan and Shenzhen: what OSMnx makes of them, we make of them too."""

import bz2
import json
from dataclasses import replace

import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from support.overpass_server import Replies, answering
from support.street_worlds import write_pbf, write_xml

from geo.cli.main import main
from geo.core.artifacts import ArtifactStore
from geo.formats.source import Source
from geo.network.osm.download import around_place, fetch_streets
from geo.network.osm.reader import read_streets
from geo.network.settings import StreetSettings
from geo.network.street_kinds import KINDS
from geo.network.street_network import MODES, network_of
from geo.network.streets import open_streets

pytestmark = pytest.mark.real
PLAIN = StreetSettings()
OVERPASS = "overpass_streets_futian_nanshan.json"


def metres(network, mode, starts):
    """Shortest ways from some nodes, by their ids, in metres."""
    edges = network.open_to(mode)
    ends, length = (network.tail[edges], network.head[edges]), network.length_m[edges]
    frame = pd.DataFrame({"tail": ends[0], "head": ends[1], "length": length.astype(float)})
    frame = frame[frame["length"] > 0].groupby(["tail", "head"])["length"].min().reset_index()
    size = (len(network.lon),) * 2
    graph = coo_array((frame["length"], (frame["tail"], frame["head"])), shape=size).tocsr()
    places = pd.Index(network.node_id).get_indexer(starts)
    return pd.DataFrame(dijkstra(graph, indices=places), index=starts, columns=network.node_id)


# --- Jinan ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jinan_streets(real, tmp_path_factory):
    path = real / "jinan" / "streets.graphml"
    return open_streets(
        ArtifactStore(tmp_path_factory.mktemp("jinan")), Source(path, path.name), PLAIN
    )


@pytest.fixture(scope="module")
def jinan_graph(real):
    return osmnx.load_graphml(real / "jinan" / "streets.graphml")


def test_jinan_is_what_osmnx_loads(jinan_streets, jinan_graph):
    network = jinan_streets.frame
    assert not jinan_streets.issues
    assert len(network.lon) == len(jinan_graph) == 12_766
    by_car = network.open_to("drive")
    assert by_car.sum() == len(jinan_graph.edges) == 28_597
    ours = pd.DataFrame(
        {
            "tail": network.node_id[network.tail[by_car]],
            "head": network.node_id[network.head[by_car]],
            "length": network.length_m[by_car],
        }
    )
    theirs = pd.DataFrame(
        [(u, v, d["length"]) for u, v, d in jinan_graph.edges(data=True)], columns=list(ours)
    ).astype(ours.dtypes)
    order = list(ours)
    pd.testing.assert_frame_equal(
        *(of.sort_values(order, ignore_index=True) for of in (ours, theirs))
    )
    places = {n: (d["x"], d["y"]) for n, d in jinan_graph.nodes(data=True)}
    at = dict(
        zip(network.node_id.tolist(), zip(network.lon, network.lat, strict=True), strict=True)
    )
    assert at == places


def test_jinan_falls_apart_as_its_readme_says(jinan_streets, jinan_graph):
    network = jinan_streets.frame
    part = network.strong_parts("drive")
    assert np.bincount(part).max() == (part == 0).sum() == 11_850
    largest = max(nx.strongly_connected_components(jinan_graph), key=len)
    assert set(network.node_id[part == 0].tolist()) == largest
    assert (network.strong_parts("walk") == 0).sum() > 11_850  # walkers mind no one-ways


def test_ways_by_car_through_jinan_are_those_of_networkx(jinan_streets, jinan_graph):
    starts = np.random.default_rng(1).choice(sorted(jinan_graph), 4, replace=False)
    ours = metres(jinan_streets.frame, "drive", starts)
    for start in starts:
        theirs = nx.single_source_dijkstra_path_length(jinan_graph, start, weight="length")
        found = ours.loc[start]
        found = found[np.isfinite(found)]
        assert set(found.index) == set(theirs)
        np.testing.assert_allclose(found, [theirs[n] for n in found.index], rtol=1e-6, atol=1e-3)


# --- Shenzhen ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shenzhen(real):
    """The nodes and ways of the Overpass reply."""
    elements = json.loads((real / "shenzhen" / OVERPASS).read_text("utf-8"))["elements"]
    nodes = {e["id"]: (e["lon"], e["lat"]) for e in elements if e["type"] == "node"}
    ways = {e["id"]: (e["nodes"], e.get("tags", {})) for e in elements if e["type"] == "way"}
    assert (len(nodes), len(ways)) == (30_370, 4_272)
    return nodes, ways


@pytest.fixture(scope="module")
def forms(shenzhen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shenzhen")
    xml, pbf = folder / "s.osm", folder / "s.osm.pbf"
    write_xml(xml, *shenzhen)
    write_pbf(pbf, *shenzhen)
    packed = folder / "s.osm.bz2"
    packed.write_bytes(bz2.compress(xml.read_bytes()))
    return {path.name: path for path in (xml, packed, pbf)}


def network(path):
    tables = read_streets(Source(path, path.name), PLAIN)
    return network_of(tables.nodes, tables.edges, tables.lines), tables


def test_xml_bz2_and_pbf_of_shenzhen_are_the_same(forms):
    first, told = network(forms["s.osm"])
    assert not told.issues
    for name in ("s.osm.bz2", "s.osm.pbf"):
        other, also = network(forms[name])
        for field in first.__dataclass_fields__:
            np.testing.assert_array_equal(getattr(first, field), getattr(other, field))
        assert also.speeds == told.speeds


@pytest.fixture(scope="module")
def plain(shenzhen, tmp_path_factory):
    """What OSMnx looks at of the ways: our streets of them, and its graph."""
    nodes, ways = shenzhen
    told = {
        number: (refs, {name: tags[name] for name in ("highway", "oneway") if name in tags})
        for number, (refs, tags) in ways.items()
        if tags.get("highway") in KINDS
    }
    path = write_xml(tmp_path_factory.mktemp("plain") / "s.osm", nodes, told)
    return network(path)[0], osmnx.graph_from_xml(path, retain_all=True, simplify=False)


@pytest.mark.parametrize("simplify", [False, True])
def test_osmnx_goes_the_same_ways_through_shenzhen(plain, tmp_path, simplify):
    """Between shared nodes distances are the same, whichever tool leaves out nodes between."""
    raw, graph = plain
    graph = osmnx.simplify_graph(graph) if simplify else graph
    osmnx.save_graphml(graph, tmp_path / "s.graphml")
    theirs, _ = network(tmp_path / "s.graphml")
    # Simplified, OSMnx joins ways that not the same may go along: then of all modes together.
    if simplify:
        raw, theirs = (replace(of, modes=np.full_like(of.modes, 7)) for of in (raw, theirs))
    shared = np.intersect1d(raw.node_id, theirs.node_id)
    assert len(shared) > 2_500
    starts = np.random.default_rng(2).choice(shared, 5, replace=False)
    for mode in ("walk",) if simplify else MODES:
        one, other = (metres(of, mode, starts)[shared] for of in (raw, theirs))
        assert np.isfinite(one).mean().mean() > 0.5
        np.testing.assert_array_equal(np.isfinite(one), np.isfinite(other))
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-2)


def test_times_through_shenzhen_are_those_summed_way_by_way(forms, shenzhen):
    """By car: pieces joined change no time, since unlike ones are not joined."""
    from geo.network.osm.tagging import rule_of
    from geo.network.osm.ways import great_circle_m
    from geo.network.street_kinds import DRIVE

    nodes, ways = shenzhen
    raw, _ = network(forms["s.osm"])
    graph = nx.DiGraph()
    for refs, tags in ways.values():
        rule = rule_of(tags, PLAIN)
        lon, lat = np.array([nodes[ref] for ref in refs]).T
        number = np.arange(len(refs))
        length = great_circle_m(lon, lat, number[:-1], number[1:])
        for one, other, m in zip(refs[:-1], refs[1:], length, strict=True):
            for tail, head, modes, kph in (
                (one, other, rule.forward, rule.forward_kph),
                (other, one, rule.backward, rule.backward_kph),
            ):
                if modes & DRIVE:
                    cost = min(m / kph * 3.6, graph.get_edge_data(tail, head, {"s": np.inf})["s"])
                    graph.add_edge(tail, head, s=cost)
    joined = nx.DiGraph()
    for edge in raw.edge_frame().itertuples():
        if edge.modes & DRIVE:
            cost = edge.length_m / edge.drive_kph * 3.6
            before = joined.get_edge_data(edge.tail, edge.head, {"s": np.inf})["s"]
            joined.add_edge(edge.tail, edge.head, s=min(cost, before))
    assert len(joined) < len(graph) / 4
    for start in np.random.default_rng(3).choice(sorted(joined), 4, replace=False):
        whole = nx.single_source_dijkstra_path_length(graph, start, weight="s")
        found = nx.single_source_dijkstra_path_length(joined, start, weight="s")
        assert set(found) == set(whole) & set(joined)
        for node, seconds in found.items():
            assert seconds == pytest.approx(whole[node], rel=1e-5, abs=1e-3)


def test_an_extract_cut_at_the_edge_loads(shenzhen, tmp_path):
    nodes, ways = shenzhen
    east = {node: at for node, at in nodes.items() if at[0] > 114.0}
    path = write_pbf(tmp_path / "s.osm.pbf", east, ways)
    found, tables = network(path)
    [issue] = tables.issues
    used = [ref for refs, _ in ways.values() for ref in refs]
    assert issue.more["refs"] <= sum(ref not in east for ref in used)
    assert issue.more["ways"] > 100
    assert (found.lon > 114.0).all()
    with pytest.raises(ValueError, match="clipping"):
        osmnx.graph_from_xml(write_xml(tmp_path / "s.osm", east, ways))


# --- the download, replayed ----------------------------------------------------------------------


def test_the_download_of_shenzhen_replayed(real, forms, tmp_path):
    overpass, place = (
        (real / "shenzhen" / name).read_bytes() for name in (OVERPASS, "nominatim_reply.json")
    )
    with answering(Replies(overpass, place)) as replies:
        at = f"http://127.0.0.1:{replies.port}/"
        given = StreetSettings(overpass_url=f"{at}api", nominatim_url=at)
        circle = around_place("香梅路", given)
        assert circle.contains(shapely.Point(114.02647, 22.55868))
        fetch_streets(shapely.box(113.5, 22.4, 114.4, 22.7), tmp_path / "s.osm.pbf", given)
        fetch_streets(circle, tmp_path / "near.osm.pbf", given)
    search, *interpreter = [path for path, _ in replies.asked]
    assert search == "/search"
    assert set(interpreter) == {"/api/interpreter"}
    assert len(interpreter) >= 3  # a large outline is asked in parts
    raw, _ = network(forms["s.osm"])
    found, tables = network(tmp_path / "s.osm.pbf")
    for field in raw.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(raw, field), getattr(found, field))
    assert not tables.issues
    near, _ = network(tmp_path / "near.osm.pbf")
    assert 100 < len(near.lon) < len(raw.lon)


def test_the_command_fetches_shenzhen(real, make_city):
    folder = make_city("shenzhen", {"440303": 1})
    overpass, place = (
        (real / "shenzhen" / name).read_bytes() for name in (OVERPASS, "nominatim_reply.json")
    )
    with answering(Replies(overpass, place)) as replies:
        at = f"http://127.0.0.1:{replies.port}/"
        with (folder / "city.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[streets]\noverpass_url = "{at}api"\ndownload = true\n')
        words = ["streets", str(folder), "--fetch", "--json", "--language", "en"]
        ran = CliRunner().invoke(main, words, catch_exceptions=False)
    assert ran.exit_code == 0
    told = json.loads(ran.stdout)
    assert told["nodes"] > 1000
    assert 0 < told["modes"]["drive"]["largest_part"] <= told["modes"]["drive"]["nodes"]
    assert (folder / told["file"]).is_file()
    assert {path for path, _ in replies.asked} == {"/api/interpreter"}
