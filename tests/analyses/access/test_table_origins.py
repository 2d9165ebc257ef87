"""Tables of travel times from points: what is exported is read back, and so are those of r5py."""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.street_city import (
    BARE,
    FIRST,
    HOSTILE,
    NODES,
    OFF,
    POPULATION,
    SECOND,
    THIRD,
    metres,
    minutes_on_foot,
    write_street_city,
)

import geo
from geo.analyses.access.methods.nearest_origins import NearestOrigins, origins_of_demand
from geo.analyses.access.methods.places import pooled_places
from geo.analyses.access.model import AccessModel
from geo.analyses.access.nearest import nearest_to
from geo.analyses.access.od_files import write_od
from geo.city.folder import City
from geo.core.analysis import ExportOptions
from geo.pipeline import check

CUTOFF = 60


@pytest.fixture(scope="module")
def streets(tmp_path_factory):
    """The city by its streets; every demand point is a place of its own."""
    folder = write_street_city(tmp_path_factory.mktemp("origins") / "streets")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write("[standards]\nmin_cell = 5\n")
    return folder


@pytest.fixture(scope="module")
def by_streets(streets):
    return geo.run(City.open(streets))


def with_table(streets, folder, said, *, keep_streets=True, **files):
    """Copy the city and give it tables of travel times."""
    shutil.copytree(streets, folder)
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    settings = folder / "city.toml"
    text = settings.read_text("utf-8")
    if not keep_streets:
        text = text.replace('[streets]\nfile = "streets.graphml"\n', "")
    settings.write_text(f'{text}[travel_times]\ncoordinates = "wgs84"\n{said}', "utf-8")
    return folder


def keys(issues):
    return {issue.what for issue in issues}


def points_of(results):
    access = results[AccessModel].of_mode("walk")
    points = access.demand_point_minutes(mode="walk")
    return points.assign(lon=points["lon"].round(9), lat=points["lat"].round(9))


def test_what_was_exported_by_place_is_read_back_as_it_was(streets, by_streets, tmp_path):
    folder = with_table(
        streets,
        tmp_path / "city",
        f'file = "origin_destination.parquet"\norigins = "places.csv"\ncutoff_minutes = {CUTOFF}\n',
    )
    write_od(by_streets, folder, ExportOptions("en", minutes=CUTOFF, origins="places"))
    read_back = geo.run(City.open(folder))
    before, after = by_streets[AccessModel], read_back[AccessModel].of_mode("walk")
    assert (after.source.name, after.location_basis) == ("matrix", "points")
    ways, timed = points_of(by_streets), points_of(read_back)
    assert ways[["lon", "lat", "floating_population"]].equals(
        timed[["lon", "lat", "floating_population"]]
    )
    known = ways["minutes"].le(CUTOFF).fillna(value=False)
    assert known.sum() == len(POPULATION) - 2  # one is off the streets, one on an island
    assert timed["minutes"][known].tolist() == pytest.approx(ways["minutes"][known].tolist())
    assert timed["minutes"][~known].isna().all()
    for minutes in (5, 10, 15, 30):
        for level in ("community", "city"):
            counts = [
                access.coverage(level, mode="walk", minutes=minutes)["population_within"]
                for access in (before, after)
            ]
            assert counts[0].tolist() == counts[1].tolist(), (level, minutes)
    index = [access.floating_catchment(mode="walk")["e2sfca_index"] for access in (before, after)]
    reached = [code for code in (FIRST, SECOND) if pd.notna(index[0][code])]
    assert reached == [FIRST, SECOND]
    assert index[1][reached].tolist() == pytest.approx(index[0][reached].tolist())
    assert nearest_to(after, NODES["L3"], mode="walk")[1] == "within"
    assert nearest_to(after, (103.9, 40.9), mode="walk")[0].empty


def r5py_table(left_out=()):
    """Write a table as r5py does: minutes from crossings, by number, by networkx."""
    minutes = minutes_on_foot().replace(np.inf, np.nan).assign(**{HOSTILE: np.nan})
    rows = [
        f"{at},{site},{'' if np.isnan(time) else round(time, 4)}"
        for at, name in enumerate(NODES)
        for site, time in minutes.loc[name].items()
        if name not in left_out
    ]
    origins = [f"{at},{lon},{lat}" for at, (lon, lat) in enumerate(NODES.values())]
    return (
        "\n".join(["from_id,to_id,travel_time_p50", *rows]),
        "\n".join(["id,lon,lat", *origins]),
    )


