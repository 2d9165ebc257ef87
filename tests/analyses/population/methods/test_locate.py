"""Nobody is lost: every record is located in one way, or rejected with one reason."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.plain_counts import count, rejected_records, take_account, take_notes
from support.worlds import make_communities, make_records

from geo.analyses.population.methods.locate import locate
from geo.core.record_outcomes import LOCATED, OUTCOMES
from geo.spatial.index.community_index import CommunityIndex

A, B, NO_BOUNDARY = "990101001001", "990101001002", "990101001003"
IN_A, IN_B = (103.505, 40.505), (103.515, 40.505)
SEA = (123.0, 30.0)
JUST_OUTSIDE = (103.4998, 40.505)
NO_POINT = (float("nan"), float("nan"))
SWAPPED = (40.505, 103.505)
UNKNOWN = "990101009999"


def located(communities, *rows):
    return locate(make_records(rows), CommunityIndex(communities), snap_m=50.0)


@pytest.mark.parametrize(
    ("point", "stated", "found", "outcome"),
    [
        (IN_A, None, A, "point"),
        (IN_A, A, A, "point"),
        (IN_A, B, A, "point"),
        (IN_A, UNKNOWN, A, "point"),
        (NO_POINT, A, A, "code"),
        (NO_POINT, B, B, "code"),
        (NO_POINT, NO_BOUNDARY, NO_BOUNDARY, "code"),
        (SEA, B, B, "code"),
        (SWAPPED, B, B, "code"),
        (JUST_OUTSIDE, B, B, "code"),
        (JUST_OUTSIDE, None, A, "snap"),
        (JUST_OUTSIDE, UNKNOWN, A, "snap"),
        (SEA, None, None, "outside"),
        (SEA, UNKNOWN, None, "outside"),
        (SWAPPED, None, None, "swapped"),
        (NO_POINT, UNKNOWN, None, "unknown_code"),
        (NO_POINT, None, None, "no_place"),
        ((float("inf"), 40.5), None, None, "no_place"),
        ((103.505, float("nan")), None, None, "no_place"),
    ],
)
def test_each_record_has_one_outcome(three_communities, point, stated, found, outcome):
    result = located(three_communities, (*point, stated, 3)).iloc[0]
    assert result["outcome"] == outcome
    assert (None if pd.isna(result["community_code"]) else result["community_code"]) == found


def test_a_record_with_a_issue_is_never_located(three_communities):
    rows = [
        {"lon": IN_A[0], "lat": IN_A[1], "issue": "duplicate"},
        {"community_code": A, "issue": "bad_count", "count": 0},
    ]
    result = located(three_communities, *rows)
    assert result["outcome"].tolist() == ["duplicate", "bad_count"]
    assert result["community_code"].isna().all()


def test_notes_tell_of_what_was_counted_all_the_same(three_communities):
    result = located(
        three_communities,
        (*IN_A, A, 1),  # of this one nothing is noted
        (*IN_A, B, 2),
        (*IN_B, A, 8),
        (*IN_A, UNKNOWN, 3),
        (*SWAPPED, B, 4),
        (*SEA, B, 5),
        (*JUST_OUTSIDE, None, 6),
        (*SEA, None, 7),
    ).assign(origin="x")
    notes = take_notes(result).set_index("note")["persons"]
    assert notes[["disagree", "code_unknown", "point_swapped"]].tolist() == [2 + 8, 3, 4]
    assert notes["point_outside"] == 5 + 6
    assert notes["no_origin"] == 1 + 2 + 8 + 3 + 4 + 5 + 6


coordinate = st.sampled_from([*IN_A, *IN_B, 103.51, 40.50, 123.0, -500.0, float("nan"), 0.0])
code = st.sampled_from([None, A, B, NO_BOUNDARY, UNKNOWN, "", "4.4E+11"])
record = st.fixed_dictionaries(
    {
        "lon": coordinate,
        "lat": coordinate,
        "community_code": code,
        "count": st.integers(0, 10_000),
        "origin": st.sampled_from([None, "621227"]),
        "period": st.sampled_from(["2026-09", "2026-10"]),
        "issue": st.sampled_from(["", "", "", "duplicate", "bad_count"]),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(record, min_size=1, max_size=60), st.randoms())
def test_rows_and_persons_in_are_rows_and_persons_out_in_any_order(rows, random):
    communities = make_communities(
        [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
    )
    records = make_records(rows)
    result = locate(records, CommunityIndex(communities), snap_m=50.0)
    assert result["outcome"].isin(OUTCOMES).all()
    assert (result["outcome"].isin(LOCATED) == result["community_code"].notna()).all()

    record_account = take_account(result)
    read = record_account[record_account["stage"] == "read"].set_index(["period", "outcome"])
    assert read["rows"].sum() == len(records)
    assert read["persons"].sum() == records["count"].sum()
    stage = record_account[record_account["stage"] == "locate"]
    kept = read.xs("kept", level="outcome") if "kept" in read.index.levels[1] else read.iloc[:0]
    assert stage["rows"].sum() == kept["rows"].sum()
    assert stage["persons"].sum() == kept["persons"].sum()
    counts = count(result)
    assert (
        counts["floating_population"].sum()
        == stage.loc[stage["outcome"].isin(LOCATED), "persons"].sum()
    )
    assert len(rejected_records(result)) + result["community_code"].notna().sum() == len(records)

    shuffled = records.sample(frac=1, random_state=random.randrange(2**32))
    again = locate(shuffled, CommunityIndex(communities), snap_m=50.0)
    pd.testing.assert_frame_equal(count(again), counts)
    pd.testing.assert_frame_equal(take_account(again), record_account)


def test_set_aside_holds_nothing_of_the_person(three_communities):
    rejected = rejected_records(located(three_communities, (*SEA, None, 7)))
    assert rejected.to_dict("records") == [{"file": "records.csv", "row": 2, "reason": "outside"}]


def test_records_given_are_not_changed(three_communities):
    records = make_records([(*IN_A, B, 2), (*SEA, None, 1)])
    before = records.copy(deep=True)
    locate(records, CommunityIndex(three_communities), snap_m=50.0)
    pd.testing.assert_frame_equal(records, before)
