"""Files as offices in China hand them in, and who lives where by them.

Each is written as its office would; the people it means stand beside it, in the order of the
units of its city. Where nobody can tell what a file means, ``told`` names the doubt.
"""

from hostile.office_files import CITIES, OCTOBER, Office, book, middles, pairs, text

from geo.spatial.gcj02 import to_gcj02

JINAN, NAMES, STREETS, _ = CITIES["jinan"]
SOME = (120, 1137, 85, 4200, 36, 508)


def chinese():
    """List the files of Chinese offices by what is peculiar about each."""
    of = {"city": "jinan", "settings": OCTOBER}
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
        "the unit in a column",
        Office(
            name="单位列.csv",
            content=text(
                [
                    ["社区代码", "人数", "单位"],
                    *(
                        [c, n, "人" if at else "万人"]
                        for at, (c, n) in enumerate(pairs(JINAN, SOME))
                    ),
                ]
            ),
            told=("issue.unit_column",),
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
