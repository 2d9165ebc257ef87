"""Text of a user's file never comes alive, and can be had back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.publish.spreadsheet_safety import as_given, display_width, inert, one_line

LIVE = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", "'=", " @", "''\t"])
TEXT = st.one_of(st.text(max_size=20), st.builds(str.__add__, LIVE, st.text(max_size=10)))


@settings(deadline=None, max_examples=60)
@given(TEXT)
def test_no_text_is_live_and_every_text_comes_back(text):
    written = inert(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert as_given(written) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\ra", "＝1", "  =1", "'=1"])
def test_live_text_gets_an_apostrophe(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "沙洲社区", "a=b", "'s-Hertogenbosch", "1-2", "990101001001"])
def test_other_text_stays_as_it_is(text):
    assert inert(text) == text


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_one_line_is_one_line_that_a_cell_can_hold(text):
    line = one_line(text)
    assert len(line) <= 255
    assert len(line.splitlines()) <= 1


def test_chinese_is_twice_as_wide():
    assert display_width("沙洲a1") == 6
