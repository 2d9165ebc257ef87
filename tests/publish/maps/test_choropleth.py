"""Classes of maps: every community in one class, breaks round, colours apart for everybody."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.publish.maps.choropleth import (
    NOTHING,
    SEQUENCE,
    STATE_COLOURS,
    by_kind,
    by_ratio,
    by_share,
    by_shortfall,
    by_state,
    round_breaks,
)


def frame(**columns):
    size = len(next(iter(columns.values())))
    codes = [f"c{at}" for at in range(size)]
    return pd.DataFrame({"community_code": codes} | columns)


def label(choropleth, code):
    return choropleth.classes[choropleth.position[code]].label


def luminance(colour):
    shares = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_states_are_counted_and_told_in_words():
    states = frame(status=["compliant", "understaffed", "understaffed", "no_data"])
    told = by_state(states, "zh")
    assert [(c.label, c.communities) for c in told.classes] == [
        ("不足", 2),
        ("达标", 1),
        ("无数据", 1),
    ]
    assert label(told, "c3") == "无数据"


def test_the_norm_is_an_edge_and_belongs_below():
    ratios = frame(population_per_staff=pd.array([500.0, 500.1, None, 0.5, 9999], dtype="Float64"))
    told = by_ratio(ratios, 500, "en")
    assert label(told, "c0") == "250–500"
    assert label(told, "c1") == "500–750"
    assert label(told, "c2") == "no staff or no data"
    assert label(told, "c3") == "≤ 250"
    assert label(told, "c4") == "> 2,000"


def test_no_shortfall_is_a_class_of_its_own():
    told = by_shortfall(frame(staff_shortfall=pd.array([0, 1, 2, 40, None], dtype="Float64")), "en")
    assert label(told, "c0") == label(told, "c4") == "no shortfall or no data"
    assert told.classes[told.position["c0"]].colour == NOTHING
    assert told.classes[told.position["c1"]].colour == SEQUENCE[0]
    assert told.classes[told.position["c3"]].colour == SEQUENCE[-1]


def test_a_city_without_shortfalls_or_without_communities_can_be_drawn():
    assert (
        by_shortfall(frame(staff_shortfall=pd.array([0, 0], dtype="Float64")), "en")
        .classes[-1]
        .communities
    )
    empty = frame(staff_shortfall=pd.array([], dtype="Float64"))
    assert sum(c.communities for c in by_shortfall(empty, "en").classes) == 0
    assert by_state(frame(status=pd.array([], dtype="str")), "en").classes == ()


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False)), min_size=1, max_size=40))
@example([5e-324])  # has no power of ten of its own
def test_every_community_is_in_exactly_one_class(shortfalls):
    told = by_shortfall(frame(staff_shortfall=pd.array(shortfalls, dtype="Float64")), "zh")
    assert sum(c.communities for c in told.classes) == len(shortfalls) == len(told.position)
    assert told.position.between(0, len(told.classes) - 1).all()


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=40))
def test_a_share_is_in_the_fifth_whose_end_it_does_not_pass(shares):
    told = by_share(frame(share=shares), pd.Series(shares, dtype="Float64"), "nobody")
    assert [c.label for c in told.classes][-1] == "nobody"
    assert sum(c.communities for c in told.classes) == len(shares)
    for at, share in enumerate(shares):
        position = told.position[f"c{at}"]
        if share is None:
            assert position == 5
        else:
            assert position / 5 <= share <= (position + 1) / 5 or share == position == 0


def test_shares_darken_and_the_ends_of_fifths_belong_below():
    shares = pd.Series([0.0, 0.2, 0.4, 0.400001, 1.0])
    told = by_share(frame(share=shares), shares, "?")
    assert told.position.tolist() == [0, 0, 1, 2, 4]
    steps = [luminance(entry.colour) for entry in told.classes[:-1]]
    assert steps == sorted(steps, reverse=True)
    assert told.classes[-1].colour == NOTHING


def test_kinds_stand_in_the_order_of_their_colours_and_absent_ones_are_left_out():
    kinds = pd.Series(["b", "c", "b"])
    colours = {"a": "#000000", "b": "#111111", "c": "#222222"}
    told = by_kind(frame(kind=kinds), kinds, colours, {"a": "A", "b": "B", "c": "C"})
    assert [(c.colour, c.label, c.communities) for c in told.classes] == [
        ("#111111", "B", 2),
        ("#222222", "C", 1),
    ]
    assert told.position.to_dict() == {"c0": 0, "c1": 1, "c2": 0}


@given(st.lists(st.floats(0.5, 1e6), min_size=1, max_size=40))
def test_breaks_are_round_rising_and_few(values):
    breaks = round_breaks(pd.Series(values))
    assert breaks == sorted(set(breaks))
    assert len(breaks) <= 5
    for end in breaks:
        leading = end / 10 ** np.floor(np.log10(end) + 1e-9)
        assert round(leading, 6) in {1, 2, 3, 5, 7}


@pytest.mark.parametrize(
    "pair", list(itertools.combinations(["unstaffed", "understaffed", "compliant"], 2))
)
def test_states_differ_in_lightness_alone(pair):
    """So that they are told apart without colour: in grey print, by any eye."""
    light, dark = sorted((luminance(STATE_COLOURS[state]) for state in pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 1.25


def test_the_sequence_darkens_step_by_step():
    steps = [luminance(colour) for colour in SEQUENCE]
    assert steps == sorted(steps, reverse=True)
