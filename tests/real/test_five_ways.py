"""Jinan's people as five offices would send them: one staffing table, or a fault that is named."""

import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xlsxwriter

import geo
from geo.errors import TableError
from geo.inputs.coordinates import from_wgs84
from geo.words import LANGUAGES

pytestmark = pytest.mark.real

CITY = """
name = "{name}"

[boundaries]
communities = "boundaries/districts.gpkg"
extra = "boundaries/without_boundary.csv"
coordinates = "wgs84"

[records]
files = ["records/census.csv"]

[staff]
file = "staff.csv"
"""

ROSTER = {"370102": 600, "370103": 597, "370104": 100, "370117": 40, "370171": 300}
PEOPLE = 2_112_829
WITHOUT_BOUNDARY = 174_928
POINTS_OF_A_DISTRICT = 25
HEADS = ["经度", "纬度", "社区代码", "人数"]
TABLE = ["community_code", "people", "staff", "need_staff", "gap_staff", "status"]


@pytest.fixture
def jinan(make_city):
    """A city folder whose records are points drawn within the districts, with seed and all."""
    folder = make_city("jinan", ROSTER)
    census = pd.read_csv(folder / "records" / "census.csv", dtype={"社区代码": "str"})
    people = census.groupby("社区代码")["人数"].sum()
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg").set_index("code").geometry
    random = np.random.default_rng(370100)
    rows = []
    for code, number in people.items():
        if code not in districts.index:
            rows.append([None, None, code, int(number)])
            continue
        lon, lat = points_within(districts[code], random)
        parts = np.diff(np.linspace(0, number, len(lon) + 1).astype("int64"))
        rows += [[x, y, None, int(n)] for x, y, n in zip(lon, lat, parts, strict=True)]
    records = pd.DataFrame(rows, columns=HEADS)
    assert records["人数"].sum() == PEOPLE
    return folder, records


def points_within(shape, random):
    """Draw points well within a district, so that no rounding takes one over its edge."""
    west, south, east, north = shape.bounds
    inner = shape.buffer(-0.0005)
    lon, lat = random.uniform(west, east, 20_000), random.uniform(south, north, 20_000)
    within = np.flatnonzero(shapely.contains_xy(inner, lon, lat))[:POINTS_OF_A_DISTRICT]
    assert len(within) == POINTS_OF_A_DISTRICT
    return lon[within].round(7), lat[within].round(7)


def run(folder, file, coordinates="wgs84", layer="boundaries/districts.gpkg", columns=""):
    toml = CITY.format(name="jinan").replace("boundaries/districts.gpkg", layer)
    given = f'files = ["{file}"]\ncoordinates = "{coordinates}"\n{columns}'
    toml = toml.replace('files = ["records/census.csv"]', given)
    (folder / "city.toml").write_text(toml, "utf-8")
    return geo.run(geo.City.open(folder))


@pytest.fixture
def expected(jinan):
    """What the census says by code, without any point."""
    folder, _ = jinan
    plan = geo.run(geo.City.open(folder))
    return plan.communities[TABLE]


def the_same(plan, expected):
    pd.testing.assert_frame_equal(plan.communities[TABLE], expected)
    assert plan.city_total["people"].item() == PEOPLE
    assert plan.city_total["need_staff"].item() == 4_230
    read = plan.account[plan.account["stage"] == "read"]
    assert read["persons"].sum() == PEOPLE
    for fault in plan.faults:
        assert all(fault.sentence(language) for language in LANGUAGES)


def test_csv_in_gb18030(jinan, expected):
    folder, records = jinan
    records.to_csv(folder / "records" / "记录.csv", index=False, encoding="gb18030")
    the_same(run(folder, "records/记录.csv"), expected)


def test_coordinates_in_gcj02(jinan, expected):
    folder, records = jinan
    lon, lat = from_wgs84(records["经度"], records["纬度"], "gcj02")
    moved_m = 111_195 * np.hypot(lon - records["经度"], lat - records["纬度"])
    assert moved_m.median() > 300
    shifted = records.assign(经度=lon, 纬度=lat)
    shifted.to_csv(folder / "records" / "gcj.csv", index=False)
    the_same(run(folder, "records/gcj.csv", "gcj02"), expected)


