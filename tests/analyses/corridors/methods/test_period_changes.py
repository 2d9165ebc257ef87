"""Inflows from period to period, by hand and against plain pandas."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.corridors.methods.period_changes import period_changes, totals_by_period

PERIODS = ["2026-08", "2026-09", "2026-10"]
COUNTS = {  # people in the three periods
    ("a", "x"): (100, 140, 140),
    ("b", "x"): (0, 12, 9),
    ("c", "y"): (30, 0, 0),
    ("d", "y"): (3, 4, 2),
}


def flows(counts=COUNTS):
    rows = [
        (*pair, period, people)
        for pair, of_pair in counts.items()
        for period, people in zip(PERIODS, of_pair, strict=False)
        if people
    ]
    return pd.DataFrame(rows, columns=["partner_code", "local_code", "period", "flow"])


def test_each_pair_is_followed_through_all_periods():
    told = period_changes(flows(), PERIODS, least=10)
    assert len(told) == 4 * 3
    by_pair = told.groupby("partner_code")
    assert by_pair["inflow"].agg(list).to_dict() == {
        pair[0]: list(map(float, of_pair)) for pair, of_pair in COUNTS.items()
    }
    trends = by_pair["trend"].agg(lambda trend: trend.dropna().tolist()).to_dict()
    assert trends == {
        "a": ["growing", "steady"],
        "b": ["emerging", "vanishing"],
        "c": ["vanishing", "steady"],
        "d": ["growing", "shrinking"],
    }
    a = told[told["partner_code"] == "a"]
    assert a["growth"].tolist()[1:] == [0.4, 0.0]
    assert a["previous_period"].tolist()[1:] == PERIODS[:2]
    first = told[told["period"] == PERIODS[0]]
    missing = ["previous_period", "previous_inflow", "change", "growth", "arrivals_min", "trend"]
    assert first[missing].isna().all(axis=None)
    assert (
        told.loc[(told["partner_code"] == "b") & (told["period"] == PERIODS[1]), "growth"]
        .isna()
        .all()
    )


def test_totals_are_those_by_hand():
    totals = totals_by_period(period_changes(flows(), PERIODS, least=10)).set_index("period")
    assert totals["inflow"].tolist() == [133, 156, 151]
    assert totals["change"].tolist()[1:] == [23, -5]
    assert totals["arrivals_min"].tolist()[1:] == [40 + 12 + 1, 0]
    assert totals["departures_min"].tolist()[1:] == [30, 3 + 2]
    assert totals["emerging"].tolist()[1:] == [1, 0]
    assert totals["vanishing"].tolist()[1:] == [1, 1]
    # Before the first period there is none that anything could have emerged since.
    assert totals.iloc[0][["change", "emerging", "vanishing"]].isna().all()


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy")),
        st.tuples(*[st.integers(0, 50)] * 3),
        min_size=1,
    ).filter(lambda counts: any(map(any, counts.values())))
)
def test_changes_add_up_and_agree_with_pandas(counts):
    told = period_changes(flows(counts), PERIODS, least=10)
    wide = flows(counts).pivot_table(
        "flow", "period", ["partner_code", "local_code"], aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(PERIODS, fill_value=0)
    differences = wide.diff().melt(ignore_index=False, value_name="change")
    differences = differences.set_index(["partner_code", "local_code"], append=True)["change"]
    differences = differences.reorder_levels([1, 2, 0]).astype("float64")
    mine = told.set_index(["partner_code", "local_code", "period"])["change"]
    pd.testing.assert_series_equal(mine.sort_index(), differences.sort_index(), check_names=False)
    assert (
        (told["arrivals_min"] - told["departures_min"]).dropna() == told["change"].dropna()
    ).all()
    last, first = (told[told["period"] == period]["inflow"].sum() for period in PERIODS[::-2])
    assert told["change"].sum() == pytest.approx(last - first)
