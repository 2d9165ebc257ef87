"""Near ends of corridors: what they are called, where they lie."""

import pytest
from shapely import Point, box
from support.corridor_worlds import CODES, EAST, WEST, write_corridor_city
from support.needed import needed
from support.widened import with_tables

import geo
from geo.core.admin_units import unit_names, unit_points, units_of


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    staff = [(CODES[0], 1), (CODES[1], 5), (CODES[2], 0)]
    came = [(CODES[0], "", 1200), (CODES[1], "", 300), (CODES[2], "", 1000)]
    folder = tmp_path_factory.mktemp("ends") / "city"
    city = geo.City.open(write_corridor_city(folder, came=came, staff=staff))
    return geo.run(city, analyses=needed("staffing"))


@pytest.mark.parametrize(
    ("local", "names"),
    [
        ("city", {"990100": "小城"}),
        ("district", {EAST: "东区", WEST: "=西县"}),
        ("community", {code: f"社区{code[-1]}" for code in CODES}),
    ],
)
def test_names(results, local, names):
    assert unit_names(results, local).to_dict() == names


def test_a_unit_without_a_name_is_called_by_its_code(results):
    nameless = results.districts.assign(district_name=None)
    assert unit_names(with_tables(results, districts=nameless), "district")[EAST] == EAST
    unnamed = results.districts.drop(columns="district_name")
    assert unit_names(with_tables(results, districts=unnamed), "district")[WEST] == WEST


def test_communities_of_no_subdistrict_are_of_no_unit(results):
    subdistricts = results.subdistricts.copy()
    subdistricts.loc[0, "subdistrict_code"] = None
    assert (
        len(units_of(with_tables(results, subdistricts=subdistricts), "subdistrict"))
        == len(subdistricts) - 1
    )


@pytest.mark.parametrize("local", ["community", "district", "city"])
def test_points_lie_in_their_unit(results, local):
    points = unit_points(results, local)
    shapes = results.communities.assign(city_code="990100").dissolve(f"{local}_code").geometry
    assert set(points.index) == set(shapes.index)
    for code, at in points.iterrows():
        assert shapes[code].contains(Point(at["lon"], at["lat"]))


def test_the_point_is_in_the_community_nearest_to_the_middle(results):
    communities = results.communities.assign(district_code=EAST)
    communities.geometry = [box(103.5 + x, 40.5, 103.51 + x, 40.51) for x in (0, 0.1, 0.2, 1.0)]
    told = unit_points(with_tables(results, communities=communities), "district")
    assert told.loc[EAST, "lon"] == pytest.approx(103.705)  # the mean lies at 103.83


def test_a_unit_without_a_boundary_has_no_point(results):
    communities = results.communities.copy()
    communities.geometry = [*communities.geometry[:2], None, None]
    told = with_tables(results, communities=communities)
    assert unit_points(told, "district").index.tolist() == [EAST]
    assert unit_points(told, "community").index.tolist() == CODES[:2]
