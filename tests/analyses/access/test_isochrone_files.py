"""Isochrones as layers: areas, streets cut where the minutes run out, and basins."""

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from support.street_city import (
    LINES,
    NODES,
    SITES,
    graph,
    metres,
    minutes_on_foot,
    write_street_city,
)

import geo
from geo.analyses.access.isochrone_files import FILE, isochrone_layers, write_isochrones
from geo.analyses.access.model import AccessModel
from geo.city.folder import City
from geo.core.analysis import ExportOptions

WALK = ("any", "walk")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return geo.run(City.open(write_street_city(tmp_path_factory.mktemp("streets"))))


@pytest.fixture(scope="module")
def layers(results):
    return isochrone_layers(results[AccessModel], [0, 1], WALK)


def test_crossings_are_inside_by_their_own_time(layers):
    areas = layers["isochrones"].set_index(["site_name", "minutes"]).geometry
    minutes = minutes_on_foot()
    for (site, limit), area in areas.items():
        for name, place in NODES.items():
            if abs(minutes.loc[name, site] - limit) > 0.5:
                assert area.contains(shapely.Point(place)) == (minutes.loc[name, site] < limit)


def test_what_any_site_reaches_is_that_of_all_together(layers):
    areas, reached = layers["isochrones"], layers["reached"]
    for _, row in reached.iterrows():
        parts = areas[areas["minutes"] == row["minutes"]].geometry
        assert parts.union_all().symmetric_difference(row.geometry).area < 1e-12


def test_every_street_is_in_the_basin_of_the_nearest_site(layers):
    """Crossings by networkx; the streets of an island without a site are in none."""
    basins = layers["basins"].set_index("site_name").geometry
    minutes = minutes_on_foot()
    for name, place in NODES.items():
        apart = {site: basins[site].distance(shapely.Point(place)) for site in SITES}
        if np.isinf(minutes.loc[name]).all():
            assert min(apart.values()) > 1e-4
        else:
            assert apart[minutes.loc[name].idxmin()] == pytest.approx(0, abs=1e-9)


def test_basins_are_all_streets_once(layers):
    length = sum(
        told["length"] for one, other, told in graph().edges(data=True) if "I0" not in (one, other)
    )
    assert layers["basins"]["km"].sum() == pytest.approx(length / 1000, rel=1e-3)
    assert len(LINES) == 20
    one, other = layers["basins"].geometry
    assert one.intersection(other).length == pytest.approx(0, abs=1e-9)


def test_streets_end_where_the_minutes_run_out(layers):
    """From one site along the street to both sides, from the other to its end on one of them."""
    km = layers["streets"].set_index("minutes")["km"]
    each, to_the_end = 5 * 5 / 60, metres(NODES["U9"], NODES["U10"]) / 1000
    assert km.loc[5] == pytest.approx(3 * each + to_the_end, rel=1e-3)
    assert km.is_monotonic_decreasing  # the largest limit first
    assert km.loc[30] <= layers["basins"]["km"].sum()


def test_few_people_are_not_counted(results, layers):
    counts = layers["isochrones"]["floating_population"].dropna()
    assert (counts >= results.standards.min_cell).all()
    assert (counts % 5 == 0).all()


def test_the_file_reads_back_and_is_the_same_again(results, tmp_path):
    made = []
    for name in "ab":
        (tmp_path / name).mkdir()
        write_isochrones(results, tmp_path / name, ExportOptions("en", minutes=10))
        made.append((tmp_path / name / FILE).read_bytes())
    assert made[0] == made[1]
    path = tmp_path / "a" / FILE
    kinds = dict(pyogrio.list_layers(path))
    assert kinds == {
        "isochrones": "MultiPolygon",
        "reached": "MultiPolygon",
        "basins": "MultiLineString",
        "streets": "MultiLineString",
    }
    assert gpd.read_file(path, layer="isochrones")["minutes"].unique().tolist() == [10]


def test_a_city_without_sites_has_an_empty_layer(results, tmp_path):
    from dataclasses import replace

    rest = {kind: it for kind, it in results.products.items() if kind is not AccessModel}
    write_isochrones(replace(results, products=rest), tmp_path, ExportOptions("en"))
    assert gpd.read_file(tmp_path / FILE).empty
