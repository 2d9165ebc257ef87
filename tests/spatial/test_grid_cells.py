"""Cells of maps: gaps are spread without losing a post, far points are kept apart."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box
from support.worlds import make_communities

from geo.spatial.grid_cells import gather, inhabited_cells, lost_cells, on_map, spread_shortfall

SQUARES = [box(0, 0, 2, 2), box(2, 0, 4, 2), box(4, 0, 6, 2)]


def lacking(gaps, geometries=None):
    communities = make_communities(geometries or SQUARES)
    return communities.assign(staff_shortfall=pd.array(gaps, dtype="Float64"))


def population(*cells):
    return pd.DataFrame(list(cells), columns=["lon", "lat", "floating_population"])


def test_a_gap_goes_where_the_population_of_that_community_are():
    cells = population((0.5, 1.0, 30), (1.5, 1.0, 10), (3.0, 1.0, 70), (5.0, 1.0, 5))
    spread = spread_shortfall(lacking([4, 0, 2]), cells)
    assert spread.to_numpy().tolist() == [[0.5, 1.0, 3.0], [1.5, 1.0, 1.0], [5.0, 1.0, 2.0]]


def test_where_no_cell_lies_in_a_community_its_gap_stands_inside_it():
    spread = spread_shortfall(lacking([3, 0, 0]), population((9.0, 9.0, 50)))
    assert spread["staff_shortfall"].tolist() == [3.0]
    assert SQUARES[0].covers(Point(spread["lon"].iloc[0], spread["lat"].iloc[0]))


def test_a_cell_on_a_shared_edge_is_used_once():
    spread = spread_shortfall(lacking([2, 3, 0]), population((2.0, 1.0, 50), (3.0, 1.0, 50)))
    assert spread["staff_shortfall"].sum() == pytest.approx(5)
    assert not spread.duplicated(["lon", "lat"]).any()


@pytest.mark.parametrize("gaps", [[0, 0, 0], [None, None, None]])
def test_without_gaps_there_is_nothing(gaps):
    spread = spread_shortfall(lacking(gaps), population((1.0, 1.0, 50)))
    assert spread.empty
    assert spread.columns.tolist() == ["lon", "lat", "staff_shortfall"]


def test_a_community_without_a_boundary_is_left_out():
    spread = spread_shortfall(lacking([2, 3], [SQUARES[0], None]), population((1.0, 1.0, 50)))
    assert spread["staff_shortfall"].sum() == 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 20), min_size=3, max_size=3),
    st.lists(
        st.tuples(st.integers(-2, 8), st.integers(-1, 3), st.integers(0, 500)),
        max_size=25,
        unique_by=lambda cell: cell[:2],
    ),
)
def test_no_post_is_lost_or_made(gaps, cells):
    spread = spread_shortfall(lacking(gaps), population(*cells))
    assert spread["staff_shortfall"].sum() == pytest.approx(sum(gaps))
    assert (spread["staff_shortfall"] > 0).all()


def cells_of(*rows):
    columns = ["lon", "lat", "period", "outcome", "floating_population", "rows"]
    return pd.DataFrame(list(rows), columns=columns)


CELLS = cells_of(
    (103.5, 40.5, "2026-10", "point", 8, 1),
    (103.5, 40.5, "2026-10", "snap", 4, 1),
    (103.5, 40.5, "2026-09", "point", 90, 9),
    (124.0, 34.0, "2026-10", "code", 50, 5),
    (124.0, 34.0, "2026-10", "outside", 7, 2),
    (103.6, 40.5, "2026-09", "duplicate", 3, 1),
)


def test_population_live_where_their_point_is_in_the_period_asked_for():
    assert inhabited_cells(CELLS, "2026-10").to_numpy().tolist() == [[103.5, 40.5, 12]]
    assert inhabited_cells(CELLS, "2020-01").empty


def test_lost_cells_are_those_set_aside_in_any_period():
    assert sorted(lost_cells(CELLS)["outcome"]) == ["duplicate", "outside"]


def test_the_sea_is_not_on_the_map():
    bounds = (103.0, 40.0, 104.0, 41.0)
    cells = pd.DataFrame(
        {"lon": [103.0, 102.76, 102.74, 124, 40.5], "lat": [41, 40, 40, 34, 103.5]}
    )
    assert on_map(cells, bounds).tolist() == [True, True, False, False, False]


def test_gathering_keeps_rows_and_reasons_apart():
    gathered = gather(lost_cells(CELLS), 1, 1)
    assert gathered["rows"].sum() == 3
    assert gathered[["lon", "lat", "outcome"]].to_numpy().tolist() == [
        [103.5, 40.5, "duplicate"],
        [124.5, 34.5, "outside"],
    ]
