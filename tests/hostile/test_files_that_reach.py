"""No uploaded file reads another one or asks an address: a secret elsewhere is never told."""

import pytest
from hostile import make
from hostile import make_reaching as reaching
from support.hostile_city import CITY
from support.listening import Listener, holding, watch_all

pytestmark = pytest.mark.long  # all are made and read for the first one that asks
SECRET = "pLanted-s3cret-7f"
ADDRESS = "http://127.0.0.1:{port}/crs"
XINCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{}" parse="text"/>'
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "{}">]>'

HOLDS, REFERS = "the GeoPackage holds", "refers to another file"
LINKS, INCLUDES = "the KML links to other files", "includes another file"
TYPES, STREETS_CRS = "declares", "coordinate system of the streets"
# Each: which file of the city, how it is made of (folder, secret, address), and what is told; ""
# where what refers elsewhere is no part of what is read, and is left alone.
FILES = {
    "gpkg_view": ("layer", lambda f, s, _: reaching.gpkg_behind_a_view(f, s), HOLDS),
    "gpkg_grid": ("layer", lambda f, s, _: reaching.gpkg_with_a_grid(f, s), REFERS),
    "points_view": ("records", lambda f, s, _: reaching.points_behind_a_view(f, s), HOLDS),
    "points_as_fgb": (
        "records",
        lambda f, s, _: reaching.points_behind_a_view(f, s, "records.fgb"),
        HOLDS,
    ),
    "streets_view": ("streets", lambda f, s, _: reaching.streets_gpkg(f, s), HOLDS),
    "json_link": (
        "layer",
        lambda f, _, a: reaching.geojson_with(f, reaching.linked(a)),
        REFERS,
    ),
    "json_url": (
        "layer",
        lambda f, s, _: reaching.geojson_with(f, reaching.linked(f"file://{s}", "URL")),
        REFERS,
    ),
    "json_address": ("layer", lambda f, _, a: reaching.geojson_with(f, reaching.named(a)), REFERS),
    "json_init": (
        "layer",
        lambda f, s, _: reaching.geojson_with(f, reaching.named(f"+init={s}:x")),
        REFERS,
    ),
    "json_grid": (
        "layer",
        lambda f, s, _: reaching.geojson_with(
            f, reaching.named(f"+proj=longlat +ellps=GRS80 +nadgrids={s}")
        ),
        REFERS,
    ),
    "json_vsi": (
        "layer",
        lambda f, _, a: reaching.geojson_with(f, reaching.named(f"/vsicurl/{a}")),
        REFERS,
    ),
    "fgb_grid": (
        "layer",
        lambda f, s, _: reaching.flatgeobuf_with(f, reaching.gridded_wkt(s)),
        REFERS,
    ),
    "fgb_parameter_file": (
        "layer",
        lambda f, s, _: reaching.flatgeobuf_with(f, reaching.gridded_wkt2(s)),
        REFERS,
    ),
    "zip_grid": (
        "layer",
        lambda f, s, _: reaching.zipped_shapefile_with(f, reaching.gridded_wkt(s), s),
        REFERS,
    ),
    "shp_grid": (
        "layer",
        lambda f, s, _: reaching.loose_shapefile_with(f, reaching.gridded_wkt(s), s),
        REFERS,
    ),
    "shp_sidecars": (
        "layer",
        lambda f, s, _: reaching.loose_shapefile_with(f, make.squares().crs.to_wkt("WKT1_ESRI"), s),
        "",
    ),
    "pbf_link": ("streets", lambda f, s, a: reaching.pbf_with(f, a, s), "streets"),
    "zip_init": (
        "layer",
        lambda f, s, _: reaching.zipped_shapefile_with(f, f"+init={s}:x", s),
        REFERS,
    ),
    "zip_sidecars": (
        "layer",
        lambda f, s, _: reaching.zipped_shapefile_with(
            f, make.squares().crs.to_wkt("WKT1_ESRI"), s
        ),
        "",
    ),
    "zip_link": (
        "layer",
        lambda f, s, _: reaching.zipped_shapefile_with(
            f, make.squares().crs.to_wkt("WKT1_ESRI"), s, link=True
        ),
        "links to other places",
    ),
    "kml_links": ("layer", lambda f, s, a: reaching.kml_with(f, reaching.kml_links(a, s)), LINKS),
    "kml_include": (
        "layer",
        lambda f, s, _: reaching.kml_with(f, XINCLUDE.format(s)),
        INCLUDES,
    ),
    "kml_entity": (
        "layer",
        lambda f, s, _: reaching.kml_with(f, "<name>&e;</name>", ENTITY.format(s)),
        TYPES,
    ),
    "graphml_entity": (
        "streets",
        lambda f, s, _: reaching.graphml_with(f, crs="&e;", before=ENTITY.format(s)),
        TYPES,
    ),
    "graphml_include": (
        "streets",
        lambda f, s, _: reaching.graphml_with(f, within=XINCLUDE.format(s)),
        INCLUDES,
    ),
    "graphml_grid": (
        "streets",
        lambda f, s, _: reaching.graphml_with(
            f, crs=reaching.gridded_wkt(s).replace('"', "&quot;")
        ),
        STREETS_CRS,
    ),
    "osm_entity": ("streets", lambda f, _, a: reaching.osm_with(f, ENTITY.format(a)), TYPES),
    "osm_include": (
        "streets",
        lambda f, s, _: reaching.osm_with(f, "", XINCLUDE.format(s)),
        INCLUDES,
    ),
}
# Of streets that are refused nothing goes on into results: the first of them is run, the others
# are checked.
CHECKED = [name for name, (of, *_) in FILES.items() if of == "streets"][1:]


