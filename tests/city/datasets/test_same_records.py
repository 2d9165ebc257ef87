"""Records however they are written: nobody is lost, whatever the form, the blocks and the order."""

import csv
import io

import pandas as pd
import pytest
from hostile.make import write_parquet, write_points, write_xlsx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.city.datasets.records import Records
from geo.city.settings import RecordSettings
from geo.core.progress import silent
from geo.formats.csv import reader as csv_tables
from geo.formats.excel import reader as excel_tables
from geo.formats.limits import Limits
from geo.formats.source import Source

HEADERS = ["社区代码", "人数", "统计月份", "来源部门", "街道"]
MONTHS = ["2026-10", "2026年9月", "20261031", ""]
ROW = st.tuples(
    st.sampled_from(["990101001001", "990101001002", "990101002001", ""]),
    st.integers(1, 9).map(str) | st.integers(1, 10**7).map(str) | st.sampled_from(["", "x"]),
    st.sampled_from(MONTHS),
    st.sampled_from(["公安", "", "卫健"]),
    st.sampled_from(["东", "全福", ""]),
)


def read(*sources):
    """Return what was counted, and check that every row has a place in the account."""
    records = Records(sources, RecordSettings())
    frame = pd.concat([*records.batches(silent)], ignore_index=True)
    assert sum(account.used for account in records.rows) == len(frame)
    assert not any(issue.what == "issue.total_wrong" for issue in records.issues)
    keys = ["community_code", "period", "source", "issue"]
    return frame.fillna(dict.fromkeys(keys, "")).groupby(keys)["count"].agg(["sum", "size"])


def written(path, rows, encoding="utf-8", *, short=False):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    lines = text.getvalue().splitlines()
    if short:  # as spreadsheets write rows whose last cells are empty
        lines = [lines[0], *(line.rstrip(",") or "," for line in lines[1:])]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return Source(path, path.name)


def with_totals(rows, order):
    """Put columns in order and add a part's total, the total, of which, a note, an empty row."""
    counts = [int(row[1]) if row[1].isdigit() else 0 for row in rows]
    half = len(rows) // 2

    def line(label, people=""):
        return [label, *(str(people) if column == 1 else "" for column in order[1:])]

    ordered = [[row[at] for at in order] for row in rows]
    cut = [line("小计", sum(counts[:half]))] if half else []
    below = [line("合计", sum(counts)), line("其中：女", 1), line("注：不含港澳台"), line("")]
    return [[HEADERS[at] for at in order], *ordered[:half], *cut, *ordered[half:], *below]


@pytest.mark.long
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    rows=st.lists(ROW.map(list), min_size=2, max_size=25),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    block=st.integers(120, 500),
    order=st.permutations(range(5)).filter(lambda order: order[0] != 1),
    split=st.integers(1, 24),
)
def test_whatever_the_form_the_same_people(tmp_path_factory, rows, encoding, block, order, split):
    folder = tmp_path_factory.mktemp("r")
    expected = read(written(folder / "plain.csv", [HEADERS, *rows]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_tables, "LIMITS", Limits(block_bytes=block))
        patch.setattr(excel_tables, "LIMITS", Limits(batch_rows=max(block % 7, 1)))
        totals, plain = with_totals(rows, order), [HEADERS, *rows]
        parts = [[plain[0], *plain[1 : 1 + split]], [plain[0], *plain[1 + split :]]]
        files = [
            written(folder / f"p{at}.csv", part, encoding)
            for at, part in enumerate(parts)
            if len(part) > 1
        ]
        for found in (
            read(written(folder / "t.csv", totals, encoding)),
            read(written(folder / "s.csv", totals, encoding, short=True)),
            read(Source(write_xlsx(folder / "t.xlsx", totals), "t.xlsx")),
            read(Source(write_parquet(folder / "t.parquet", plain), "t.parquet")),
            read(*files),
        ):
            pd.testing.assert_frame_equal(found, expected)


NOTHING = ["", "", ""]
ONLY_A_REMARK = ["", "", "借住"]  # in a column that is not read, but somebody's all the same


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "feather"])
@pytest.mark.parametrize("missing", ["", None, float("nan")])
def test_a_row_in_which_no_cell_holds_anything_is_no_record(tmp_path, kind, missing):
    header, first = ["社区代码", "人数", "备注"], ["990101001001", "2", "租房"]
    rows = [
        [missing if cell == "" else cell for cell in row]
        for row in (first, NOTHING, NOTHING, ONLY_A_REMARK)
    ]
    path = tmp_path / f"r.{kind}"
    table = pd.DataFrame(rows, columns=header)
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "xlsx":
        write_xlsx(path, [header, *table.fillna("").to_numpy().tolist()])
    else:
        getattr(table, f"to_{kind}")(path)
    records = Records([Source(path, path.name)], RecordSettings())
    batch = pd.concat([*records.batches(silent)])
    first_row = 1 if kind in {"parquet", "feather"} else 2
    assert batch["row"].tolist() == [first_row, first_row + 3]
    (account,) = records.rows
    assert (account.read, account.used, account.left_out["empty"]) == (4, 2, 2)


@pytest.mark.parametrize(
    "name", ["p.gpkg", "p.fgb", "p.geojson", "p.geoparquet", "p.feather", "p.kml"]
)
def test_a_feature_without_place_and_cells_is_no_record(tmp_path, name):
    header = ["社区代码", "人数", "备注", "经度", "纬度"]
    filled = ["990101001001", "2", "租房", "103.5", "40.5"]
    rows = [header, filled, [""] * 5, ["", "", "借住", "", ""], ["", "", "", "103.6", "40.5"]]
    path = write_points(tmp_path / name, rows)
    records = Records([Source(path, name)], RecordSettings(coordinates="wgs84"))
    batch = pd.concat([*records.batches(silent)])
    assert batch["row"].tolist() == [1, 3, 4]
    (account,) = records.rows
    assert (account.read, account.used, account.left_out["empty"]) == (4, 3, 1)


def test_of_many_row_groups_those_rows_alone_are_empty_that_hold_nothing_besides(tmp_path):
    """Of 40 rows every second has no code; of these every second has a remark."""
    table = pd.DataFrame(
        {
            "社区代码": ["990101001001" if at % 2 else None for at in range(40)],
            "备注": ["借住" if at % 4 == 0 else None for at in range(40)],
        }
    )
    table.to_parquet(tmp_path / "r.parquet", row_group_size=7)
    records = Records(
        [Source(tmp_path / "r.parquet", "r.parquet")], RecordSettings(coordinates="wgs84")
    )
    batch = pd.concat([*records.batches(silent)])
    assert batch["row"].tolist() == [at + 1 for at in range(40) if at % 4 != 2]
    assert records.rows[0].left_out["empty"] == 10
