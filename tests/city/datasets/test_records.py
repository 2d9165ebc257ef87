"""Records in batches: nothing lost, nothing counted twice, nothing guessed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city.datasets.records import Records
from geo.city.settings import RecordSettings
from geo.core.issues import TableError
from geo.core.progress import silent
from geo.formats.arrow import parquet_guard
from geo.formats.csv import reader as csv_tables
from geo.formats.limits import Limits
from geo.formats.source import Source
from geo.spatial.coordinates import from_wgs84

HEADERS = [
    "记录编号",
    "经度",
    "纬度",
    "社区代码",
    "人数",
    "户籍地代码",
    "统计月份",
    "来源部门",
    "姓名",
]
GOOD = ["1", "103.5", "40.5", "990101001001", "3", "411700", "2026-10", "公安", "某人"]
COLUMNS = {
    "file": "str", "row": "int64", "lon": "float64", "lat": "float64", "community_code": "str", "count": "int64",
    "origin": "str", "period": "str", "source": "str", "issue": "str",
}  # fmt: skip


def records(*sources, **given):
    return Records(sources, RecordSettings(**({"coordinates": "wgs84"} | given)))


def read(*sources, **given):
    """All batches as one frame, and the reader."""
    reader = records(*sources, **given)
    frame = pd.concat(list(reader.batches(silent)), ignore_index=True)
    assert frame.dtypes.astype(str).to_dict() | COLUMNS == frame.dtypes.astype(str).to_dict()
    return frame, reader


def row(**changed):
    places = {
        "id": 0,
        "lon": 1,
        "lat": 2,
        "code": 3,
        "count": 4,
        "origin": 5,
        "period": 6,
        "source": 7,
    }
    cells = list(GOOD)
    for name, value in changed.items():
        cells[places[name]] = value
    return cells


def test_a_record_as_it_should_be(write):
    frame, reader = read(write("a.csv", [HEADERS, GOOD]))
    assert frame.iloc[0].to_dict() == {
        "file": "a.csv", "row": 2, "lon": 103.5, "lat": 40.5, "community_code": "990101001001", "count": 3,
        "origin": "411700", "period": "2026-10", "source": "公安", "issue": "",
    }  # fmt: skip
    assert not reader.issues
    assert [(column.column, column.personal) for column in reader.dropped] == [("姓名", True)]
    assert "某人" not in repr(reader.__dict__)


def test_without_a_count_a_row_is_one_person(write):
    frame, _ = read(write("a.csv", [["经度", "纬度"], ["103.5", "40.5"], ["", ""], ["x", ""]]))
    assert frame["count"].tolist() == [1, 1]
    assert frame["period"].tolist() == ["", ""]
    assert frame["row"].tolist() == [2, 4]


@pytest.mark.parametrize("count", ["-1", "2.5", "two", "", "inf", "nan", "1e300"])
def test_a_bad_count_counts_nobody_and_is_marked(write, count):
    frame, _ = read(write("a.csv", [HEADERS, row(count=count), GOOD, row(count=count), GOOD]))
    assert frame["count"].tolist() == [0, 3, 0, 3]
    assert frame["issue"].tolist() == ["bad_count", "", "bad_count", "duplicate"]


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_coordinates_become_wgs84(write, system):
    lon, lat = (str(value[0]) for value in from_wgs84(103.5, 40.5, system))
    frame, _ = read(write("a.csv", [HEADERS, row(lon=lon, lat=lat)]), coordinates=system)
    assert frame[["lon", "lat"]].to_numpy()[0] == pytest.approx([103.5, 40.5], abs=1e-9)


@pytest.mark.parametrize("lon", ["103.5°", "E103.5", "inf", "无"])
def test_a_point_that_is_no_number_is_told_and_missing(write, told, lon):
    frame, reader = read(write("a.csv", [HEADERS, GOOD, row(lon=lon, id="2"), row(lon="", id="3")]))
    issue = told(reader.issues, "issue.number_unread", lon)
    assert (issue.row, issue.rows, issue.stops) == (3, 1, False)
    assert frame["lon"].isna().tolist() == [False, True, True]
    assert frame["community_code"].notna().all()


def test_a_mangled_code_is_told_and_missing(write, told):
    bad = ["4.40305E+11", "440305001001.0"]
    frame, reader = read(write("a.csv", [HEADERS, *[row(code=code, id=code) for code in bad]]))
    issue = told(reader.issues, "issue.record_code_mangled", "4.40305E+11")
    assert (issue.rows, issue.stops) == (2, False)
    assert frame["community_code"].isna().all()
    assert frame["count"].sum() == 6


def test_the_system_is_asked_for(write, told):
    source = write("a.csv", [HEADERS, GOOD])
    with pytest.raises(TableError) as error:
        read(source, coordinates="")
    told(error.value.issues, "issue.coordinates_asked", "coordinates", "[records]")
    frame, _ = read(write("b.csv", [["社区代码"], ["990101001001"]]), coordinates="")
    assert len(frame) == 1


def test_all_files_are_checked_before_any_is_read(write, told):
    good, nowhere = write("a.csv", [HEADERS, GOOD]), write("b.csv", [["姓名", "经度"], ["x", "1"]])
    empty = write("c.csv", b"")
    reader = records(good, nowhere, empty)
    with pytest.raises(TableError) as error:
        next(reader.batches(silent))
    assert told(error.value.issues, "issue.records_place", "姓名、经度").file == "b.csv"
    assert told(error.value.issues, "issue.empty").file == "c.csv"


# --- periods -----------------------------------------------------------------------------------


def test_periods_of_a_column(write, told):
    rows = [row(period=text, id=text) for text in ("2026-10", "2026年9月", "第三季度", "")]
    frame, reader = read(write("2026-01.csv", [HEADERS, *rows]))
    assert frame["period"].tolist() == ["2026-10", "2026-09", "", ""]
    told(reader.issues, "issue.period_unread", "第三季度")


def test_a_period_of_the_name_or_of_the_settings_is_told(write, told):
    headers, rows = HEADERS[:6], [GOOD[:6]]
    first, second = write("记录2026-08.csv", [headers, *rows]), write("记录.csv", [headers, *rows])
    frame, reader = read(first, second, period="2026-10")
    assert frame["period"].tolist() == ["2026-08", "2026-10"]
    assert told(reader.issues, "issue.period_from_name", "2026-08").file == "记录2026-08.csv"
    told(reader.issues, "issue.period_from_settings", "2026-10")


# --- duplicates --------------------------------------------------------------------------------


def test_the_same_number_counts_once_in_a_period_and_source(write):
    rows = [
        row(),
        row(),
        row(period="2026-09"),
        row(source="卫健"),
        row(id=""),
        row(id=""),
        row(source=""),
        row(source=""),
    ]
    frame, _ = read(write("a.csv", [HEADERS, *rows]), write("b.csv", [HEADERS, row(), row(id="2")]))
    assert frame["issue"].tolist() == [
        "",
        "duplicate",
        "",
        "",
        "",
        "",
        "",
        "duplicate",
        "duplicate",
        "",
    ]
    assert frame["count"].tolist() == [3] * 10


def test_without_numbers_there_are_no_duplicates(write):
    frame, _ = read(write("a.csv", [HEADERS[1:], GOOD[1:], GOOD[1:]]))
    assert frame["issue"].tolist() == ["", ""]


def test_batches_change_nothing(tmp_path, write, monkeypatch):
    rows = [row(id=str(at % 70), lon=str(103 + at / 1000)) for at in range(200)]
    table = pd.DataFrame(rows, columns=HEADERS)
    table.to_parquet(tmp_path / "a.parquet")
    sources = Source(tmp_path / "a.parquet", "a.parquet"), write("b.csv", [HEADERS, *rows])
    whole, _ = read(*sources)
    monkeypatch.setattr(parquet_guard, "LIMITS", Limits(batch_rows=7))
    monkeypatch.setattr(csv_tables, "LIMITS", Limits(block_bytes=1000))
    assert len(list(records(*sources).batches(silent))) > 40
    parts, _ = read(*sources)
    pd.testing.assert_frame_equal(whole, parts)
    assert (whole["issue"] == "duplicate").sum() == 400 - 70


def test_the_first_record_of_parquet_is_row_1(tmp_path):
    pd.DataFrame([GOOD], columns=HEADERS).to_parquet(tmp_path / "a.parquet")
    frame, _ = read(Source(tmp_path / "a.parquet", "a.parquet"))
    assert frame["row"].tolist() == [1]


@settings(max_examples=12, deadline=None)
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["103.5", "", "x", "inf", "40.5"]),
            st.sampled_from(["990101001001", "", "4.4E+11"]),
            st.sampled_from(["1", "2", "", "-3", "1.5"]),
            st.sampled_from(["1", "2", ""]),
        ),
        min_size=1,
        max_size=12,
    ),
    order=st.permutations(range(len(HEADERS))),
)
def test_shuffled_columns_and_any_cells_lose_nobody(tmp_path_factory, cells, order):
    rows = [row(lon=lon, code=code, count=count, id=number) for lon, code, count, number in cells]
    path = tmp_path_factory.mktemp("r") / "a.csv"
    table = pd.DataFrame(rows, columns=HEADERS)
    plain, shuffled = [], []
    for to, columns in ((plain, HEADERS), (shuffled, [HEADERS[at] for at in order])):
        table[columns].to_csv(path, index=False)
        to.append(read(Source(path, "a.csv"))[0])
    pd.testing.assert_frame_equal(plain[0], shuffled[0])
    assert plain[0]["row"].tolist() == list(range(2, len(rows) + 2))
    right = [int(count) for _, _, count, _ in cells if count in {"1", "2"}]
    assert plain[0]["count"].sum() == sum(right)


def test_progress_ends_at_one(write):
    told = []
    list(
        records(write("a.csv", [HEADERS, GOOD])).batches(
            lambda stage, share: told.append((stage, share))
        )
    )
    assert told[0] == ("stage.records", 0)
    assert told[-1] == ("stage.records", 1.0)


def test_types_of_an_empty_batch(write):
    frame, _ = read(write("a.csv", [HEADERS]), write("b.csv", [HEADERS, GOOD]))
    assert len(frame) == 1
    assert np.isfinite(frame["lon"]).all()
