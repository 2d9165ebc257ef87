"""Sharing between neighbours, by hand: who lends to whom, and what people gain."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.sharing.methods.resource_sharing import SHARING, share_sites, share_staff
from geo.analyses.staffing.methods.staffing_ratio import staffing
from geo.core.standards import Standards

NORM = Standards()


def places(rows):
    """Communities from code -> (people, posts); the first two letters are district and street."""
    codes = pd.Index(list(rows), dtype="str")
    population = pd.Series([population for population, _ in rows.values()], codes, dtype="Int64")
    posts = pd.Series([float(posts) for _, posts in rows.values()], codes)
    checked = staffing(population, posts, NORM).rename_axis("community_code").reset_index()
    return checked.assign(
        community_name=checked["community_code"] + "社区",
        district_code=checked["community_code"].str[0],
        subdistrict_code=checked["community_code"].str[:2],
    )


def sides(*pairs):
    both = [(a, b, m) for a, b, m in pairs] + [(b, a, m) for a, b, m in pairs]
    return pd.DataFrame(both, columns=["community_code", "neighbour_code", "distance_m"])


def lent(told):
    return {(r.from_code, r.to_code): (r.staff, r.floating_population) for r in told.itertuples()}


def test_spare_posts_go_where_most_population_are_left_without():
    told = share_staff(
        places({"aaa": (400, 2), "aab": (1400, 2), "aac": (510, 1)}),
        sides(("aaa", "aab", 500.0), ("aaa", "aac", 100.0)),
        NORM,
    )
    assert lent(told) == {("aaa", "aab"): (1.0, 400)}  # not the ten of the nearer one
    assert told["crosses"].tolist() == ["community"]


def test_a_greedy_rule_would_help_fewer():
    world = {"aaa": (100, 2), "aba": (100, 2), "baa": (1000, 1), "bab": (900, 1)}
    ways = sides(("aaa", "baa", 10.0), ("aaa", "bab", 10.0), ("aba", "baa", 10.0))
    told = share_staff(places(world), ways, NORM)
    assert lent(told) == {("aba", "baa"): (1.0, 500), ("aaa", "bab"): (1.0, 400)}
    assert told["crosses"].tolist() == ["district", "district"]


def test_of_equals_the_nearer_lends_and_nobody_lends_to_those_who_are_no_neighbours():
    world = {"aaa": (100, 2), "aab": (100, 2), "aac": (1000, 1), "aad": (9000, 0)}
    told = share_staff(places(world), sides(("aaa", "aac", 900.0), ("aab", "aac", 300.0)), NORM)
    assert lent(told) == {("aab", "aac"): (1.0, 500)}


def test_no_neighbours_no_sharing():
    told = share_staff(places({"aaa": (100, 2), "aab": (1000, 1)}), sides(), NORM)
    assert told.empty
    assert list(told.columns) == list(SHARING)


WORLD = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 5)), min_size=2, max_size=7).map(
    lambda rows: {f"a{'ab'[at % 2]}{at}": row for at, row in enumerate(rows)}
)


@settings(max_examples=40, deadline=None)
@given(WORLD, st.randoms(use_true_random=False))
def test_nobody_lends_or_borrows_more_than_there_is_and_order_does_not_matter(world, random):
    codes = list(world)
    ways = sides(*((a, b, 100.0) for a, b in itertools.pairwise(codes)))
    frame = places(world)
    told = share_staff(frame, ways, NORM)
    by_code = frame.set_index("community_code")
    for end, most in (("from_code", "staff_surplus"), ("to_code", "staff_shortfall")):
        posts = told.groupby(end)["staff"].sum()
        assert (posts <= by_code[most].reindex(posts.index)).all()
    helped = told.groupby("to_code")["floating_population"].sum()
    lacking = (by_code["floating_population"] - 500 * by_code["staff"]).reindex(helped.index)
    assert (helped <= lacking).all()
    order = random.sample(range(len(frame)), len(frame))
    again = share_staff(frame.iloc[order], ways.sample(frac=1, random_state=1), NORM)
    pd.testing.assert_frame_equal(told, again)


def most_helped(world, ways):
    """Try every way to lend whole posts to neighbours, and count whom they can answer for."""
    spare = {
        code: posts - max(-(-population // 500), population > 0)
        for code, (population, posts) in world.items()
    }
    lacking = {code: population - 500 * posts for code, (population, posts) in world.items()}
    arcs = [(a, b) for a, b in ways if spare[a] > 0 and spare[b] < 0]
    most = 0
    for amounts in itertools.product(*(range(min(spare[a], -spare[b]) + 1) for a, b in arcs)):
        out = {
            a: sum(n for (x, _), n in zip(arcs, amounts, strict=True) if x == a) for a, _ in arcs
        }
        into = {
            b: sum(n for (_, y), n in zip(arcs, amounts, strict=True) if y == b) for _, b in arcs
        }
        if all(out[a] <= spare[a] for a in out):
            most = max(most, sum(min(500 * n, lacking[b]) for b, n in into.items()))
    return most


@settings(max_examples=40, deadline=None)
@given(WORLD)
def test_as_many_are_helped_as_by_any_way_to_lend(world):
    codes = list(world)
    near = [*itertools.pairwise(codes), *zip(codes, codes[2:], strict=False)]
    told = share_staff(places(world), sides(*((a, b, 100.0) for a, b in near)), NORM)
    ways = [*near, *((b, a) for a, b in near)]
    assert told["floating_population"].sum() == most_helped(world, ways)


AREAS = pd.DataFrame({"area": ["A", "B"], "name": ["甲区", "乙区"]})
BESIDE = pd.DataFrame({"area": ["A", "B"], "neighbour": ["B", "A"]})


def trips(*rows):
    names = ["community_code", "area", "floating_population", "site", "site_area", "minutes"]
    return pd.DataFrame(rows, columns=names).astype(
        {"minutes": "float64", "floating_population": "float64"}
    )


def test_population_go_to_the_nearer_site_across_the_boundary():
    ways = trips(
        ("a1", "A", 300, 0, "A", 20), ("a1", "A", 300, 1, "B", 8), ("b1", "B", 50, 1, "B", 5)
    )
    told = share_sites(ways, pd.Series([np.nan, np.nan]), AREAS, BESIDE)
    row = told.iloc[0]
    assert (row["from_code"], row["to_code"], row["crosses"]) == ("B", "A", "district")
    assert (row["floating_population"], row["population_without_own_site"]) == (300, 0)
    assert (row["minutes_before"], row["minutes_after"], row["minutes_gained"]) == (20, 8, 12)


def test_a_crowded_site_sends_on_whom_it_cannot_serve():
    ways = trips(("a1", "A", 300, 0, "A", 5), ("a1", "A", 300, 1, "B", 15))
    told = share_sites(ways, pd.Series([200.0, 500.0]), AREAS, BESIDE)
    assert told.loc[0, ["floating_population", "population_without_own_site"]].tolist() == [
        100,
        100,
    ]
    assert pd.isna(told.loc[0, "minutes_before"])
    assert told.loc[0, "minutes_after"] == 15


def test_whoever_has_no_site_of_their_own_is_told_apart():
    told = share_sites(trips(("a1", "A", 70, 1, "B", 15)), pd.Series({1: np.nan}), AREAS, BESIDE)
    assert told.loc[0, ["floating_population", "population_without_own_site"]].tolist() == [70, 70]
    assert pd.isna(told.loc[0, "minutes_gained"])


def test_who_has_no_place_is_counted_once_where_two_neighbours_help():
    ways = trips(
        ("a1", "A", 300, 0, "A", 20), ("a1", "A", 300, 1, "B", 8), ("a1", "A", 300, 2, "C", 9)
    )
    beside = pd.DataFrame({"area": ["A", "A"], "neighbour": ["B", "C"]})
    told = share_sites(ways, pd.Series([200.0, 60.0, 80.0]), AREAS, beside)
    assert told["floating_population"].tolist() == [80, 60]
    assert told["population_without_own_site"].sum() == 100


def test_areas_that_are_not_side_by_side_share_nothing():
    ways = trips(("a1", "A", 300, 0, "A", 20), ("a1", "A", 300, 1, "B", 8))
    assert share_sites(ways, pd.Series([np.nan, np.nan]), AREAS, BESIDE.iloc[:0]).empty


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 500), st.integers(0, 600), st.integers(1, 60), st.integers(1, 60))
def test_sharing_never_makes_all_ways_together_longer(population, room, own, other):
    ways = trips(("a1", "A", population, 0, "A", own), ("a1", "A", population, 1, "B", other))
    told = share_sites(ways, pd.Series([float(room), np.nan]), AREAS, BESIDE)
    if other < own:
        assert told["floating_population"].sum() == population
    else:
        assert told["floating_population"].sum() == max(population - room, 0) or other == own
    assert (told["minutes_gained"].dropna() >= 0).all()
    assert told["population_without_own_site"].sum() == pytest.approx(
        min(max(population - room, 0), told["floating_population"].sum())
    )
