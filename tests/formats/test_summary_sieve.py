"""Whatever is a total or a note, cell by cell, the sieve lets through."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import compute

from geo.formats.summary_rows import kind_of_line
from geo.formats.summary_sieve import sieve

PIECES = [
    *"合总共小计計数全国市省县区外其他男女占比重注说明第页单位%: ，。1２",
    *(
        "total",
        "Sub",
        "-",
        "grand",
        "sum",
        "all",
        "places",
        "Итого",
        "note",
        "of",
        "which",
        "share",
    ),
    *(
        "备注",
        "填表人",
        "比例",
        "同比",
        "增长",
        "within",
        "province",
        "Ward",
        "城关街道",
        "幸福",
        "whole",
    ),
    *("total général", "country", "printed by", "单位：", "\u3000", " ", "\x85", "本"),
]
CELL = st.one_of(
    st.sampled_from(["", "", "12", "3.5", "990101001001"]),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join),
)


def let_through(text, delimiter=""):
    found = compute.match_substring_regex(pa.array([text]), sieve(delimiter))
    return found[0].as_py()


@settings(max_examples=400, deadline=None)
@given(st.lists(CELL, min_size=2, max_size=4), st.sampled_from([",", ";", "\t"]))
def test_every_total_and_note_is_let_through(cells, delimiter):
    cells = [cell.replace(delimiter, "") for cell in cells]
    if kind_of_line(cells) or not any(cells):
        assert let_through(delimiter.join(cells) + "\r\n", delimiter)
    alone = sum(bool(cell.strip()) for cell in cells) == 1
    if kind_of_line(cells) and not alone:
        assert any(map(let_through, cells))


@pytest.mark.parametrize(
    "cells",
    [
        ["990101001001", "在第3厂做会计", "2"],
        ["990101001001", "设计院社区，共3人", "2"],
        ["全椒县", "统计局家属院", "x"],
        ["Allentown", "第3号：每周回家一次。", "x"],
        ["990101001001", "", ""],
        ["幸福社区", "", ""],
    ],
)
def test_records_are_not_let_through(cells):
    assert kind_of_line(cells) == ""
    assert not let_through(",".join(cells) + "\n", ",")
