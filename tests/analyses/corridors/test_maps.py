"""Flows on a map: numbers and text only, widths in proportion, and clicks that are not trusted."""

import itertools
import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.corridors.maps import (
    CROWD,
    FLOW_COLOURS,
    LEAST_WIDTH,
    MOST_WIDTH,
    UNSIGNED,
    End,
    Flow,
    FlowPainting,
    Widths,
    ends_of,
    flow_legend_html,
    flow_options,
    flows_of,
    legend_flow,
    net_of,
)
from geo.analyses.corridors.methods.agreements import AGREEMENT_STATES, MISSING
from geo.publish.maps.outlines import MapLayer

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}"
LAYER = MapLayer(
    Path("abc.json"), "app/static/layers/abc.json", (103.4, 40.4, 103.6, 40.6), frozenset()
)
CITY = End("990101", 103.5, 40.5, "沙洲区", partner=False)
LANZHOU = End("620100", 103.83, 36.06, "兰州市", partner=True)
CHENGDU = End("510100", 104.06, 30.67, "成都市", partner=True)
ENDS = [CITY, LANZHOU, CHENGDU]


def flow(partner=LANZHOU, inflow=100.0, outflow=0.0, state="missing", facts=()):
    name = f"{partner.code}-{CITY.code}"
    return Flow(name, partner.code, CITY.code, inflow, outflow, state, facts)


def lines(painting):
    """By corridor: far code, near code, width, has people in, has people out, colour, facts."""
    told = painting.values()
    return {
        row[0]: (
            told["ends"][row[1]][0],
            told["ends"][row[2]][0],
            *row[3:6],
            told["palette"][row[6]],
            row[7:],
        )
        for row in told["flows"]
    }


def test_a_line_tells_its_ends_ways_state_and_facts():
    flows = [flow(inflow=60, outflow=40, state="agreed", facts=["60", "40"])]
    (line,) = lines(FlowPainting(flows, ENDS)).values()
    assert line == (
        "620100",
        "990101",
        MOST_WIDTH,
        True,
        True,
        FLOW_COLOURS["agreed"],
        ["60", "40"],
    )


def test_only_ways_with_flow_have_arrow_headers():
    told = lines(FlowPainting([flow(), flow(CHENGDU, 0, 9)], ENDS))
    assert told["620100-990101"][3:5] == (True, False)
    assert told["510100-990101"][3:5] == (False, True)


def test_signed_corridors_lie_on_those_without_and_the_largest_on_top():
    flows = [flow(inflow=900), flow(CHENGDU, 5, state="lapsed"), flow(inflow=1000)]
    drawn = [row[3] for row in FlowPainting(flows, ENDS).values()["flows"]]
    assert drawn == [10.8, 12.0, LEAST_WIDTH]
    assert UNSIGNED == MISSING


def test_ends_without_flow_are_not_drawn_and_the_busiest_come_first():
    painting = FlowPainting([flow(inflow=3), flow(CHENGDU, 5)], [*ENDS, ENDS[0]])
    assert [end[0] for end in painting.values()["ends"]] == ["990101", "510100", "620100"]
    assert {end[0] for end in FlowPainting([flow()], ENDS).values()["ends"]} == {"620100", "990101"}


def test_flows_without_a_place_are_counted_not_drawn():
    nowhere = End("990099", math.nan, 30.0, "?", partner=True)
    painting = FlowPainting([flow(), flow(nowhere), flow(CHENGDU)], [CITY, LANZHOU, nowhere])
    assert painting.lost == 2
    assert list(lines(painting)) == ["620100-990101"]
    assert json.dumps(painting.values(), allow_nan=False)


def test_a_place_may_be_both_ends():
    back = Flow("a-b", "620100", "510100", 1, 0, "missing")
    local = End("510100", 104.06, 30.67, "成都市", partner=False)
    assert FlowPainting([back, flow(CHENGDU)], [*ENDS, local]).lost == 0


def test_nothing_to_draw_is_a_painting_too():
    values = FlowPainting([], []).values()
    assert values["flows"] == values["ends"] == []
    assert json.dumps(values, allow_nan=False)


def test_a_map_is_the_same_every_time():
    assert flow_options(LAYER) == flow_options(LAYER)
    assert json.loads(json.dumps(flow_options(LAYER)))["bounds"] == [[40.4, 103.4], [40.6, 103.6]]
    assert flow_options(None) == {"url": None, "bounds": None}


