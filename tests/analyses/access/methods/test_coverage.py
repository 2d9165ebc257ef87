"""Coverage: who reaches a site in time, by hand and by property; nobody lost, nothing shrinks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.access.methods.coverage import (
    CURVE_MINUTES,
    NO_POINT,
    STATES,
    cover_communities,
    coverage_curve,
    judge_communities,
    minutes_of_people,
    positions_of,
    spot_states,
    sum_units,
)
from geo.network.shortest_path_kernels import UNREACHED

COUNTS = [f"people_{state}" for state in (*STATES[:4], NO_POINT)]
MINUTE = 600  # tenths of a second


def spots(*rows):
    """Spots from (community, people, minutes to the nearest, minutes to the next, off)."""
    told = pd.DataFrame(rows, columns=["community_code", "people", "first", "second", "off"])
    times = [
        [UNREACHED if time is None else round(time * MINUTE) for time in row[2:4]] for row in rows
    ]
    return told, np.array(times, np.int32).reshape(-1, 2), told["off"].to_numpy(bool)


def people_of(**by_code):
    return pd.Series(by_code, dtype="Int64")


def test_a_worked_example():
    told, tenths, off = spots(
        ("a", 60, 15, 16, False),  # just in time
        ("a", 30, 15.01, None, False),
        ("a", 10, None, None, False),
        ("b", 5, 3, 4, True),  # off the network: however near the site
        ("b", 4, 3, 4, False),
    )
    people = people_of(a=103, b=9, c=0, d=7, e=None)
    covered = cover_communities(people, told, tenths, off, 15)
    assert covered.loc["a", COUNTS].tolist() == [60, 30, 10, 0, 3]
    assert covered.loc["b", COUNTS].tolist() == [4, 0, 0, 5, 0]
    assert covered["people_backup"].tolist()[:4] == [0, 4, 0, 0]
    assert covered.loc["e"].isna().all()

    units = judge_communities(covered, 50)
    assert units["share_within"].tolist()[:2] == [pytest.approx(0.6), pytest.approx(4 / 9)]
    assert units["reach_state"].tolist() == [
        "within",
        "off_network",
        "no_people",
        NO_POINT,
        NO_POINT,
    ]
    assert units["share_within"].isna().tolist() == [False, False, True, True, True]


def test_a_district_is_the_sum_of_its_communities():
    told, tenths, off = spots(("a", 60, 5, None, False), ("b", 40, 20, None, False))
    covered = cover_communities(people_of(a=60, b=40, c=0), told, tenths, off, 15)
    units = sum_units(judge_communities(covered, 50), pd.Series({"a": "x", "b": "x", "c": "y"}), 50)
    assert units.index.tolist() == ["x", "y"]
    row = units.loc["x"]
    assert (row["people"], row["people_within"], row["people_beyond"]) == (100, 60, 40)
    assert (row["communities"], row["communities_within"]) == (2, 1)
    assert row["share_communities_within"] == pytest.approx(0.5)
    assert row["reach_state"] == "within"
    assert units.loc["y", "reach_state"] == "no_people"
    assert pd.isna(units.loc["y", "share_communities_within"])


def test_communities_of_no_unit_stand_together():
    told, tenths, off = spots(("a", 60, 5, None, False), ("b", 40, 20, None, False))
    covered = cover_communities(people_of(a=60, b=40), told, tenths, off, 15)
    units = sum_units(judge_communities(covered, 50), pd.Series({"a": "x", "b": None}), 50)
    assert units["people"].sum() == 100
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
    told, tenths, off = spots(*ordered(rows))
    known = told.groupby("community_code")["people"].sum().reindex(list("abcd")).fillna(0)
    people = (known + unplaced).astype("Int64")
    less = cover_communities(people, told, tenths, off, minutes)
    assert (less[COUNTS].sum(axis=1) == people).all()
    assert (less["people_backup"] <= less["people_within"]).all()
    longer = cover_communities(people, told, tenths, off, minutes + more)
    assert (longer["people_within"] >= less["people_within"]).all()
    assert (longer["people_backup"] >= less["people_backup"]).all()
    for state in ("no_route", "off_network", NO_POINT):
        assert (longer[f"people_{state}"] == less[f"people_{state}"]).all()
    # a further site, nearer to some, takes nobody away
    nearer = np.sort(np.column_stack([tenths, np.full(len(tenths), 10 * MINUTE)]), axis=1)[:, :2]
    added = cover_communities(people, told, nearer.astype(np.int32), off, minutes)
    assert (added["people_within"] >= less["people_within"]).all()
    assert (added["people_backup"] >= less["people_backup"]).all()


@given(ROWS, st.integers(0, 20), st.integers(1, 100))
def test_units_add_up_however_they_are_cut(rows, unplaced, percent):
    told, tenths, off = spots(*ordered(rows))
    known = told.groupby("community_code")["people"].sum().reindex(list("abcd")).fillna(0)
    people = (known + unplaced).astype("Int64")
    covered = cover_communities(people, told, tenths, off, 15)
    sums = covered.sum()
    for unit in (dict.fromkeys("abcd", "x"), dict(zip("abcd", "xyxy", strict=True))):
        units = sum_units(judge_communities(covered, percent), pd.Series(unit), percent)
        for name in ["people", *COUNTS, "people_backup"]:
            assert units[name].sum() == sums[name]
        assert units["communities"].sum() == 4
        assert set(units["reach_state"]) <= {*STATES, NO_POINT}
        shares = units["share_within"].dropna()
        assert shares.between(0, 1).all()


@given(ROWS)
def test_the_curve_is_the_count_at_every_minute_and_never_falls(rows):
    told, tenths, off = spots(*ordered(rows))
    people = told["people"].to_numpy(np.int64)
    curve = coverage_curve(people, tenths[:, 0], off)
    assert curve["minutes"].tolist() == list(range(CURVE_MINUTES + 1))
    plain = [
        sum(
            count
            for count, time, away in zip(people, tenths[:, 0], off, strict=True)
            if not away and time != UNREACHED and time <= minute * MINUTE
        )
        for minute in range(CURVE_MINUTES + 1)
    ]
    assert curve["people"].tolist() == plain
    assert (np.diff(curve["people"]) >= 0).all()
    if not people.sum():
        assert curve["share"].isna().all()


@given(
    st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 9), TIMES), max_size=30),
)
def test_the_median_person_is_the_one_in_the_middle_of_a_queue(rows):
    unit, people, times = ([row[at] for row in rows] for at in range(3))
    tenths = [UNREACHED if time is None else round(time * MINUTE) for time in times]
    told = minutes_of_people(
        np.array(unit, np.int64), 3, np.array(people, np.int64), np.array(tenths, np.int32)
    )
    for of in range(3):
        queue = sorted(
            time
            for at, count, time in zip(unit, people, tenths, strict=True)
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
    states = spot_states(np.array([0, UNREACHED]), np.array([True, True]), 60)
    assert [STATES[at] for at in states] == ["off_network", "off_network"]


def test_a_code_that_is_none_of_the_units_has_no_position():
    assert positions_of(pd.Series(["b", "z", None]), ["a", "b"]).tolist() == [1, -1, -1]
