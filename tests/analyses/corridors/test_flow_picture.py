"""The map of flows as a picture: the same lines, colours and widths as on the screen."""

import re
from xml.etree import ElementTree as ET

from geo.analyses.corridors.flow_picture import flow_plane
from geo.analyses.corridors.maps import FLOW_COLOURS, End, Flow, FlowPainting
from geo.publish.maps.picture import Sheet, picture

HOSTILE = "<b>&州市"
ENDS = [
    End("n", 103.3, 40.5, "沙洲区", partner=False),
    End("f1", 116.4, 39.9, "北京市", partner=True),
    End("f2", 104.1, 30.7, HOSTILE, partner=True),
    End("f3", 104.1, 30.7, "同一处", partner=True),
]
FLOWS = [
    Flow("f1-n", "f1", "n", 1000, 0, "missing"),
    Flow("f2-n", "f2", "n", 250, 250, "agreed"),
    Flow("f3-n", "f3", "n", 0, 1, "agreed"),
    Flow("f4-n", "f4", "n", 9, 9, "lapsed"),  # without a place
]


def test_a_picture_of_flows_has_their_lines_names_and_legend():
    painting = FlowPainting(FLOWS, ENDS, chosen="f1-n")
    states = {state: state for state in FLOW_COLOURS}
    plane = flow_plane(painting, None, states)
    svg = picture(plane, Sheet("走廊 · 2026-10", "协议状态 · 双向人数", ["2026-11-29"]))
    root = ET.fromstring(svg)
    texts = ["".join(of.itertext()) for of in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "走廊 · 2026-10"
    assert texts[-1] == "2026-11-29"
    assert {"agreed (2)", "missing (1)", "lapsed (1)", "1,000", "500", "100"} <= set(texts)
    assert {"110°E", "30°N", "北京市", HOSTILE} <= set(texts)
    assert any(text.endswith(" km") for text in texts)
    drawn = re.findall(r'stroke="(#\w+)" stroke-width="([\d.]+)"/><path d="(.*?)"', svg)
    widths = [(colour, float(width), heads.count("Z")) for colour, width, heads in drawn]
    agreed, missing = FLOW_COLOURS["agreed"], FLOW_COLOURS["missing"]
    assert widths == [(agreed, 0.8, 1), (agreed, 6.0, 2), (missing, 12.0, 1)]  # the chosen on top
    frame = plane.frame
    for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg):
        assert frame.left < float(x) < frame.left + frame.width
        assert 0 < float(y) < frame.height


def test_without_any_flow_there_is_still_a_picture():
    plane = flow_plane(FlowPainting([], []), None, {})
    assert ET.fromstring(picture(plane, Sheet("", ""))) is not None
