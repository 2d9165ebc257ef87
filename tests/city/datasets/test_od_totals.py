"""Flow tables whole: the same people however they are written, and every total held to its cells."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hostile.make import write_xls, write_xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.paths import REAL

from geo.city.datasets.od_flows import read_flows
from geo.city.settings import FlowSettings
from geo.formats.csv import reader as csv_tables
from geo.formats.limits import Limits
from geo.formats.source import Source

NAMES = ["北京", "天津", "河北", "内蒙古", "黑龙江", "上海", "江苏"]
WHOLE = ["合计", "总  计", "Total", "全 国", "All"]


def spaced(name):
    return ("    " if len(name) == 2 else " ").join(name)


def printed(matrix, names, *, whole="合  计", margins=None):
    """A matrix as the statistics bureau prints it: title, unit, totals first, notes."""
    width = len(names) + 2
    down, across = margins or (matrix.sum(axis=1), matrix.sum(axis=0))
    rows = [["表7-7 全国按现住地和五年前常住地分的人口"], ["单位：人"]]
    rows += [["现住地", "五年前常住地"], ["", whole, *map(spaced, names)]]
    rows += [["全    国", str(down.sum()), *map(str, across)]]
    for name, total, cells in zip(names, down, matrix, strict=True):
        rows.append([spaced(name), str(total), *(str(cell) if cell else "" for cell in cells)])
    rows += [[], ["注：本表为长表数据。"]]
    return [row + [""] * (width - len(row)) for row in rows]


def write(folder, form, rows, encoding="utf-8"):
    path = folder / f"f.{form}"
    if form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        path.write_bytes(text.getvalue().encode(encoding))
    elif form == "short.csv":  # rows lack their empty last cells
        lines = [",".join(row).rstrip(",") for row in rows]
        path.write_bytes("\n".join(lines).encode(encoding))
    else:
        (write_xlsx if form == "xlsx" else write_xls)(path, rows)
    return Source(path, path.name)


def triples(read):
    frame = read.frame[["origin", "destination", "flow"]]
    return sorted(frame.itertuples(index=False, name=None))


def flows_of(source, **given):
    read = read_flows(source, FlowSettings(file=source.name, **given))
    assert not read.stopping, [issue.sentence("en") for issue in read.issues]
    [account] = read.rows
    assert account.read == account.used + sum(account.left_out.values())
    return read


@pytest.mark.skipif(not REAL.is_dir(), reason="the census is not here")
@pytest.mark.parametrize(
    ("year", "flows", "movers"), [(2015, 926, 825_783), (2020, 930, 5_083_191)]
)
def test_a_census_in_every_form(tmp_path, told, year, flows, movers):
    table = pd.read_csv(REAL / "census" / f"od_{year}_provinces.csv", index_col=0).fillna(0)
    matrix, names = table.to_numpy().astype(int), list(table.columns)
    for form in ("csv", "short.csv", "xlsx", "xls"):
        read = flows_of(write(tmp_path, form, printed(matrix, names), "gb18030"))
        assert (len(read.frame), read.frame["flow"].sum()) == (flows, movers)
        assert "64" in told(read.issues, "issue.margins_right").sentence("en")
    margins = matrix.sum(axis=1), matrix.sum(axis=0)
    matrix[5, 7] += 121
    read = flows_of(write(tmp_path, "csv", printed(matrix, names, margins=margins)))
    cell = f"{names[5]}/{names[7]}"
    for what in ("issue.row_margin", "issue.column_margin"):
        issue = told(read.issues, what, cell, "-121")
        assert sum(of.what == what for of in read.issues) == 1
        total = margins[0][5] if what == "issue.row_margin" else margins[1][7]
        assert issue.value == f"{total:,}"
        assert f"{total + 121:,}" in issue.sentence("zh")


@pytest.mark.parametrize("people", [1, 177_400, 3_600_000_000])
def test_a_last_row_without_its_empty_last_cell(tmp_path, people):
    rows = [["现住地", *NAMES]]
    rows += [[name, *["" if other == name else str(people) for other in NAMES]] for name in NAMES]
    text = "\n".join(",".join(row) for row in rows).removesuffix(",")
    assert text.endswith(str(people))
    (tmp_path / "f.csv").write_text(text, "utf-8")
    read = flows_of(Source(tmp_path / "f.csv", "f.csv"))
    assert read.frame["flow"].sum() == people * len(NAMES) * (len(NAMES) - 1)


@pytest.mark.long
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    size=st.integers(3, 7),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    block=st.integers(90, 400),
    whole=st.sampled_from(WHOLE),
)
def test_whatever_the_form_the_same_flows(tmp_path_factory, data, size, encoding, block, whole):
    numbers = st.integers(0, 6) | st.integers(0, 10**9)
    cells = data.draw(st.lists(numbers, min_size=size**2, max_size=size**2))
    matrix = np.array(cells).reshape(size, size)
    np.fill_diagonal(matrix, 0)
    order = data.draw(st.permutations(range(size)))
    names = [NAMES[at] for at in order]
    folder = tmp_path_factory.mktemp("od")
    expected = sorted(
        (names[column], names[row], float(matrix[row, column]))
        for row, column in zip(*np.nonzero(matrix), strict=True)
    )
    rows = printed(matrix, names, whole=whole)
    assert triples(flows_of(write(folder, "xlsx", rows))) == expected
    long = [["现居住地", "人数", "户籍地"]]
    long += [[end, f"{flow:.0f}", start] for start, end, flow in expected]
    long += [[name, str(total), whole] for name, total in zip(names, matrix.sum(1), strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_tables, "LIMITS", Limits(block_bytes=max(block, 300)))
        for form in ("csv", "short.csv"):
            assert triples(flows_of(write(folder, form, rows, encoding))) == expected
        read = flows_of(write(folder, "csv", data.draw(shuffled(long)), encoding))
    assert triples(read) == expected


def shuffled(rows):
    return st.permutations(rows[1:]).map(lambda below: [rows[0], *below])


def matrix_of(write_file, *rows):
    return read_flows(write_file("f.csv", [list(row) for row in rows]), FlowSettings(file="f.csv"))


def test_parts_and_groups_are_no_places(write, told):
    read = matrix_of(
        write,
        ["现住地", "总计", "省内", "省外小计", "甲", "乙", "丙"],
        ["全国", "26", "8", "18", "6", "5", "7"],
        ["甲", "11", "3", "8", "", "3", "5"],
        ["乙", "9", "2", "7", "5", "", "2"],
        ["丙", "6", "3", "3", "1", "2", ""],
        ["其中：女", "9", "2", "7", "2", "2", "3"],
    )
    assert read.frame["flow"].sum() == 18
    assert {*read.frame["origin"], *read.frame["destination"]} == {"甲", "乙", "丙"}
    told(read.issues, "issue.part_line")
    told(read.issues, "issue.part_column", "省内")
    told(read.issues, "issue.margins_right")


def test_a_total_that_only_its_numbers_tell(write, told):
    rows = (
        ["现住地", "甲", "乙", "丙"],
        ["甲", "", "3", "5"],
        ["乙", "5", "", "2"],
        ["丙", "1", "2", ""],
    )
    read = matrix_of(write, *rows, ["华东", "6", "5", "7"])
    assert read.frame["flow"].sum() == 18
    assert told(read.issues, "issue.total_by_numbers", "华东").row == 5
    asked = matrix_of(write, ["现住地", "甲", "乙", "丙", "丁", "戊", "己"], *[
        [name, *["4"] * 6] for name in "甲乙丙丁戊己"
    ], ["华东", *["24"] * 5, "23"])  # fmt: skip
    assert told(asked.issues, "issue.total_nearly", "华东").stops


def test_a_place_that_stands_twice_is_told(write, told):
    read = matrix_of(
        write, ["现住地", "甲", "乙", "乙"], ["甲", "", "3", "5"], ["甲 ", "", "4", "2"]
    )
    told(read.issues, "issue.place_row_twice", "甲")
    told(read.issues, "issue.place_column_twice", "乙")
    assert read.frame["flow"].sum() == 14
    read = matrix_of(write, ["户籍地", "现居住地", "人数"], ["甲", "乙", "3"], ["甲", "乙", "4"])
    assert told(read.issues, "issue.pair_twice", "甲 → 乙").row == 3


def test_numbers_of_columns_and_english_headers_are_no_flows(write):
    rows = (["现住地", "甲", "乙", "丙"], ["Now in", "Jia", "Yi", "Bing"], ["甲", "1", "2", "3"])
    read = matrix_of(write, *rows, ["甲", "", "3", "5"], ["乙", "5", "", "2"], ["丙", "", "", ""])
    assert read.frame["flow"].sum() == 15


def test_totals_of_a_long_table_are_held_to_its_rows(write, told):
    rows = [["户籍地", "现居住地", "人数"], ["甲", "乙", "3"], ["丙", "乙", "4"], ["甲", "丙", "5"]]
    read = matrix_of(write, *rows, ["合计", "乙", "8"], ["合计", "丙", "5"], ["合计", "合计", "12"])
    assert read.frame["flow"].sum() == 12
    issue = told(read.issues, "issue.column_margin", "乙", "8", "7")
    assert (issue.row, issue.stops) == (5, False)
    assert read.rows[0].left_out["total"] == 3
