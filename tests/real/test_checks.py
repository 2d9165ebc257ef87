"""What the checks say of real boundaries: nothing, where nothing is wrong."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.spatial.coordinates import from_wgs84
from geo.spatial.topology import gaps, overlaps

pytestmark = pytest.mark.real

# Jinan has a development zone without a polygon; Shenzhen none, so that the table of them is empty.
HARMLESS = {"issue.no_boundary", "issue.no_rows"}


@pytest.mark.parametrize("place", ["jinan", "shenzhen"])
def test_no_false_alarm(make_city, place):
    found = geo.check(
        geo.City.open(make_city(place, {"370102": 1} if place == "jinan" else {"440303": 1}))
    )
    assert {issue.what for issue in found.issues} <= HARMLESS, [f.sentence() for f in found.issues]


@pytest.mark.parametrize("place", ["jinan", "shenzhen"])
def test_real_districts_neither_overlap_nor_leave_gaps(real, place):
    layer = gpd.read_file(real / place / "districts.gpkg").rename(
        columns={"code": "community_code"}
    )
    layer = layer.sort_values("community_code", ignore_index=True)
    assert overlaps(layer).empty
    assert gaps(layer).empty


def test_an_overlap_made_by_hand_is_found_among_real_ones(real):
    layer = gpd.read_file(real / "jinan" / "districts.gpkg").rename(
        columns={"code": "community_code"}
    )
    layer = layer.sort_values("community_code", ignore_index=True)
    layer.loc[0, "geometry"] = layer.geometry[0].buffer(0.001)
    found = overlaps(layer)
    touched = {
        layer["community_code"][at]
        for at in range(1, len(layer))
        if layer.geometry[at].intersects(layer.geometry[0])
    }
    assert set(found["first_code"]) == {layer["community_code"][0]}
    assert set(found["second_code"]) == touched


@pytest.fixture(scope="module")
def jinan():
    """12,766 real points, and the district each lies in."""
    import networkx as nx
    from support.paths import REAL

    graph = nx.read_graphml(REAL / "jinan" / "streets.graphml")
    nodes = pd.DataFrame(dict(graph.nodes(data=True))).T[["x", "y"]].astype("float64").to_numpy()
    layer = gpd.read_file(REAL / "jinan" / "districts.gpkg")
    at, district = shapely.STRtree(layer.geometry.to_numpy()).query(
        shapely.points(nodes), "intersects"
    )
    lies_in = np.full(len(nodes), "", dtype=object)
    lies_in[at] = layer["code"].astype("str").to_numpy(object)[district]
    return nodes, lies_in


@pytest.mark.parametrize("true", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("declared", ["wgs84", "gcj02", "bd09"])
def test_the_street_nodes_of_jinan_tell_their_coordinate_system(make_city, jinan, declared, true):
    """Of the districts that real points lie in, 2 % are stated wrongly."""
    nodes, lies_in = jinan
    folder, stated = make_city("jinan", {"370102": 1}), lies_in.copy()
    wrong = np.random.default_rng(1).random(len(nodes)) < 0.02
    stated[wrong] = "370102"
    lon, lat = from_wgs84(*nodes.T, true)
    pd.DataFrame({"lon": lon, "lat": lat, "社区代码": stated}).to_csv(
        folder / "records" / "nodes.csv", index=False
    )
    toml = (folder / "city.toml").read_text("utf-8")
    toml = toml.replace(
        'files = ["records/census.csv"]',
        f'files = ["records/nodes.csv"]\ncoordinates = "{declared}"',
    )
    (folder / "city.toml").write_text(toml, "utf-8")
    found = geo.check(geo.City.open(folder))
    told = {issue.more["best"] for issue in found.issues if issue.what == "issue.residual"}
    assert told == (set() if declared == true else {true})
