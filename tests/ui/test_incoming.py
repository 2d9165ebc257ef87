"""Whatever a browser sends, a page shows what it shows when nothing is chosen."""

import math

import pytest
import streamlit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.corridor_worlds import write_corridor_city
from support.street_city import write_street_city
from support.worlds import write_city

from geo.ui import incoming

# No number here is the position of a row or a place on earth, no text a code of the small cities.
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=1000),
    st.integers(max_value=-1000),
    st.floats(min_value=1000),
    st.just(float("nan")),
    st.text(max_size=20),
)
NAMES = st.sampled_from(
    ["community_code", "site", "place", "corridor", "far", "selection", "rows", "pick"]
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
WORST = {
    **{name: [{"a": []}] for name in ("community_code", "site", "corridor", "far")},
    "place": [True, "0"],
    "selection": {"rows": [-1], "pick": [{"corridor": {}}]},
}


@pytest.fixture
def forged(monkeypatch):
    """Have every component of a page tell one value, as a browser may."""
    value = {}

    def component(*_, key="", on_select=None, **__):
        if not key:  # nothing to be chosen in it
            return None
        streamlit.session_state[key] = value.get("told")
        if callable(on_select):
            on_select()
        return value.get("told")

    def map_component(*, key, on_clicked_change, **__):
        streamlit.session_state[key] = {"clicked": value.get("told")}
        on_clicked_change()

    monkeypatch.setattr("geo.ui.map_component.MAP", map_component)
    monkeypatch.setattr(streamlit, "dataframe", component)
    monkeypatch.setattr(streamlit, "altair_chart", component)
    return value


CITIES = {"accessibility": write_street_city, "corridors": write_corridor_city}


@pytest.fixture
def write_folder(page):
    return CITIES.get(page, write_city)


@pytest.mark.long
@pytest.mark.parametrize(
    "page", ["overview", "staffing", "norms", "accessibility", "corridors", "planning", "data"]
)
def test_a_component_that_tells_nonsense_chooses_nothing(page, start, forged, html):
    app = start(page, lang="en")
    assert not app.error, app.error[0].value
    usual = html(app)

    @settings(
        max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(VALUES)
    @example(WORST)
    @example([])
    @example({"selection": []})
    def sends(told):
        forged["told"] = told
        app.run()
        assert not app.error, app.error[0].value
        assert html(app) == usual

    sends()


@pytest.mark.parametrize("page", ["staffing"])
def test_an_address_that_asks_for_nonsense_asks_for_nothing(page, start, html):
    usual = html(start(page))

    @settings(
        max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.dictionaries(
            st.sampled_from(["lang", "open_community", "x"]),
            st.text() | st.lists(st.text(), max_size=3),
        )
    )
    @example({"lang": ["en", "x" * 100_000]})
    def asks(query):
        app = start(page, **query)
        assert not app.error
        assert html(app) == usual

    asks()


@given(VALUES)
def test_only_what_is_offered_comes_in(value):
    assert incoming.one_of(value, ["990101001001", 3]) is None
    assert incoming.some_of(value, ["990101001001", 3]) == []
    assert incoming.chosen_row(value, 3) is None
    assert incoming.clicked(value, [3], {"990101001001"}) is None
    assert incoming.chosen_cell(value, 3, ["a"]) is None


def test_what_is_offered_comes_in():
    assert incoming.some_of(["b", "x", "a"], ["a", "b"]) == ["a", "b"]
    assert incoming.chosen_row({"selection": {"rows": [2, 0]}}, 3) == 2
    told = {"selection": {"cells": [[0, "a"]]}}
    assert incoming.chosen_cell(told, 1, ["a"]) == (0, "a")
    for cell in ([1, "a"], [0, "b"], [True, "a"], [0], "0a"):
        assert incoming.chosen_cell({"selection": {"cells": [cell]}}, 1, ["a"]) is None
    told = {"place": [103.5, 40], "community_code": "a"}
    assert incoming.clicked(told, [], {"a"}) == incoming.Clicked(None, (103.5, 40.0), "a")
    assert incoming.text("  a ", 3) == ""


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ({"site": 0, "clicked_at": 1}, incoming.Clicked(site=0)),
        ({"place": [103.5, 40], "community_code": "a"}, incoming.Clicked(None, (103.5, 40.0), "a")),
        ({"place": [103.5, 40.5], "community_code": None}, incoming.Clicked(None, (103.5, 40.5))),
        ({"place": [103.5, 40.5], "community_code": 7}, incoming.Clicked(None, (103.5, 40.5))),
        ({"place": [180.1, 0]}, None),
        ({"place": [0, -90.1]}, None),
        ({"place": [math.nan, 0]}, None),
        ({"place": [math.inf, 0]}, None),
        ({"place": [10**400, 0]}, None),
        ({"place": ["1", "2"]}, None),
        ({"place": [1]}, None),
        ({"site": True}, None),
        ({"site": 3}, None),
        ({"place": [1, 2], "community_code": "b"}, incoming.Clicked(None, (1.0, 2.0))),
        ({"site": "1"}, None),
        ({"community_code": "a"}, None),
        ({}, None),
        (None, None),
        ("site", None),
    ],
)
def test_only_a_click_is_heard(told, heard):
    assert incoming.clicked(told, range(3), {"a"}) == heard
