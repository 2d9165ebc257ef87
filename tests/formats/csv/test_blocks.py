"""A CSV cut into blocks is read as the same CSV in one piece, which quotes make it be."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city.datasets.records import Records
from geo.city.settings import RecordSettings
from geo.core.progress import silent
from geo.formats.csv import reader as csv_tables
from geo.formats.limits import Limits
from geo.formats.source import Source

HEADERS = ["经度", "纬度", "社区代码", "人数", "备考"]
CELLS = st.tuples(
    st.sampled_from(["103.5", "40.123456", "", "x", "inf", "1e2", "103.5 "]),
    st.sampled_from(["40.5", "", "nan", "+40"]),
    st.sampled_from(["990101001001", "", "4.4E+11"]),
    st.sampled_from(["1", "2", ""]),
    st.sampled_from(["", "", "某", "合计", "丂乕"]),
)


def read(folder, rows, encoding, *, quoted, end="\n"):
    """The records, and what was told, of rows written with or without quotes."""
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, quoting=quoting, lineterminator=end).writerows([HEADERS, *rows])
    path = folder / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    records = Records([Source(path, "a.csv")], RecordSettings(coordinates="wgs84"))
    batches = list(records.batches(silent))
    return pd.concat(batches, ignore_index=True), records.issues, len(batches)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(CELLS, min_size=1, max_size=60),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.integers(120, 400),
    st.sampled_from(["\n", "\r\n"]),
)
def test_blocks_change_nothing(tmp_path_factory, rows, encoding, size, end):
    folder = tmp_path_factory.mktemp("c")
    whole, told, _ = read(folder, rows, encoding, quoted=True, end=end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_tables, "LIMITS", Limits(block_bytes=size))
        parts, also, _ = read(folder, rows, encoding, quoted=False, end=end)
    pd.testing.assert_frame_equal(whole, parts)
    assert set(told) == set(also)


def test_many_blocks_and_a_header_in_quotes(tmp_path, monkeypatch):
    rows = [[f"103.{at:04}", "40.5", "", "1", ""] for at in range(500)]
    text = "\n".join(['"经度\n(度)","纬度",社区代码,人数,备考', *(",".join(row) for row in rows)])
    (tmp_path / "a.csv").write_text(text, "utf-8")
    monkeypatch.setattr(csv_tables, "LIMITS", Limits(block_bytes=200))
    records = Records([Source(tmp_path / "a.csv", "a.csv")], RecordSettings(coordinates="wgs84"))
    batches = list(records.batches(silent))
    assert len(batches) > 20
    frame = pd.concat(batches)
    assert frame["lon"].tolist() == [float(row[0]) for row in rows]
    assert frame["row"].tolist() == list(range(2, 502))
