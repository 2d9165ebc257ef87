"""The figures a leader sees: counted from the communities, and closed in themselves."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.staffing.methods.staffing_ratio import staffing, sum_up
from geo.analyses.staffing.methods.summary import (
    headline,
    population_by_period,
    rank,
    try_standards,
)
from geo.core.standards import Standards


def checked(population, posts):
    codes = [f"99010{at % 3}001{at:03}" for at in range(len(population))]
    found = staffing(
        pd.Series(population, index=codes, dtype="Int64"),
        pd.Series(posts, index=codes, dtype="float64") if posts is not None else None,
        Standards(),
    )
    return found.assign(district_code=[code[:6] for code in codes])


CITIES = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 5000)), st.integers(0, 12)),
    min_size=1,
    max_size=30,
).map(lambda rows: checked([population for population, _ in rows], [posts for _, posts in rows]))


def test_a_city_told_by_looking():
    found = headline(checked([501, 500, 0, None, 2000], [1, 1, 5, 1, 0]))
    assert (found.compliant, found.missed, found.judged, found.no_data) == (1, 2, 3, 1)
    assert found.staff_shortfall == 1 + 4
    assert found.population == 3001
    assert found.population_missed == 2501


def test_without_a_roster_nothing_is_judged():
    found = headline(checked([501, 0], None))
    assert found.judged == 0
    assert found.no_data == 1
    assert found.staff_shortfall == 0


@settings(max_examples=25, deadline=None)
@given(CITIES)
def test_the_headline_adds_up_to_the_city(city):
    found = headline(city)
    total = sum_up(city.assign(city=""), ["city"]).iloc[0]
    assert found.compliant == total["compliant"]
    assert found.missed == total["understaffed"] + total["unstaffed"]
    assert found.judged + found.no_data + total["no_demand"] == total["communities"]
    assert found.changing == total["communities_sensitive"]
    assert 0 <= found.population_missed <= found.population
    assert (found.staff_shortfall > 0) == (found.missed > 0)


@settings(max_examples=20, deadline=None)
@given(CITIES, st.sampled_from(["staff_shortfall", "share_compliant"]))
def test_ranks_lose_nobody_and_the_neediest_comes_first(city, by):
    districts = sum_up(city, ["district_code"])
    ranked = rank(districts, by)
    assert sorted(ranked["district_code"]) == sorted(districts["district_code"])
    known = ranked[by].dropna()
    assert (
        known.is_monotonic_decreasing if by == "staff_shortfall" else known.is_monotonic_increasing
    )
    assert ranked[by].isna().is_monotonic_increasing  # what is not known comes last
    assert ranked["missed"].sum() == headline(city).missed
    assert ranked["share_compliant"].dropna().between(0, 1).all()


def test_ranks_have_the_share_of_those_judged_and_change_no_input():
    districts = sum_up(checked([10, 501, 0, 10, 10], [1, 1, 0, 1, 1]), ["district_code"])
    before = districts.copy()
    ranked = rank(districts, "share_compliant").set_index("district_code")["share_compliant"]
    assert ranked.fillna(-1).to_dict() == {"990101": 0.5, "990100": 1.0, "990102": -1}
    alone = rank(sum_up(checked([501], [1]), ["district_code"]), "share_compliant")
    assert alone["share_compliant"].tolist() == [0.0]  # one is judged
    pd.testing.assert_frame_equal(districts, before)


@settings(max_examples=30, deadline=None)
@given(CITIES)
def test_a_tighter_norm_and_more_population_never_miss_less(city):
    tried = try_standards(city).set_index("trial")
    assert tried.loc["status_strict_norm", "difference"] >= 0
    assert tried.loc["status_higher_population", "difference"] >= 0
    assert tried.loc["status_lenient_norm", "difference"] <= 0
    assert tried.loc["status_lower_population", "difference"] <= 0
    assert (tried["changing"] >= tried["difference"].abs()).all()
    assert tried["changing"].max() <= headline(city).changing <= tried["changing"].sum()


def test_a_community_at_the_edge():
    tried = try_standards(checked([500], [1])).set_index("trial")
    assert tried["missed"].to_dict() == {
        "status_strict_norm": 1,
        "status_lenient_norm": 0,
        "status_lower_population": 0,
        "status_higher_population": 1,
    }


@pytest.mark.parametrize("periods", [["2026-09", "2026-10"], ["2026-10", "2026-09"], ["2026-11"]])
def test_population_by_period_follows_the_periods_asked_for(periods):
    counts = pd.DataFrame(
        {"period": ["2026-10", "2026-09", "2026-10"], "floating_population": [1, 2, 4]}
    )
    found = population_by_period(counts, periods)
    assert found.index.tolist() == periods
    assert found.tolist() == [{"2026-09": 2, "2026-10": 5}.get(period, 0) for period in periods]
