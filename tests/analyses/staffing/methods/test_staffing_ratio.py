"""The 500:1 norm: the edge cases of the design, and what must hold whatever the numbers."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.staffing.methods.staffing_ratio import (
    STATES,
    TRIALS,
    posts_by_community,
    staffing,
    street_posts,
    sum_up,
)
from geo.core.standards import Standards

NORM = Standards()


def check(people, posts, standards=NORM):
    index = [f"c{at:03}" for at in range(len(people))]
    return staffing(
        pd.Series(people, index=index, dtype="Int64"),
        None if posts is None else pd.Series(posts, index=index, dtype="float64"),
        standards,
    )


@pytest.mark.parametrize(
    ("people", "posts", "need", "gap", "status"),
    [
        (0, 0, 0, 0, "no_demand"),
        (0, 7, 0, 0, "no_demand"),
        (1, 1, 1, 0, "met"),
        (500, 1, 1, 0, "met"),
        (501, 1, 2, 1, "short"),
        (1000, 2, 2, 0, "met"),
        (1001, 2, 3, 1, "short"),
        (1, 0, 1, 1, "unstaffed"),
        (500, 0, 1, 1, "unstaffed"),
        (2_112_829, 0, 4226, 4226, "unstaffed"),
    ],
)
def test_edge_cases(people, posts, need, gap, status):
    row = check([people], [posts]).iloc[0]
    assert (row["need_staff"], row["gap_staff"], row["status"]) == (need, gap, status)


def test_unknown_people_or_staff_is_no_data_and_never_a_number():
    unknown_people = check([None], [3]).iloc[0]
    assert unknown_people["status"] == "no_data"
    assert pd.isna(unknown_people[["people", "need_staff", "gap_staff", "people_per_staff"]]).all()
    no_roster = check([700, 0], None)
    assert no_roster["status"].tolist() == ["no_data", "no_demand"]
    assert no_roster["need_staff"].tolist() == [2, 0]
    assert no_roster[["staff", "gap_staff", "spare_staff"]].isna().all(axis=None)


def test_a_community_the_roster_does_not_list_has_no_staff():
    people = pd.Series({"a": 10, "b": 10}, dtype="Int64")
    assert staffing(people, pd.Series({"a": 1.0}), NORM)["status"].tolist() == ["met", "unstaffed"]


def test_ratio_needs_staff():
    ratios = check([900, 900], [2, 0])["people_per_staff"]
    assert ratios.iloc[0] == 450
    assert pd.isna(ratios.iloc[1])


def test_part_time_posts_count_as_the_weight_says():
    staff = pd.DataFrame(
        {
            "community_code": ["a", "a", "b", None],
            "posts": [1.0, 2.0, 1.0, 9.0],
            "part_time": [False, True, True, False],
            "level": ["community", "community", "community", "street"],
        }
    )
    assert posts_by_community(staff, NORM).to_dict() == {"a": 3.0, "b": 1.0}
    half = posts_by_community(staff, Standards(part_time_weight=0.5))
    assert half.to_dict() == {"a": 2.0, "b": 0.5}
    short = staffing(pd.Series({"b": 400}, dtype="Int64"), half, NORM).iloc[0]
    assert (short["gap_staff"], short["status"]) == (0.5, "short")


def test_sensitivity_names_who_stands_at_the_edge():
    # 490 with one post: at 480:1 short, at 520:1 met; 10 % more people are 539, which is short.
    row = check([490], [1]).iloc[0]
    assert row[list(TRIALS)].tolist() == ["short", "met", "met", "short"]
    assert row["changes_state"]
    assert row["people_to_next_post"] == 11
    # 510 with one post: met at 520:1, and with 10 % fewer people (459).
    row = check([510], [1]).iloc[0]
    assert row["status"] == "short"
    assert row[list(TRIALS)].tolist() == ["short", "met", "met", "short"]
    assert not check([250], [1])["changes_state"].iloc[0]
    assert not check([0], [0])["changes_state"].iloc[0]


people_lists = st.lists(st.one_of(st.none(), st.integers(0, 3_000_000)), min_size=1, max_size=30)
posts_lists = st.lists(st.integers(0, 40), min_size=30, max_size=30)


@settings(max_examples=80, deadline=None)
@given(people_lists, posts_lists, st.integers(1, 2000))
def test_need_is_the_ceiling_and_each_community_has_one_state(people, posts, norm):
    checked = check(people, posts[: len(people)], Standards(people_per_staff=norm))
    assert checked["status"].isin(STATES).all()
    for row, number, held in zip(checked.itertuples(), people, posts, strict=False):
        if number is None:
            assert row.status == "no_data"
            continue
        need = -(-number // norm)
        assert row.need_staff == need == math.ceil(number / norm)
        assert row.gap_staff - row.spare_staff == need - held
        assert row.gap_staff == 0 or row.spare_staff == 0
        assert (row.status in {"short", "unstaffed"}) == (row.gap_staff > 0)
        one_more = -(-(number + row.people_to_next_post) // norm)
        assert one_more == need + 1
        assert -(-(number + row.people_to_next_post - 1) // norm) == need


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 5_000), st.integers(0, 50))
def test_more_people_never_need_fewer_staff(people, more, posts):
    rows = check([people, people + more], [posts, posts])
    assert rows["need_staff"].is_monotonic_increasing
    assert rows["gap_staff"].is_monotonic_increasing


def test_a_street_sums_its_communities_and_spare_posts_fill_no_gap():
    checked = check([600, 100, 0, None], [1, 9, 0, 1]).assign(street_code=["s", "s", "t", "t"])
    streets = sum_up(checked, ["street_code"]).set_index("street_code")
    street = streets.loc["s"]
    assert (street["people"], street["staff"], street["need_staff"]) == (700, 10, 3)
    assert (street["gap_staff"], street["spare_staff"], street["status"]) == (1, 8, "short")
    assert streets.loc["t", ["no_demand", "no_data", "communities"]].tolist() == [1, 1, 2]
    assert streets.loc["t", "status"] == "no_demand"


def test_communities_without_a_street_stay_in_the_sums():
    checked = check([600, 100], [1, 1]).assign(street_code=[None, "s"])
    assert sum_up(checked, ["street_code"])["people"].sum() == 700


@settings(max_examples=40, deadline=None)
@given(people_lists, posts_lists, st.randoms())
def test_sums_hold_at_every_level_and_in_any_order(people, posts, random):
    checked = check(people, posts[: len(people)])
    checked["district_code"] = [f"d{random.randrange(3)}" for _ in people]
    districts = sum_up(checked, ["district_code"])
    for column in ("people", "staff", "need_staff", "gap_staff", "spare_staff"):
        assert districts[column].sum() == checked[column].sum()
    assert districts[list(STATES)].sum(axis=None) == districts["communities"].sum() == len(people)
    shuffled = checked.sample(frac=1, random_state=random.randrange(2**32))
    pd.testing.assert_frame_equal(sum_up(shuffled, ["district_code"]), districts)


def test_streets_with_many_people_need_a_dedicated_post_only_where_many_is_set():
    streets = pd.DataFrame({"street_code": ["s", "t", "u"], "people": [9000, 9000, 10]})
    staff = pd.DataFrame(
        {
            "street_code": ["s", "t"],
            "posts": [1.0, 1.0],
            "dedicated": [True, False],
            "level": "street",
        }
    )
    assert set(street_posts(streets, staff, NORM)["street_post"]) == {"not_asked"}
    asked = street_posts(streets, staff, Standards(street_many_people=5000))
    assert asked["street_post"].tolist() == ["met", "missing", "not_asked"]
