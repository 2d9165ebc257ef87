"""Forty files as offices hand them in, and who lives where by them.

Each is written as its office would; the people it means stand beside it, in the order of the
units of its city. Where nobody can tell what a file means, ``told`` names the doubt.
"""

import csv
import datetime
import io
from dataclasses import dataclass

import geopandas as gpd
import openpyxl
from shapely import box

from geo.spatial.gcj02 import to_gcj02

SIDE_DEG = 0.01

# Of each city: codes, names, subdistricts, and its south-west corner.
CITIES = {
    "jinan": (
        [f"370102{street}{at}" for street in ("001", "002") for at in ("001", "002", "003")],
        ["历山社区", "泉城社区", "文化社区", "千佛社区", "甸柳社区", "文化社区"],
        ["泉城街道"] * 3 + ["甸柳街道"] * 3,
        (117.02, 36.65),
    ),
    "chicago": (
        ["17031010100", "17031010201", "17031010202", "17031010300"],
        ["Census Tract 101", "Census Tract 102.01", "Census Tract 102.02", "Census Tract 103"],
        None,
        (-87.70, 41.85),
    ),
    "alabama": (
        ["01001020100", "01001020200", "01001020300", "01001020400"],
        ["Tract 201", "Tract 202", "Tract 203", "Tract 204"],
        None,
        (-86.50, 32.45),
    ),
    "isere": (
        ["38185", "38151", "38421", "38169"],
        ["Grenoble", "Échirolles", "Saint-Martin-d'Hères", "Fontaine-lès-Prés"],
        None,
        (5.70, 45.16),
    ),
    "zurich": (
        ["261", "230", "191", "1"],
        ["Zürich", "Winterthur", "Dübendorf", "Aeugst am Albis"],
        None,
        (8.50, 47.37),
    ),
    "lambeth": (
        ["E01003012", "E01003013", "E01003014", "E01003015"],
        ["Lambeth 012A", "Lambeth 012B", "Lambeth 012C", "Lambeth 012D"],
        None,
        (-0.12, 51.45),
    ),
    "suva": (
        ["01-001", "01-002", "02-001", "02-002"],
        ["Ward 1", "Ward 2", "Ward 3", "Ward 4"],
        None,
        (178.40, -18.12),
    ),
    "rio": (
        [f"33045570506000{at}" for at in (1, 2, 3, 4)],
        ["Setor 1", "Setor 2", "Setor 3", "Setor 4"],
        None,
        (-43.20, -22.90),
    ),
    "letters": (
        ["01E5", "02E5", "100.10", "100.1"],
        ["North", "South", "East", "West"],
        None,
        (-1.50, 53.80),
    ),
}


def write_boundaries(folder, city):
    """Write the units of a city, squares in a row; return the settings that name them."""
    codes, names, streets, (west, south) = CITIES[city]
    squares = [
        box(west + at * SIDE_DEG, south, west + (at + 1) * SIDE_DEG, south + SIDE_DEG)
        for at in range(len(codes))
    ]
    units = {"社区代码": codes, "社区名称": names} | ({"街道名称": streets} if streets else {})
    gpd.GeoDataFrame(units, geometry=squares, crs=4326).to_file(folder / "units.gpkg")
    return (
        f'name = "{city}"\n[boundaries]\ncommunities = "units.gpkg"\ncoordinates = "wgs84"\n'
        "[records]\n"
    )


def middles(city, count):
    """Return the middle of each of the first units of a city, in degrees."""
    west, south = CITIES[city][3]
    return [(west + (at + 0.5) * SIDE_DEG, south + SIDE_DEG / 2) for at in range(count)]


@dataclass(frozen=True)
class Office:
    """A file of an office.

    Parameters
    ----------
    city
        Whose units it speaks of.
    name, content
        The file.
    people
        Who lives in each unit by it; None: not known. No people at all: the file is refused.
    told
        The issues that must be among those told.
    settings
        Further lines of ``[records]``.
    """

    city: str
    name: str
    content: bytes
    people: tuple[int | None, ...] = ()
    told: tuple[str, ...] = ()
    settings: str = ""


