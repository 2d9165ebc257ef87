"""Who shares the sites: everybody, wherever it is known that they are."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.analyses.access.demand import demand_of, demand_of_communities, whole_people


def communities_of(population, registered=None, bounded=None):
    many = len(population)
    squares = [box(at, 0, at + 1, 1) for at in range(many)]
    drawn = [True] * many if bounded is None else bounded
    return gpd.GeoDataFrame(
        {
            "community_code": [f"c{at}" for at in range(many)],
            "floating_population": pd.array(population, dtype="Int64"),
            "registered": pd.array(registered or [None] * many, dtype="Int64"),
        },
        geometry=[
            square if inside else None for square, inside in zip(squares, drawn, strict=True)
        ],
        crs="EPSG:4326",
    )


def points_of(*rows):
    known = pd.DataFrame(rows, columns=["at", "lon", "floating_population"])
    codes = [f"c{at}" for at in known.pop("at")]
    known.insert(0, "community_code", codes)
    known.insert(2, "lat", 0.5)
    return known.astype({"community_code": "str", "lon": "float64", "floating_population": "int64"})


def test_people_known_by_their_community_are_at_its_points_in_proportion():
    demand = demand_of(
        points_of((0, 0.2, 30), (0, 0.7, 10), (1, 1.5, 5)),
        communities_of([60, 5, 0]),
        registered=False,
    )
    assert demand.points["demand"].tolist() == [45, 15, 5]
    assert demand.points["floating_population"].tolist() == [30, 10, 5]
    assert demand.communities["demand_location"].tolist() == ["apportioned", "points", "no_people"]
    assert not demand.representative


def test_a_community_without_a_known_point_is_at_its_representative_point():
    demand = demand_of(points_of((0, 0.2, 30)), communities_of([30, 9]), registered=False)
    told = demand.points.iloc[-1]
    assert (told["lon"], told["lat"]) == (1.5, 0.5)
    assert (told["floating_population"], told["demand"]) == (0, 9)
    assert demand.communities["demand_location"].iloc[-1] == "representative_point"


def test_where_nobody_has_a_point_everybody_is_at_representative_points():
    demand = demand_of(points_of(), communities_of([30, None, 9, 4]), registered=False)
    assert demand.representative
    assert demand.points["floating_population"].tolist() == [30, 9, 4]
    assert demand.communities["demand_location"].tolist()[:2] == ["representative_point", "unknown"]


def test_without_a_boundary_nobody_knows_where_they_are():
    demand = demand_of(
        points_of((0, 0.2, 30)), communities_of([30, 9], bounded=[True, False]), registered=False
    )
    assert demand.communities["demand_location"].tolist() == ["points", "unknown"]
    assert demand.points["demand"].sum() == 30


@pytest.mark.parametrize("of_points", [True, False])
def test_registered_residents_count_where_they_are_known(of_points):
    communities = communities_of([40, 10, None, 0], [100, None, 7, 5])
    if of_points:
        demand = demand_of(points_of((0, 0.2, 40)), communities, registered=True)
    else:
        demand = demand_of_communities(communities, registered=True)
    assert demand.communities["demand_population"].tolist() == [140, 10, 7, 5]
    assert demand.points["demand"].tolist() == [140, 10, 7, 5]
    assert demand.points["floating_population"].tolist() == [
        40,
        *([0] * 3 if of_points else [10, 0, 0]),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60)), max_size=12),
    st.lists(st.integers(0, 200), min_size=4, max_size=4),
    st.lists(st.none() | st.integers(0, 500), min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4).filter(any),
    st.booleans(),
)
def test_the_demand_of_every_community_is_whole(points, unlocated, registered, bounded, everybody):
    known = points_of(*((at, at + 0.03 * row, many) for row, (at, many) in enumerate(points)))
    here = known.groupby("community_code")["floating_population"].sum()
    total = [int(here.get(f"c{at}", 0)) + more for at, more in enumerate(unlocated)]
    demand = demand_of(known, communities_of(total, registered, bounded), registered=everybody)
    told = demand.communities.assign(
        points=demand.points.groupby("community_code")["demand"].sum()
    ).fillna({"points": 0})
    expected = np.add(total, [(of or 0) * everybody for of in registered])
    nowhere = (told["demand_location"] == "unknown").to_numpy()
    assert told["demand_population"].tolist() == expected.tolist()
    assert told["points"].to_numpy() == pytest.approx(np.where(nowhere, 0, expected))
    assert demand.points["floating_population"].le(demand.points["demand"] + 1e-9).all()
    ordered = demand.points.sort_values("community_code", kind="stable")
    whole = whole_people(ordered["community_code"], ordered["demand"].to_numpy())
    assert np.abs(whole - ordered["demand"]).max() < 1 if len(whole) else True
    sums = pd.Series(whole, ordered["community_code"].to_numpy()).groupby(level=0).sum()
    assert sums.to_dict() == {code: expected[int(code[1])] for code in sums.index}
