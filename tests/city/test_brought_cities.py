"""A city brought file by file is the city that was in a folder."""

import io
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import xlsxwriter
from shapely import Point, box
from support.corridor_worlds import CODES, EAST, LEFT, WEST, ZHUMADIAN, write_corridor_city
from support.needed import needed
from support.street_city import write_street_city
from support.worlds import make_communities, write_city

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.corridors.model import Corridors
from geo.city import uploads
from geo.city.settings_editor import KINDS, set_setting
from geo.city.store import KEPT
from geo.city.zipped_city import as_zip
from geo.core import temporary
from geo.core.issues import CityError, TableError, YipanError

pytestmark = pytest.mark.usefixtures("tried_here")

TABLE = "社区代码,人数\n990101001001,2\n".encode()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    return uploads.start("zh")


def put(folder, kind, name, content):
    return uploads.place(folder, kind, name, io.BytesIO(content))


@pytest.mark.long
def test_a_city_brought_file_by_file_gives_the_same_results(folder, tmp_path):
    made = write_city(tmp_path / "made")
    layer = made / "boundaries" / "communities.geojson"
    put(folder, "boundaries", "边界.json", layer.read_bytes())
    put(folder, "records", "记录.csv", (made / "records" / "records.csv").read_bytes())
    put(folder, "staff", "名册.csv", (made / "staff.csv").read_bytes())
    for kind in ("boundaries", "records"):
        set_setting(folder, kind, "coordinates", "wgs84")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(as_zip(folder))) as archive:
        archive.extractall(unpacked)
    staffed = needed("staffing", "validation")
    first = geo.run(geo.City.open(made), analyses=staffed)
    for brought in (folder, unpacked):
        results = geo.run(geo.City.open(brought), analyses=staffed)
        assert results.communities.drop(columns="geometry").equals(
            first.communities.drop(columns="geometry")
        )
    assert (folder / KEPT).is_dir()  # what the run kept is not given away
    with zipfile.ZipFile(io.BytesIO(as_zip(folder))) as archive:
        assert not [name for name in archive.namelist() if name.startswith(".")]


def bring(folder, made):
    """Upload every file that a city's own settings name, under a name of its owner's."""
    given = geo.City.open(made).settings
    for kind in KINDS:
        section = getattr(given, KINDS[kind].section)
        names = section.files if KINDS[kind].many else (getattr(section, KINDS[kind].file),)
        for name in filter(None, names):
            put(folder, kind, f"某{name.replace('/', ' ')}", (made / name).read_bytes())
            if "coordinates" in KINDS[kind].asks:
                set_setting(folder, kind, "coordinates", "wgs84")


@pytest.mark.long
def test_streets_that_are_brought_are_those_of_the_city(folder, tmp_path):
    made = write_street_city(tmp_path / "made")
    bring(folder, made)
    assert (folder / "某streets.graphml").is_file()
    first, second = (
        geo.run(geo.City.open(city), analyses=needed("access"))[AccessModel]
        for city in (made, folder)
    )
    assert second.source.name == "network"
    assert second.coverage().equals(first.coverage())


@pytest.mark.long
def test_notices_out_migrants_and_times_that_are_brought_are_those_of_the_city(folder, tmp_path):
    agreed = [(EAST, ZHUMADIAN, "2026-01-31", "")]
    sent = [(EAST, ZHUMADIAN, "2026-09-01", "2026-09-03")]
    sites = [("站", 103.505, 40.505, 1)]
    times = [(code, "站", 10) for code in CODES]
    tables = {"agreements": agreed, "notices": sent, "out_migrants": LEFT}
    tables |= {"sites": sites, "travel_times": times}
    made = write_corridor_city(tmp_path / "made", **tables)
    bring(folder, made)
    set_setting(folder, "out_migrants", "year", "2020")
    set_setting(folder, "travel_times", "mode", "drive")
    first, second = (
        geo.run(geo.City.open(city), analyses=needed("corridors")) for city in (made, folder)
    )
    corridors = [results[Corridors].frame for results in (first, second)]
    assert len(corridors[0])
    assert corridors[1].equals(corridors[0])
    assert second[AccessModel].modes == ("drive",)
    assert second[AccessModel].coverage().equals(first[AccessModel].coverage())
    assert geo.City.open(folder).settings.out_migrants.year == 2020
    set_setting(folder, "out_migrants", "year", "今年")
    with pytest.raises(CityError):
        geo.City.open(folder)