def text(rows, encoding="utf-8", delimiter=","):
    """Write rows as text with separators."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def book(rows, *, merged=(), hidden_rows=(), hidden_columns=(), hidden=None, more=None, title=None):
    """Write rows as a workbook: merged ranges, hidden rows (from 1) and columns, other sheets."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title or "Sheet1"
    for row in rows:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    for row in hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in hidden_columns:
        sheet.column_dimensions[column].hidden = True
    for name, others in {**(hidden or {}), **(more or {})}.items():
        other = workbook.create_sheet(name)
        for row in others:
            other.append(row)
        if name in (hidden or {}):
            other.sheet_state = "hidden"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def day(year, month, of_month):
    return datetime.date(year, month, of_month)


JINAN, NAMES, STREETS, _ = CITIES["jinan"]
SOME = (120, 1137, 85, 4200, 36, 508)
OCTOBER = 'period = "2026-10"\n'
TRACTS, TRACT_NAMES = CITIES["chicago"][:2]
FOUR = (1234, 87, 2050, 310)


def pairs(codes, values):
    return [list(pair) for pair in zip(codes, values, strict=True)]


def chinese():
    """List the files of Chinese offices by what is peculiar about each."""
    of = dict(city="jinan", settings=OCTOBER)
    numbered = [[at + 1, *row] for at, row in enumerate(zip(JINAN, NAMES, SOME, strict=True))]
    named = list(zip(STREETS, NAMES, SOME, strict=True))
    yield (
        "title, reporting office and total",
        Office(
            name="统计表.xlsx",
            content=book(
                [
                    ["历下区流动人口统计表"],
                    ["填报单位：历下区流管办", None, None, "填报时间：2026年10月31日"],
                    ["序号", "社区代码", "社区名称", "流动人口数"],
                    *numbered,
                    ["合计", None, None, sum(SOME)],
                ],
                merged=("A1:D1",),
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "人数 over 男 女 合计",
        Office(
            name="分性别.xlsx",
            content=book(
                [
                    ["社区代码", "社区名称", "人数", None, None],
                    [None, None, "男", "女", "合计"],
                    *(
                        [code, name, n // 2, n - n // 2, n]
                        for code, name, n in zip(JINAN, NAMES, SOME, strict=True)
                    ),
                ],
                merged=("A1:A2", "B1:B2", "C1:E1"),
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "男 and 女 without their sum",
        Office(
            name="男女.csv",
            content=text([["社区代码", "男", "女"], *([code, 7, 8] for code in JINAN)], "gb18030"),
            told=("issue.count_asked",),
            **of,
        ),
    )
    yield (
        "subtotals by subdistrict, named, the subdistrict merged",
        Office(
            name="分街道.xlsx",
            content=book(
                [
                    ["街道", "社区", "人数"],
                    *([row[0] if at == 0 else None, *row[1:]] for at, row in enumerate(named[:3])),
                    [None, "小计", sum(SOME[:3])],
                    *([row[0] if at == 0 else None, *row[1:]] for at, row in enumerate(named[3:])),
                    [None, "小计", sum(SOME[3:])],
                    ["总计", None, sum(SOME)],
                ],
                merged=("A2:A5", "A6:A9"),
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "单位：万人 under the title, GB18030",
        Office(
            name="万人.csv",
            content=text(
                [
                    ["流动人口情况", ""],
                    ["单位：万人", ""],
                    ["社区代码", "人数"],
                    *pairs(JINAN, ["0.012", "0.1137", "0.0085", "0.42", "0.0036", "0.0508"]),
                ],
                "gb18030",
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "numbers as people type them",
        Office(
            name="文本数字.csv",
            content=text(
                [
                    ["社区代码", "人数"],
                    *pairs(JINAN, ["１２０", "１，１３７", "85人", "0.42万", " 36 ", "508.0"]),
                ]
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "months as columns",
        Office(
            city="jinan",
            name="2026年各月.xlsx",
            content=book(
                [
                    ["2026年各月流动人口"],
                    ["社区代码", "8月", "9月", "10月"],
                    *([code, n - 9, n - 5, n] for code, n in zip(JINAN, SOME, strict=True)),
                ]
            ),
            told=("issue.count_asked",),
        ),
    )
    yield (
        "communities and subdistricts as they are called",
        Office(
            name="登记.csv",
            content=text(
                [
                    ["街道", "居委会", "人数"],
                    ["泉城街道办事处", "历山社区居委会", 120],
                    ["泉城街道办", "泉城居委会", 1137],
                    ["泉城", "文化社区居民委员会", 85],
                    ["甸柳街道", "千佛社区", 4200],
                    ["甸柳街道", "甸柳", 36],
                    ["甸柳街道", "文化", 508],
                ],
                "gb18030",
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "a name that two communities bear",
        Office(
            name="重名.csv",
            content=text([["社区", "人数"], *pairs(NAMES, SOME)]),
            told=(
                "issue.loss_ambiguous",
                "issue.names_ambiguous",
            ),
            **of,
        ),
    )
    dates = ["2026年10月", "2026/10", "202610", "2026-10-31", "2026.10", "２０２６年１０月１日"]
    yield (
        "one month in six forms",
        Office(
            city="jinan",
            name="月份.csv",
            content=text([["社区代码", "统计月份", "人数"], *zip(JINAN, dates, SOME, strict=True)]),
            people=SOME,
        ),
    )
    yield (
        "the month as a serial number of Excel",
        Office(
            city="jinan",
            name="序列.xlsx",
            content=book(
                [["社区代码", "统计月份", "人数"], *([c, 46326, n] for c, n in pairs(JINAN, SOME))]
            ),
            people=SOME,
            told=("issue.period_serial",),
        ),
    )
    yield (
        "some months blank",
        Office(
            city="jinan",
            name="空月份.csv",
            content=text(
                [
                    ["社区代码", "统计月份", "人数"],
                    *(
                        [c, "2026-10" if at % 2 else "", n]
                        for at, (c, n) in enumerate(pairs(JINAN, SOME))
                    ),
                ]
            ),
            people=(None, 1137, None, 4200, None, 508),
            told=("issue.period_not_known",),
        ),
    )
    yield (
        "a hidden sheet and hidden rows",
        Office(
            name="隐藏.xlsx",
            content=book(
                [["社区代码", "人数"], *pairs(JINAN, SOME), [JINAN[0], 9999]],
                hidden_rows=(8,),
                hidden={"字典": [["社区代码", "人数"], [JINAN[0], 1]]},
            ),
            people=(SOME[0] + 9999, *SOME[1:]),
            told=(
                "issue.rows_hidden",
                "issue.sheets_hidden",
            ),
            **of,
        ),
    )
    yield (
        "formulas without a value",
        Office(
            name="公式.xlsx",
            content=book(
                [["社区代码", "人数"], *pairs(JINAN[:5], SOME[:5]), [JINAN[5], "=SUM(B2:B3)"]]
            ),
            told=("issue.formula_unread",),
            **of,
        ),
    )
    yield (
        "notes under the table",
        Office(
            name="附注.xlsx",
            content=book(
                [
                    ["社区代码", "社区名称", "人数"],
                    *([c, m, n] for c, m, n in zip(JINAN, NAMES, SOME, strict=True)),
                    [],
                    ["注：本表不含境外人员。"],
                    ["数据来源：区公安分局"],
                    ["填表人：张三", None, "审核人：李四"],
                ]
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "codes parted by hyphens and spaces",
        Office(
            name="分段.csv",
            content=text(
                [
                    ["社区代码", "人数"],
                    *(
                        [sign.join((c[:6], c[6:9], c[9:])), n]
                        for (c, n), sign in zip(pairs(JINAN, SOME), "-- --- "[:6], strict=True)
                    ),
                ]
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "codes that Excel rounded",
        Office(
            name="科学计数.csv",
            content=text([["社区代码", "人数"], *(["3.70102E+11", n] for n in SOME)]),
            told=(
                "issue.loss_empty",
                "issue.record_code_mangled",
            ),
            **of,
        ),
    )
    yield (
        "codes with an apostrophe or a tab, as systems export them",
        Office(
            name="导出.csv",
            content=text(
                [
                    ["社区代码", "人数"],
                    *(
                        [("'" + c, c + "\t", f'="{c}"')[at % 3], n]
                        for at, (c, n) in enumerate(pairs(JINAN, SOME))
                    ),
                ],
                "gb18030",
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "points in GCJ-02",
        Office(
            name="点位.csv",
            content=text(
                [
                    ["经度", "纬度", "人数"],
                    *(
                        [*(f"{float(v):.6f}" for v in to_gcj02(*at)), n]
                        for at, n in zip(middles("jinan", 6), SOME, strict=True)
                    ),
                ]
            ),
            people=SOME,
            city="jinan",
            settings=OCTOBER + 'coordinates = "gcj02"\n',
        ),
    )
    yield (
        "all residents, the registered and the floating side by side",
        Office(
            name="人口.csv",
            content=text(
                [
                    ["社区代码", "总人口", "户籍人口", "流动人口", "其中：省外"],
                    *([c, n + 5000, 5000, n, n // 3] for c, n in pairs(JINAN, SOME)),
                ],
                "utf-16",
                "\t",
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "no number, written in words",
        Office(
            name="无.csv",
            content=text(
                [["社区代码", "人数"], *pairs(JINAN, [120, "—", "无", "不详", "/", 508])],
                "gb18030",
            ),
            people=(120, None, None, None, None, 508),
            told=("issue.people_unread", "issue.people_empty"),
            **of,
        ),
    )
    yield (
        "the total first, and parts of it by 其中",
        Office(
            name="其中.xlsx",
            content=book(
                [
                    ["社区代码", "社区名称", "人数"],
                    [None, "全区", sum(SOME)],
                    [None, "其中：", None],
                    *([c, m, n] for c, m, n in zip(JINAN, NAMES, SOME, strict=True)),
                ]
            ),
            people=SOME,
            **of,
        ),
    )
    yield (
        "a month a sheet",
        Office(
            city="jinan",
            name="分月.xlsx",
            content=book(
                [["社区代码", "人数"], *pairs(JINAN, SOME)],
                title="9月",
                more={"10月": [["社区代码", "人数"], *pairs(JINAN, reversed(SOME))]},
            ),
            told=("issue.sheet",),
        ),
    )


def foreign():
    """List the files of offices elsewhere by what is peculiar about each."""
    of = dict(city="chicago", settings=OCTOBER)
    yield (
        "tracts, thousands, a total and a source",
        Office(
            name="tracts.csv",
            content=text(
                [
                    ["Persons by census tract, October 2026", "", ""],
                    ["Community code", "Tract", "Persons"],
                    *zip(TRACTS, TRACT_NAMES, ["1,234", "87", "2,050", "310"], strict=True),
                    ["Total", "", "3,681"],
                    ["Source: American Community Survey", "", ""],
                ]
            ),
            people=FOUR,
            **of,
        ),
    )
    yield (
        "GEO_ID as the bureau downloads it",
        Office(
            name="acs.csv",
            content=text(
                [["code", "persons"], *pairs([f"1400000US{code}" for code in TRACTS], FOUR)]
            ),
            told=("issue.loss_codes",),
            **of,
        ),
    )
    yield (
        "codes whose zero Excel ate",
        Office(
            city="alabama",
            name="fips.xlsx",
            content=book(
                [["code", "persons"], *pairs([int(c) for c in CITIES["alabama"][0]], FOUR)]
            ),
            told=("issue.loss_zeros",),
            settings=OCTOBER,
        ),
    )
    yield (
        "Latin-1, semicolons, a narrow space in thousands",
        Office(
            city="isere",
            name="communes.csv",
            content=text(
                [
                    ["Commune", "Effectif"],
                    *zip(CITIES["isere"][1], ["1 234", "87,0", "2\xa0050", "310"], strict=True),
                    ["Ensemble", "3 681"],
                    ["Source : Insee, recensement de la population", ""],
                ],
                "latin-1",
                ";",
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_name = "Commune", count = "Effectif" }\n',
        ),
    )
    yield (
        "a head nobody knows over the people",
        Office(
            city="isere",
            name="effectif.csv",
            content=text(
                [["community code", "Effectif"], *pairs(CITIES["isere"][0], FOUR)], "cp1252", ";"
            ),
            told=("issue.count_asked",),
            settings=OCTOBER,
        ),
    )
    yield (
        "a dot in thousands beside semicolons",
        Office(
            city="zurich",
            name="personen.csv",
            content=text(
                [["code", "persons"], *pairs(CITIES["zurich"][0], ["1.234", "87", "2.050", "310"])],
                "cp1252",
                ";",
            ),
            people=(None, 87, None, 310),
            told=("issue.people_unread",),
            settings=OCTOBER,
        ),
    )
    yield (
        "an apostrophe in thousands",
        Office(
            city="zurich",
            name="gemeinden.csv",
            content=text(
                [
                    ["name", "persons"],
                    *pairs(CITIES["zurich"][1], ["1'234", "87", "2\u2019050", "310"]),
                ],
                "cp1252",
                ";",
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_name = "name" }\n',
        ),
    )
    yield (
        "LSOA with title, notes and three heads of people",
        Office(
            city="lambeth",
            name="lsoa.xlsx",
            content=book(
                [
                    ["Usual residents born elsewhere"],
                    [],
                    ["LSOA code", "LSOA name", "Male", "Female", "Total"],
                    *(
                        [c, m, n // 2, n - n // 2, n]
                        for c, m, n in zip(*CITIES["lambeth"][:2], FOUR, strict=True)
                    ),
                    [],
                    ["Source: Office for National Statistics"],
                    ["Note: figures are rounded."],
                ]
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_code = "LSOA code", count = "Total" }\n',
        ),
    )
    yield (
        "setores as numbers, semicolons, a mark of byte order",
        Office(
            city="rio",
            name="setores.csv",
            content=text(
                [["code", "persons"], *pairs(CITIES["rio"][0], FOUR), ["TOTAL", sum(FOUR)]],
                "utf-8-sig",
                ";",
            ),
            people=FOUR,
            settings=OCTOBER,
        ),
    )
    yield (
        "codes that Excel took for dates",
        Office(
            city="suva",
            name="tikina.csv",
            content=text(
                [["code", "persons"], *pairs(["Jan-01", "Jan-02", "Feb-01", "Feb-02"], FOUR)]
            ),
            told=("issue.loss_codes",),
            settings=OCTOBER,
        ),
    )
    yield (
        "wards by name, and a row that begins with Source",
        Office(
            city="suva",
            name="wards.csv",
            content=text(
                [
                    ["community", "persons"],
                    *pairs(CITIES["suva"][1], FOUR),
                    ["Source: Bureau of Statistics", ""],
                ]
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_name = "community" }\n',
        ),
    )
    yield (
        "codes that look like numbers",
        Office(
            city="letters",
            name="codes.csv",
            content=text([["code", "persons"], *pairs(CITIES["letters"][0], FOUR)]),
            people=FOUR,
            settings=OCTOBER,
        ),
    )
    yield (
        "American dates",
        Office(
            city="chicago",
            name="us.csv",
            content=text(
                [
                    ["code", "month", "persons"],
                    *([c, "10/31/2026", n] for c, n in pairs(TRACTS, FOUR)),
                    *([c, "09/30/2026", 1] for c in TRACTS),
                ]
            ),
            people=FOUR,
        ),
    )
    yield (
        "British dates",
        Office(
            city="lambeth",
            name="uk.csv",
            content=text(
                [
                    ["code", "month", "persons"],
                    *zip(
                        CITIES["lambeth"][0],
                        ["31/10/2026", "01/10/2026", "5/10/2026", "09/10/2026"],
                        FOUR,
                        strict=True,
                    ),
                ]
            ),
            people=FOUR,
        ),
    )
    yield (
        "dates that may be either",
        Office(
            city="lambeth",
            name="either.csv",
            content=text(
                [
                    ["code", "month", "persons"],
                    *([c, "09/10/2026", n] for c, n in pairs(CITIES["lambeth"][0], FOUR)),
                ]
            ),
            people=FOUR,
            told=("issue.period_ambiguous",),
        ),
    )
    yield (
        "months in words, Unicode text",
        Office(
            city="chicago",
            name="words.txt",
            content=text(
                [
                    ["code", "month", "persons"],
                    *zip(
                        TRACTS,
                        ["Oct-26", "October 2026", "Oct 2026", "31 Oct 2026"],
                        FOUR,
                        strict=True,
                    ),
                ],
                "utf-16",
                "\t",
            ),
            people=FOUR,
        ),
    )
    yield (
        "Men, Women, Total",
        Office(
            name="sex.csv",
            content=text(
                [
                    ["code", "Men", "Women", "Total"],
                    *([c, n // 2, n - n // 2, n] for c, n in pairs(TRACTS, FOUR)),
                ]
            ),
            told=("issue.count_asked",),
            **of,
        ),
    )
    yield (
        "a hidden column and true dates",
        Office(
            city="chicago",
            name="dates.xlsx",
            content=book(
                [
                    ["code", "month", "persons"],
                    *([c, day(2026, 10, 31), n] for c, n in pairs(TRACTS, FOUR)),
                ],
                hidden_columns=("B",),
            ),
            people=FOUR,
        ),
    )
    yield (
        "small numbers that are suppressed",
        Office(
            name="suppressed.csv",
            content=text([["code", "persons"], *pairs(TRACTS, [1234, "<5", "*", 310])]),
            people=(1234, None, None, 310),
            told=("issue.people_unread",),
            **of,
        ),
    )
    yield (
        "latitude and longitude exchanged",
        Office(
            name="swapped.csv",
            content=text(
                [
                    ["longitude", "latitude", "persons"],
                    *(
                        [lat, lon, n]
                        for (lon, lat), n in zip(middles("chicago", 4), FOUR, strict=True)
                    ),
                ]
            ),
            told=("issue.loss_swapped",),
            city="chicago",
            settings=OCTOBER + 'coordinates = "wgs84"\n',
        ),
    )
    yield (
        "metres under longitude and latitude",
        Office(
            name="utm.csv",
            content=text(
                [["longitude", "latitude", "persons"], *([442000 + n, 4633000, n] for n in FOUR)]
            ),
            told=("issue.loss_not_degrees",),
            city="chicago",
            settings=OCTOBER + 'coordinates = "wgs84"\n',
        ),
    )
    yield (
        "persons in thousands",
        Office(
            name="thousands.csv",
            content=text(
                [["code", "Persons (thousands)"], *pairs(TRACTS, [1.234, 0.087, 2.05, 0.31])]
            ),
            people=(None, *FOUR[1:]),  # 1.234 thousands may be 1,234 thousands
            told=("issue.people_unread", "issue.unit_read"),
            **of,
        ),
    )
    yield (
        "a year a column",
        Office(
            name="years.csv",
            content=text(
                [
                    ["code", "2024", "2025", "2026"],
                    *([c, n - 7, n - 3, n] for c, n in pairs(TRACTS, FOUR)),
                ]
            ),
            told=("issue.count_asked",),
            **of,
        ),
    )


OFFICES = dict([*chinese(), *foreign()])
