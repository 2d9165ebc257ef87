"""Two sources: differences as one would work them out, and an estimate that knows its limits."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.population.methods.source_comparison import (
    chapman,
    compare,
    estimate_undercount,
    interval,
)

NO_OVERLAPS = pd.DataFrame(
    {"community_code": [], "period": [], "held_by": [], "floating_population": []}
).astype({"held_by": "int64", "floating_population": "int64"})


# Hepatitis A in a college in Taiwan, 1995: 135, 122 and 126 cases in three lists, by the lists that
# have them 28, 21, 17, 18, 69, 55, 63 (Chao et al. 2001, Statistics in Medicine 20: 3123-3157).
@pytest.mark.parametrize(
    ("first", "second", "both", "listed", "estimate", "error", "ends"),
    [
        (135, 122, 49, 208, 334, 29, (289, 403)),
        (135, 126, 45, 216, 374, 36, (319, 461)),
        (122, 126, 46, 202, 331, 30, (285, 405)),
    ],
)
def test_published_example(first, second, both, listed, estimate, error, ends):
    number, variance = chapman(first, second, both)
    low, high = interval(number, variance, listed)
    assert round(float(number)) == estimate
    assert round(float(variance) ** 0.5) == error
    assert (round(float(low)), round(float(high))) == pytest.approx(ends, abs=1)


def test_by_hand():
    number, variance = chapman(99, 49, 9)
    assert number == 100 * 50 / 10 - 1
    assert variance == 100 * 50 * 90 * 40 / (10**2 * 11)


def test_a_list_that_holds_all_leaves_nobody_unlisted():
    number, variance = chapman(500, 80, 80)
    assert (number, variance) == (500, 0)
    low, high = interval(number, variance, 500)
    assert (low, high) == (500, 500)


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.data())
def test_the_interval_holds_the_estimate_and_never_fewer_than_are_listed(first, second, data):
    both = data.draw(st.integers(0, min(first, second)))
    listed = first + second - both
    number, variance = chapman(first, second, both)
    low, high = interval(number, variance, listed)
    assert np.isfinite([number, variance, low, high]).all()
    assert listed - 1e-6 * listed <= low <= high
    if number > listed:
        assert low <= number * (1 + 1e-9)
        assert number <= high * (1 + 1e-9)
    more, _ = chapman(first, second, max(both - 1, 0))
    assert more >= number  # fewer in both: more in neither


@pytest.mark.parametrize(
    ("population", "share_a", "share_b"), [(400, 0.5, 0.3), (3000, 0.2, 0.2), (100, 0.7, 0.5)]
)
def test_the_interval_holds_the_truth_about_95_times_of_100(population, share_a, share_b):
    rng = np.random.default_rng(20261)
    in_a = rng.random((1500, population)) < share_a
    in_b = rng.random((1500, population)) < share_b
    first, second, both = in_a.sum(axis=1), in_b.sum(axis=1), (in_a & in_b).sum(axis=1)
    number, variance = chapman(first, second, both)
    low, high = interval(number, variance, first + second - both)
    covered = ((low <= population) & (population <= high)).mean()
    assert 0.925 <= covered <= 0.985
    assert number.mean() == pytest.approx(population, rel=0.02)


def by_source(*rows):
    return pd.DataFrame(rows, columns=["community_code", "period", "source", "floating_population"])


def test_compared_community_by_community():
    told = compare(
        by_source(
            ("a", "m", "police", 80),
            ("a", "m", "health", 100),
            ("b", "m", "health", 5),
            ("c", "m", "", 9),
        ),
        NO_OVERLAPS,
        ["police", "health"],
    )
    assert told["community_code"].tolist() == ["a", "b"]
    assert told["difference"].tolist() == [-20, -5]
    assert told["disagreement"].tolist() == [0.2, 1.0]
    assert told[["both", "only_a", "only_b"]].isna().all(axis=None)


def test_overlap_is_split_into_both_and_only():
    overlaps = pd.DataFrame(
        {
            "community_code": ["a", "a", "a"],
            "period": "m",
            "held_by": [1, 2, 3],
            "floating_population": [10, 20, 30],
        }
    )
    told = compare(
        by_source(("a", "m", "police", 40), ("a", "m", "health", 50)),
        overlaps,
        ["police", "health"],
    )
    assert told[["only_a", "only_b", "both"]].to_numpy().tolist() == [[10, 20, 30]]


def test_three_sources_are_three_pairs():
    told = compare(
        by_source(("a", "m", "x", 1), ("a", "m", "y", 2), ("a", "m", "z", 3)),
        NO_OVERLAPS,
        ["x", "y", "z"],
    )
    assert list(zip(told["source_a"], told["source_b"], strict=True)) == [
        ("x", "y"),
        ("x", "z"),
        ("y", "z"),
    ]


def test_one_source_has_nothing_to_compare():
    told = compare(by_source(("a", "m", "x", 1)), NO_OVERLAPS, ["x"])
    assert told.empty
    assert "disagreement" in told


def overlaps_of(only_a, only_b, both, district="d"):
    return pd.DataFrame(
        {
            "district": district,
            "period": "m",
            "held_by": [1, 2, 3],
            "floating_population": [only_a, only_b, both],
        }
    )


def without(police=0, health=0):
    return pd.DataFrame(
        {
            "district": "d",
            "period": "m",
            "source": ["police", "health"],
            "floating_population": [police, health],
        }
    )


def test_estimated_in_whole_persons():
    told = estimate_undercount(
        overlaps_of(86, 73, 49), without(), ["police", "health"], "district"
    ).iloc[0]
    assert told["state"] == "estimated"
    assert (told["population_a"], told["population_b"], told["listed"], told["estimate"]) == (
        135,
        122,
        208,
        334,
    )
    assert told["undercount"] == 334 - 208
    assert told["undercount_low"] <= told["undercount"] <= told["undercount_high"]


@pytest.mark.parametrize(
    ("overlaps", "unmatched", "state"),
    [
        (overlaps_of(100, 100, 6), without(), "overlap_small"),
        (overlaps_of(100, 100, 7), without(), "estimated"),
        (overlaps_of(86, 73, 49), without(police=8), "unmatched"),
        (overlaps_of(86, 73, 49), without(police=7, health=6), "estimated"),
        (overlaps_of(86, 73, 49), without(health=100), "unmatched"),
    ],
)
def test_refused_where_too_little_is_known(overlaps, unmatched, state):
    told = estimate_undercount(overlaps, unmatched, ["police", "health"], "district").iloc[0]
    assert told["state"] == state
    assert pd.isna(told["estimate"]) == (state != "estimated")
    assert pd.isna(told["undercount_high"]) == (state != "estimated")