def test_points_of_a_layer_without_crs_are_kept_and_their_crs_is_asked_for(folder, tmp_path):
    bring(folder, write_corridor_city(tmp_path / "made"))
    sites = gpd.GeoDataFrame({"站点名称": ["站"]}, geometry=[Point(103.505, 40.505)], crs=4326)
    shape = tmp_path / "sites.shp"
    sites.to_crs(4547).to_file(shape, encoding="gb18030")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in (".shp", ".shx", ".dbf"):
            archive.write(shape.with_suffix(part), f"sites{part}")
    put(folder, "sites", "站点.zip", packed.getvalue())
    set_setting(folder, "sites", "coordinates", "wgs84")
    asked = geo.City.open(folder).sites.issues
    assert [issue.what for issue in asked] == ["issue.crs_missing"]
    set_setting(folder, "sites", "crs", "EPSG:4547")
    read = geo.City.open(folder).sites
    assert not [issue for issue in read.issues if issue.stops]
    assert read.frame[["lon", "lat"]].to_numpy() == pytest.approx(np.array([[103.505, 40.505]]))


def test_a_matrix_of_flows_that_is_brought_is_read(folder, tmp_path):
    bring(folder, write_corridor_city(tmp_path / "made"))
    put(folder, "flows", "表.csv", f"省份,{EAST},{WEST}\n411700,5,7\n621200,0,3\n".encode())
    set_setting(folder, "flows", "rows", "origin")
    flows = geo.City.open(folder).flows
    assert not flows.issues
    assert flows.frame["flow"].sum() == 15


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet"])
def test_layers_of_other_formats_are_kept_as_what_they_are(folder, tmp_path, suffix):
    communities = make_communities([box(103.5, 40.5, 103.51, 40.51)]).drop(columns="registered")
    path = tmp_path / f"x{suffix}"
    if suffix == ".parquet":
        communities.to_parquet(path)
    else:
        communities.to_file(path)
    kept = put(folder, "boundaries", f"x{suffix}", path.read_bytes())
    assert kept.name == f"x{suffix}"
    assert isinstance(communities, gpd.GeoDataFrame)
    own = uploads.OwnCity("zh")
    put(own.folder, "boundaries", f"x{suffix}", path.read_bytes())
    look = uploads.look(own, "boundaries", f"x{suffix}")
    assert look.headers[:2] == ("community_code", "community_name")
    assert look.rows[0][0] == "990101001001"


@pytest.mark.long
def test_a_workbook_of_many_sheets_asks_which(folder):
    from geo.city.templates import template_workbook

    own = uploads.OwnCity("zh")
    put(own.folder, "staff", "x.xlsx", template_workbook("zh"))
    with pytest.raises(YipanError):
        uploads.look(own, "staff", "x.xlsx")
    assert "人员名册" in uploads.parts(own, "staff", "x.xlsx")
    set_setting(own.folder, "staff", "sheet", "人员名册")
    assert uploads.look(own, "staff", "x.xlsx").headers[0] == "社区代码"


def test_a_sheet_is_tried_once_it_is_chosen(monkeypatch):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        for name in ("a", "b"):
            workbook.add_worksheet(name).write_column(0, 0, ["community_code", CODES[0]])
    own = uploads.OwnCity("en")
    own_name = uploads.place(own.folder, "staff", "two.xlsx", io.BytesIO(book.getvalue())).name
    tried = []

    def deadly(source, *_, **__):
        tried.append(source.sheet)
        raise TableError(source.issue("issue.deadly"))

    monkeypatch.setattr(uploads, "refuse_deadly", deadly)
    set_setting(own.folder, "staff", "sheet", "b")
    for _ in range(2):
        with pytest.raises(TableError):
            uploads.look(own, "staff", own_name)
    assert tried == ["b"]
