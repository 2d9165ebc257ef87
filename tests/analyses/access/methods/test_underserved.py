"""Underserved: one rule, whom it passes over, ranked by people who do not reach a site."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.access.methods.underserved import UNDERSERVED, underserved

NORM = 500


def judged(rows, percent=50, not_timed=0):
    """Class communities from (status, people, staff, within, beyond, no route, off)."""
    codes = [f"c{at:02}" for at in range(len(rows))]
    names = [
        "status",
        "floating_population",
        "staff",
        *(f"population_{s}" for s in ("within", "beyond")),
    ]
    names += ["population_unreachable", "population_unsnapped"]
    told = pd.DataFrame(rows, codes, names)
    counts = [name for name in names if name.startswith("floating_population")]
    told = told.astype(dict.fromkeys(counts, "Int64") | {"staff": "Float64"})
    known = told[names[3:]].sum(axis=1) + not_timed
    told["population_not_timed"] = not_timed
    told["share_within"] = told["population_within"] / known.where(known > 0)
    return underserved(told, told, NORM, percent)


def test_the_rule_by_hand():
    told = judged(
        [
            ("compliant", 400, 1, 400, 0, 0, 0),
            ("understaffed", 1200, 1, 1200, 0, 0, 0),
            ("compliant", 400, 1, 100, 200, 60, 40),
            ("unstaffed", 400, 0, 100, 300, 0, 0),
            ("no_demand", 0, 0, 0, 0, 0, 0),
            ("no_data", 100, None, 100, 0, 0, 0),
        ]
    )
    assert told["underserved"].tolist() == [
        "served",
        "staff_shortfall",
        "low_accessibility",
        "both",
        "no_people",
        "unknown",
    ]
    assert told["population_underserved"].tolist()[:5] == [0, 700, 300, 400, 0]
    assert pd.isna(told["population_underserved"].iloc[5])
    assert told["population_not_reaching"].tolist() == [0, 0, 300, 300, 0, 0]
    # most people who do not reach first, then most people whom no staff is there for
    assert told["underserved_rank"].tolist()[1:4] == [3, 2, 1]
    assert told["underserved_rank"].isna().tolist() == [True, False, False, False, True, True]


def test_people_whom_the_rule_passes_over_are_told_and_ranked():
    told = judged(
        [
            ("compliant", 10_000, 20, 5100, 4900, 0, 0),  # served: more than half reach
            ("unstaffed", 100, 0, 100, 0, 0, 0),
            ("understaffed", 900, 1, 500, 0, 300, 100),  # 400 over the norm, 400 do not reach
            ("understaffed", 600, 1, 350, 0, 150, 100),  # 100 over the norm, 250 do not reach
            ("compliant", 1000, 2, 400, 600, 0, 0),
            ("no_data", 300, None, 200, 100, 0, 0),
            ("compliant", 400, 1, 0, 0, 0, 0),  # nobody's location is known
        ]
    )
    assert told["underserved"].iloc[0] == "served"
    passed_over = told["population_passed_over"]
    assert passed_over.tolist()[:6] == [4900, 0, 0, 150, 0, 100]
    assert pd.isna(passed_over.iloc[6])
    assert told["underserved_rank"].tolist()[:6] == [1, 6, 3, 4, 2, 5]


def test_what_is_known_is_told_even_if_the_other_half_is_not():
    told = judged(
        [
            ("no_data", 100, None, 10, 90, 0, 0),  # far, posts not known
            ("understaffed", 900, 1, 0, 0, 0, 0),  # short, nobody's place known
            ("compliant", 400, 1, 0, 0, 0, 0),  # neither bad nor known
        ]
    )
    assert told["underserved"].tolist() == ["low_accessibility", "staff_shortfall", "unknown"]
    assert told["population_underserved"].tolist()[:2] == [90, 400]


def test_just_as_many_as_asked_are_enough():
    rows = [("compliant", 100, 1, 50, 50, 0, 0)]
    assert judged(rows, 50)["underserved"].tolist() == ["served"]
    assert judged(rows, 51)["underserved"].tolist() == ["low_accessibility"]


def test_who_is_not_timed_may_reach_a_site_or_not():
    rows = [("compliant", 100, 1, 50, 40, 0, 0), ("compliant", 100, 1, 10, 90, 0, 0)]
    assert judged(rows, not_timed=10)["underserved"].tolist() == ["served", "low_accessibility"]
    rows = [("compliant", 100, 1, 45, 45, 0, 0), ("unstaffed", 100, 0, 0, 0, 0, 0)]
    told = judged(rows, not_timed=10)
    assert told["underserved"].tolist() == ["unknown", "staff_shortfall"]
    assert told["population_not_reaching"].tolist() == [45, 0]


POPULATION = st.integers(0, 3000)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["compliant", "understaffed", "unstaffed", "no_data"]),
            st.integers(0, 5),
            POPULATION,
            POPULATION,
            POPULATION,
            POPULATION,
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 100),
)
def test_one_kind_each_and_never_more_population_than_there_are(rows, percent):
    full = [(s, sum(at), staff, *at) for s, staff, *at in rows]
    told = judged(full, percent)
    assert set(told["underserved"]) <= set(UNDERSERVED)
    population = pd.Series([row[1] for row in full], told.index, dtype="Int64")
    assert (told["population_underserved"] <= population).fillna(value=True).all()
    served = told["underserved"].isin(["served", "no_people"])
    assert (told.loc[served, "population_underserved"] == 0).all()
    ranked = told.dropna(subset="underserved_rank").sort_values("underserved_rank")
    assert ranked["underserved_rank"].tolist() == list(range(1, len(ranked) + 1))
    assert (np.diff(ranked["population_not_reaching"].fillna(0).astype(int)) <= 0).all()
    concerned = told["population_underserved"].fillna(0) + told["population_passed_over"].fillna(0)
    assert (concerned >= told["population_not_reaching"].fillna(0)).all()
    assert (concerned <= population).all()
