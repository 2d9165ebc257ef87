"""Flows at every choice of units: margins add up, and what is not known stays apart."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.corridors.methods.flows import (
    FLOW_COLUMNS,
    LOCAL_LEVELS,
    PARTNER_LEVELS,
    at_units,
    no_flows,
    unit_hierarchy,
)
from geo.core.admin_units import city_code_of

PLACES = pd.DataFrame(
    {
        "community_code": ["990101001001", "990101001002", "990102001001", "990103000001"],
        "subdistrict_code": ["990101001", "990101001", "990102001", None],
        "district_code": ["990101", "990101", "990102", "990103"],
    }
).astype("str")
HIERARCHY = unit_hierarchy(PLACES.where(PLACES.notna() & (PLACES != "None")), "990100")

PARTNERS = st.sampled_from(
    [
        ("620000", "621200", "621227", "resolved"),
        ("620000", "621200", "621202", "resolved"),
        ("620000", "621200", None, "resolved"),
        ("110000", "110000", "110105", "resolved"),
        ("620000", None, None, "ambiguous"),
        (None, None, None, "ambiguous"),
        (None, None, None, "unknown"),
        (None, None, None, "missing"),
    ]
)
LOCALS = st.sampled_from([*HIERARCHY.index, None, "123"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), LOCALS, PARTNERS, st.integers(0, 10**6)),
    max_size=25,
)


def flows_of(rows):
    if not rows:
        return no_flows()
    flat = [(direction, local, *partner, volume) for direction, local, partner, volume in rows]
    texts = dict.fromkeys(FLOW_COLUMNS[:-1], "str")
    return pd.DataFrame(flat, columns=list(FLOW_COLUMNS)).astype(texts)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(PARTNER_LEVELS), st.sampled_from(LOCAL_LEVELS))
def test_margins_always_add_up(rows, partner, local):
    flows = flows_of(rows)
    told = at_units(flows, HIERARCHY, partner, local)
    assert told["flow"].sum() == flows["flow"].sum()
    for direction in ("in", "out"):
        sums = [frame.loc[frame["direction"] == direction, "flow"].sum() for frame in (told, flows)]
        assert sums[0] == sums[1]
    both = told[["partner_code", "local_code"]].notna().all(axis=1)
    assert (both == (told["state"] == "resolved")).all()
    assert not told.duplicated(["direction", "partner_code", "local_code", "state"]).any()


@settings(max_examples=25, deadline=None)
@given(ROWS, st.sampled_from(PARTNER_LEVELS))
def test_a_larger_local_unit_is_the_sum_of_its_parts(rows, partner):
    flows = flows_of(rows)
    known = flows[flows["local_code"].isin(PLACES["community_code"])]
    fine = at_units(known, HIERARCHY, partner, "community")
    coarse = at_units(known, HIERARCHY, partner, "district")
    fine["local_code"] = fine["local_code"].str[:6]
    keys = ["direction", "partner_code", "local_code", "state"]
    summed = fine.groupby(keys, dropna=False)["flow"].sum().reset_index()
    pd.testing.assert_frame_equal(summed, coarse[[*keys, "flow"]], check_dtype=False)


@settings(max_examples=20, deadline=None)
@given(
    ROWS,
    st.randoms(use_true_random=False),
    st.sampled_from(PARTNER_LEVELS),
    st.sampled_from(LOCAL_LEVELS),
)
def test_order_does_not_matter(rows, random, partner, local):
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(
        at_units(flows_of(rows), HIERARCHY, partner, local),
        at_units(flows_of(shuffled), HIERARCHY, partner, local),
    )


@pytest.mark.parametrize(
    ("partner", "state"),
    [("province", "resolved"), ("prefecture", "province_only"), ("county", "province_only")],
)
def test_what_is_known_only_in_part_says_so(partner, state):
    flows = flows_of([("in", "990101", ("620000", None, None, "ambiguous"), 7)])
    assert at_units(flows, HIERARCHY, partner, "district")["state"].tolist() == [state]


def test_a_local_unit_too_coarse_or_without_a_subdistrict_is_a_state_of_its_own():
    resolved = ("620000", "621200", "621227", "resolved")
    flows = flows_of([("in", "990101", resolved, 5), ("in", "990103000001", resolved, 2)])
    told = at_units(flows, HIERARCHY, "county", "subdistrict")
    assert told["state"].tolist() == ["local_unknown"]
    assert told["flow"].tolist() == [7]
    assert at_units(flows, HIERARCHY, "county", "district")["state"].eq("resolved").all()


def test_a_code_of_several_units_is_of_the_largest_and_a_missing_one_of_none():
    places = PLACES.iloc[:2].assign(
        community_code=["a", "b"], subdistrict_code=["d", None], district_code="d"
    )
    units = unit_hierarchy(places, "city")
    assert units.index.tolist() == ["city", "d", "a", "b"]
    assert units.loc["d"].fillna("").tolist() == ["city", "d", "", ""]


@pytest.mark.parametrize(
    ("districts", "city"),
    [(["370102", "370103"], "370100"), (["110101"], "110000"), ([None], ""), (["a"], "")],
)
def test_the_code_of_the_city(districts, city):
    assert city_code_of(pd.Series(districts, dtype="str")) == city
