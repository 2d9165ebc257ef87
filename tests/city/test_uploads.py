"""Files from strangers: names are ours, contents are looked at, and nothing stays behind."""

import bz2
import io
import os
import stat
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.worlds import write_city

import geo
from geo.city import arriving, uploads
from geo.city.schemas import TABLES
from geo.city.settings_editor import files, set_columns, set_name, set_setting
from geo.city.settings_editor import settings as said
from geo.core import temporary
from geo.core.i18n import LANGUAGES
from geo.core.issues import CityError, YipanError
from geo.formats.filenames import safe_name
from geo.formats.limits import LIMITS
from geo.formats.source import Source
from geo.formats.tables import read_matched

pytestmark = pytest.mark.usefixtures("tried_here")

TABLE = "社区代码,人数\n990101001001,2\n".encode()
VRT = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "/etc/passwd">]><osm>&e;</osm>'
PAGE = "<html><meta charset=gbk><table><tr><td>社区代码<td>人数<tr><td>990101001001<td>2</table>"
XML_BOOK = (
    '<?xml version="1.0"?>{doctype}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="一"><Table>'
    "<Row><Cell><Data>社区代码</Data></Cell><Cell><Data>人数</Data></Cell></Row>"
    "<Row><Cell><Data>990101001001</Data></Cell><Cell><Data>2</Data></Cell></Row>"
    "</Table></Worksheet></Workbook>"
)
XML_THAT_REFERS = XML_BOOK.format(doctype='<!DOCTYPE x [<!ENTITY e "e">]>').encode()
NAMES = [
    "../../x.csv",
    "/etc/cron.d/x.csv",
    "C:\\Windows\\x.csv",
    "a\0b.csv",
    "x" * 300 + ".csv",
    "CON.csv",
    ".csv",
    "名册（终）.csv",
    "<img src=x>.csv",
    "\u202egnp.csv",
    "staff",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    return uploads.start("zh")


def put(folder, kind, name, content):
    return uploads.place(folder, kind, name, io.BytesIO(content))


def refused(folder, kind, name, content):
    """What is told of a file that must not be kept."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(YipanError) as told:
        put(folder, kind, name, content)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before
    for language in LANGUAGES:
        assert told.value.tell(language)
        assert str(folder) not in told.value.tell(language)
    return [issue.what for issue in told.value.issues]


def test_nobody_else_can_enter_the_folder(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert uploads.start("zh").name != folder.name


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_becomes_a_path(folder, name):
    for kind in ("staff", "records"):
        path = put(folder, kind, name, TABLE)
        assert path.parent == folder
        assert path.name == safe_name(path.name)
        assert path.suffix == ".csv"
    beside = {path.relative_to(folder.parent).parts[0] for path in folder.parent.rglob("*")}
    assert beside == {folder.name}
    assert len(list(folder.iterdir())) == 4  # with the mark and city.toml


@given(name=st.text(max_size=400))
@settings(max_examples=25, deadline=None)
def test_any_name_is_one_of_the_folder_or_is_refused(name, tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    (folder / "city.toml").write_text('name = "x"\n', "utf-8")
    try:
        path = put(folder, "staff", name, TABLE)
    except YipanError:
        assert [path.name for path in folder.iterdir()] == ["city.toml"]
    else:
        assert sorted(folder.iterdir()) == sorted([folder / "city.toml", path])
        assert files(folder, "staff") == [path.name]


def test_a_file_keeps_its_name_and_no_two_have_one(folder):
    name = "../记录 2026年/202610/记录 2026-10.CSV"
    assert put(folder, "records", name, TABLE).name == "记录_2026-10.csv"
    assert put(folder, "records", name, TABLE).name == "记录_2026-10_2.csv"
    uploads.remove(folder, "records", "记录_2026-10.csv")
    assert put(folder, "records", "x.csv", TABLE).name == "x.csv"
    assert files(folder, "records") == ["记录_2026-10_2.csv", "x.csv"]


@pytest.mark.parametrize(
    ("kind", "name", "content", "what"),
    [
        ("boundaries", "x.geojson", VRT, "issue.not_as_named"),
        ("boundaries", "x.gpkg", VRT, "issue.not_as_named"),
        ("boundaries", "x.kml", VRT, "issue.layer_broken"),
        ("boundaries", "x.vrt", VRT, "issue.layer_kind"),
        ("boundaries", "x", VRT, "issue.layer_broken"),
        ("boundaries", "x.geojson", b"{}", "issue.layer_broken"),
        ("boundaries", "x.shp", b"\0\0\x27\x0a", "issue.shapefile_parts"),
        ("boundaries", "x.csv", TABLE, "issue.layer_kind"),
        ("staff", "x.csv", b"", "issue.empty"),
        ("staff", "x.csv", b"\n\n", "issue.empty"),
        ("staff", "x.xlsx", TABLE, "issue.not_as_named"),
        ("staff", "x.xls", b"<html><table></table></html>", "issue.empty"),
        ("staff", "x.xlsx", b"<html><table></table></html>", "issue.not_as_named"),
        ("staff", "x.xls", XML_THAT_REFERS, "issue.xml_entities"),
        ("staff", "x.exe", b"MZ", "issue.table_kind"),
        ("staff", "x.gpkg", b"SQLite format 3\0", "issue.table_kind"),
        ("staff", "x.parquet", b"PAR1PAR1", "issue.parquet_broken"),
        ("records", "x.zip", b"PK\x03\x04", "issue.zip_broken"),
        ("streets", "x.graphml", VRT, "issue.streets_kind"),
        ("streets", "x.csv", TABLE, "issue.streets_kind"),
        ("streets", "x.osm", ENTITY, "issue.xml_entities"),
        ("streets", "x.osm.bz2", bz2.compress(ENTITY), "issue.xml_entities"),
        ("streets", "x.graphml", b"<graphml><node", "issue.streets_broken"),
        ("streets", "x.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader\x18", "issue.streets_broken"),
        ("streets", "x.gpkg", b"SQLite format 3\0", "issue.layer_broken"),
        ("notices", "x.csv", b"", "issue.empty"),
        ("out_migrants", "x.gpkg", b"SQLite format 3\0", "issue.table_kind"),
    ],
)
def test_what_is_not_what_it_says_is_not_kept(folder, kind, name, content, what):
    told = refused(folder, kind, name, content)
    if what == "issue.layer_broken":  # how it is broken is the reader's to say
        assert told
        assert all(key.startswith("issue.") for key in told)
    else:
        assert told == [what]


def test_a_bomb_is_not_unpacked(folder):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.shp", bytes(64 * 2**20))
    assert refused(folder, "boundaries", "x.zip", bomb.getvalue()) == ["issue.zip_ratio"]
    assert refused(folder, "staff", "x.xlsx", bomb.getvalue()) == ["issue.zip_ratio"]


def test_too_large_too_many(folder, monkeypatch):
    small = replace(LIMITS, upload_bytes=100, city_bytes=1000, city_files=2)
    monkeypatch.setattr(arriving, "LIMITS", small)
    assert refused(folder, "staff", "x.csv", TABLE * 10) == ["issue.upload_size"]
    put(folder, "staff", "x.csv", TABLE)
    put(folder, "records", "x.csv", TABLE)
    assert refused(folder, "records", "x.csv", TABLE) == ["issue.upload_files"]


def test_the_server_takes_files_as_large_as_the_limit_says():
    config = (geo_root() / ".streamlit" / "config.toml").read_text("utf-8")
    assert f"maxUploadSize = {LIMITS.upload_bytes // 2**20} " in config


def geo_root():
    from pathlib import Path

    return Path(geo.__file__).parents[1]


def test_a_new_file_takes_the_place_of_the_old(folder):
    put(folder, "staff", "a.csv", TABLE)
    set_columns(folder, "staff", {"posts": "人数"})
    frame = TABLE.decode().replace("人数", "几名").encode("gb18030")
    put(folder, "staff", "b.txt", frame)
    assert said(folder, "staff") == {"file": "b.csv"}
    assert (folder / "b.csv").read_bytes() == frame
    assert not (folder / "a.csv").exists()


def test_an_older_file_stays_where_the_new_one_is_refused(folder):
    path = put(folder, "staff", "a.csv", TABLE)
    refused(folder, "staff", "b.xlsx", b"PK\x03\x04nonsense")
    assert path.read_bytes() == TABLE


def test_comments_stay_and_columns_are_remembered(folder, tmp_path):
    city = folder / "city.toml"
    city.write_text('# 说明\nname = "甲"  # 名称\n\n[staff]\n# 名册\nfile = "staff.csv"\n', "utf-8")
    put(folder, "staff", "x.csv", TABLE)
    layer = write_city(tmp_path / "made") / "boundaries" / "communities.geojson"
    put(folder, "boundaries", "x.geojson", layer.read_bytes())
    set_columns(folder, "staff", {"community_code": '社区"代码', "level": ""})
    set_setting(folder, "records", "coordinates", "gcj02")
    set_name(folder, ' 乙"]\n[x] ')
    text = city.read_text("utf-8")
    for comment in ("# 说明", "# 名称", "# 名册"):
        assert comment in text
    read = geo.City.open(folder).settings
    assert read.staff.columns == {"community_code": '社区"代码', "level": ""}
    assert read.records.coordinates == "gcj02"
    assert read.name == '乙"] [x]'


def test_removing_the_last_file_removes_its_section(folder):
    put(folder, "records", "a.csv", TABLE)
    set_setting(folder, "records", "coordinates", "gcj02")
    uploads.remove(folder, "records", "../city.toml")
    assert files(folder, "records") == ["a.csv"]
    uploads.remove(folder, "records", "a.csv")
    assert said(folder, "records") == {}
    assert not (folder / "a.csv").exists()


def test_the_folder_goes_with_the_session(folder):
    own = uploads.OwnCity("en")
    there = own.folder
    put(there, "staff", "x.csv", TABLE)
    assert there.is_dir()
    del own
    assert not there.exists()


def test_it_can_be_cleared_at_once(folder):
    own = uploads.OwnCity("en")
    own.close()
    assert not own.folder.exists()
    with pytest.raises(CityError):
        files(own.folder, "staff")


def test_all_sessions_together_have_a_limit(folder, monkeypatch):
    put(uploads.start("zh"), "staff", "名册.csv", TABLE)
    put(folder, "staff", "名册.csv", TABLE)
    monkeypatch.setattr(arriving, "LIMITS", replace(LIMITS, server_bytes=len(TABLE) * 3))
    with pytest.raises(YipanError) as told:
        put(folder, "staff", "名册.csv", TABLE)
    assert [issue.what for issue in told.value.issues] == ["issue.upload_room"]


def test_what_was_left_behind_is_swept_after_a_day(folder, tmp_path):
    old, other = uploads.start("zh"), tmp_path / "another"
    other.mkdir()
    for path in (old, other):
        os.utime(path, (time.time() - 2 * uploads.KEPT_S,) * 2)
    (other / uploads.MARK).touch()
    (folder.parent / "link").symlink_to(other, target_is_directory=True)
    uploads.sweep()
    assert folder.is_dir()
    assert other.is_dir()
    assert not old.exists()


def test_a_folder_that_goes_while_others_are_swept_stops_nobody(folder, monkeypatch):
    gone = folder.with_name("gone") / uploads.MARK
    there = uploads.Path.glob
    monkeypatch.setattr(uploads.Path, "glob", lambda path, what: [gone, *there(path, what)])
    uploads.sweep(older_than_s=-1)
    assert not folder.exists()


@pytest.mark.parametrize(
    "content",
    [
        PAGE.encode("gbk"),
        XML_BOOK.format(doctype="").encode(),
        TABLE.replace(b",", b"\t"),
        TABLE.decode().replace(",", "\t").encode("utf-16"),
    ],
    ids=["page", "xml", "tabs", "tabs in UTF-16"],
)
def test_what_offices_call_xls_is_read_as_on_the_desk(folder, content):
    kept = put(folder, "staff", "名册.xls", content)
    assert kept.name == "名册.xls"
    looked = read_matched(Source(kept, "名册.xls"), TABLES["staff"], {})
    assert looked.frame[["community_code", "posts"]].to_numpy().tolist() == [["990101001001", "2"]]


def test_a_large_page_called_a_workbook_is_refused(folder):
    large = PAGE.encode("gbk") + b" " * LIMITS.block_bytes
    assert refused(folder, "staff", "名册.xls", large) == ["issue.page_large"]
