"""Coverage: who reaches a site in time, by hand and by property; nobody lost, nothing shrinks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.access.methods.coverage import (
    CURVE_MINUTES,
    LOCATION_UNKNOWN,
    STATES,
    bounded,
    cover_communities,
    coverage_curve,
    demand_point_states,
    judge_communities,
    minutes_of_population,
    sum_units,
)
from geo.network.shortest_path_kernels import UNREACHED

COUNTS = [f"population_{state}" for state in (*STATES[:4], LOCATION_UNKNOWN)]
MINUTE = 600  # deciseconds


def demand_points(*rows):
    """Spots from (community, people, minutes to the nearest, minutes to the next, off)."""
    told = pd.DataFrame(
        rows, columns=["community_code", "floating_population", "first", "second", "off"]
    )
    times = [
        [UNREACHED if time is None else round(time * MINUTE) for time in row[2:4]] for row in rows
    ]
    return told, np.array(times, np.int32).reshape(-1, 2), told["off"].to_numpy(bool)


def population_of(**by_code):
    return pd.Series(by_code, dtype="Int64")


def test_a_worked_example():
    told, time_ds, off = demand_points(
        ("a", 60, 15, 16, False),  # just in time
        ("a", 30, 15.01, None, False),
        ("a", 10, None, None, False),
        ("b", 5, 3, 4, True),  # off the network: however near the site
        ("b", 4, 3, 4, False),
    )
    population = population_of(a=103, b=9, c=0, d=7, e=None)
    covered = cover_communities(population, told, time_ds, off, 15)
    assert covered.loc["a", COUNTS].tolist() == [60, 30, 10, 0, 3]
    assert covered.loc["b", COUNTS].tolist() == [4, 0, 0, 5, 0]
    assert covered["population_backup"].tolist()[:4] == [0, 4, 0, 0]
    assert covered.loc["e"].isna().all()

    units = judge_communities(bounded(covered, representative=False), 50)
    assert units["share_within"].tolist()[:2] == [pytest.approx(0.6), pytest.approx(4 / 9)]
    assert units["accessibility_state"].tolist() == [
        "within",
        "unsnapped",
        "no_people",
        LOCATION_UNKNOWN,
        LOCATION_UNKNOWN,
    ]
    assert units["share_within"].isna().tolist() == [False, False, True, True, True]


def test_a_district_is_the_sum_of_its_communities():
    told, time_ds, off = demand_points(("a", 60, 5, None, False), ("b", 40, 20, None, False))
    covered = cover_communities(population_of(a=60, b=40, c=0), told, time_ds, off, 15)
    units = sum_units(
        judge_communities(bounded(covered, representative=False), 50),
        pd.Series({"a": "x", "b": "x", "c": "y"}),
        50,
    )
    assert units.index.tolist() == ["x", "y"]
    row = units.loc["x"]
    assert (row["floating_population"], row["population_within"], row["population_beyond"]) == (
        100,
        60,
        40,
    )
    assert (row["communities"], row["communities_within"]) == (2, 1)
    assert row["share_communities_within"] == pytest.approx(0.5)
    assert row["accessibility_state"] == "within"
    assert units.loc["y", "accessibility_state"] == "no_people"
    assert pd.isna(units.loc["y", "share_communities_within"])


def test_communities_of_no_unit_stand_together():
    told, time_ds, off = demand_points(("a", 60, 5, None, False), ("b", 40, 20, None, False))
    covered = cover_communities(population_of(a=60, b=40), told, time_ds, off, 15)
    units = sum_units(
        judge_communities(bounded(covered, representative=False), 50),
        pd.Series({"a": "x", "b": None}),
        50,
    )
    assert units["floating_population"].sum() == 100
    assert units.index.isna().sum() == 1


TIMES = st.one_of(st.none(), st.floats(0, 90))
ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(1, 50), TIMES, TIMES, st.booleans()),
    max_size=25,
)


def ordered(rows):
    """Put the nearer of two sites first."""
    key = lambda time: (time is None, time or 0)  # noqa: E731
    return [(c, n, *sorted((first, second), key=key), off) for c, n, first, second, off in rows]


@given(ROWS, st.integers(0, 20), st.integers(1, 60), st.integers(0, 30))
def test_states_add_up_to_everybody_and_more_time_reaches_no_fewer(rows, unplaced, minutes, more):
    told, time_ds, off = demand_points(*ordered(rows))
    known = (
        told.groupby("community_code")["floating_population"].sum().reindex(list("abcd")).fillna(0)
    )
    population = (known + unplaced).astype("Int64")
    less = cover_communities(population, told, time_ds, off, minutes)
    assert (less[COUNTS].sum(axis=1) == population).all()
    assert (less["population_backup"] <= less["population_within"]).all()
    longer = cover_communities(population, told, time_ds, off, minutes + more)
    assert (longer["population_within"] >= less["population_within"]).all()
    assert (longer["population_backup"] >= less["population_backup"]).all()
    for state in ("unreachable", "unsnapped", LOCATION_UNKNOWN):
        assert (longer[f"population_{state}"] == less[f"population_{state}"]).all()
    # a further site, nearer to some, takes nobody away
    nearer = np.sort(np.column_stack([time_ds, np.full(len(time_ds), 10 * MINUTE)]), axis=1)[:, :2]
    added = cover_communities(population, told, nearer.astype(np.int32), off, minutes)
    assert (added["population_within"] >= less["population_within"]).all()
    assert (added["population_backup"] >= less["population_backup"]).all()


@settings(max_examples=15)
@given(ROWS, st.integers(0, 20), st.integers(1, 100))
def test_units_add_up_however_they_are_cut(rows, unplaced, percent):
    told, time_ds, off = demand_points(*ordered(rows))
    known = (
        told.groupby("community_code")["floating_population"].sum().reindex(list("abcd")).fillna(0)
    )
    population = (known + unplaced).astype("Int64")
    covered = cover_communities(population, told, time_ds, off, 15)
    sums = covered.sum()
    for unit in (dict.fromkeys("abcd", "x"), dict(zip("abcd", "xyxy", strict=True))):
        units = sum_units(
            judge_communities(bounded(covered, representative=False), percent),
            pd.Series(unit),
            percent,
        )
        for name in ["floating_population", *COUNTS, "population_backup"]:
            assert units[name].sum() == sums[name]
        assert units["communities"].sum() == 4
        assert set(units["accessibility_state"]) <= {*STATES, LOCATION_UNKNOWN}
        shares = units["share_within"].dropna()
        assert shares.between(0, 1).all()


@given(ROWS)
def test_the_curve_is_the_count_at_every_minute_and_never_falls(rows):
    told, time_ds, off = demand_points(*ordered(rows))
    population = told["floating_population"].to_numpy(np.int64)
    curve = coverage_curve(population, time_ds[:, 0], off)
    assert curve["minutes"].tolist() == list(range(CURVE_MINUTES + 1))
    plain = [
        sum(
            count
            for count, time, away in zip(population, time_ds[:, 0], off, strict=True)
            if not away and time != UNREACHED and time <= minute * MINUTE
        )
        for minute in range(CURVE_MINUTES + 1)
    ]
    assert curve["floating_population"].tolist() == plain
    assert (np.diff(curve["floating_population"]) >= 0).all()
    if not population.sum():
        assert curve["share"].isna().all()


@given(
    st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 9), TIMES), max_size=30),
)
def test_the_median_person_is_the_one_in_the_middle_of_a_queue(rows):
    unit, population, times = ([row[at] for row in rows] for at in range(3))
    time_ds = [UNREACHED if time is None else round(time * MINUTE) for time in times]
    told = minutes_of_population(
        np.array(unit, np.int64), 3, np.array(population, np.int64), np.array(time_ds, np.int32)
    )
    for of in range(3):
        queue = sorted(
            time
            for at, count, time in zip(unit, population, time_ds, strict=True)
            if at == of
            for _ in range(count)
        )
        for name, percent in (("median_minutes", 50), ("p90_minutes", 90)):
            value = told.loc[of, name]
            person = queue[-(-len(queue) * percent // 100) - 1] if queue else UNREACHED
            if person == UNREACHED:
                assert pd.isna(value)
            else:
                assert value == pytest.approx(person / MINUTE)


def test_who_is_off_the_network_is_never_within():
    states = demand_point_states(np.array([0, UNREACHED]), np.array([True, True]), 60)
    assert [STATES[at] for at in states] == ["unsnapped", "unsnapped"]


@given(ROWS, st.integers(1, 90), st.booleans())
def test_whoever_of_unknown_location_is_within_the_bounds_hold(rows, unplaced, representative):
    told, time_ds, off = demand_points(*ordered(rows))
    known = told.groupby("community_code")["floating_population"].sum()
    population = (known.reindex(list("abcd")).fillna(0) + unplaced).astype("Int64")
    covered = cover_communities(population, told, time_ds, off, 15)
    bounds = judge_communities(bounded(covered, representative=representative), 50)
    within = bounds["population_within"]
    uncertain = population if representative else unplaced
    assert (bounds["population_within_max"] - bounds["population_within_min"] == uncertain).all()
    assert bounds["population_within_min"].le(within).all()
    assert bounds["population_within_max"].ge(within).all()
    assert bounds["population_within_max"].le(population).all()
    assert (bounds["share_within_max"] * population).to_numpy(float) == pytest.approx(
        bounds["population_within_max"].to_numpy(float)
    )
