"""What a file is, told by its headers; what of it is about persons stays at the door."""

import io
import zipfile

import pandas as pd
import pytest
import xlsxwriter
from support.needed import needed
from support.worlds import write_city

import geo
from geo.city import uploads
from geo.city.arriving import arrived
from geo.city.recognition import BY_HEADERS, BY_NAME, OPEN, recognise_table
from geo.city.schemas import TABLES, headers
from geo.city.settings_editor import KINDS, files, set_setting
from geo.city.zipped_city import as_zip, is_city, unpack
from geo.core import temporary
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError

pytestmark = pytest.mark.usefixtures("tried_here")

PEOPLE = "某街道登记表  填表人：王小明\n姓名,身份证号,社区代码,人数\n" + "".join(
    f"{name},11010519491231002X,99010100100{at},1\n"
    for at, name in enumerate(["王小明", "李雷", "张丽华"], start=1)
)
OF_TABLES = [kind for kind, its in KINDS.items() if its.table in TABLES and not its.layer]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    return uploads.start("zh")


def bring(folder, name, content):
    return uploads.bring(folder, name, io.BytesIO(content))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OF_TABLES)
def test_every_table_is_known_by_the_headers_of_its_template(kind, language):
    found = recognise_table([headers(KINDS[kind].table, language)], OF_TABLES, f"{kind}.csv")
    # In Chinese a table of flows may be one of records: so only its name tells.
    sure = BY_NAME if (kind, language) == ("flows", "zh") else BY_HEADERS
    assert (found.kind, found.sure) == (kind, sure)


@pytest.mark.parametrize("row", [["社区代码", "人数"], ["甲", "乙"], ["name", "lon", "lat"]])
def test_what_may_be_several_tables_is_asked(row):
    assert recognise_table([row], OF_TABLES).sure == OPEN


def test_a_city_is_recognised_file_by_file(folder, tmp_path):
    made = write_city(tmp_path / "made")
    layer = (made / "boundaries" / "communities.geojson").read_bytes()
    assert bring(folder, "边界.json", layer)[0].name == "边界.geojson"
    records = (made / "records" / "records.csv").read_bytes()
    assert bring(folder, "登记.csv", records)[0].recognition.kind == "records"
    assert files(folder, "records") == ["登记.csv"]
    (waiting,) = bring(folder, "谁.csv", "社区代码,人数\n990101001001,1\n".encode())
    assert uploads.unsorted(folder) == [waiting.name]
    own = uploads.OwnCity("zh")
    own.folder = folder
    assert uploads.assign(own, "", waiting.name, "staff") == "谁.csv"
    assert (files(folder, "staff"), uploads.unsorted(folder)) == (["谁.csv"], [])


def test_a_second_roster_takes_nobodys_place(folder):
    table = "社区代码,岗位数,专兼职\n990101001001,1,专职\n".encode()
    first, second = (bring(folder, f"{name}.csv", table)[0].name for name in "甲乙")
    assert files(folder, "staff") == [first]
    assert uploads.unsorted(folder) == [second]


@pytest.mark.long
def test_each_filled_sheet_of_a_workbook_is_a_file(folder):
    sheets = {
        "名册": [["社区代码", "岗位数", "专兼职"], ["990101001001", "1", "专职"]],
        "站点": [["站点名称", "经度", "纬度", "电话"], ["站", "103.5", "40.5", "13800138000"]],
        "协议": [["甲方代码", "乙方代码", "签订日期"]],  # only headers, as in the templates
    }
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    arrivals = bring(folder, "填报.xlsx", book.getvalue())
    assert {arrival.recognition.kind for arrival in arrivals} == {"staff", "sites"}
    assert files(folder, "staff") == ["填报_名册.xlsx"]


def test_persons_stay_at_the_door(folder):
    (arrival,) = bring(folder, "登记.csv", PEOPLE.encode("gbk"))
    kept = (folder / arrival.name).read_text("utf-8-sig")
    for secret in ("王小明", "李雷", "11010519491231002X"):
        assert secret not in kept
    assert arrival.left_out.columns == ("姓名", "身份证号")
    assert kept.splitlines()[1:3] == ["姓名,身份证号,社区代码,人数", ",,990101001001,1"]


def test_a_parquet_of_persons_is_kept_without_them(folder):
    frame = pd.DataFrame(
        {
            "姓名": ["王小明", "李雷", "张丽华"],
            "社区代码": [f"99010100100{at}" for at in (1, 2, 3)],
            "户籍地代码": ["411700", "411700", "620100"],
        }
    )
    content = io.BytesIO()
    frame.to_parquet(content)
    (arrival,) = bring(folder, "登记.parquet", content.getvalue())
    kept = pd.read_parquet(folder / arrival.name)
    assert kept["姓名"].isna().all()
    assert kept["社区代码"].tolist() == frame["社区代码"].tolist()


def taken_back(folder, content, name="city.zip"):
    with arrived(folder, name, io.BytesIO(content)) as source:
        assert is_city(source)
        unpack(source, folder)


def test_a_city_that_was_handed_out_is_taken_back(folder, tmp_path):
    made = write_city(tmp_path / "made")
    with (made / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[basemap]\nkind = "xyz"\nurl = "https://evil.example/{z}"\nattribution = "x"\n')
    taken_back(folder, as_zip(made))
    first, second = (
        geo.run(geo.City.open(city), analyses=needed("staffing")).communities
        for city in (made, folder)
    )
    assert second.drop(columns="geometry").equals(first.drop(columns="geometry"))
    assert geo.City.open(folder).settings.name == "小城"
    assert "evil.example" not in (folder / "city.toml").read_text("utf-8")
    set_setting(folder, "records", "period", "2026-10")
    assert is_zip_of(as_zip(folder)) >= {"city.toml", "records.csv", "staff.csv"}


def is_zip_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.rpartition("/")[2].rpartition("_")[2] for name in archive.namelist()}


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({"city.toml": "name = ["}, "issue.zip_no_city"),
        ({"city.toml": 'staff = "x"'}, "issue.zip_no_city"),
        ({"city.toml": 'name = "x"\n[staff]\nfile = "a.csv"\n', "a.csv": ""}, "issue.empty"),
        ({"city.toml": "x" * (2**20 + 1)}, "issue.too_large"),
    ],
)
def test_a_zip_that_is_no_city_is_refused(folder, members, what):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    with pytest.raises(YipanError) as told:
        taken_back(folder, packed.getvalue())
    assert told.value.issues[0].what == what


def test_no_name_in_a_zip_becomes_a_path(folder, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("city.toml", 'name = "x"\n[staff]\nfile = "../../a.csv"\n')
        archive.writestr("../../a.csv", "社区代码,岗位数\n990101001001,1\n")
    with pytest.raises(YipanError):  # it has no boundaries
        taken_back(folder, packed.getvalue())
    assert [path.name for path in folder.rglob("a.csv")] == ["a.csv"]
    assert next(folder.rglob("a.csv")).parent == folder
    assert not (tmp_path.parent / "a.csv").exists()
