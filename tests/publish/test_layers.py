"""Layers read back as they were, and mean the same to every GIS."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import shape
from support.widened import with_tables

from geo.core.results import UnitTables
from geo.publish.layers import outlined, unit_layers, write_geojson, write_geoparquet, write_layers

DATED = datetime(2026, 10, 1, tzinfo=UTC)


def tables_of(results):
    return UnitTables(results.communities, results.subdistricts, results.districts)


def same(read: pd.Series, given: pd.Series) -> bool:
    """Compare values where NA and None are the same, and 1.0 is 1."""
    told = [None if pd.isna(value) else value for value in read]
    return told == [None if pd.isna(value) else value for value in given]


def test_geoparquet_reads_back_equal(results, tmp_path):
    write_geoparquet(results.communities, tmp_path / "a.parquet")
    back = gpd.read_parquet(tmp_path / "a.parquet")
    assert_geodataframe_equal(back, results.communities)
    assert back.columns[-1] == "geometry"


def test_geoparquet_says_what_it_is(results, tmp_path):
    write_geoparquet(results.communities, tmp_path / "a.parquet")
    told = json.loads(pq.read_schema(tmp_path / "a.parquet").metadata[b"geo"])
    assert told["version"] == "1.1.0"
    assert told["columns"]["geometry"]["encoding"] == "WKB"
    assert told["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 4326}


@pytest.mark.parametrize("layer", ["communities", "subdistricts", "districts"])
def test_geopackage_reads_back_equal(results, tmp_path, layer):
    write_layers(unit_layers(tables_of(results)), tmp_path / "a.gpkg", DATED)
    back = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer=layer)
    given = getattr(results, layer)
    assert back.crs == 4326
    for column in given.columns.drop("geometry", errors="ignore"):
        assert same(back[column], given[column]), column
    if layer == "communities":
        assert back.geometry.isna().tolist() == given.geometry.isna().tolist()
        assert back.geom_equals(given.geometry)[given.geometry.notna()].all()


def test_a_unit_is_outlined_by_its_communities(results):
    districts = outlined(results.districts, results.communities, "district_code")
    areas = (
        results.communities.geometry.to_crs(3395)
        .area.groupby(results.communities["district_code"])
        .sum()
    )
    assert districts.to_crs(3395).area.tolist() == pytest.approx(areas.tolist())
    assert (districts.geom_type == "MultiPolygon").all()


def test_a_unit_of_no_boundaries_has_none(results):
    subdistricts = outlined(results.subdistricts, results.communities, "subdistrict_code")
    assert subdistricts.loc[subdistricts["subdistrict_code"].isna()].geometry.isna().all()


def test_geojson_is_rfc_7946(results, tmp_path):
    write_geojson(results.communities, tmp_path / "a.geojson")
    told = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "crs" not in told
    assert [
        feature["properties"]["community_code"] for feature in told["features"]
    ] == results.communities["community_code"].tolist()
    shapes = [feature["geometry"] and shape(feature["geometry"]) for feature in told["features"]]
    assert [not outline for outline in shapes] == results.communities.geometry.isna().tolist()
    assert all(outline.exterior.is_ccw for outline in shapes if outline)
    assert told["features"][4]["properties"]["floating_population"] is None


def test_the_clock_of_gdal_is_given_back(results, tmp_path):
    write_layers(unit_layers(tables_of(results)), tmp_path / "a.gpkg", DATED)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_a_city_whose_communities_are_in_no_subdistrict(results, tmp_path):
    none = results.subdistricts.iloc[:0].reset_index(drop=True)
    homeless = results.communities.assign(
        subdistrict_code=pd.Series(pd.NA, results.communities.index, "str")
    )
    write_layers(
        unit_layers(tables_of(with_tables(results, communities=homeless, subdistricts=none))),
        tmp_path / "a.gpkg",
        DATED,
    )
    assert pyogrio.read_info(tmp_path / "a.gpkg", layer="subdistricts")["features"] == 0