@pytest.fixture(scope="module")
def all_read(tmp_path_factory):
    """Every file, read in a city of its own by one watched process."""
    home = tmp_path_factory.mktemp("reaching")
    secret = home / "elsewhere" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(f"{SECRET}\n{SECRET},{SECRET}\n")
    folders = {}
    with Listener() as listener:
        for name, (of, made, _) in FILES.items():
            folder = folders[name] = home / name
            folder.mkdir()
            files = {"layer": "communities.gpkg", "records": "records.csv"}
            make.write_layer(folder / files["layer"])
            make.write_csv(folder / files["records"])
            files[of] = made(folder, secret, ADDRESS.format(port=listener.port)).name
            streets = f'[streets]\nfile = "{files["streets"]}"\n' if of == "streets" else ""
            (folder / "sites.csv").write_text("名称,经度,纬度\n站,103.505,40.505\n", "utf-8")
            sites = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'
            text = CITY.format(**{"layer": "", "records": "", **files}) + sites + streets
            (folder / "city.toml").write_text(text, "utf-8")
        return watch_all(folders, home, secret, listener, CHECKED)


@pytest.mark.parametrize("name", FILES)
def test_the_secret_is_nowhere_and_what_reaches_is_told(all_read, name):
    told, (of, _, sentence) = all_read.told[name], FILES[name]
    assert sentence in told["said"]
    # Without streets, distances are straight; what a KML links to is left out.
    stopped = bool(sentence) and of != "streets" and sentence != LINKS
    assert bool(told["code"]) == (stopped or name in CHECKED), told["said"]
    assert SECRET not in told["said"]
    assert "Traceback" not in told["said"]
    out = all_read.folders[name] / "out"
    assert out.exists() == (not stopped and name not in CHECKED)
    assert not holding(out, SECRET.encode())


def test_nothing_was_asked_and_nothing_of_the_secret_was_kept(all_read):
    assert not all_read.heard
    assert SECRET not in all_read.errors
    assert not holding(all_read.home, SECRET.encode())
    for name, told in all_read.told.items():
        reached = [event for event in told["events"] if event[0] != "open"]
        assert not reached, name
        assert str(all_read.secret) not in {what for _, what in told["events"]}, name


def test_the_listener_hears_what_gdal_asks(tmp_path):
    """Without our looking through, GDAL follows a link: the test above can fail."""
    import pyogrio

    with Listener() as listener:
        crs = reaching.linked(ADDRESS.format(port=listener.port))
        pyogrio.read_info(reaching.geojson_with(tmp_path, crs))
    assert listener.heard[0].startswith(b"GET /crs")


def test_gdal_reads_the_secret_behind_a_view_without_us(tmp_path):
    """The hole that was: the file made here is one, and our reader does not let GDAL have it."""
    import pyogrio

    secret = tmp_path / "secret.txt"
    secret.write_text(f"{SECRET}\n")
    path = reaching.gpkg_behind_a_view(tmp_path, secret)
    assert pyogrio.list_layers(path)[0][0] == "w"
    names = pyogrio.read_dataframe(path, layer="w")["社区名称"]
    assert names.tolist() == [SECRET, SECRET]
