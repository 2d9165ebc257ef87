"""The directory of sites: in its places, for the public only, and inert in every form."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from html import unescape
from io import BytesIO, StringIO

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geo.analyses.access.directory.listing import by_district, directory_csv, site_directory
from geo.analyses.access.directory.printable import directory_page
from geo.analyses.access.directory.workbook import directory_workbook

LIVE = '=HYPERLINK("http://x")'
SCRIPT = "<script>alert(1)</script>"
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
# name, place on the row of squares of conftest.py (a square is 0.01° wide), what is told of it
SITES = [
    ("绿洲站", 5.5, "居住登记;健康检查", "绿洲路1号", "000-1", "周一至周五"),
    ("外站", 99.0, "政策咨询", None, None, None),
    (LIVE, 0.5, "+1;@x", "-2+3", "=1+1", "@now"),
    (SCRIPT, 2.0, None, '"><img src=x onerror=alert(1)>', None, "a & b"),
]


@pytest.fixture(scope="module")
def sites() -> pd.DataFrame:
    names = ["site_name", "place", "services", "address", "phone", "hours"]
    frame = pd.DataFrame(SITES, columns=names)
    frame["lon"], frame["lat"] = 103.5 + frame.pop("place") / 100, 40.505
    return frame.assign(staff=7.0, capacity=1800.0, file="sites.csv", row=range(2, 6))


@pytest.fixture(scope="module")
def listed(sites, results) -> pd.DataFrame:
    return site_directory(sites, results.communities)


def test_sites_stand_in_their_places_and_those_in_none_come_last(listed):
    told = listed.set_index("site_name")
    assert told.loc["绿洲站", "subdistrict_name"] == "https://绿洲镇.example"
    assert told.loc["绿洲站", "community_name"] == "<b>${x}"
    assert told.loc[LIVE, "district_name"] == "沙洲区"
    assert (
        told.loc[["外站"], ["district_name", "subdistrict_name", "community_name"]]
        .isna()
        .to_numpy()
        .all()
    )
    assert listed["site_name"].iloc[-1] == "外站"
    assert listed["district_name"].iloc[:3].tolist() == ["沙洲区", "沙洲区", "=绿洲县"]


def test_a_site_on_a_line_is_listed_once_under_the_lowest_code(listed, results):
    (community,) = listed.loc[listed["site_name"] == SCRIPT, "community_name"]
    assert community == results.communities["community_name"].iloc[1]
    assert len(listed) == len(SITES)


def test_the_order_of_the_input_does_not_matter(sites, results, listed):
    pd.testing.assert_frame_equal(site_directory(sites[::-1], results.communities), listed)


def test_a_site_keeps_its_number(sites, listed):
    assert listed["site_name"].to_dict() == sites["site_name"].to_dict()


def test_staff_and_seats_are_not_for_the_public(listed, results):
    assert not {"staff", "capacity", "file", "row"} & set(listed)
    for made in (directory_csv(listed), directory_page(listed, results, "zh")):
        assert b"1800" not in made


def test_districts_add_up_and_the_nameless_has_words(listed):
    apart = dict(by_district(listed, "en"))
    assert sum(map(len, apart.values())) == len(SITES)
    assert list(apart)[-1] == "Within no community's boundary"


def test_without_sites_there_is_still_a_directory(sites, results):
    empty = site_directory(sites[:0], results.communities)
    assert empty.empty
    assert "没有站点。" in directory_page(empty, results, "zh").decode()
    book = openpyxl.load_workbook(BytesIO(directory_workbook(empty, results, "zh")))
    assert book.sheetnames == ["服务站点名录"]
    assert directory_csv(empty).startswith(b"\xef\xbb\xbfdistrict_name,")


def test_csv_reads_back_and_is_inert(listed):
    rows = list(csv.DictReader(StringIO(directory_csv(listed).decode("utf-8-sig"))))
    assert len(rows) == len(SITES)
    cells = [cell for row in rows for name, cell in row.items() if name not in {"lon", "lat"}]
    assert f"'{LIVE}" in cells
    assert not any(cell.startswith(tuple("=+-@")) for cell in cells)


@LANGUAGES
def test_the_workbook_reads_back_and_nothing_is_a_formula_or_link(listed, results, language):
    named = replace(results, city=replace(results.city, name="=沙洲市"))
    made = directory_workbook(listed, named, language)
    assert made == directory_workbook(listed, named, language)
    book = openpyxl.load_workbook(BytesIO(made))
    (sheet,) = book.worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    values = [cell.value for cell in cells]
    assert {LIVE, SCRIPT, "=1+1", "@now", "外站", "000-1"} <= set(values)
    assert [value for value in values if isinstance(value, int)] == [1, 2, 3, 4]
    between = "、" if language == "zh" else ", "
    assert f"居住登记{between}健康检查" in values


@LANGUAGES
def test_the_page_tells_all_and_runs_nothing(listed, results, language):
    city = replace(results.city, name="<沙洲市>", note=f"注{SCRIPT}")
    page = directory_page(listed, replace(results, city=city), language).decode()
    outside = r"(?:src|href|url|@import)\s*[=(]"
    tags = re.findall(r"<(/?[a-z0-9]+)([^>]*)>", page)
    known = "html head meta title style body h1 h2 h3 div small ul li dl dt dd p"
    assert {name.strip("/") for name, _ in tags} <= set(known.split())
    assert not [rest for _, rest in tags if re.search(outside, rest) or " on" in rest]
    assert not re.search(outside, page.split("<style>")[1].split("</style>")[0])
    text = unescape(re.sub(r"<[^>]*>", "\n", page.split("<body>")[1]))
    for name, _, _, *details in SITES:
        assert {name, *filter(None, details)} <= set(text.split("\n"))
    assert ("电话" if language == "zh" else "Phone") in text


def test_a_community_without_a_name_is_told_by_its_code():
    from shapely.geometry import box

    bare = gpd.GeoDataFrame(
        {
            "community_code": ["990101001001"],
            "community_name": pd.array([None], dtype="str"),
            "subdistrict_code": pd.array([None], dtype="str"),
            "subdistrict_name": pd.array([None], dtype="str"),
            "district_code": ["990101"],
            "district_name": pd.array([None], dtype="str"),
        },
        geometry=[box(0, 0, 1, 1)],
        crs=4326,
    )
    site = {"site_name": "站", "lon": 0.5, "lat": 0.5}
    site |= dict.fromkeys(("services", "address", "phone", "hours"), None)
    listed = site_directory(pd.DataFrame([site]), bare)
    assert listed.loc[0, "community_name"] == "990101001001"
    assert listed.loc[0, "district_name"] == "990101"
    assert pd.isna(listed.loc[0, "subdistrict_name"])
