"""People by demand point: summed in any order and parts.

And taken back where they are counted once.
"""

import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.street_city import metres
from support.worlds import make_communities, make_records

from geo.analyses.population.record_counts import RecordCounts
from geo.core.record_batch import Batch
from geo.network.demand_grid import STREET_STEP_M, DemandGrid
from geo.spatial.index.community_index import CommunityIndex

LAYER = make_communities(
    [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
)


def record_counts_of(parts):
    grid = DemandGrid.of(LAYER.total_bounds)
    record_counts = RecordCounts(CommunityIndex(LAYER), 50.0, grid=grid)
    for records in parts:
        record_counts.add(Batch.of(records))
    return record_counts


def row(lon, lat, count=1, **more):
    return {"lon": lon, "lat": lat, "count": count, **more}


RECORDS = make_records(
    [
        row(103.505, 40.505, 5),
        row(103.505, 40.505, 2),
        row(103.505, 40.5054, 3),  # 44 m north of the node
        row(103.5001, 40.5001, 4),  # 680 m off
        row(103.5004, 40.505, 6, period="2026-09"),
        row(float("nan"), float("nan"), 100, community_code="990101001002"),  # by code
        row(105.0, 45.0, 200, community_code="990101001002"),  # by code, the point is elsewhere
        row(105.0, 45.0, 300),  # nowhere
        row(103.515, 40.505, 50, issue="duplicate"),
        row(103.5201, 40.505, 7),  # snapped to the second community
    ]
)


def test_population_are_summed_by_spot():
    record_counts = record_counts_of([RECORDS])
    record_counts.settle()
    told = record_counts.demand_points
    columns = ["community_code", "period", "floating_population"]
    assert sorted(told[columns].to_numpy().tolist()) == [
        ["990101001001", "2026-09", 6],
        ["990101001001", "2026-10", 3],
        ["990101001001", "2026-10", 4],
        ["990101001001", "2026-10", 7],
        ["990101001002", "2026-10", 7],
    ]
    [seven] = told[told["floating_population"].eq(7) & told["lon"].lt(103.51)].itertuples()
    assert metres((seven.lon, seven.lat), (103.505, 40.505)) < STREET_STEP_M / 2**0.5


def test_nobody_asks_for_spots():
    record_counts = RecordCounts(CommunityIndex(LAYER), 50.0)
    record_counts.add(Batch.of(RECORDS))
    record_counts.settle()
    assert record_counts.demand_points.empty
    assert list(record_counts.demand_points) == [
        "community_code",
        "period",
        "lon",
        "lat",
        "floating_population",
    ]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "lon": st.sampled_from([103.505, 103.51, 103.514, 103.5204, 104.0, float("nan")]),
            "lat": st.sampled_from([40.501, 40.505]),
            "community_code": st.sampled_from(["990101001001", "990101001003", None]),
            "person_key": st.sampled_from([0, 1, 2, 3, 4]),
            "source": st.sampled_from(["公安", "卫健"]),
        }
    ),
    min_size=2,
    max_size=30,
)


@pytest.mark.long
@settings(max_examples=5, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_persons_counted_once_are_taken_back_from_their_spot(rows, chance):
    records = make_records(rows)
    records["person_key"] = records["person_key"].to_numpy(np.uint64)
    whole = record_counts_of([records])
    whole.settle()
    counted = whole.counts["floating_population"].sum()
    by_point = whole.cells.query("outcome in ('point', 'snap')")["floating_population"].sum()
    assert whole.demand_points["floating_population"].gt(0).all()
    assert whole.demand_points["floating_population"].sum() == by_point <= counted

    parts = [records[at::3].reset_index(drop=True) for at in range(3)]
    parts = [part for part in parts if len(part)]
    chance.shuffle(parts)
    other = record_counts_of([])
    for part in parts:
        other.merge(pickle.loads(pickle.dumps(record_counts_of([part]))))
    other.settle()
    assert other.demand_points.equals(whole.demand_points)


def test_shuffled_records_have_the_same_spots():
    order = list(range(len(RECORDS)))
    random.Random(1).shuffle(order)
    record_counts = record_counts_of([RECORDS.iloc[order].reset_index(drop=True)])
    record_counts.settle()
    straight = record_counts_of([RECORDS])
    straight.settle()
    assert record_counts.demand_points.equals(straight.demand_points)
