"""A Dutch city with places of its own: any codes, by the command and on the page."""

import pandas as pd
import pytest
from click.testing import CliRunner
from support.dutch_city import FLOWS, PLACES, table, write_dutch_city
from support.needed import needed

import geo
from geo.analyses.corridors.flow_files import LOCATIONS
from geo.analyses.corridors.geography import places_of
from geo.analyses.corridors.model import Corridors
from geo.cli.main import main

CORRIDORS = needed("corridors")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("utrecht") / "city"
    return write_dutch_city(folder, '[flows]\nfile = "flows.csv"\nperiod = "2026-10"\n')


def test_the_command_finds_the_corridors_of_own_codes(city, tmp_path):
    ran = CliRunner().invoke(main, ["run", str(city), "--out", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    told = pd.read_csv(tmp_path / "corridors.csv", dtype={"local_code": "str"})
    told = told[told["origin_state"] == "resolved"].set_index("corridor")
    assert told["flow"].to_dict() == {
        "GM0363-GM0344": 300 + 60 + 120, "GM0599-GM0344": 40, "BE10-GM0344": 25,
    }  # fmt: skip
    assert told["net_migration"]["GM0363-GM0344"] == 300 + 60 - 120
    assert told["partner_name"].tolist() == ["Amsterdam", "Rotterdam", "Brussel"]
    assert told["partner_province_name"].tolist() == ["Amsterdam", "Rotterdam", "Brussel"]
    whole = pd.read_csv(tmp_path / "corridors.csv")
    assert whole["flow"].sum() == sum(people for *_, people in FLOWS)
    assert whole.loc[whole["origin_state"] == "unknown", "flow"].tolist() == [9]


def test_they_stand_on_the_map_where_the_table_has_them(city):
    results = geo.run(geo.City.open(city), analyses=CORRIDORS)
    placed = places_of(results, results[Corridors]).set_index("code")
    for code, name, lon, lat in PLACES:
        assert placed.loc[code, ["name", "lon", "lat"]].tolist() == [name, lon, lat]
    (issue,) = geo.City.open(city).flows.issues
    assert (issue.what, issue.more["elsewhere"]) == ("issue.places_abroad", 1)


def test_records_with_own_codes_make_the_same_corridors_as_flows(city, tmp_path):
    by_records = geo.run(
        geo.City.open(write_dutch_city(tmp_path / "records", "")), analyses=CORRIDORS
    )[Corridors].frame
    by_flows = geo.run(geo.City.open(city), analyses=CORRIDORS)[Corridors].frame
    inflow = by_records.set_index("corridor")["inflow"]
    assert inflow.to_dict() == by_flows.set_index("corridor")["inflow"].to_dict()


def test_what_is_written_for_flowmapblue_is_a_table_of_places(city, tmp_path):
    command = ["export", str(city), "--out", str(tmp_path / "out"), "--format", "flowmapblue"]
    assert CliRunner().invoke(main, command).exit_code == 0
    again = write_dutch_city(
        tmp_path / "again", '[flows]\nfile = "flows.csv"\nperiod = "2026-10"\n'
    )
    (again / "places.csv").write_bytes((tmp_path / "out" / LOCATIONS).read_bytes())
    before, after = (
        geo.run(geo.City.open(folder), analyses=CORRIDORS)[Corridors].frame
        for folder in (city, again)
    )
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (("GM0363", "again", "5", "52"), "place_twice"),
        (("", "x", "5", "52"), "place_cell"),
        (("A/B", "x", "5", "52"), "place_code"),
        (("C", "x", "500", "52"), "place_point"),
        (("C", "x", "5", "north"), "place_point"),
    ],
)
def test_rows_that_cannot_be_used_are_told(tmp_path, row, key):
    folder = write_dutch_city(tmp_path / "city", "")
    table(folder / "places.csv", ["id", "name", "lon", "lat"], [*PLACES, row])
    listed = geo.City.open(folder).listed_places
    (issue,) = listed.issues
    assert (issue.what, issue.row) == (f"issue.{key}", 5)
    assert listed.frame["place_code"].tolist() == [
        *(code for code, *_ in PLACES), *(["C"] if key == "place_point" else []),
    ]  # fmt: skip
    assert listed.frame[["lon", "lat"]].isna().any(axis=None) == (key == "place_point")
