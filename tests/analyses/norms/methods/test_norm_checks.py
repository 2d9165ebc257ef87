"""Norms as data: against the fixed check of 500 to 1, and against plain loops."""

import math
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.norms.methods.norm_checks import (
    STATUSES,
    Inputs,
    check_norm,
    check_norms,
    required_posts,
)
from geo.analyses.norms.methods.unit_sums import weighted
from geo.analyses.norms.policy import policy_norms
from geo.analyses.staffing.methods.staffing_ratio import staff_by_community, staffing
from geo.core.standards import Standards

CODES = ["a", "b", "c", "d"]
COMMUNITIES = pd.DataFrame(
    {"subdistrict_code": ["s", "s", "t", None], "district_code": ["k", "k", "k", None]}, index=CODES
)
NORM = {
    "norm": "n", "counts": "floating_population", "role": None, "posts": 1.0, "per_people": 500.0,
    "rounding": "up", "level": "community", "staff_level": None, "dedicated": False,
    "min_people": 0.0, "in_force_from": None,
}  # fmt: skip

lines = st.lists(
    st.fixed_dictionaries(
        {
            "community_code": st.sampled_from([*CODES, "elsewhere", None]),
            "subdistrict_code": st.sampled_from(["s", "t", None]),
            "posts": st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.0, math.nan]),
            "part_time": st.booleans(),
            "dedicated": st.booleans(),
            "level": st.sampled_from(["community", "subdistrict"]),
            "role": st.sampled_from(["协管员", "Doctor", None]),
        }
    ),
    max_size=8,
)
numbers = st.lists(
    st.one_of(st.none(), st.integers(0, 2100), st.just(0)), min_size=len(CODES), max_size=len(CODES)
)


def roster_of(rows, standards=None):
    columns = ["community_code", "subdistrict_code", "posts", "part_time", "dedicated", "level"]
    frame = pd.DataFrame(rows, columns=[*columns, "role"]).astype(
        {"posts": float, "part_time": bool, "dedicated": bool}
        | dict.fromkeys(("community_code", "subdistrict_code", "level", "role"), "str")
    )
    return weighted(frame, standards or Standards())


def city_of(people, rows, day=None):
    counted = pd.DataFrame({"floating_population": pd.array(people, dtype="Int64")}, index=CODES)
    return Inputs(COMMUNITIES, counted, roster_of(rows), day)


@given(numbers, lines, st.integers(1, 900), st.sampled_from([0.3, 0.5, 1.0]))
def test_the_ratio_as_a_row_is_the_ratio_of_the_standards(people, rows, norm, weight):
    standards = Standards(max_population_per_staff=norm, part_time_weight=weight)
    roster = roster_of(rows, standards)
    counted = pd.DataFrame({"floating_population": pd.array(people, dtype="Int64")}, index=CODES)
    expected = staffing(
        counted["floating_population"], staff_by_community(roster, standards), standards
    )
    row = policy_norms(standards, "en").iloc[0]
    checked = check_norm(row, Inputs(COMMUNITIES, counted, roster))
    for column in ("staff", "required_staff", "staff_shortfall"):
        same = checked[column].astype("Float64").fillna(-1).tolist()
        assert same == expected[column].astype("Float64").fillna(-1).tolist(), column
    assert checked["status"].tolist() == expected["status"].tolist()


def by_loops(norm, people, rows):
    """What a norm comes to, a unit at a time."""
    own = {
        "community": {code: code for code in CODES},
        "subdistrict": {"a": "s", "b": "s", "c": "t", "d": None},
        "district": {"a": "k", "b": "k", "c": "k", "d": None},
        "city": dict.fromkeys(CODES, ""),
    }[norm["level"]]
    above = {"s": own["a"], "t": own["c"]}
    answers = {}
    for unit in set(own.values()):
        members = [number for code, number in zip(CODES, people, strict=True) if own[code] == unit]
        known = sum(number or 0 for number in members)
        staff = Fraction(0)
        for row in rows:
            where = own.get(row["community_code"])
            if norm["level"] == "community" and row["level"] != "community":
                continue
            if where is None and norm["level"] != "community":
                where = above.get(row["subdistrict_code"])
            wanted = norm["role"] is None or (row["role"] or "").lower() == norm["role"].lower()
            right_level = norm["staff_level"] in {None, row["level"]}
            if where != unit or unit is None or not wanted or not right_level:
                continue
            if norm["dedicated"] and not row["dedicated"]:
                continue
            staff = (
                None
                if staff is None or math.isnan(row["posts"])
                else staff + Fraction(row["posts"])
            )
        answer = status_by_loops(norm, known, staff)
        if unit is None or (None in members and answer[1] not in {"unstaffed", "understaffed"}):
            answer = None, "no_data"
        answers[unit] = answer
    return answers