def test_workbook_with_title_two_heads_totals_and_notes(jinan, expected):
    folder, records = jinan
    path = folder / "records" / "登记表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("汇总")
        book.add_worksheet("Sheet2")
        sheet.merge_range(0, 0, 0, 3, "济南市流动人口登记表")
        sheet.write(1, 3, "单位：人")
        sheet.merge_range(2, 0, 2, 1, "坐标")
        sheet.write_row(3, 0, ["经度", "纬度"])
        sheet.merge_range(2, 2, 3, 2, "社区代码")
        sheet.merge_range(2, 3, 3, 3, "人数")
        at = 4
        for begin in range(0, len(records), 100):
            part = records.iloc[begin : begin + 100]
            for row in part.itertuples(index=False):
                cells = [None if pd.isna(cell) else cell for cell in row]
                sheet.write_row(at, 0, cells)
                at += 1
            sheet.write_row(at, 0, ["小计", None, None, int(part["人数"].sum())])
            at += 1
        sheet.write_row(at, 0, ["合  计", None, None, PEOPLE])
        sheet.write(at + 1, 0, "注：含跨县（市、区）及外省户籍人口。")
        sheet.write_row(at + 2, 0, ["填表人：甲", None, "审核人：乙"])
    plan = run(folder, "records/登记表.xlsx")
    the_same(plan, expected)
    told = [fault for fault in plan.faults if fault.file == "records/登记表.xlsx"]
    assert {fault.what for fault in told} >= {"fault.total_right", "fault.note_line"}
    assert "fault.total_wrong" not in {fault.what for fault in told}
    assert sum(fault.rows for fault in told if fault.what == "fault.total_right") == 5


# GDAL itself stumbles over the heads that it cuts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_districts_as_a_zipped_shapefile_in_gbk(jinan, expected):
    folder, records = jinan
    layer = gpd.read_file(folder / "boundaries" / "districts.gpkg")[["code", "name", "geometry"]]
    layer = layer.set_axis(["区划代码", "名称", "geometry"], axis=1)
    shape = folder / "boundaries" / "districts.shp"
    layer.to_file(shape, driver="ESRI Shapefile", encoding="gb18030")
    shape.with_suffix(".cpg").unlink()
    with zipfile.ZipFile(folder / "boundaries" / "济南.zip", "w") as archive:
        for part in shape.parent.glob("districts.???"):
            if part.suffix in {".shp", ".shx", ".dbf", ".prj"}:
                archive.write(part, f"济南区县/{part.name}")
    records.to_csv(folder / "records" / "points.csv", index=False)
    plan = run(folder, "records/points.csv", layer="boundaries/济南.zip")
    the_same(plan, expected)
    assert plan.communities["community_name"].str.contains("历下").any()


def test_longitude_and_latitude_exchanged_beside_codes(jinan, expected):
    folder, records = jinan
    by_point = run_points(folder, records)
    coded = records.assign(社区代码=by_point)
    exchanged = coded.rename(columns={"经度": "纬度", "纬度": "经度"})
    exchanged.to_csv(folder / "records" / "exchanged.csv", index=False)
    plan = run(folder, "records/exchanged.csv")
    the_same(plan, expected)
    noted = plan.notes.set_index("note")["persons"]
    assert noted["point_swapped"] == PEOPLE - WITHOUT_BOUNDARY


def test_longitude_and_latitude_exchanged_without_codes(jinan, expected):
    folder, records = jinan
    exchanged = records.rename(columns={"经度": "纬度", "纬度": "经度"})
    exchanged.to_csv(folder / "records" / "exchanged.csv", index=False)
    with pytest.raises(TableError) as refused:
        run(folder, "records/exchanged.csv")
    [fault] = refused.value.faults
    for sentence in map(fault.sentence, LANGUAGES):
        assert "records/exchanged.csv" in sentence
        assert 'lon = "纬度", lat = "经度"' in sentence
    plan = run(folder, "records/exchanged.csv", columns='columns = { lon = "纬度", lat = "经度" }')
    the_same(plan, expected)


def run_points(folder, records):
    """Name the district of every record: its code, or the one its point was drawn in."""
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg")
    points = gpd.GeoSeries(gpd.points_from_xy(records["经度"], records["纬度"]), crs=4326)
    of = np.full(len(records), None, dtype=object)
    for row in districts.itertuples():
        of[points.within(row.geometry).to_numpy()] = str(row.code)
    return records["社区代码"].fillna(pd.Series(of, index=records.index))
