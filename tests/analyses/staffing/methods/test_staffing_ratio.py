"""The 500:1 norm: the edge cases of the design, and what must hold whatever the numbers."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.staffing.methods.staffing_ratio import (
    STATUSES,
    TRIALS,
    staff_by_community,
    staffing,
    subdistrict_posts,
    sum_up,
)
from geo.core.standards import Standards

NORM = Standards()


def check(population, posts, standards=NORM):
    index = [f"c{at:03}" for at in range(len(population))]
    return staffing(
        pd.Series(population, index=index, dtype="Int64"),
        None if posts is None else pd.Series(posts, index=index, dtype="float64"),
        standards,
    )


@pytest.mark.parametrize(
    ("population", "posts", "required", "shortfall", "status"),
    [
        (0, 0, 0, 0, "no_demand"),
        (0, 7, 0, 0, "no_demand"),
        (1, 1, 1, 0, "compliant"),
        (500, 1, 1, 0, "compliant"),
        (501, 1, 2, 1, "understaffed"),
        (1000, 2, 2, 0, "compliant"),
        (1001, 2, 3, 1, "understaffed"),
        (1, 0, 1, 1, "unstaffed"),
        (500, 0, 1, 1, "unstaffed"),
        (2_112_829, 0, 4226, 4226, "unstaffed"),
    ],
)
def test_edge_cases(population, posts, required, shortfall, status):
    row = check([population], [posts]).iloc[0]
    assert (row["required_staff"], row["staff_shortfall"], row["status"]) == (
        required,
        shortfall,
        status,
    )


def test_unknown_population_or_staff_is_no_data_and_never_a_number():
    unknown_people = check([None], [3]).iloc[0]
    assert unknown_people["status"] == "no_data"
    assert pd.isna(
        unknown_people[
            ["floating_population", "required_staff", "staff_shortfall", "population_per_staff"]
        ]
    ).all()
    no_roster = check([700, 0], None)
    assert no_roster["status"].tolist() == ["no_data", "no_demand"]
    assert no_roster["required_staff"].tolist() == [2, 0]
    assert no_roster[["staff", "staff_shortfall", "staff_surplus"]].isna().all(axis=None)


def test_a_community_the_roster_does_not_list_has_no_staff():
    population = pd.Series({"a": 10, "b": 10}, dtype="Int64")
    assert staffing(population, pd.Series({"a": 1.0}), NORM)["status"].tolist() == [
        "compliant",
        "unstaffed",
    ]


def test_ratio_needs_staff():
    ratios = check([900, 900], [2, 0])["population_per_staff"]
    assert ratios.iloc[0] == 450
    assert pd.isna(ratios.iloc[1])


def test_part_time_posts_count_as_the_weight_says():
    staff = pd.DataFrame(
        {
            "community_code": ["a", "a", "b", None],
            "posts": [1.0, 2.0, 1.0, 9.0],
            "part_time": [False, True, True, False],
            "level": ["community", "community", "community", "subdistrict"],
        }
    )
    assert staff_by_community(staff, NORM).to_dict() == {"a": 3.0, "b": 1.0}
    half = staff_by_community(staff, Standards(part_time_weight=0.5))
    assert half.to_dict() == {"a": 2.0, "b": 0.5}
    understaffed = staffing(pd.Series({"b": 400}, dtype="Int64"), half, NORM).iloc[0]
    assert (understaffed["staff_shortfall"], understaffed["status"]) == (0.5, "understaffed")


def test_sensitivity_names_who_stands_at_the_edge():
    # 490 with one post: at 480:1 short, at 520:1 met; 10 % more people are 539, which is short.
    row = check([490], [1]).iloc[0]
    assert row[list(TRIALS)].tolist() == ["understaffed", "compliant", "compliant", "understaffed"]
    assert row["status_sensitive"]
    assert row["population_to_next_post"] == 11
    # 510 with one post: met at 520:1, and with 10 % fewer people (459).
    row = check([510], [1]).iloc[0]
    assert row["status"] == "understaffed"
    assert row[list(TRIALS)].tolist() == ["understaffed", "compliant", "compliant", "understaffed"]
    assert not check([250], [1])["status_sensitive"].iloc[0]
    assert not check([0], [0])["status_sensitive"].iloc[0]


population_lists = st.lists(
    st.one_of(st.none(), st.integers(0, 3_000_000)), min_size=1, max_size=30
)
posts_lists = st.lists(st.integers(0, 40), min_size=30, max_size=30)


@settings(max_examples=30, deadline=None)
@given(population_lists, posts_lists, st.integers(1, 2000))
def test_required_is_the_ceiling_and_each_community_has_one_state(population, posts, norm):
    checked = check(population, posts[: len(population)], Standards(max_population_per_staff=norm))
    assert checked["status"].isin(STATUSES).all()
    for row, number, held in zip(checked.itertuples(), population, posts, strict=False):
        if number is None:
            assert row.status == "no_data"
            continue
        required = -(-number // norm)
        assert row.required_staff == required == math.ceil(number / norm)
        assert row.staff_shortfall - row.staff_surplus == required - held
        assert row.staff_shortfall == 0 or row.staff_surplus == 0
        assert (row.status in {"understaffed", "unstaffed"}) == (row.staff_shortfall > 0)
        one_more = -(-(number + row.population_to_next_post) // norm)
        assert one_more == required + 1
        assert -(-(number + row.population_to_next_post - 1) // norm) == required


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 5_000), st.integers(0, 50))
def test_more_population_never_required_fewer_staff(population, more, posts):
    rows = check([population, population + more], [posts, posts])
    assert rows["required_staff"].is_monotonic_increasing
    assert rows["staff_shortfall"].is_monotonic_increasing


def test_a_subdistrict_sums_its_communities_and_surplus_staff_fill_no_shortfall():
    checked = check([600, 100, 0, None, 9], [1, 9, 0, 1, 0]).assign(
        subdistrict_code=["s", "s", "t", "t", "u"]
    )
    subdistricts = sum_up(checked, ["subdistrict_code"]).set_index("subdistrict_code")
    subdistrict = subdistricts.loc["s"]
    assert (
        subdistrict["floating_population"],
        subdistrict["staff"],
        subdistrict["required_staff"],
    ) == (700, 10, 3)
    assert (
        subdistrict["staff_shortfall"],
        subdistrict["staff_surplus"],
        subdistrict["status"],
    ) == (1, 8, "understaffed")
    assert subdistricts.loc["t", ["no_demand", "no_data", "communities"]].tolist() == [1, 1, 2]
    assert subdistricts.loc["t", "status"] == "no_demand"
    # Of nobody there is no ratio.
    assert checked["population_per_staff"].fillna(-1).tolist() == [600, 100 / 9, -1, -1, -1]
    per_staff = subdistricts["population_per_staff"]
    assert per_staff["s"] == 700 / 10
    assert per_staff.isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("known", "status"), [(1.0, "no_data"), (0.0, "understaffed")], ids=["enough", "short"]
)
def test_a_unit_of_which_some_staff_is_not_known_is_not_called_compliant(known, status):
    checked = check([10_000, 60], [None, known])
    assert checked["status"].iloc[0] == "no_data"
    assert sum_up(checked.assign(city=""), ["city"])["status"].tolist() == [status]


def test_communities_without_a_subdistrict_stay_in_the_sums():
    checked = check([600, 100], [1, 1]).assign(subdistrict_code=[None, "s"])
    assert sum_up(checked, ["subdistrict_code"])["floating_population"].sum() == 700


@settings(max_examples=15, deadline=None)
@given(population_lists, posts_lists, st.randoms())
def test_sums_hold_at_every_level_and_in_any_order(population, posts, random):
    checked = check(population, posts[: len(population)])
    checked["district_code"] = [f"d{random.randrange(3)}" for _ in population]
    districts = sum_up(checked, ["district_code"])
    for column in (
        "floating_population",
        "staff",
        "required_staff",
        "staff_shortfall",
        "staff_surplus",
    ):
        assert districts[column].sum() == checked[column].sum()
    assert (
        districts[list(STATUSES)].sum(axis=None)
        == districts["communities"].sum()
        == len(population)
    )
    shuffled = checked.sample(frac=1, random_state=random.randrange(2**32))
    pd.testing.assert_frame_equal(sum_up(shuffled, ["district_code"]), districts)


def test_subdistricts_with_many_people_need_a_dedicated_post_only_where_many_is_set():
    subdistricts = pd.DataFrame(
        {"subdistrict_code": ["s", "t", "u"], "floating_population": [9000, 9000, 10]}
    )
    staff = pd.DataFrame(
        {
            "subdistrict_code": ["s", "t"],
            "posts": [1.0, 1.0],
            "dedicated": [True, False],
            "level": "subdistrict",
        }
    )
    assert set(subdistrict_posts(subdistricts, staff, NORM)["subdistrict_post"]) == {"not_required"}
    asked = subdistrict_posts(subdistricts, staff, Standards(dedicated_post_min_population=5000))
    assert asked["subdistrict_post"].tolist() == ["compliant", "missing", "not_required"]
