"""The compiled sums come to what plain frames come to."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.plain_counts import (
    count,
    count_by,
    count_cells,
    rejected_records,
    take_account,
    take_notes,
)
from support.worlds import make_communities, make_records

from geo.analyses.population.methods.locate import locate
from geo.analyses.population.record_counts import RecordCounts
from geo.core.record_batch import Batch
from geo.spatial.index.community_index import CommunityIndex

LAYER = make_communities(
    [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
)
SNAP_M = 50.0
CODES = ["990101001001", "990101001002", "990101001003", "990101009999", "", None]
LON = [103.505, 103.51, 103.5204, 40.505, 104.0, -0.0, 1e300, 40500000.0, float("nan")]
LAT = [40.505, 40.501, 103.505, 0.0, -90.0, 91.0, 4500000.0, float("nan")]


def rows_of(*periods):
    return st.lists(
        st.fixed_dictionaries(
            {
                "lon": st.sampled_from(LON),
                "lat": st.sampled_from(LAT),
                "community_code": st.sampled_from(CODES),
                "count": st.integers(0, 3),
                "origin": st.sampled_from(["622630", "朝阳区", "x", None]),
                "period": st.sampled_from(periods),
                "source": st.sampled_from(["公安", "卫健", "", None]),
                "issue": st.sampled_from(["", "", "", "duplicate", "bad_count"]),
            }
        ),
        min_size=1,
        max_size=40,
    )


# Some with a period and some without: see tests/analyses/population/test_periods.py.
ROWS = rows_of("2026-09", "2026-10") | rows_of("")


def plain(records):
    """The sums of one frame of records, and the number of records alike."""
    located = locate(records, CommunityIndex(LAYER), SNAP_M)
    located["source"] = records["source"].fillna("")
    told = ["lon", "lat", "community_code", "count", "origin", "period", "source"]
    counted = records[located["community_code"].notna()]
    alike = counted[told].fillna({"source": "\0", "community_code": "\0"})
    alike = alike.assign(lon=alike["lon"] + 0.0, lat=alike["lat"] + 0.0).duplicated()
    middle = float(LAYER.total_bounds[[1, 3]].mean())
    return {
        "counts": count(located),
        "by_source": count_by(located, "source").query("floating_population > 0"),
        "cells": count_cells(located, middle).query("floating_population > 0 or rows > 0"),
        "record_account": take_account(located),
        "notes": take_notes(located),
        "rejected_records": rejected_records(located),
    }, int(alike.sum())


@settings(max_examples=10, deadline=None)
@given(ROWS, st.integers(3, 40))
def test_sums_are_those_of_plain_frames(rows, size):
    records = make_records(rows)
    record_counts = RecordCounts(CommunityIndex(LAYER), SNAP_M)
    for start in range(0, len(records), size):
        record_counts.add(Batch.of(records.iloc[start : start + size].reset_index(drop=True)))
    record_counts.settle()
    expected, alike = plain(records)
    notes = record_counts.notes
    found = notes[notes["note"] == "alike"]["rows"].sum()
    assert found == alike
    told = {name: getattr(record_counts, name) for name in expected}
    known = ~notes["note"].str.startswith(("alike", "origin_"))
    told["notes"] = notes[known].reset_index(drop=True)
    for name, frame in expected.items():
        columns = list(frame.columns)
        keys = [
            column for column in columns if column not in {"floating_population", "rows", "persons"}
        ]
        ours, theirs = (
            of[columns].astype(dict.fromkeys(keys, "str")).sort_values(keys, ignore_index=True)
            for of in (told[name], frame)
        )
        pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, obj=name)
    assert (
        record_counts.by_origin["floating_population"].sum()
        == expected["counts"]["floating_population"].sum()
    )
    states = record_counts.by_origin["origin"].str.split("/").str[-1]
    assert set(states) <= {"resolved", "ambiguous", "unknown", "missing"}


def test_sums_grow():
    """More cells and pairs than the first tables hold, against numpy."""
    random = np.random.default_rng(4)
    rows = 60_000
    frame = make_records([{}]).loc[[0] * rows].reset_index(drop=True)
    frame = frame.assign(
        row=range(rows),
        lon=random.uniform(103, 105, rows),
        lat=random.uniform(40, 41, rows),
        source=pd.Series(random.integers(0, 5000, rows)).astype("str"),
        community_code="990101001003",
    )
    record_counts = RecordCounts(CommunityIndex(LAYER), SNAP_M)
    for part in np.array_split(np.arange(rows), 3):
        record_counts.add(Batch.of(frame.iloc[part].reset_index(drop=True)))
    by_source = record_counts.by_source.groupby("source")["floating_population"].sum()
    assert by_source.to_dict() == frame.groupby("source").size().to_dict()
    assert record_counts.cells["rows"].sum() == rows
    assert len(record_counts.cells) > 10_000
