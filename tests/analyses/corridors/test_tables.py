"""What a run leaves of corridors and sharing, read back.

People add up, lines lie where they should.
"""

import numpy as np
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point
from support import corridor_results
from support.corridor_worlds import CODES, EAST, FUYANG, WEST, ZHUMADIAN
from support.widened import with_tables

import geo
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.tables import corridor_lines, corridor_table, curves, sharing_lines
from geo.cli.main import main
from geo.publish.maps.symbols import BEND


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return corridor_results.write(tmp_path_factory.mktemp("corridors") / "city")


@pytest.fixture(scope="module")
def made(folder):
    return geo.run(geo.City.open(folder))


@pytest.fixture(scope="module")
def results(folder):
    out = folder.parent / "results"
    ran = CliRunner().invoke(main, ["run", str(folder), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    return out


def read(path):
    codes = {f"{end}_code": "str" for end in ("partner", "local", "from", "to")}
    return pd.read_csv(path, dtype=codes)


def test_corridors_csv_adds_up_to_everybody(results):
    told = read(results / "corridors.csv")
    assert told["flow"].sum() == corridor_results.FLOW
    directions = told[["inflow", "outflow"]].fillna(0).sum(axis=1)
    assert (directions == told["flow"]).all()
    states = told.groupby("origin_state")["flow"].sum().to_dict()
    lost = {"missing": 7, "ambiguous": 3, "province_only": 2}
    assert states == lost | {"resolved": corridor_results.FLOW - 12}
    first = told.iloc[0]
    assert (first["partner_code"], first["local_code"], first["rank"]) == (ZHUMADIAN, EAST, 1)
    assert first["net_migration"] == first["inflow"] - first["outflow"] == 700
    assert told["rank"].dropna().tolist() == [1, 2, 3, 4, 5]


def test_names_that_would_run_stand_behind_an_apostrophe(results):
    told = read(results / "corridors.csv")
    assert set(told.loc[told["local_code"] == WEST, "local_name"]) == {"'=西县"}


def test_sharing_csv(results):
    told = read(results / "sharing.csv")
    assert told[["from_code", "to_code", "crosses"]].to_numpy().tolist() == [
        [CODES[1], CODES[2], "district"],
        [CODES[1], CODES[0], "subdistrict"],
    ]
    assert told[["staff", "floating_population"]].to_numpy().tolist() == [[1, 405], [1, 237]]


def test_the_geopackage_holds_lines_in_wgs84(results):
    path = results / "corridors.gpkg"
    assert set(pyogrio.list_layers(path)[:, 0]) == {"corridors", "sharing"}
    for layer in ("corridors", "sharing"):
        lines = pyogrio.read_dataframe(path, layer=layer)
        assert lines.crs.to_epsg() == 4326
        assert set(lines.geom_type) == {"LineString"}
    lines = pyogrio.read_dataframe(path, layer="corridors").set_index("corridor")
    table = read(results / "corridors.csv").dropna(subset="corridor").set_index("corridor")
    assert lines["flow"].to_dict() == table["flow"].to_dict()
    assert lines["valid_until"].dropna().to_dict() == table["valid_until"].dropna().to_dict()
    line = lines.geometry[f"{FUYANG}-{EAST}"]
    assert Point(line.coords[0]).distance(Point(115.81, 32.89)) < 0.2  # Fuyang
    assert 103.5 < line.coords[-1][0] < 103.52
    assert line.coords[-1][1] == pytest.approx(40.505)


def test_the_same_city_gives_the_same_bytes(folder, results):
    again = folder.parent / "again"
    assert CliRunner().invoke(main, ["run", str(folder), "--out", str(again)]).exit_code == 0
    for name in ("corridors.csv", "sharing.csv", "corridors.gpkg"):
        assert (again / name).read_bytes() == (results / name).read_bytes()


def test_an_end_without_a_place_has_a_row_but_no_line(made):
    communities = made.communities.copy()
    communities.geometry = [*communities.geometry[:2], None, None]
    results = with_tables(made, communities=communities)
    lines = corridor_lines(results, results[Corridors])
    assert len(lines) == len(results[Corridors].frame)
    assert (lines.geometry.isna() == (lines["local_code"] == WEST)).all()
    assert sharing_lines(results).geometry.isna().tolist() == [True, False]


def test_without_corridors_headers_and_those_not_known():
    nothing = corridor_table(Corridors())
    assert nothing.empty
    assert {"corridor", "origin_state", "flow"} <= set(nothing)
    unresolved = pd.DataFrame(
        {"direction": ["in"], "state": ["missing"], "local_code": [EAST], "local_name": ["东区"]}
    ).assign(flow=9)
    told = corridor_table(Corridors(unresolved=unresolved, within_city=4, total_flow=13))
    assert told["flow"].tolist() == [9, 4]
    assert told["origin_state"].tolist() == ["missing", "within"]


COORDINATES = st.tuples(st.floats(73, 135), st.floats(18, 53))


@settings(max_examples=50, deadline=None)
@given(COORDINATES, COORDINATES)
def test_curves_join_both_ends_and_bend_no_more_than_they_should(start, stop):
    [line] = curves(np.array([start]), np.array([stop]))
    points = np.array(line.coords)
    assert len(points) == 17
    assert points[0] == pytest.approx(start, abs=1e-6)
    assert points[-1] == pytest.approx(stop, abs=1e-6)
    straight = np.array(stop) - start
    length = np.hypot(*straight)
    across = points - start
    away = straight[0] * across[:, 1] - straight[1] * across[:, 0]
    assert (away >= -1e-4).all()  # to the left
    assert away.max() <= BEND * length**2 + 1e-3


def test_there_and_back_are_two_curves():
    there, back = (np.array([[100.0, 30.0]]), np.array([[110.0, 35.0]]))
    middle = [curves(*ends)[0].coords[8] for ends in ((there, back), (back, there))]
    assert np.hypot(*np.subtract(*middle)) == pytest.approx(2 * BEND * np.hypot(10, 5), rel=1e-3)
    assert curves(there, np.array([[np.nan, 30.0]])) == [None]
