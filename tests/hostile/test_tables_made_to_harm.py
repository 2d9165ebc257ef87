"""Tables as offices send them: the sentence, and the account."""

import zipfile

import geopandas as gpd
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
    rows = [
        make.HEADERS,
        ["103.505", "40.505", "", "3", "A1"],
        ["103.515", "40.505", "", "9", "A2"],
    ]
    city.records = make.write_points(city.path(f"points.{suffix}"), rows).name
    results, _ = city.run()
    whole(results, rows_in=2)
    assert results[Population].counts["floating_population"].tolist() == [3, 9]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_points_in_metres_are_brought_to_degrees(city, whole, encoding):
    points = gpd.read_file(make.write_points(city.path("p.gpkg"))).to_crs(4544)
    points.drop(columns="社区代码").to_parquet(city.path("m.parquet"), geometry_encoding=encoding)
    city.records = "m.parquet"
    results, _ = city.run(accept_loss=True)
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


# GDAL itself stumbles over the headers that it cuts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_zipped_shapefile_of_points(city, whole):
    shape = make.write_points(city.path("p.shp"))
    with zipfile.ZipFile(city.path("records.zip"), "w") as archive:
        for part in shape.parent.glob("p.*"):
            archive.write(part, f"夹/{part.name}")
    city.records = "records.zip"
    results, _ = city.run(accept_loss=True)
    # "记录编号" is cut to "记录编" by the .dbf, and known all the same.
    whole(results)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("write", [make.write_csv, make.write_xlsx, make.write_xls])
def test_title_units_two_headers_totals_and_notes(city, sentences, whole, write, encoding):
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
    rows = [make.HEADERS, ["合计", "", "", "12", ""], *make.ROWS]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    whole(results)
    assert "12" in sentences(issues, "issue.total_right")[1]


def test_a_place_named_like_a_total_is_a_record(city, whole):
    rows = [[*make.HEADERS, "备考"], *([*row, "合计"] for row in make.ROWS)]
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
