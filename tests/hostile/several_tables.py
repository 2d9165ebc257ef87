"""Files with more than one table, month, sum or name of a place, or with rows nobody sees."""

from hostile.office_files import CITIES, OCTOBER, Office, book, middles, pairs, text

JINAN, NAMES, STREETS, _ = CITIES["jinan"]
TRACTS = CITIES["chicago"][0]
SOME = (120, 1137, 85, 4200, 36, 508)
FOUR = (1234, 87, 2050, 310)
HEADERS = ["社区代码", "人数"]
LESS = [number - 1 for number in SOME]


def several():
    """List the files by what is peculiar about each."""
    of = {"city": "jinan", "settings": OCTOBER}
    below = [*pairs(JINAN, SOME), [], ["2026年9月"], HEADERS, *pairs(JINAN, LESS)]
    yield (
        "another month's table below",
        Office(
            city="jinan",
            name="下表.xlsx",
            content=book([["2026年10月"], HEADERS, *below]),
            told=("issue.second_table",),
        ),
    )
    american = [["Table A, October 2026"], ["code", "persons"], *pairs(TRACTS, FOUR), []]
    american += [["Table B, September 2026"], ["code", "persons"], *pairs(TRACTS, FOUR)]
    yield (
        "two tables in one text",
        Office(
            city="chicago", name="two.csv", content=text(american), told=("issue.second_table",)
        ),
    )
    pages = [HEADERS, *pairs(JINAN[:3], SOME[:3]), HEADERS, *pairs(JINAN[3:], SOME[3:])]
    yield (
        "headers on every page",
        Office(
            name="分页.csv",
            content=text(pages),
            people=SOME,
            told=("issue.headers_again",),
            **of,
        ),
    )
    yield (
        "two months in the title",
        Office(
            city="jinan",
            name="两月.xlsx",
            content=book([["2026年9月至10月流动人口统计"], HEADERS, *pairs(JINAN, SOME)]),
            people=SOME,
            told=("issue.period_several",),
        ),
    )
    yield (
        "a month in the title, another on the sheet",
        Office(
            city="jinan",
            name="统计.xlsx",
            content=book([["2026年9月统计"], HEADERS, *pairs(JINAN, SOME)], title="10月"),
            told=("issue.period_differs",),
        ),
    )
    parts = [("男", 1, 2), ("女", 1, 2), ("小计", 2, 1)]
    by_sex = [
        [code, part, share * number // of_all if of_all > 1 else number]
        for code, number in pairs(JINAN, [2 * number for number in SOME])
        for part, share, of_all in parts
    ]
    yield (
        "men, women and their sum, with the code in each row",
        Office(
            name="分性别.csv",
            content=text([["社区代码", "性别", "人数"], *by_sex]),
            people=tuple(2 * number for number in SOME),
            **of,
        ),
    )
    cells = [f"<tr><td>{code}</td><td>{number}</td></tr>" for code, number in pairs(JINAN, SOME)]
    cells[-1] = cells[-1].replace("<tr>", "<tr height=0 style='display: none'>")
    page = f"<html><table><tr><td>社区代码</td><td>人数</td></tr>{''.join(cells)}</table></html>"
    yield (
        "a page with a row that is not shown",
        Office(
            name="导出.xls",
            content=page.encode("gb18030"),
            people=SOME,
            told=("issue.rows_hidden",),
            **of,
        ),
    )
    whole = [
        f"山东省济南市历下区{street}{name}" for street, name in zip(STREETS, NAMES, strict=True)
    ]
    yield (
        "names behind those of province, city and district",
        Office(
            name="全称.csv",
            content=text([["社区", "人数"], *pairs(whole, SOME)]),
            people=SOME,
            **of,
        ),
    )
    old = [name.replace("历", "歷").replace("区", "區") for name in NAMES]
    yield (
        "traditional characters, and a shopping centre",
        Office(
            name="繁體.csv",
            content=text(
                [
                    ["街道", "社区", "人数"],
                    *zip(STREETS, old, SOME, strict=True),
                    ["甸柳街道", "万达", 3],
                ]
            ),
            people=SOME,
            told=("issue.names_unknown",),
            **of,
        ),
    )
    eastward = [
        [lon % 360, lat, number]
        for (lon, lat), number in zip(middles("taveuni", 4), FOUR, strict=True)
    ]
    yield (
        "longitudes to 360",
        Office(
            city="taveuni",
            name="points.csv",
            content=text([["lon", "lat", "persons"], *eastward]),
            people=FOUR,
            settings=OCTOBER + 'coordinates = "wgs84"\n',
        ),
    )
