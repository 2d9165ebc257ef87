"""Tables as offices send them and as attackers would: the sentence, and the account."""

import io
import logging
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hostile import make

from geo.analyses.population.model import Population

CANARY = "金丝雀7291"
TITLE = [["某市流动人口登记表", "", "", "", ""], ["单位：人", "", "", "", ""]]
KINDS = [
    ("records.csv", make.write_csv),
    ("records.xlsx", make.write_xlsx),
    ("records.xls", make.write_xls),
    ("records.parquet", make.write_parquet),
    ("records.feather", make.write_feather),
    ("records.gpkg", make.write_points),
    ("records.geojson", make.write_points),
    ("records.fgb", make.write_points),
    ("records.geoparquet", make.write_points),
    ("points.feather", make.write_points),
    ("records.arrow", make.write_points),
    ("records.kml", make.write_points),
]


@pytest.mark.parametrize(("name", "write"), KINDS)
def test_every_kind_of_file_gives_the_same_account(city, whole, name, write):
    city.records = write(city.path(name)).name
    results, _ = city.run()
    whole(results)
    assert results[Population].counts["floating_population"].tolist() == [3, 9]


@pytest.mark.parametrize("suffix", ["geoparquet", "feather", "arrow", "kml", "gpkg"])
def test_points_are_where_they_are_without_any_code(city, whole, suffix):
    rows = [make.HEADS, ["103.505", "40.505", "", "3", "A1"], ["103.515", "40.505", "", "9", "A2"]]
    city.records = make.write_points(city.path(f"points.{suffix}"), rows).name
    results, _ = city.run()
    whole(results, rows_in=2)
    assert results[Population].counts["floating_population"].tolist() == [3, 9]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_points_in_metres_are_brought_to_degrees(city, whole, encoding):
    points = gpd.read_file(make.write_points(city.path("p.gpkg"))).to_crs(4544)
    points.drop(columns="社区代码").to_parquet(city.path("m.parquet"), geometry_encoding=encoding)
    city.records = "m.parquet"
    results, _ = city.run()
    assert results[Population].counts["floating_population"].tolist() == [3, 4]


def test_points_of_an_unknown_system_are_asked_about(city, sentences):
    points = gpd.read_file(make.write_points(city.path("p.gpkg"))).set_crs(
        None, allow_override=True
    )
    points.to_parquet(city.path("m.parquet"))
    city.records = "m.parquet"
    results, issues = city.run()
    assert results is None
    sentences(issues, "issue.crs_missing")


# GDAL itself stumbles over the heads that it cuts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_zipped_shapefile_of_points(city, whole):
    shape = make.write_points(city.path("p.shp"))
    with zipfile.ZipFile(city.path("records.zip"), "w") as archive:
        for part in shape.parent.glob("p.*"):
            archive.write(part, f"夹/{part.name}")
    city.records = "records.zip"
    results, _ = city.run()
    # "记录编号" is cut to "记录编" by the .dbf, and known all the same.
    whole(results)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("write", [make.write_csv, make.write_xlsx, make.write_xls])
def test_title_units_two_heads_totals_and_notes(city, sentences, whole, write, encoding):
    rows = [
        *TITLE,
        ["坐标", "", "社区", "人数", ""],
        ["经度", "纬度", "代码", "", "编号"],
        ["103.505", "40.505", "990101001001", "3", "A1"],
        ["东街道小计", "", "", "3", ""],
        ["103.515", "40.505", "990101001002", "4", "A2"],
        ["", "", "990101001002", "5", "A3"],
        ["西街道小计", "", "", "9", ""],
        ["合 计", "", "", "13", ""],
        ["注：含半年以上居住的人口。", "", "", "", ""],
        ["填表人：", CANARY, "审核人：", "", "2026-11-02"],
    ]
    suffix = {make.write_csv: "csv", make.write_xlsx: "xlsx", make.write_xls: "xls"}[write]
    path = city.path(f"records.{suffix}")
    if suffix == "csv":
        write(path, rows, encoding)
    elif encoding == "utf-8":
        write(path, rows)
    else:
        pytest.skip("workbooks have an encoding of their own")
    city.records = path.name
    results, issues = city.run()
    whole(results)
    sentences(issues, "issue.total_right")
    chinese, english = sentences(issues, "issue.total_wrong")
    for sentence in (chinese, english):
        assert "13" in sentence
        assert "12" in sentence
    assert {issue.row for issue in issues if issue.what == "issue.total_wrong"} == {10}
    assert sum(issue.rows for issue in issues if issue.what == "issue.total_right") == 2
    assert sum(issue.rows for issue in issues if issue.what == "issue.note_line") == 2
    assert CANARY not in "".join(issue.sentence("zh") for issue in issues)


