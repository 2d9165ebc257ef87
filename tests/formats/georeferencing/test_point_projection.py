"""Layers of points: which CRS they are in, by the rules that boundaries have."""

import geopandas as gpd
import pytest
import shapely
from support.needed import needed
from support.worlds import write_city

import geo
from geo.city.datasets.sites import read_sites
from geo.city.settings import SiteSettings
from geo.formats.source import Source
from geo.spatial.coordinates import from_wgs84

ZONE = 4544  # CGCS2000 / 3-degree Gauss-Krüger CM 105E


def write_points(path, *, system="wgs84", crs=ZONE):
    lon, lat = from_wgs84([103.505, 103.515], [40.505, 40.505], system)
    points = gpd.GeoSeries(shapely.points(lon, lat), crs=4326).to_crs(crs)
    frame = gpd.GeoDataFrame({"name": ["A", "B"], "count": [3, 4]}, geometry=points)
    frame.to_file(path, engine="pyogrio")
    path.with_suffix(".prj").unlink(missing_ok=True)
    return path


def sites(path, crs="", coordinates="wgs84"):
    given = SiteSettings(file=path.name, coordinates=coordinates, crs=crs)
    return read_sites(Source(path, path.name), given)


def test_a_layer_without_a_crs_is_asked_for_it_by_its_section(tmp_path, told):
    read = sites(write_points(tmp_path / "sites.shp"))
    issue = told(read.stopping, "issue.crs_missing", "[sites]", "crs = ")
    assert "EPSG:4534" in str(issue.more["fits"])


@pytest.mark.parametrize("system", ["wgs84", "gcj02"])
def test_the_stated_crs_gives_degrees_that_are_then_shifted(tmp_path, system):
    read = sites(write_points(tmp_path / "s.shp", system=system), f"EPSG:{ZONE}", system)
    assert not read.stopping
    assert read.frame["lon"].to_list() == pytest.approx([103.505, 103.515], abs=1e-7)
    assert read.frame["lat"].to_list() == pytest.approx([40.505, 40.505], abs=1e-7)


def test_a_crs_that_is_wrong_is_told(tmp_path, told):
    path = write_points(tmp_path / "s.shp")
    told(sites(path, "EPSG:4490").stopping, "issue.not_degrees", "[sites]")
    told(sites(path, "EPSG:none").stopping, "issue.crs_unknown", "EPSG:none")
    # Read in a zone of the far east, the points lie outside the zone.
    told(sites(path, "EPSG:4554").issues, "issue.crs_area", "[sites]")


def test_a_run_counts_points_in_the_crs_of_records(tmp_path, told):
    folder = write_city(tmp_path / "city")
    write_points(folder / "records" / "p.shp")
    toml = (folder / "city.toml").read_text("utf-8").replace("records/records.csv", "records/p.shp")
    (folder / "city.toml").write_text(toml, "utf-8")
    with pytest.raises(geo.core.issues.TableError) as refused:
        geo.run(geo.City.open(folder))
    told(refused.value.issues, "issue.crs_missing", "[records]")
    stated = toml.replace("[records]", f'[records]\ncrs = "EPSG:{ZONE}"')
    (folder / "city.toml").write_text(stated, "utf-8")
    results = geo.run(geo.City.open(folder), analyses=needed("population"))
    assert results.city_total["floating_population"].item() == 7
