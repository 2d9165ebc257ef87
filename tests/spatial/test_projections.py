"""Metres on the ground, wherever a city is."""

import geopandas as gpd
import pytest
import shapely

from geo.spatial.projections import metric_crs


@pytest.mark.parametrize(("lon", "lat"), [(117.0, 36.7), (114.06, 22.54), (-58.4, -34.6), (6, 62)])
@pytest.mark.parametrize("crs", [4326, 4490, 3857])
def test_it_is_what_geopandas_estimates(lon, lat, crs):
    places = gpd.GeoSeries([shapely.Point(lon, lat).buffer(0.1), None, shapely.Polygon()], crs=4326)
    places = places.to_crs(crs)
    assert metric_crs(places) == places.estimate_utm_crs()
    assert metric_crs(places.iloc[:1].to_frame("geometry")) == places.iloc[:1].estimate_utm_crs()


def test_a_square_of_a_kilometre_has_a_million_square_metres():
    square = gpd.GeoSeries([shapely.box(5e5, 4e6, 5.01e5, 4.001e6)], crs=32650)
    there = square.to_crs(4326)
    assert there.to_crs(metric_crs(there)).area.iloc[0] == pytest.approx(1e6, rel=1e-6)
