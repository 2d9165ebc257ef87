"""Nearest sites and the origin-destination table are those of networkx and of brute force."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.street_city import (
    BARE,
    FIRST,
    NODES,
    POPULATION,
    SECOND,
    SITES,
    THIRD,
    minutes_on_foot,
    write_street_city,
)

import geo
from geo.analyses.access import od_files, origin_destination
from geo.analyses.access.methods.median_times import in_order_of_time, median_times, two_smallest
from geo.analyses.access.methods.places import PLACE_COLUMNS, pooled_places
from geo.analyses.access.model import AccessModel
from geo.analyses.access.od_files import write_od
from geo.analyses.access.origin_destination import (
    PLACES,
    minutes_to_sites,
    nearest_sites,
    origins_of,
)
from geo.analyses.access.tables import nearest_sites_table
from geo.city.folder import City
from geo.core.analysis import ExportOptions
from geo.core.issues import OutputError
from geo.network.shortest_path_kernels import UNREACHED

IN_COMMUNITY = {FIRST: ["L3", "U2"], SECOND: ["U8", "L9", "I0"], THIRD: ["L10", "off"]}
OFF = 7
KNOWN_ON_FOOT = {FIRST: 110, SECOND: 180, THIRD: 307}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return geo.run(City.open(write_street_city(tmp_path_factory.mktemp("streets"))))


@pytest.fixture(scope="module")
def access(results):
    return results[AccessModel]


def medians():
    """Minutes of the median person of each community to each site, by networkx and by hand."""
    minutes = minutes_on_foot()
    told = {}
    for code, places in IN_COMMUNITY.items():
        for site in SITES:
            everyone = []
            for place in places:
                people = OFF if place == "off" else POPULATION[place]
                time = np.inf if place == "off" else minutes.loc[place, site]
                everyone += [time] * people
            told[code, site] = sorted(everyone)[(len(everyone) + 1) // 2 - 1]
    return told


def test_the_two_nearest_sites_are_those_of_networkx(results):
    table = nearest_sites_table(results)
    known = medians()
    rows = table[table["service"] == "any"].set_index("community_code")
    assert rows.index.tolist() == [FIRST, SECOND, BARE, THIRD]
    for code in IN_COMMUNITY:
        first, second = sorted(SITES, key=lambda site: known[code, site])
        row = rows.loc[code]
        assert (row["nearest_site"], row["second_site"]) == (first, second)
        assert row["nearest_minutes"] == pytest.approx(known[code, first], abs=0.05)
        assert row["second_minutes"] == pytest.approx(known[code, second], abs=0.05)
    nowhere = rows.loc[BARE]
    assert nowhere[["nearest_site", "nearest_minutes", "second_site"]].isna().all()


def test_of_a_service_of_one_site_there_is_no_second(results):
    table = nearest_sites_table(results)
    rows = table[(table["service"] == "健康检查") & (table["community_code"] == FIRST)]
    assert rows["nearest_site"].tolist() == ["对岸站"]
    assert rows["second_site"].isna().all()
    assert rows["second_minutes"].isna().all()


def od(results, folder, **asked):
    folder.mkdir(exist_ok=True)
    write_od(results, folder, ExportOptions("en", **asked))
    return pq.read_table(folder / od_files.FILE)


def test_the_table_is_that_of_networkx_within_the_limit(results, tmp_path):
    table = od(results, tmp_path, minutes=25)
    assert table.schema.names == ["from_id", "to_id", "travel_time"]
    said = json.loads(table.schema.metadata[b"yipan"])
    assert (said["mode"], said["cutoff_minutes"], said["service"]) == ("walk", 25, "any")
    found = table.to_pandas().set_index(["from_id", "to_id"])["travel_time"]
    known = {pair: minutes for pair, minutes in medians().items() if minutes <= 25}
    assert 2 < len(known) < 6
    assert found.to_dict() == pytest.approx(known, abs=0.05)


def test_no_more_is_held_than_a_group(results, tmp_path, monkeypatch):
    whole = od(results, tmp_path / "a").to_pandas()
    monkeypatch.setattr(od_files, "GROUP_ROWS", 1)
    parts = od(results, tmp_path / "b").to_pandas()
    pd.testing.assert_frame_equal(whole, parts)
    file = pq.ParquetFile(tmp_path / "b" / od_files.FILE)
    assert file.metadata.num_row_groups == 2  # one a site that is reached


def test_one_service_and_mode_can_be_asked_for(results, tmp_path):
    ridden = od(results, tmp_path, service="健康检查", mode="ebike").to_pandas()
    assert ridden["to_id"].unique().tolist() == ["对岸站"]
    walked = od(results, tmp_path / "w", service="健康检查").to_pandas()
    both = ridden.merge(walked, on=["from_id", "to_id"])
    assert len(both)
    assert (both["travel_time_x"] < both["travel_time_y"]).all()


def test_what_is_not_known_is_told_with_what_is(results, tmp_path):
    asked = {"service": "牙科", "mode": "boat", "origins": "persons"}
    with pytest.raises(OutputError) as caught:
        od(results, tmp_path, **asked)
    told = str(caught.value)
    assert "no site offers the service '牙科'" in told
    assert "walk, ebike, drive" in told
    assert "communities, places" in told


def test_places_hold_no_fewer_people_than_the_minimum_cell(results, tmp_path):
    table = od(results, tmp_path, origins="places").to_pandas()
    places = pd.read_csv(tmp_path / "places.csv", dtype={"community_code": "str"})
    least = results.standards.min_cell
    assert (places["floating_population"] >= least).all()
    people = places.groupby("community_code")["floating_population"].sum()
    assert people.to_dict() == KNOWN_ON_FOOT
    assert set(table["from_id"]) <= set(places["origin_id"])
    assert len(places) > len(people)


def test_read_back_as_times_from_elsewhere_it_gives_the_same_coverage(tmp_path):
    """With the people of each community at one crossing: the same states, person by person."""
    folder = write_street_city(tmp_path / "city")
    places = {"U2": 30, "L9": 100, "L10": 300}
    lines = [f"{NODES[place][0]},{NODES[place][1]},{people}" for place, people in places.items()]
    (folder / "records" / "records.csv").write_text("\n".join(["经度,纬度,人数", *lines]), "utf-8")
    before = geo.run(City.open(folder))
    od(before, folder, minutes=30)
    settings = (
        (folder / "city.toml")
        .read_text("utf-8")
        .replace('[streets]\nfile = "streets.graphml"\n', "")
    )
    table = f'[travel_times]\nfile = "{od_files.FILE}"\ncutoff_minutes = 30\n'
    (folder / "city.toml").write_text(settings + table, "utf-8")
    after = geo.run(City.open(folder))
    assert [it[AccessModel].source.name for it in (before, after)] == ["network", "matrix"]
    for minutes in (5, 10, 15, 25):
        told = [
            it[AccessModel].coverage("community", "any", "walk", minutes) for it in (before, after)
        ]
        pd.testing.assert_frame_equal(
            *(of[["community_code", "population_within", "population_backup"]] for of in told)
        )
    was, now = (nearest_sites_table(it) for it in (before, after))
    for site, minutes in (("nearest_site", "nearest_minutes"), ("second_site", "second_minutes")):
        known = was[minutes].le(30).fillna(value=False)  # what is farther is not in the table
        assert now[site].notna().tolist() == known.tolist()
        pd.testing.assert_frame_equal(
            was.loc[known, [site, minutes]], now.loc[known, [site, minutes]]
        )


def test_a_city_without_sites_has_an_empty_table(results, tmp_path):
    from dataclasses import replace

    rest = {kind: it for kind, it in results.products.items() if kind is not AccessModel}
    table = od(replace(results, products=rest), tmp_path)
    assert table.schema == od_files.SCHEMA
    assert not len(table)
    assert nearest_sites_table(replace(results, products=rest)).empty


@pytest.mark.parametrize("searched", [(30, 60, 240), (1, 5, 12), ()])
def test_two_sites_are_found_however_far(access, searched, monkeypatch):
    """Limits grow until they are; sites are those of all pairs without a limit."""
    monkeypatch.setattr(origin_destination, "SEARCHED_MINUTES", searched)
    origins = origins_of(access, PLACES)
    found = nearest_sites(access, origins, ["any"], "walk")
    sites = np.arange(len(access.sites))
    times = np.full((len(origins.frame), len(sites)), float(UNREACHED))
    for site, origin, time_ds in minutes_to_sites(access, origins, sites, ("walk", 2**30)):
        times[origin, site] = time_ds
    two = np.sort(times, axis=1)[:, :2] / 600
    two[two > 1e5] = np.nan
    told = found[["nearest_minutes", "second_minutes"]].to_numpy(float, na_value=np.nan)
    np.testing.assert_array_equal(told, two)


PEOPLE = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 30), st.integers(0, 50)), min_size=0, max_size=30
)


@given(PEOPLE, st.integers(0, 40))
def test_the_median_is_that_of_all_people_one_by_one(people, without):
    unit, population, time_ds = np.array(people, dtype=np.int64).reshape(-1, 3).T.copy()
    total = np.bincount(unit, population, minlength=4).astype(np.int64) + without
    order = in_order_of_time(time_ds.astype(np.int32))
    near = order, time_ds[order].astype(np.int32)
    units, times = median_times(near, unit, population, total)
    known = {}
    for each in range(4):
        everyone = np.repeat(time_ds[unit == each], population[unit == each]).tolist()
        everyone = sorted(everyone) + [np.inf] * without
        if everyone and (median := everyone[(len(everyone) + 1) // 2 - 1]) < np.inf:
            known[each] = median
    assert dict(zip(units.tolist(), times.tolist(), strict=True)) == known


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=30))
def test_two_smallest_are_the_first_two_in_order(pairs):
    row, values = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    first, second = two_smallest(row, values.astype(np.int32), 5)
    for each in range(5):
        order = sorted(np.flatnonzero(row == each), key=lambda at: (values[at], at))
        assert [first[each], second[each]] == [*order[:2], -1, -1][:2]


POINTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(0, 60), st.integers(1, 12)),
    max_size=40,
)


@settings(max_examples=12)
@given(POINTS, st.randoms())
def test_places_lose_nobody_but_of_communities_too_small(points, chance):
    frame = pd.DataFrame(points, columns=["community_code", "lon", "lat", "floating_population"])
    kinds = {"community_code": "str", "lon": "float64", "lat": "float64"}
    frame = frame.astype({**kinds, "floating_population": "int64"})
    frame[["lon", "lat"]] = frame[["lon", "lat"]] / 2000.0
    places, of = pooled_places(frame, 10)
    assert list(places) == list(PLACE_COLUMNS)
    assert (places["floating_population"] >= 10).all()
    assert places["place_id"].is_unique
    sizes = frame.groupby("community_code")["floating_population"].sum()
    kept = places.groupby("community_code")["floating_population"].sum()
    assert kept.to_dict() == sizes[sizes >= 10].to_dict()
    inside = frame["community_code"].to_numpy()[of >= 0]
    assert (places["community_code"].to_numpy()[of[of >= 0]] == inside).all()
    order = list(range(len(frame)))
    chance.shuffle(order)
    shuffled, _ = pooled_places(frame.iloc[order], 10)
    pd.testing.assert_frame_equal(places, shuffled)
