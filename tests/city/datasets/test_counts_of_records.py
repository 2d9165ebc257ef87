"""Counts of records as offices write them: read right, or told with row and value."""

import openpyxl
import pytest

from geo.city.datasets.records import Records
from geo.city.settings import RecordSettings
from geo.core.i18n import LANGUAGES
from geo.core.issues import TableError, sentences
from geo.core.progress import silent
from geo.formats.source import Source

CODES = [f"99010100100{number}" for number in range(1, 5)]
HEADERS = ["社区代码", "人数"]


def table(header, cells):
    return [["社区代码", header], *([code, cell] for code, cell in zip(CODES, cells, strict=False))]


def written(folder, rows, name="r.csv", encoding="utf-8", mark=","):
    path = folder / name
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        lines = [mark.join(f'"{cell}"' if mark in cell else cell for cell in row) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding)
    return Source(path, name)


def counts(source, **given):
    """Counts by row, None where one was rejected; and the issues."""
    reader = Records([source], RecordSettings(**given))
    read = [
        None if issue else int(count)
        for batch in reader.batches(silent)
        for count, issue in zip(batch["count"], batch["issue"], strict=True)
    ]
    return read, [issue for issue in reader.issues if not issue.is_note]


RIGHT = {
    "text": (table("人数", ["1,234", "４００", "1200人", "1.2万"]), [1234, 400, 1200, 12000]),
    "ten thousands": (table("人数(万人)", ["2", "1.1", "0.5", "1,234"]), [20000, 11000, 5000, 12340000]),
    "thousands": (table("人数（千人）", ["2", "1.1"]), [2000, 1100]),
    "hundreds": (table("人数（百人）", ["2", "1.1"]), [200, 110]),
    "unit said": (table("人数（单位：万人）", ["2"]), [20000]),
    "unit in English": (table("people (in thousands)", ["2", "1.5"]), [2000, 1500]),
    "line of units": (
        [["某市流动人口统计表"], ["", "单位：万人"], *table("人数", ["2", "1"])],
        [20000, 10000],
    ),
    "row of units": ([HEADERS, ["", "（万人）"], *table("", ["2", "1"])[1:]], [20000, 10000]),
    "unit behind a slash": (table("人数/万人", ["0.5", "1.2"]), [5000, 12000]),
    "unit behind the header": (table("流动人口万人", ["2", "1.2"]), [20000, 12000]),
    "people behind a slash": (table("人数/人", ["2", "1"]), [2, 1]),
    "unit after a space": ([["", "计量单位 万人"], *table("人数", ["2", "1"])], [20000, 10000]),
    "unit over merged headers": (
        [
            ["社区代码", "流动人口（单位：万人）", ""],
            ["", "总数", "其中：女"],
            *([code, "2", "1"] for code in CODES),
        ],
        [20000] * 4,
    ),
    "unit above and below": (
        [*table("人数（万人）", ["2", "1"]), ["注：人数单位为万人", ""]],
        [20000, 10000],
    ),
    "people below": ([*table("人数", ["2", "1"]), ["注：单位：人", ""]], [2, 1]),
    "plain units beside": (
        [["社区代码", "人数", "单位"], *([code, "5", "人"] for code in CODES)],
        [5] * 4,
    ),
    "office as unit": ([["单位：历山街道办事处"], *table("人数", ["2"])], [2]),
    "total of parts": (
        [
            ["社区代码", "人数", "", ""],
            ["", "男", "女", "合计"],
            *([code, "600", "500", "1100"] for code in CODES),
        ],
        [1100] * 4,
    ),
    "total header": (table("流动人口总数", ["1100", "3"]), [1100, 3]),
    "note in brackets": (table("人数（含港澳台）", ["1100", "3"]), [1100, 3]),
    "flag beside": (
        [["社区代码", "是否租房"], [CODES[0], "1"], [CODES[1], "0"]],
        [1, 1],
    ),
    "serial beside": ([["序号", "社区代码"], *([str(n), CODES[n]] for n in range(3))], [1] * 3),
}  # fmt: skip


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
@pytest.mark.parametrize("case", RIGHT)
def test_one_meaning_is_read(tmp_path, case, name):
    rows, expected = RIGHT[case]
    read, issues = counts(written(tmp_path, rows, name))
    assert read == expected
    assert not issues


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1 234", "12"], ";"),
        (["1'234", "12"], ";"),
        (["1234,0", "12,0"], ";"),
        (["1.234,0", "12"], ";"),
    ],
)
def test_marks_of_other_countries(tmp_path, cells, mark):
    assert counts(written(tmp_path, table("人数", cells), mark=mark))[0] == [1234, 12]


