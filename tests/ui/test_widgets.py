"""A table, one row of which can be chosen."""

import pandas as pd
import pytest
import streamlit as st

from geo.ui.widgets import open_first

ROWS = pd.DataFrame({"name": ["a", "b", "c", "d"]})
KEY = "places"


@pytest.fixture
def order(monkeypatch):
    """Return the order of rows when one is open, as the visitor's session has it."""
    monkeypatch.setattr(st, "session_state", {})

    def of(selected, *, chosen=None):
        if chosen:
            st.session_state[f"{KEY}_chosen"] = chosen
        return "".join(open_first(ROWS, ROWS["name"].tolist(), KEY, selected)["name"])

    return of


def test_what_was_opened_elsewhere_stands_first_and_the_others_keep_their_order(order):
    assert order(None) == "abcd"
    assert order("c") == "cabd"
    assert order("d") == "dabc"
    assert order(None) == "abcd"
    assert order("of another page") == "abcd"


def test_a_row_that_was_chosen_stays_where_it_is(order):
    """The browser marks a row by its number: were it to move, another would be marked."""
    assert order("c") == "cabd"
    assert order("b", chosen="b") == "cabd"
    assert order("d", chosen="d") == "cabd"
    assert order("a") == "abcd"
