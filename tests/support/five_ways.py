"""Jinan's records and districts, encoded as five offices would send them."""

import zipfile

import geopandas as gpd
import pandas as pd
import xlsxwriter

from geo.spatial.coordinates import from_wgs84

POPULATION = 2_112_829
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


def gb18030(folder, records):
    path = folder / "记录.csv"
    records.to_csv(path, index=False, encoding="gb18030")
    return path


def gcj02(folder, records):
    lon, lat = from_wgs84(records["经度"], records["纬度"], "gcj02")
    path = folder / "gcj.csv"
    records.assign(经度=lon, 纬度=lat).to_csv(path, index=False, encoding="gb18030")
    return path


def workbook(folder, records):
    """A title, a line of units, headers of two rows, subtotals, a total, notes."""
    path = folder / "登记表.xlsx"
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
        sheet.write_row(at, 0, ["合  计", None, None, POPULATION])
        sheet.write(at + 1, 0, "注：含跨县（市、区）及外省户籍人口。")
        sheet.write_row(at + 2, 0, ["填表人：甲", None, "审核人：乙"])
    return path


def zipped_shapefile(folder, districts):
    """Text in GBK, no .cpg, and a folder within the zip."""
    shape = folder / "districts.shp"
    layer = districts[["code", "name", "geometry"]]
    layer = layer.set_axis(["区划代码", "名称", "geometry"], axis=1)
    layer.to_file(shape, driver="ESRI Shapefile", encoding="gb18030")
    path = folder / "济南.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in shape.parent.glob("districts.???"):
            if part.suffix in {".shp", ".shx", ".dbf", ".prj"}:
                archive.write(part, f"济南区县/{part.name}")
    return path


def exchanged(folder, records):
    path = folder / "exchanged.csv"
    records.rename(columns={"经度": "纬度", "纬度": "经度"}).to_csv(path, index=False)
    return path


def with_the_zone(districts):
    """The districts, and the high-tech zone, which has people but no polygon."""
    zone = gpd.GeoDataFrame(
        {"code": ["370171"], "name": ["济南高新技术产业开发区"]}, geometry=[None], crs=districts.crs
    )
    return pd.concat([districts[["code", "name", "geometry"]], zone], ignore_index=True)