TOLD = {
    "two meanings": (["5", "1.234"], 3, "1.234", "issue.people_unread"),
    "zeros behind": (["5", "12.000"], 3, "12.000", "issue.people_unread"),
    "about": (["约400", "5"], 2, "约400", "issue.people_unread"),
    "households": (["300户", "5"], 2, "300户", "issue.people_households"),
    "empty": (["5", ""], 3, "", "issue.people_empty"),
    "part of one": (["5", "2.5"], 3, "2.5", "issue.people_unread"),
    "raised digit": (["1200¹", "5"], 2, "1200¹", "issue.people_unread"),
    "digit in a circle": (["5", "1200①"], 3, "1200①", "issue.people_unread"),
    "digit with a point": (["5", "1200⒈"], 3, "1200⒈", "issue.people_unread"),
    "star": (["5", "1200*"], 3, "1200*", "issue.people_unread"),
    "decimal comma": (["1,5", "5"], 2, "1,5", "issue.people_unread"),
    "group and decimals": (["5", "1.200,50"], 3, "1.200,50", "issue.people_unread"),
    "share": (["12%", "5"], 2, "12%", "issue.people_unread"),
    "range": (["5", "1200-1300"], 3, "1200-1300", "issue.people_unread"),
    "left open": (["1200左右", "5"], 2, "1200左右", "issue.people_unread"),
    "less than none": (["5", "-3"], 3, "-3", "issue.people_unread"),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_has_no_one_meaning_is_told_with_row_and_value(tmp_path, case):
    cells, row, value, what = TOLD[case]
    read, [issue] = counts(written(tmp_path, table("人数", cells)))
    assert read[row - 2] is None
    assert read[3 - row] == 5
    assert (issue.what, issue.row, issue.value) == (what, row, value)
    for language in LANGUAGES:
        assert value in issue.sentence(language)


ASKED = {
    "total of all": (table("总人数", ["1100", "3"]), "issue.count_asked"),
    "sum": (table("合计", ["1100", "3"]), "issue.count_asked"),
    "total": (table("total", ["1100", "3"]), "issue.count_asked"),
    "parts of ten thousand": (table("总人数", ["0.5", "1.2"]), "issue.count_asked"),
    "households behind a slash": (table("人数/户", ["5", "12"]), "issue.unit_households"),
    "migrants": (table("migrants", ["1100", "3"]), "issue.count_asked"),
    "effectif": (table("effectif", ["1100", "3"]), "issue.count_asked"),
    "months": (
        [
            ["社区代码", "2026年8月", "2026年9月", "2026年10月"],
            *([code, "5", "6", "7"] for code in CODES),
        ],
        "issue.count_asked",
    ),
    "months below one header": (
        [
            ["社区代码", "人数", "", ""],
            ["", "8月", "9月", "10月"],
            *([code, "5", "6", "7"] for code in CODES),
        ],
        "issue.count_asked",
    ),
    "parts without a total": (
        [["社区代码", "人数", ""], ["", "男", "女"], *([code, "5", "6"] for code in CODES)],
        "issue.count_asked",
    ),
    "no headers below": (
        [["社区代码", "人数", ""], *([code, "5", "6"] for code in CODES)],
        "issue.count_merged",
    ),
    "households": (table("人数(户)", ["11", "3"]), "issue.unit_households"),
    "rate": (table("人数(%)", ["11", "3"]), "issue.unit_rate"),
    "households of the table": (
        [["单位：户", ""], *table("人数", ["11", "3"])],
        "issue.unit_households",
    ),
    "unit below": ([*table("人数", ["11", "3"]), ["单位：万人", ""]], "issue.unit_below"),
    "unit in a note": ([*table("人数", ["11"]), ["注：人数单位为万人。", ""]], "issue.unit_below"),
    "unit in English below": (
        [*table("people", ["1"]), ["Unit: thousands", ""]],
        "issue.unit_below",
    ),
    "unit far below": (
        [
            ["社区代码", "人数", "单位"],
            *([CODES[0], "5", "人"] for _ in range(400)),
            [CODES[0], "2", "万人"],
        ],
        "issue.unit_column",
    ),
    "several units": (
        [["单位：万人、个"], *table("人数", ["11", "3"])],
        "issue.unit_several",
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_column_of_people_that_is_not_known_is_asked_about(tmp_path, case):
    rows, what = ASKED[case]
    with pytest.raises(TableError) as error:
        counts(written(tmp_path, rows))
    assert what in [issue.what for issue in error.value.issues]


def test_a_header_or_none_may_be_chosen(tmp_path):
    source = written(tmp_path, table("总人数", ["1100", "3"]))
    assert counts(source, columns={"count": "总人数"})[0] == [1100, 3]
    assert counts(source, columns={"count": ""})[0] == [1, 1]


@pytest.mark.parametrize(
    ("text", "encoding"), [("Orléans", "cp1252"), ("São João", "cp1252"), ("历山社区", "gb18030")]
)
def test_names_in_the_encoding_of_their_country(tmp_path, text, encoding):
    rows = [["社区代码" if encoding == "gb18030" else "community_code", "origin"], [CODES[0], text]]
    source = written(tmp_path, rows, encoding=encoding)
    batches = Records([source], RecordSettings()).batches(silent)
    assert [origin for batch in batches for origin in batch["origin"]] == [text]


def test_files_with_the_same_issue_are_one_line_and_notes_stand_last(tmp_path):
    headers = ["社区代码", "人数(万人)"]
    sources = []
    for number in range(3):
        rows = [headers, [CODES[0], "?"]]
        sources.append(written(tmp_path, rows, f"{number}.csv"))
    reader = Records(sources, RecordSettings())
    list(reader.batches(silent))
    for language in LANGUAGES:
        lines = sentences(reader.issues, language)
        unread = [line for line in lines if "?" in line]
        assert len(unread) == 1
        assert all(f"{number}.csv" in unread[0] for number in range(3))
        assert "人数(万人)" in unread[0]
        assert lines[-1] != unread[0]


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_a_file_of_headers_alone_is_told(tmp_path, name):
    read, issues = counts(written(tmp_path, [HEADERS], name))
    assert read == []
    assert [issue.what for issue in issues] == ["issue.no_rows"]


def test_every_stopping_issue_of_every_file_is_told(tmp_path):
    phones = [["社区名称", "人数"], *([f"1380000{at:04}", "5"] for at in range(20))]
    sources = [
        written(tmp_path, table("人数(户)", ["11", "3"]), "a.csv"),  # stops by its header
        written(tmp_path, phones, "b.csv"),  # the others by their rows
        written(tmp_path, table("人数", ["?", "3"]), "c.csv"),
        written(tmp_path, phones, "d.csv"),
    ]
    for readable in (sources, sources[1:]):
        reader = Records(readable, RecordSettings())
        given = []
        with pytest.raises(TableError) as error:
            given += reader.batches(silent)
        assert not any(map(len, given))
        stopping = [issue.file for issue in error.value.issues]
        assert stopping == [of.name for of in readable if of.name != "c.csv"]
        assert [(issue.file, issue.what) for issue in reader.issues] == [
            ("c.csv", "issue.people_unread")
        ]


def test_the_sheet_of_a_workbook_with_several_is_named(tmp_path):
    path = tmp_path / "r.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "汇总"
    for row in table("人数", ["?", "3"]):
        book.active.append(row)
    book.create_sheet("说明")
    book.save(path)
    for read in (counts(Source(path, "r.xlsx")), counts(Source(path, "r.xlsx", "汇总"))):
        [issue] = read[1]
        assert issue.sheet == "汇总"
        assert issue.sentence("zh").startswith("r.xlsx，工作表“汇总”，第2行：")
        assert issue.sentence("en").startswith("r.xlsx, sheet “汇总”, row 2: ")
    del book["说明"]
    book.save(path)
    [issue] = counts(Source(path, "r.xlsx"))[1]
    assert not issue.sheet


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_headers_that_stand_again_on_every_page_are_left_out_and_told(tmp_path, name):
    pages = [
        HEADERS,
        [CODES[0], "5"],
        ["第1页", ""],
        HEADERS,
        [CODES[1], "6"],
        HEADERS,
        [CODES[2], "7"],
    ]
    read, issues = counts(written(tmp_path, [["某市流动人口", ""], *pages], name))
    assert read == [5, 6, 7]
    assert [(issue.what, issue.row, issue.rows) for issue in issues] == [
        ("issue.headers_again", 5, 2)
    ]
