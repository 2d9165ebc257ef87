"""Near ends of corridors: what they are called, what they lack, where they lie."""

from dataclasses import replace

import pandas as pd
import pytest
from shapely import Point, box
from support.corridor_worlds import CODES, EAST, WEST, write_corridor_city

import geo
from geo.core.admin_units import far_off_share, near_names, near_points, shortage_share, units_of


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    staff = [(CODES[0], 1), (CODES[1], 5), (CODES[2], 0)]
    came = [(CODES[0], "", 1200), (CODES[1], "", 300), (CODES[2], "", 1000)]
    folder = tmp_path_factory.mktemp("ends") / "city"
    return geo.run(geo.City.open(write_corridor_city(folder, came=came, staff=staff)))


@pytest.mark.parametrize(
    ("near", "names"),
    [
        ("city", {"990100": "小城"}),
        ("district", {EAST: "东区", WEST: "=西县"}),
        ("community", {code: f"社区{code[-1]}" for code in CODES}),
    ],
)
def test_names(plan, near, names):
    assert near_names(plan, near).to_dict() == names


def test_a_unit_without_a_name_is_called_by_its_code(plan):
    nameless = plan.districts.assign(district_name=None)
    assert near_names(replace(plan, districts=nameless), "district")[EAST] == EAST
    unnamed = plan.districts.drop(columns="district_name")
    assert near_names(replace(plan, districts=unnamed), "district")[WEST] == WEST


def test_a_spare_post_in_one_community_fills_no_gap_in_another(plan):
    # 3 posts are needed where there is 1; 1 where there are 5; 2 where there is none.
    assert shortage_share(plan, "community").loc[CODES[:3]].tolist() == pytest.approx([2 / 3, 0, 1])
    assert shortage_share(plan, "district")[EAST] == pytest.approx(2 / 4)
    assert shortage_share(plan, "city").tolist() == pytest.approx([4 / 6])


def test_where_nobody_lives_nothing_is_short(plan):
    assert shortage_share(plan, "community")[CODES[3]] == 0


def test_what_is_not_known_is_missing(plan):
    assert far_off_share(plan, "district").isna().all()
    reached = plan.districts.assign(share_within=[0.75, None])
    told = far_off_share(replace(plan, districts=reached), "district")
    assert told[EAST] == 0.25
    assert pd.isna(told[WEST])
    unstaffed = plan.districts.assign(gap_staff=pd.array([None, None], dtype="Int64"))
    assert shortage_share(replace(plan, districts=unstaffed), "district").isna().all()


def test_communities_of_no_street_are_of_no_unit(plan):
    streets = plan.streets.copy()
    streets.loc[0, "street_code"] = None
    assert len(units_of(replace(plan, streets=streets), "street")) == len(streets) - 1


@pytest.mark.parametrize("near", ["community", "district", "city"])
def test_points_lie_in_their_unit(plan, near):
    points = near_points(plan, near)
    shapes = plan.communities.assign(city_code="990100").dissolve(f"{near}_code").geometry
    assert set(points.index) == set(shapes.index)
    for code, at in points.iterrows():
        assert shapes[code].contains(Point(at["lon"], at["lat"]))


def test_the_point_is_in_the_community_nearest_to_the_middle(plan):
    communities = plan.communities.assign(district_code=EAST)
    communities.geometry = [box(103.5 + x, 40.5, 103.51 + x, 40.51) for x in (0, 0.1, 0.2, 1.0)]
    told = near_points(replace(plan, communities=communities), "district")
    assert told.loc[EAST, "lon"] == pytest.approx(103.705)  # the mean lies at 103.83


def test_a_unit_without_a_boundary_has_no_point(plan):
    communities = plan.communities.copy()
    communities.geometry = [*communities.geometry[:2], None, None]
    told = replace(plan, communities=communities)
    assert near_points(told, "district").index.tolist() == [EAST]
    assert near_points(told, "community").index.tolist() == CODES[:2]
