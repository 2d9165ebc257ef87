"""From old codes to those of today: nobody lost, nobody made, in whatever order."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from support.worlds import make_communities

from geo.analyses.population.methods.crosswalk import Crosswalk, apportion

WALK = Crosswalk(
    pd.DataFrame(
        {
            "old_code": ["a", "b", "b", "c", "c"],
            "new_code": ["x", "x", "y", "c", "z"],
            "share": [1.0, 0.6, 0.4, 0.5, 0.5],
        }
    )
)


def counts(**population):
    told = {code.replace("_", "→"): number for code, number in population.items()}
    return pd.DataFrame(
        {
            "community_code": list(told),
            "period": "2026-10",
            "floating_population": list(told.values()),
        }
    )


def test_a_renamed_code_is_renamed_and_a_split_one_marked():
    stated = pd.Series(["a", "b", "x", "q", None], dtype="str")
    today = WALK.today(stated)
    assert today[:4].tolist() == ["x", "b→", "x", "q"]
    assert today.isna().tolist() == [False] * 4 + [True]


def test_split_population_go_by_share_and_the_odd_one_by_the_largest_remainder():
    shared = WALK.shared_out(counts(x=1, b_=11), "floating_population").set_index("community_code")[
        "floating_population"
    ]
    assert shared.to_dict() == {"x": 1 + 7, "y": 4}


def test_shared_out_population_stand_in_the_order_of_their_keys():
    shared = WALK.shared_out(counts(z=3, y=2, x=1, b_=10), "floating_population")
    assert shared["community_code"].tolist() == ["x", "y", "z"]
    assert shared["floating_population"].tolist() == [1 + 6, 2 + 4, 3]


def test_a_code_that_stayed_and_gave_a_part_away_keeps_its_own_population():
    shared = WALK.shared_out(counts(c=10, c_=4), "floating_population").set_index("community_code")[
        "floating_population"
    ]
    assert shared.to_dict() == {"c": 12, "z": 2}


def test_a_marked_code_is_a_community_without_a_boundary():
    together = WALK.with_split(make_communities([None, None], ["x", "y"]))
    assert together["community_code"].tolist() == ["b→", "c→", "x", "y"]
    assert together["community_code"].is_monotonic_increasing
    assert together.crs.to_epsg() == 4326


def test_a_point_in_a_part_agrees_with_the_code_of_the_whole():
    today = pd.Series(["b→", "b→", "x", "c→"], dtype="str")
    found = pd.Series(["y", "z", "y", "c"], dtype="str")
    assert WALK.agrees(today, found).tolist() == [True, False, False, True]


def roster(*lines):
    frame = pd.DataFrame(lines, columns=["community_code", "posts", "part_time"])
    return frame.astype({"community_code": "str"})


def test_posts_move_and_their_sum_stays():
    staff = roster(
        ("a", 2.0, False), ("b", 1.0, False), ("b", 1.0, False), ("b", 1.0, True), ("q", 0.5, False)
    )
    moved = WALK.posts(staff, ["part_time"])
    got = moved.groupby(["community_code", "part_time"])["posts"].sum().to_dict()
    assert got == {("x", False): 3, ("y", False): 1, ("x", True): 1, ("q", False): 0.5}
    assert moved.dtypes.to_dict() == staff.dtypes.to_dict()


def test_half_posts_stay_with_the_largest_share():
    moved = WALK.posts(roster(("b", 2.5, False)), ["part_time"])
    assert moved.set_index("community_code")["posts"].to_dict() == {"x": 1.5, "y": 1.0}


shares = st.lists(st.integers(1, 1000), min_size=1, max_size=8).map(
    lambda parts: np.array(parts) / sum(parts)
)


@given(st.integers(0, 10**9), shares)
def test_apportioning_loses_nobody_and_is_off_by_less_than_one(total, parts):
    given_out = apportion(total, parts)
    assert given_out.sum() == total
    assert (given_out >= 0).all()
    assert (np.abs(given_out - parts * total) < 1 + 1e-6).all()


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.integers(0, 5), shares, min_size=1, max_size=5),
    st.lists(
        st.tuples(
            st.integers(0, 7),
            st.sampled_from(["2026-09", "2026-10"]),
            st.sampled_from("pqr"),
            st.integers(0, 500),
        ),
        max_size=25,
    ),
    st.randoms(use_true_random=False),
)
def test_population_are_conserved_and_order_does_not_matter(splits, lines, random):
    walk = Crosswalk(
        pd.DataFrame(
            [
                (f"old{old}", f"new{at}", share)
                for old, parts in splits.items()
                for at, share in enumerate(parts)
            ],
            columns=["old_code", "new_code", "share"],
        )
    )
    counted = pd.DataFrame(
        lines, columns=["community_code", "period", "origin", "floating_population"]
    )
    counted["community_code"] = walk.today("old" + counted["community_code"].astype("str"))
    keys = ["community_code", "period", "origin"]
    by_origin = counted.groupby(keys, as_index=False)["floating_population"].sum()
    shared = walk.shared_out(by_origin, "floating_population")
    assert not shared["community_code"].astype("str").str.endswith("→").any()
    for key in ("period", "origin"):
        before, after = (
            frame.groupby(key)["floating_population"].sum() for frame in (by_origin, shared)
        )
        assert before[before > 0].to_dict() == after[after > 0].to_dict()

    total = by_origin.groupby(["community_code", "period"], as_index=False)[
        "floating_population"
    ].sum()
    whole = walk.shared_out(total, "floating_population").set_index(["community_code", "period"])[
        "floating_population"
    ]
    summed = shared.groupby(["community_code", "period"])["floating_population"].sum()
    assert whole[whole > 0].to_dict() == summed[summed > 0].to_dict()

    order = list(range(len(by_origin)))
    random.shuffle(order)
    again = walk.shared_out(by_origin.iloc[order].reset_index(drop=True), "floating_population")
    ordered = [frame.sort_values(keys, ignore_index=True) for frame in (shared, again)]
    pd.testing.assert_frame_equal(*ordered)
