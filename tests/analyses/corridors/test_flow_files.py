"""Flows for other tools: what they read, in their words; and what we write is read again as it was."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal
from support import corridor_results
from support.corridor_worlds import EAST, WEST, ZHUMADIAN, write_corridor_city
from support.needed import needed

import geo
from geo.analyses.corridors.flow_files import (
    FLOWS,
    KEPLER,
    LINES,
    LOCATIONS,
    flow_lines,
    located_flows,
    locations,
)
from geo.analyses.corridors.model import Corridors
from geo.cli.main import main

CORRIDORS = needed("corridors")
FORMS = ("flowmapblue", "kepler", "flowlines")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return corridor_results.write(tmp_path_factory.mktemp("flows") / "city")


@pytest.fixture(scope="module")
def out(city):
    folder = city.parent / "out"
    command = ["export", str(city), "--out", str(folder)]
    ran = CliRunner().invoke(
        main, command + [part for form in FORMS for part in ("--format", form)]
    )
    assert ran.exit_code == 0, ran.output
    assert {path.name for path in folder.iterdir()} == {LOCATIONS, FLOWS, KEPLER, LINES}
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_flowmapblue_finds_its_columns_and_every_end(out):
    places, flows = rows(out / LOCATIONS), rows(out / FLOWS)
    assert list(places[0]) == ["id", "name", "lat", "lon"]
    assert list(flows[0]) == ["origin", "dest", "count"]
    ids = [place["id"] for place in places]
    assert len(set(ids)) == len(ids)
    assert {flow[end] for flow in flows for end in ("origin", "dest")} == set(ids)
    counts = {(flow["origin"], flow["dest"]): int(flow["count"]) for flow in flows}
    assert counts[ZHUMADIAN, EAST] == 900
    assert counts[EAST, ZHUMADIAN] == 200
    assert sum(counts.values()) == corridor_results.FLOW - 12
    east = places[ids.index(EAST)]
    assert (float(east["lon"]), float(east["lat"])) == pytest.approx((103.51, 40.505), abs=0.006)


def test_kepler_has_the_places_of_both_ends_in_each_row(out):
    flows = rows(out / KEPLER)
    sides = {"origin_lat", "origin_lng", "dest_lat", "dest_lng"}
    assert sides | {"count"} <= set(flows[0])
    places = {place["id"]: place for place in rows(out / LOCATIONS)}
    for flow in flows:
        for end in ("origin", "dest"):
            place = places[flow[end]]
            assert (flow[f"{end}_lat"], flow[f"{end}_lng"]) == (place["lat"], place["lon"])
            assert flow[f"{end}_name"] == place["name"]
    assert "'=西县" in {flow["dest_name"] for flow in flows}  # no living formula


def test_lines_go_from_the_origin_to_the_destination(out):
    features = json.loads((out / LINES).read_text("utf-8"))["features"]
    by_ends = {(flow["origin"], flow["dest"]): flow for flow in rows(out / KEPLER)}
    assert len(features) == len(by_ends)
    for feature in features:
        told, line = feature["properties"], feature["geometry"]["coordinates"]
        flow = by_ends[told["origin"], told["dest"]]
        assert told["count"] == int(flow["count"])
        ends = [
            [float(flow[f"{end}_{axis}"]) for axis in ("lng", "lat")] for end in ("origin", "dest")
        ]
        assert np.allclose([line[0], line[-1]], ends, atol=1e-6)


@pytest.mark.parametrize("file", [FLOWS, KEPLER])
def test_what_is_written_is_read_as_the_same_corridors(city, out, tmp_path, file):
    again = write_corridor_city(tmp_path / "again", staff=corridor_results.STAFF)
    (again / file).write_bytes((out / file).read_bytes())
    with (again / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'[flows]\nfile = "{file}"\nperiod = "2026-10"\n')
    before, after = (
        geo.run(geo.City.open(folder), analyses=CORRIDORS)[Corridors].frame
        for folder in (city, again)
    )
    about = ["corridor", "partner_code", "partner_name", "local_code", "local_name", "inflow"]
    about += [
        "outflow",
        "flow",
        "expected_inflow",
        "inflow_ratio",
        "p_value",
        "significant",
        "rank",
    ]
    assert set(before["local_code"]) == {EAST, WEST}
    assert_frame_equal(before[about], after[about])


def test_an_end_without_a_place_is_kept_without_a_line(city):
    results = geo.run(geo.City.open(city), analyses=CORRIDORS)
    frame = results[Corridors].frame.assign(partner_code="000000")
    corridors = Corridors(frame=frame)
    assert located_flows(results, corridors)["count"].sum() == frame["flow"].sum()
    assert flow_lines(results, corridors).geometry.isna().all()
    assert locations(results, corridors)["id"].tolist() == [EAST, WEST]