def status_by_loops(norm, total, staff):
    if total == 0:
        return 0, "no_demand"
    if total < norm["min_people"]:
        return 0, "not_required"
    exact = Fraction(str(norm["posts"])) * total / Fraction(str(norm["per_people"]))
    required = {
        "up": math.ceil(exact),
        "nearest": math.floor(exact + Fraction(1, 2)),
        "none": round(float(exact), 9),
    }[norm["rounding"]]
    if required == 0:
        return required, "compliant"
    if staff is None:
        return required, "no_data"
    if staff == 0:
        return required, "unstaffed"
    return required, "compliant" if staff >= required else "understaffed"


@given(
    numbers,
    lines,
    st.sampled_from(["community", "subdistrict", "district", "city"]),
    st.sampled_from(["up", "nearest", "none"]),
    st.sampled_from([(1.0, 500.0), (18.0, 10_000.0), (0.5, 333.0)]),
    st.sampled_from([0.0, 1000.0]),
    st.sampled_from([None, "doctor", "协管员"]),
    st.sampled_from([None, "community", "subdistrict"]),
    st.booleans(),
)
def test_every_norm_agrees_with_plain_loops(
    people, rows, level, rounding, ratio, least, role, staff_level, dedicated
):
    norm = NORM | {
        "level": level, "rounding": rounding, "posts": ratio[0], "per_people": ratio[1],
        "min_people": least, "role": role, "staff_level": staff_level, "dedicated": dedicated,
    }  # fmt: skip
    checked = check_norm(norm, city_of(people, rows))
    expected = by_loops(norm, people, rows)
    units = [None if pd.isna(code) else code for code in checked.index]
    assert set(units) == set(expected)
    for unit, line in zip(units, checked.to_dict("records"), strict=True):
        required, status = expected[unit]
        assert line["status"] == status
        assert status in STATUSES
        if required is not None:
            assert line["required_staff"] == pytest.approx(required, abs=1e-9)


def test_required_posts_are_exact():
    people = pd.Series([10**9, 555, 556, 250], dtype="Int64")
    assert required_posts(people, 18, 10_000, "up").tolist() == [1_800_000, 1, 2, 1]
    assert required_posts(people, 1, 500, "nearest").tolist() == [2_000_000, 1, 1, 1]
    assert required_posts(people, 2, np.nan, "up").tolist() == [2, 2, 2, 2]


def test_one_post_a_large_unit_is_certain_as_soon_as_those_known_are_enough():
    norm = NORM | {"level": "subdistrict", "per_people": np.nan, "min_people": 1000.0}
    checked = check_norm(norm, city_of([1200, None, 999, 5], []))
    assert checked["status"].tolist() == ["unstaffed", "not_required", "no_data"]
    checked = check_norm(norm, city_of([900, None, 1000, 5], []))
    assert checked["status"].tolist() == ["no_data", "unstaffed", "no_data"]


def test_why_a_norm_cannot_be_checked_and_which_is_yet_to_come():
    rows = [dict(zip(["community_code", "posts", "level", "role"], ["a", 1, "community", "协管员"], strict=True)) | {"subdistrict_code": None, "part_time": False, "dedicated": False}]  # fmt: skip
    norms = pd.DataFrame(
        [
            NORM | {"norm": "now", "role": "协管员"},
            NORM | {"norm": "later", "in_force_from": date(2026, 11, 1)},
            NORM | {"norm": "who", "counts": "residents"},
            NORM | {"norm": "doctors", "role": "家庭医生/doctor"},
            NORM | {"norm": "large", "min_people": np.nan},
        ]
    )
    known = city_of([700, 10, 0, None], rows, date(2026, 10, 31))
    summary, units = check_norms(norms, known)
    assert summary["state"].tolist() == ["in_force", "coming", *["not_checkable"] * 3]
    reasons = ["", "", "count_unknown", "role_unknown", "threshold_unset"]
    assert summary["reason"].tolist() == reasons
    now = summary.iloc[0]
    assert (now["people"], now["people_compliant"], now["staff_shortfall"]) == (710, 0, 2)
    assert [now[status] for status in STATUSES] == [0, 1, 1, 0, 1, 1]
    assert set(units["norm"]) == {"now", "later"}
    nobody = Inputs(known.communities, known.people, None)
    assert set(check_norms(norms, nobody)[0]["reason"]) == {"no_staff_list"}
    none, no_units = check_norms(norms.iloc[:0], known)
    assert none.empty
    assert no_units.empty
