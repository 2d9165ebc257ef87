import numpy as np
import pytest
import shapely

from geo.core.i18n import say
from geo.sample.places import make_places

ZONE = "990171"
KINDS = {
    say(f"kind.{kind}", "zh")
    for kind in ("gated_estate", "mixed", "urban_village", "market", "employer", "home_village")
}


def test_six_districts_forty_subdistricts_six_hundred_and_twenty_communities(layer):
    city = layer[layer["区县代码"] != ZONE]
    assert sorted(city["区县代码"].unique()) == [f"99010{number}" for number in range(1, 7)]
    assert city["街道代码"].nunique() == 40
    assert len(city) == 620
    assert city.groupby("区县代码")["街道代码"].nunique().min() >= 2


def test_codes_are_of_no_real_province_and_name_their_parents(layer):
    code = layer["社区代码"]
    assert code.is_unique
    assert code.str.fullmatch(r"9901\d{8}").all()
    assert (code.str[:9] == layer["街道代码"]).all()
    assert (code.str[:6] == layer["区县代码"]).all()
    assert (layer.groupby("街道代码")["街道名称"].nunique() == 1).all()


def test_names_are_chinese_and_none_is_twice(layer):
    for names in (layer["社区名称"], layer["街道名称"].drop_duplicates()):
        assert names.str.fullmatch(r"[\u4e00-\u9fff]{2,12}").all()
        assert names.is_unique


def test_every_kind_is_there(layer):
    assert set(layer["类型"]) == KINDS
    assert layer["类型"].value_counts().min() >= 20


def test_one_coverage_without_gap_or_overlap(layer):
    polygons = layer.geometry.dropna()
    assert polygons.is_valid.all()
    assert shapely.coverage_is_valid(polygons.to_numpy())
    polygons = polygons.to_crs("EPSG:32648")
    city = polygons.union_all()
    assert city.geom_type == "Polygon"
    assert not city.interiors
    assert city.area == pytest.approx(polygons.area.sum(), rel=1e-12)


def test_some_are_multipart_and_one_has_a_hole_filled_by_another(layer):
    polygons = layer.geometry.dropna()
    parts = shapely.get_num_geometries(polygons.to_numpy())
    assert 5 <= (parts > 1).sum() <= 20
    holes = [hole for part in polygons.explode() for hole in part.interiors]
    assert len(holes) == 1
    fillers = polygons[polygons.within(shapely.Polygon(holes[0]))]
    assert len(fillers) == 1


def test_zone_has_communities_and_no_polygon(layer):
    zone = layer["区县代码"] == ZONE
    assert zone.sum() == 3
    assert layer.geometry.isna().equals(zone)


def test_lies_in_the_desert_and_has_edges_that_wiggle(layer):
    assert (np.abs(np.array(layer.total_bounds) - [103.5, 40.5, 103.5, 40.5]) < 0.5).all()
    metric = layer.geometry.dropna().to_crs("EPSG:32648")
    assert shapely.get_num_coordinates(metric.to_numpy()).mean() > 30
    assert metric.area.quantile(0.9) > 10 * metric.area.quantile(0.1)


@pytest.mark.parametrize("seed", [1, 2])
def test_holds_for_other_seeds(seed):
    places = make_places(np.random.default_rng(seed))
    assert len(places.communities) == 623
    assert places.communities["community_code"].is_unique
    assert places.communities["subdistrict_code"].nunique() == 41
    assert shapely.coverage_is_valid(places.communities.geometry.dropna().to_numpy())
    assert shapely.coverage_is_valid(places.grounds.to_numpy())
