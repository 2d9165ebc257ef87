"""Sites shared across a boundary: by hand, as HiGHS has it, and nobody loses unseen."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.analyses.access.methods.capacity_coverage import Pairs, assign
from geo.analyses.sharing.methods.exchanges import PEOPLE, SHARING
from geo.analyses.sharing.methods.site_sharing import (
    NO_SITE,
    SharedSites,
    exchanges_of_sites,
    moves_of,
    sums_of,
)

MINUTE = 600
NO_SITE_DS = 240 * MINUTE
NAMES = pd.Series({"east": "东区", "west": "西区"})


def world(population, capacity, minutes, *, allow_losses=False, no_site_ds=NO_SITE_DS):
    """Demand points and sites from area -> amounts; minutes by point and site, None: too far."""
    point_area = [area for area, people in population.items() for _ in people]
    site_area = [area for area, capacities in capacity.items() for _ in capacities]
    ways = [
        (point, site, round(minute * MINUTE))
        for point, row in enumerate(minutes)
        for site, minute in enumerate(row)
        if minute is not None
    ]
    return SharedSites(
        Pairs(*np.array(ways, np.int64).reshape(-1, 3).T),
        np.array([people for of in population.values() for people in of], np.int64),
        np.array([places for of in capacity.values() for places in of], np.int64),
        np.array(point_area, object),
        np.array(site_area, object),
        no_site_ds,
        allow_losses,
    )


def told(shared):
    """Return the exchanges by provider and recipient, and the sums of all."""
    moves = moves_of(shared)
    table = exchanges_of_sites(moves, shared, NAMES)
    everybody = sums_of(moves.assign(city=""), ["city"])
    return table.set_index(["from_code", "to_code"]), everybody


# One site of 100 places in the east, 100 people beside it at 5 minutes, 100 of the west at 1.
SMALLEST = {"east": [100], "west": [100]}, {"east": [100]}, [[5], [1]]


def test_whoever_has_a_site_keeps_it():
    table, everybody = told(world(*SMALLEST))
    assert table.empty
    assert everybody.empty


def test_who_loses_stands_beside_who_gains():
    table, everybody = told(world(*SMALLEST, allow_losses=True))
    assert table["population_first_site"].to_dict() == {("east", "west"): 100, ("east", "east"): 0}
    lost = {("east", "west"): 0, ("east", "east"): 100}
    assert table["population_losing_site"].to_dict() == lost
    assert table["floating_population"].to_dict() == {("east", "west"): 100, ("east", "east"): 0}
    assert everybody["population_losing_site"].tolist() == [100]
    assert list(table.reset_index()[list(SHARING)].columns) == list(SHARING)


def test_each_who_changes_is_of_one_sum():
    moves = pd.DataFrame(
        [
            (NO_SITE, 1, 9000, 50, 1),
            (0, 1, 101, 100, 2),
            (0, 1, 100, 100, 4),
            (0, NO_SITE, 100, 9000, 8),
            (0, 1, 100, 101, 16),
        ],
        columns=["site_before", "site_after", "before_ds", "after_ds", "people"],
    )
    sums = sums_of(moves.assign(area="a"), ["area"]).loc["a"]
    kinds = ["first_site", "nearer", "as_near", "losing_site", "farther"]
    assert sums[[f"population_{kind}" for kind in kinds]].tolist() == [1, 2, 4, 8, 16]
    assert sums["floating_population"] == 1 + 2
    assert sums[["minutes_saved", "minutes_added"]].tolist() == [1 / 600, 1 / 600]


def test_nobody_is_sent_farther_unless_allowed():
    # The east has a second site, 14 minutes away: 100 ways longer by 9 for 100 people at 1.
    people, capacity = {"east": [100], "west": [100]}, {"east": [100, 100]}
    shared = people, capacity, [[5, 14], [1, None]]
    assert told(world(*shared))[0].empty
    table, everybody = told(world(*shared, allow_losses=True))
    assert table.loc[("east", "east"), ["population_farther", "minutes_added"]].tolist() == [100, 9]
    assert everybody["population_losing_site"].tolist() == [0]
    assert table.loc[("east", "west"), "minutes_first_site"] == 1


def test_people_go_to_the_nearer_site_and_leave_room_for_others():
    # 100 of the 150 in the east have a site, at 10 minutes; one in the west is at 4.
    people, capacity = {"east": [100, 50]}, {"east": [100], "west": [70]}
    table, everybody = told(world(people, capacity, [[10, 4], [12, None]]))
    across, within = table.loc[("west", "east")], table.loc[("east", "east")]
    assert across[["population_nearer", "population_first_site"]].tolist() == [70, 0]
    minutes = ["minutes_before", "minutes_after", "minutes_saved"]
    assert across[minutes].tolist() == [10, 4, 6]
    assert within[["population_nearer", "population_first_site"]].tolist() == [0, 50]
    assert within["minutes_first_site"] == 12
    assert everybody["floating_population"].tolist() == [120]
    assert pd.isna(within["crosses"])
    assert across["crosses"] == "district"


def test_means_are_of_those_who_save_minutes():
    # The west has a place for all 300, of whom 200 have one, at 5 minutes and at 20.
    people, capacity = {"east": [150, 150]}, {"east": [100, 100], "west": [300]}
    table, _ = told(world(people, capacity, [[5, None, 9], [None, 20, 8]]))
    row = table.loc[("west", "east")]
    assert row[["population_first_site", "population_nearer"]].tolist() == [100, 100]
    assert row[["minutes_saved", "minutes_first_site"]].tolist() == [12, 8.5]


def test_nobody_changes_to_a_site_as_near_without_need():
    table, _ = told(world({"east": [80]}, {"east": [100], "west": [100]}, [[6, 6]]))
    assert table.empty
    # But to make room for somebody who has no other.
    people, capacity = {"east": [80], "west": [30]}, {"east": [80], "west": [80]}
    table, everybody = told(world(people, capacity, [[6, 6], [3, None]]))
    assert everybody[["population_first_site", "population_as_near"]].to_numpy().tolist() == [
        [30, 30]
    ]
    assert table.loc[("west", "east"), "population_as_near"] == 30


@pytest.mark.parametrize(("cost", "first", "nearer"), [(240, 0, 10), (1000, 10, 0)])
def test_what_no_site_costs_decides_who_gets_a_place(cost, first, nearer):
    # Ten places in the west: for ten who save 199 minutes, or ten without a site, 100 minutes off.
    people, capacity = {"east": [10, 10]}, {"east": [10], "west": [10]}
    shared = world(people, capacity, [[200, 1], [None, 100]], no_site_ds=cost * MINUTE)
    row = told(shared)[0].loc[("west", "east")]
    assert row[["population_first_site", "population_nearer"]].tolist() == [first, nearer]


@st.composite
def worlds(draw):
    """Draw up to four demand points and four sites in two or three areas side by side."""
    areas = "abc"[: draw(st.integers(2, 3))]
    count = st.integers(1, 4)
    points, sites = draw(count), draw(count)
    area = st.sampled_from(areas)
    minute = st.one_of(st.none(), st.integers(0, 15))
    times = [[draw(minute) for _ in range(sites)] for _ in range(points)]
    ways = [
        (point, site, minutes * MINUTE)
        for point, row in enumerate(times)
        for site, minutes in enumerate(row)
        if minutes is not None
    ]
    return SharedSites(
        Pairs(*np.array(ways, np.int64).reshape(-1, 3).T),
        np.array([draw(st.integers(0, 30)) for _ in range(points)], np.int64),
        np.array([draw(st.integers(0, 40)) for _ in range(sites)], np.int64),
        np.array([draw(area) for _ in range(points)], object),
        np.array([draw(area) for _ in range(sites)], object),
        NO_SITE_DS,
        draw(st.booleans()),
    )


def served_before(shared):
    """Return the people of each demand point at each site of their own area."""
    pairs = shared.pairs
    own = shared.point_area[pairs.point] == shared.site_area[pairs.site]
    home = Pairs(*(ends[own] for ends in pairs))
    people = assign(home, shared.population, shared.capacity, shared.no_site_ds)
    before = np.zeros((len(shared.population), len(shared.capacity) + 1), np.int64)
    before[home.point, home.site] = people
    before[:, NO_SITE] = shared.population - before.sum(axis=1)
    return before


def least_cost(shared, before):
    """Let HiGHS find the least sum of half deciseconds over who goes from where to where."""
    time = np.full((len(shared.population), len(shared.capacity)), np.inf)
    time[shared.pairs.point, shared.pairs.site] = shared.pairs.time_ds
    time = np.column_stack([time, np.full(len(time), shared.no_site_ds)])
    none = len(shared.capacity)
    ways = [
        (point, was, now, 2 * time[point, now] + (none not in {was, now} and was != now))
        for point, was, now in itertools.product(range(len(time)), *[range(none + 1)] * 2)
        if before[point, was] and time[point, now] < np.inf
        and (shared.allow_losses or time[point, now] <= time[point, was])
    ]  # fmt: skip
    groups = [(point, was) for point, was in np.argwhere(before).tolist()]
    if not ways:
        return 0.0
    solved = linprog(
        [cost for *_, cost in ways],
        A_eq=[[float(way[:2] == group) for way in ways] for group in groups],
        b_eq=[before[group] for group in groups],
        A_ub=[[float(way[2] == site) for way in ways] for site in range(none)],
        b_ub=shared.capacity,
    )
    assert solved.success
    return solved.fun


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_as_highs_has_it_and_nobody_is_lost(shared):
    before, moves = served_before(shared), moves_of(shared)
    had, has = moves["site_before"] != NO_SITE, moves["site_after"] != NO_SITE
    after = before.copy()
    np.add.at(after, (moves["point"], moves["site_before"]), -moves["people"])
    np.add.at(after, (moves["point"], moves["site_after"]), moves["people"])
    assert (after >= 0).all()
    assert (after.sum(axis=1) == shared.population).all()
    assert (after[:, :NO_SITE].sum(axis=0) <= shared.capacity).all()
    assert (moves["people"] > 0).all()
    assert (moves["site_before"] != moves["site_after"]).all()
    longer = moves["after_ds"] - moves["before_ds"]
    if not shared.allow_losses:
        assert not (had & ~has).any()
        assert (longer <= 0).all()
    time = np.full(before.shape, shared.no_site_ds)
    time[shared.pairs.point, shared.pairs.site] = shared.pairs.time_ds
    cost = 2 * (before * time).sum() + (moves["people"] * (2 * longer + (had & has))).sum()
    assert cost == pytest.approx(least_cost(shared, before), abs=1e-3)


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_no_negative_gain_is_called_a_gain(shared):
    moves = moves_of(shared)
    table = exchanges_of_sites(moves, shared, NAMES)
    for mean in ("minutes_saved", "minutes_added", "minutes_first_site"):
        assert (table[mean].dropna() >= 0).all()
    people = table[[name for name in PEOPLE if name != "floating_population"]].sum().sum()
    assert people == moves["people"].sum()
    gains = table["population_first_site"] + table["population_nearer"]
    assert (table["floating_population"] == gains).all()
    if not shared.allow_losses:
        assert not table[["population_losing_site", "population_farther"]].any(axis=None)
    saved = (
        (moves["before_ds"] - moves["after_ds"])
        .clip(lower=0)
        .where((moves["site_before"] != NO_SITE) & (moves["site_after"] != NO_SITE), 0)
    )
    minutes = (table["population_nearer"] * table["minutes_saved"].fillna(0)).sum()
    assert minutes == pytest.approx((saved * moves["people"]).sum() / MINUTE, abs=10)
