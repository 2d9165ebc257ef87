"""Only our GDAL drivers: a file that names another must not be followed."""

import os
import re
import subprocess
import sys

import pytest

VRT = """<OGRVRTDataSource><OGRVRTLayer name="{layer}">
<SrcDataSource>{other}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


@pytest.fixture
def disguised(tmp_path):
    """An OGR VRT under harmless names, and the file it wants to read."""
    secret = tmp_path / "secret.geojson"
    secret.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"s3cret"},'
        '"geometry":{"type":"Point","coordinates":[0,0]}}]}'
    )
    names = ["vrt.geojson", "vrt.gpkg", "vrt.shp", "vrt.fgb", "vrt.vrt", "vrt.json"]
    for name in names:
        (tmp_path / name).write_text(VRT.format(layer="secret", other=secret))
    return [tmp_path / name for name in names]


def run(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if name != "OGR_SKIP"}
    return subprocess.run(
        command, env=clean, capture_output=True, text=True, timeout=120, check=False
    )


READ_ALL = """
import sys, pyogrio
for name in sys.argv[1:]:
    try:
        print("READ", pyogrio.read_dataframe(name))
    except Exception as error:
        print("refused", type(error).__name__)
    try:
        print("READ", pyogrio.read_dataframe(open(name, "rb").read()))
    except Exception as error:
        print("refused", type(error).__name__)
"""


def test_a_vrt_in_disguise_is_followed_without_us(disguised):
    assert "s3cret" in run(READ_ALL, *disguised).stdout


@pytest.mark.long
@pytest.mark.parametrize(
    "first", ["import geopandas, osmnx, geo", "import geo.formats.vector.layers"]
)
def test_a_vrt_in_disguise_is_refused_whatever_is_imported_first(disguised, first):
    told = run(first + READ_ALL, *disguised)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("refused") == 2 * len(disguised)
    assert "s3cret" not in told.stdout
    assert not told.stderr


def test_pyogrio_before_us_fails_closed():
    code = "import pyogrio, geo; from geo.formats.vector.drivers import checked; checked()"
    told = run(code)
    assert told.returncode == 1
    assert "BoundaryError" in told.stderr
    assert "OGR_VRT" in told.stderr or "ADBC" in told.stderr


def test_nothing_is_asked_of_the_net_nor_loaded_from_the_disk():
    code = """import os
os.environ["PROJ_NETWORK"] = "ON"
os.environ["SPATIALITE_SECURITY"] = "relaxed"
import geo, pyogrio
from geo.core.issues import TableError
from geo.formats.georeferencing.stated_crs import stated_crs
from pyproj.network import is_network_enabled
stated_crs("EPSG:4490", None, TableError)
names = ("OGR_SQLITE_LOAD_EXTENSIONS", "SPATIALITE_SECURITY", "GDAL_PAM_ENABLED", "PROJ_NETWORK")
print([os.environ[name] for name in names], is_network_enabled())
print([pyogrio.get_gdal_config_option(name) for name in names])"""
    told = run(code).stdout.splitlines()
    assert told[0] == "['', 'strict', 'NO', 'OFF'] False"
    assert told[1] == "['', 'strict', 'NO', False]"


@pytest.mark.skipif(sys.platform != "linux", reason="what a library loads is told by glibc")
def test_no_library_is_looked_for_when_a_geopackage_is_written(tmp_path, monkeypatch):
    """What the option lists is loaded: by Windows from the current folder, whoever filled that."""
    monkeypatch.setenv("OGR_SQLITE_LOAD_EXTENSIONS", "planted")
    monkeypatch.setenv("LD_DEBUG", "files")
    code = f"""import geo, pyogrio, shapely
pyogrio.raw.write({str(tmp_path / "a.gpkg")!r}, [shapely.Point(1, 1).wkb], field_data=[], fields=[],
                  geometry_type="Point", driver="GPKG", crs="EPSG:4326")"""
    told = run(code).stderr
    assert "libgdal" in told
    assert "planted" not in told
    assert not re.findall(r"file=(\S+) .* dynamically loaded by .*libgdal", told)


def test_importing_a_city_is_light():
    code = "import sys; import geo.city.folder; print([m for m in ('osmnx', 'pyogrio', 'folium', 'streamlit') if m in sys.modules])"
    assert run(code).stdout.strip() == "[]"