def test_corridors_become_lines():
    frame = pd.DataFrame(
        {
            "corridor": ["a-b", "c-b"],
            "partner_code": ["a", "c"],
            "local_code": ["b", "b"],
            "inflow": pd.array([3, 4], dtype="Int64"),
            "outflow": pd.array([None, 1], dtype="Int64"),
            "state": ["agreed", "lapsed"],
        }
    )
    first, second = flows_of(frame, [["x"], ["y"]])
    assert first == Flow("a-b", "a", "b", 3.0, 0.0, "agreed", ["x"])
    assert second.flow == 5
    assert [f.facts for f in flows_of(frame)] == [(), ()]
    assert flows_of(pd.DataFrame()) == []
    with pytest.raises(ValueError, match="shorter"):
        flows_of(frame, [["x"]])


def test_places_become_ends_but_for_those_nobody_knows():
    places = pd.DataFrame(
        {
            "code": ["620100", "x", "990101"],
            "name": ["兰州市", "?", "沙洲区"],
            "end": ["partner", "partner", "local"],
            "lon": [103.83, np.nan, 103.5],
            "lat": [36.06, np.nan, 40.5],
        }
    )
    assert ends_of(places) == [LANZHOU, CITY]


def test_net_flows_go_the_way_of_the_larger_and_those_that_balance_are_left_out():
    gross = [flow(inflow=60, outflow=40), flow(CHENGDU, 2, 9), flow(CHENGDU, 7, 7)]
    net = net_of(gross)
    assert [(line.inflow, line.outflow) for line in net] == [(20, 0), (0, 7)]
    assert lines(FlowPainting(net, ENDS))["620100-990101"][2:5] == (MOST_WIDTH, True, False)
    assert lines(FlowPainting(net, ENDS))["510100-990101"][3:5] == (False, True)


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=200))
def test_widths_go_with_flow_and_never_vanish(volume):
    widths = Widths.of([flow(inflow=amount) for amount in volume])
    drawn = [widths.pixels(amount) for amount in sorted(volume)]
    assert drawn == sorted(drawn)
    assert LEAST_WIDTH <= drawn[0] <= drawn[-1] <= MOST_WIDTH
    if len(volume) <= CROWD and drawn[0] > LEAST_WIDTH:
        assert drawn[0] == pytest.approx(MOST_WIDTH * min(volume) / max(volume), abs=0.051)


def test_many_lines_are_thinner():
    few, many = Widths.of([flow()] * CROWD), Widths.of([flow()] * 5000)
    assert few.widest == MOST_WIDTH
    assert LEAST_WIDTH < many.widest < few.widest / 2


def test_the_legend_tells_states_that_occur_and_the_widths_on_the_map():
    flows = [flow(inflow=1500), flow(CHENGDU, 20), flow(CHENGDU, 20, state="agreed")]
    names = {state: f"<{state}>" for state in AGREEMENT_STATES}
    drawn = flow_legend_html(FlowPainting(flows, ENDS), HOSTILE, names, "<人>")
    colours, widths = drawn.split("</div>")[:2]
    assert "&lt;missing&gt; <b>2</b>" in colours
    assert "lapsed" not in drawn
    assert re.findall("</i>([0-9,]+)</span>", widths) == ["1,000", "500", "100"]
    assert "&lt;人&gt;" in widths
    assert "flex-wrap:nowrap" in widths
    assert "height:8.0px" in drawn
    assert "<img" not in drawn
    assert drawn.index(FLOW_COLOURS["agreed"]) < drawn.index(FLOW_COLOURS["missing"])
    assert "yipan-key" not in flow_legend_html(FlowPainting([], []), "x", names, "人")


@given(st.floats(0, 1e9))
def test_legends_have_round_numbers_not_above_the_most(most):
    told = legend_flow(most)
    assert told == sorted(set(told), reverse=True)
    assert all(0 < amount <= most and str(amount).rstrip("0") in {"1", "2", "5"} for amount in told)
    assert bool(told) == (most >= 1)


# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear light.
SEEN_AS = {
    "all": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(colour, seen_as):
    """CIE Lab (D65) of a colour as somebody sees it."""
    shares = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SEEN_AS[seen_as]) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.maximum(np.array(to_xyz) @ seen / [0.9505, 1, 1.089], 1e-4))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("seen_as", SEEN_AS)
def test_states_are_told_apart_by_everybody(seen_as):
    assert tuple(FLOW_COLOURS) == AGREEMENT_STATES
    colours = [lab(colour, seen_as) for colour in (*FLOW_COLOURS.values(), "#f6f7f9")]
    assert min(math.dist(a, b) for a, b in itertools.combinations(colours, 2)) > 25