@pytest.mark.parametrize("keep_streets", [True, False])
def test_a_table_of_r5py_is_joined_to_people_by_the_nearest_origin(streets, tmp_path, keep_streets):
    times, origins = r5py_table(left_out=("U8",))
    folder = with_table(
        streets,
        tmp_path / "city",
        'file = "times.csv"\norigins = "origins.csv"\norigin_snap_m = 100\n',
        keep_streets=keep_streets,
        times=times,
        origins=origins,
    )
    results = geo.run(City.open(folder))
    access = results[AccessModel].of_mode("walk")
    nearest = minutes_on_foot().min(axis=1)
    told = access.coverage("community", mode="walk", minutes=15).set_index("community_code")
    within = {FIRST: ["L3", "U2"], SECOND: ["L9"], THIRD: ["L10"]}
    for code, names in within.items():
        expected = sum(POPULATION[name] for name in names if nearest[name] <= 15)
        assert told.loc[code, "population_within"] == expected
    # U8 has no rows; who is off all streets has no origin within 100 m
    assert told.loc[SECOND, "population_not_timed"] == POPULATION["U8"]
    assert told.loc[THIRD, "population_not_timed"] == POPULATION[OFF]
    assert told.loc[SECOND, "population_unreachable"] == POPULATION["I0"]
    assert told.loc[BARE, "population_location_unknown"] == told.loc[BARE, "floating_population"]
    issues = {issue.what: issue for issue in results.issues}
    far, gaps = issues["issue.travel_time_far"], issues["issue.travel_time_gaps_of_points"]
    assert far.file == "origins.csv"
    assert (far.more["people"], far.more["communities"]) == (POPULATION[OFF], 1)
    assert results.units.communities.set_index("community_code").loc[
        THIRD, "community_name"
    ] in far.sentence("en")
    assert (gaps.more["people"], gaps.more["origins"]) == (POPULATION["U8"], 1)
    assert set(results.issues) <= set(check(City.open(folder)).issues)


def test_origins_that_cannot_be_used_are_told(streets, tmp_path):
    times = "from_id,to_id,travel_time\n1,同街站,3\n8,同街站,4\n,同街站,5\n"
    origins = "id,lon,lat\n1,103.5025,40.502\n1,103.9,40.9\n2,x,40.502\n,103.5,40.5\n"
    said = 'file = "times.csv"\norigins = "origins.csv"\n'
    folder = with_table(streets, tmp_path / "city", said, times=times, origins=origins)
    results = geo.run(City.open(folder))
    issues = {issue.what: (issue.row, issue.rows, issue.value) for issue in results.issues}
    assert issues["issue.origin_twice"][:2] == (3, 1)
    assert issues["issue.origin_ends"][:2] == (4, 2)
    assert issues["issue.travel_time_origin_unknown"] == (3, 1, "8")
    assert issues["issue.travel_time_origin"][:2] == (4, 1)
    asked = (folder / "city.toml").read_text("utf-8").replace('[travel_times]\ncoordinates = "wgs84"\n', "[travel_times]\n")  # fmt: skip
    (folder / "city.toml").write_text(asked, "utf-8")
    stopping = [issue.what for issue in check(City.open(folder)).issues if issue.stops]
    assert stopping == ["issue.coordinates_asked"]


def test_a_matrix_may_have_its_origins_across(streets, tmp_path):
    said = 'file = "times.csv"\norigins = "origins.csv"\nunit = "minutes"\n'
    wide = ",a,b\n同街站,3,4\n对岸站,9,8\n"
    origins = f"id,x,y\na,{NODES['L3'][0]},{NODES['L3'][1]}\nb,{NODES['L9'][0]},{NODES['L9'][1]}\n"
    folder = with_table(streets, tmp_path / "city", said, times=wide, origins=origins)
    table = City.open(folder).travel_times["walk"].frame
    told = table.set_index(["origin_id", "site_name"])["minutes"].to_dict()
    assert told == {("a", "同街站"): 3, ("b", "同街站"): 4, ("a", "对岸站"): 9, ("b", "对岸站"): 8}


PLACES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 15)), min_size=1, max_size=12
)


@settings(max_examples=12)
@given(PLACES, PLACES, st.sampled_from([100.0, 400.0, 5000.0]))
def test_the_nearest_origin_is_that_of_all_great_circles(people, origins, limit_m):
    here, there = (
        pd.DataFrame(
            {
                "lon": [103.5 + east / 3000 for east, _, _ in rows],
                "lat": [40.5 + north / 3000 for _, north, _ in rows],
                "floating_population": [count for _, _, count in rows],
            }
        ).assign(community_code="a")
        for rows in (people, origins)
    )
    there["origin_id"] = [str(at) for at in range(len(there))]
    found = NearestOrigins(there, limit_m).of(here)
    for at, row in enumerate(found):
        far = [
            metres(here.loc[at, ["lon", "lat"]], there.loc[to, ["lon", "lat"]])
            for to in range(len(there))
        ]
        if row < 0:
            assert min(far) > limit_m * 0.999
        else:
            assert far[row] <= min(far) * 1.002 + 1e-6
    places, of = pooled_places(here, 10)
    own = origins_of_demand(here, places.rename(columns={"place_id": "origin_id"}), limit_m, 10)
    assert own[of >= 0].tolist() == of[of >= 0].tolist()