def test_a_total_above_its_rows(city, sentences, whole):
    rows = [make.HEADS, ["合计", "", "", "12", ""], *make.ROWS]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    whole(results)
    assert "12" in sentences(issues, "issue.total_right")[1]


def test_a_place_named_like_a_total_is_a_record(city, whole):
    rows = [[*make.HEADS, "备考"], *([*row, "合计"] for row in make.ROWS)]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    whole(results)
    assert not [issue for issue in issues if "total" in issue.what]


def test_merged_text_holds_for_all_its_rows(city, whole):
    rows = [
        ["社区代码", "人数"],
        ["990101001001", "3"],
        ["", "4"],
        ["990101001002", "5"],
    ]
    make.write_xlsx(city.path("records.xlsx"), rows, merged=[(1, 0, 2, 0)])
    city.records = "records.xlsx"
    results, _ = city.run()
    whole(results)
    assert results[Population].counts["floating_population"].tolist() == [7, 5]


# --- bombs -------------------------------------------------------------------------------------


def refused(city, sentences, what, *shown):
    results, issues = city.run()
    assert results is None
    for sentence in sentences(issues, what):
        assert city.records in sentence
        for text in shown:
            assert text in sentence


def rezip(path, **exchanged):
    """Exchange members of a workbook."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            change = exchanged.get(name.rpartition("/")[2].split(".")[0])
            archive.writestr(name, change(content) if change else content)
    return path


@pytest.fixture
def workbook(city):
    city.records = "records.xlsx"
    return make.write_xlsx(city.path("records.xlsx"))


def test_two_cells_at_the_ends_of_a_sheet(city, workbook, sentences):
    rezip(
        workbook,
        sheet1=lambda xml: xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    )
    assert workbook.stat().st_size < 10_000
    refused(city, sentences, "issue.workbook_swells")


def test_cells_without_a_place_do_not_get_round_it(city, workbook, sentences):
    rows = b"<row>" + b"<c/>" * 16_000 + b"<c><v>1</v></c></row>" + b"<row/>" * 20_000
    rezip(
        workbook,
        sheet1=lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    refused(city, sentences, "issue.workbook_swells")


def test_one_long_text_in_every_cell(city, workbook, sentences):
    cells = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 500) for row in range(9, 200)
    )
    rezip(
        workbook,
        sharedStrings=lambda xml: xml.replace(b"<t>", b"<t>" + b"x" * 20_000, 1),
        sheet1=lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"),
    )
    refused(city, sentences, "issue.workbook_swells")


def test_one_text_longer_than_a_cell_can_be(city, workbook, sentences):
    rezip(workbook, sharedStrings=lambda xml: xml.replace(b"<t>", b"<t>" + b"x" * 40_000, 1))
    refused(city, sentences, "issue.workbook_swells")


def test_a_member_that_swells(city, workbook, sentences):
    with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(2**25))
    refused(city, sentences, "issue.zip_ratio", "200")


def test_more_members_than_any_workbook(city, workbook, sentences):
    with zipfile.ZipFile(workbook, "a") as archive:
        for at in range(1_001):
            archive.writestr(f"xl/media/{at}", b"")
    refused(city, sentences, "issue.zip_members", "1000")


@pytest.mark.parametrize("member", ["sheet1", "sharedStrings", "workbook", "styles"])
def test_entities_in_a_workbook(city, workbook, sentences, member):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    rezip(workbook, **{member: lambda xml: xml.replace(b"?>", b"?>" + bomb, 1)})
    refused(city, sentences, "issue.excel_broken")


def test_an_old_workbook_with_cells_far_apart_ends_no_process(city, sentences):
    far = [
        (0, 0, "社区代码"),
        (0, 1, "人数"),
        (1, 0, "990101001001"),
        (1, 1, "12"),
        (65_535, 255, "x"),
    ]
    make.write_xls(city.path("records.xls"), cells=far, sheets=60)
    city.records = "records.xls"
    refused(city, sentences, "issue.workbook_swells", "20,000,000")


def test_a_text_that_stands_for_a_million(city, sentences):
    import pyarrow as pa
    from pyarrow import parquet

    long = pa.array(["9" * 20_000])
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(400_000, np.int32)), long)
    table = pa.table({"社区代码": column, "人数": pa.array(np.ones(400_000, np.int64))})
    parquet.write_table(
        table.cast(
            pa.schema({"社区代码": pa.dictionary(pa.int32(), pa.string()), "人数": pa.int64()})
        ),
        city.path("records.parquet"),
    )
    assert city.path("records.parquet").stat().st_size < 500_000
    city.records = "records.parquet"
    refused(city, sentences, "issue.too_large")


# --- persons -----------------------------------------------------------------------------------

ID_NUMBERS = ["11010519491231002X", "440524188001010014", "11010519491231002X"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (ID_NUMBERS, "personal.id_number"),
        (["110105491231002", "440524800101001", "110105491231003"], "personal.id_number"),
        (["13800138000", "139 0013 9000", "+86 15912345678"], "personal.phone"),
        (["a@b.cn", "c.d@e.com", "f@g.org"], "personal.email"),
    ],
)
@pytest.mark.parametrize("head", ["记录编号", "户籍地", "来源部门"])
def test_persons_under_an_innocent_head_that_is_read(city, sentences, values, kind, head):
    from geo.core.i18n import say

    rows = [
        [*make.HEADS[:4], head],
        *([*row[:4], of] for row, of in zip(make.ROWS, values, strict=True)),
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    assert results is None
    for language, sentence in zip(("zh", "en"), sentences(issues, "issue.personal"), strict=True):
        assert head in sentence
        assert say(kind, language) in sentence
        assert not any(value in sentence for value in values)


ADDRESSES = [f"租住在东街{at}号院{at}栋，{at}月搬来，在工地干活" for at in range(12)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [(["王小明", "欧阳雪", "李雷", "张丽华"] * 3, "personal.name"), (ADDRESSES, "personal.text")],
)
@pytest.mark.parametrize("head", ["社区代码", "记录编号", "来源部门", "统计月份", "人数"])
def test_names_and_addresses_under_a_head_that_is_read(city, sentences, values, kind, head):
    from geo.core.i18n import say

    rows = [["经度", "纬度", head], *(["103.505", "40.505", value] for value in values)]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    assert results is None
    for language, sentence in zip(("zh", "en"), sentences(issues, "issue.personal"), strict=True):
        assert head in sentence
        assert say(kind, language) in sentence
    for issue in issues:
        assert not any(value in issue.sentence("zh") for value in values)


def test_an_address_says_where_somebody_is_from_and_is_let_go(city, whole):
    rows = [
        ["经度", "纬度", "户籍地"],
        *(["103.505", "40.505", f"甘肃省徽县{street}，近十年一直住在那里"] for street in ADDRESSES),
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, _ = city.run()
    whole(results, len(ADDRESSES), len(ADDRESSES))
    assert set(results[Population].origins["prefecture_name"]) == {"陇南市"}
    kept = [getattr(value, "to_csv", value.__str__)() for value in vars(results).values()]
    assert not any("东街" in text for text in kept)


def test_a_head_about_persons_is_read_as_nothing_else(city, sentences):
    make.write_csv(city.path("records.csv"), [["经度", "纬度", "姓名"], ["103.5", "40.5", "Ann"]])
    city.columns = 'columns = { source = "姓名" }'
    results, issues = city.run()
    assert results is None
    assert all("姓名" in told for told in sentences(issues, "issue.personal_head"))


@pytest.mark.parametrize(
    "values",
    [
        ID_NUMBERS,
        ["13800138000", "13900139000", "15912345678"],
        ["王小明", "欧阳雪", "李雷"],
    ],
)
@pytest.mark.parametrize(
    "write", [make.write_csv, make.write_xlsx, make.write_parquet, make.write_points]
)
def test_persons_under_an_innocent_head_that_is_not_read(city, whole, values, write):
    rows = [[*make.HEADS, "甲"], *([*row, of] for row, of in zip(make.ROWS, values, strict=True))]
    suffix = {make.write_csv: "csv", make.write_xlsx: "xlsx", make.write_parquet: "parquet"}
    path = city.path(f"records.{suffix.get(write, 'gpkg')}")
    write(path, rows)
    city.records = path.name
    results, _ = city.run()
    whole(results)
    dropped = (
        results[Population]
        .dropped[results[Population].dropped["file"] == city.records]
        .set_index("column")["personal"]
    )
    assert dropped["甲"]


def test_nothing_of_a_row_is_logged_told_or_kept(city, caplog, capfd):
    heads = [
        "经度",
        "纬度",
        "社区代码",
        "人数",
        "记录编号",
        "户籍地",
        "来源部门",
        "统计月份",
        "姓名",
        "甲",
    ]
    rows = [heads, *([f"{CANARY}{at}{column}" for column in heads] for at in range(30))]
    broken = make.csv_text(rows).encode("gb18030")
    with caplog.at_level(logging.DEBUG):
        for name, content in {
            "records.csv": broken,
            "broken.csv": broken + f'{CANARY},{CANARY},"{CANARY}'.encode("gb18030"),
            "long.csv": broken + (CANARY + ",").encode("gb18030") * 30,
        }.items():
            city.path(name).write_bytes(content)
            city.records = name
            results, _ = city.run()
            if results is not None:
                kept = io.StringIO()
                for table in (
                    results.communities.drop(columns="geometry"),
                    results[Population].cells,
                    results[Population].record_account,
                    results[Population].rejected_records,
                    results[Population].dropped,
                ):
                    table.to_csv(kept)
                assert CANARY not in kept.getvalue()
    assert CANARY not in caplog.text
    told = capfd.readouterr()
    assert CANARY not in told.out + told.err


# --- names -------------------------------------------------------------------------------------


def test_uploaded_names_never_become_paths():
    from hypothesis import given, settings
    from hypothesis import strategies as st

    from geo.formats.filenames import safe_name

    nasty = st.sampled_from(
        ["..", "/", "\\", "\0", "~", "CON", "nul.csv", ".", ":", "\u202e", "a", "数"]
    )
    names = st.lists(st.one_of(nasty, st.text(max_size=5))).map("".join)

    @settings(max_examples=200, deadline=None)
    @given(name=names, taken=st.lists(names, max_size=3))
    def check(name, taken):
        made = safe_name(name, taken)
        assert made
        assert not set('/\\:*?"<>|\0') & set(made)
        assert not made.startswith(".")
        assert made.count(".") <= 1
        assert len(made) <= 80
        assert made.split(".")[0].casefold() not in {"con", "nul", "aux", "prn"}
        assert made.casefold() not in {other.casefold() for other in taken}

    check()


def test_numbers_that_are_codes_are_no_persons(city, whole):
    """A record number with as many digits as a phone number, and one with 18 digits."""
    numbers = ["370102202610000001", "370102202610000002", "370102202610000003"]
    rows = [
        make.HEADS,
        *([*row[:4], number] for row, number in zip(make.ROWS, numbers, strict=True)),
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, _ = city.run()
    whole(results)
    frame = pd.DataFrame(rows)
    assert len(frame) == 4
