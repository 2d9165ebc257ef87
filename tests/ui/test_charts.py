"""The chart of shares in steps: what is drawn is the share, and text of users stays text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.ui.charts import Curve, step_chart

TICKS = (0, 30, 60)
PARTS = re.compile(
    r'<i style="left:([\d.e-]+)%;width:([\d.e-]+)%" title="([^"]*)">(.*?)</i>', re.DOTALL
)
LINE = re.compile(r"bottom:([\d.e-]+)%;height:([\d.e-]+)%")
STEPS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 100)), min_size=1).map(
    lambda pairs: list(
        zip(
            sorted({at for at, _ in pairs}),
            sorted(share / 100 for _, share in pairs),
            strict=False,
        )
    )
)


@given(STEPS)
def test_lines_are_as_high_as_the_shares_and_cover_the_axis(steps):
    html = step_chart([Curve("a", "#000", steps)], 15, TICKS, ("x", "y"))
    end = 0.0
    for left, width, _, drawn in PARTS.findall(html):
        assert float(left) == pytest.approx(end, abs=0.02)
        end = float(left) + float(width)
        middle = 0.6 * (float(left) + float(width) / 2)
        past = [share for at, share in steps if at <= middle]
        heights = [float(low) + float(high) for low, high in LINE.findall(drawn)]
        assert heights == pytest.approx([100 * past[-1]] if past else [], abs=0.02)
    assert end == pytest.approx(100, abs=0.02)


def test_text_of_users_is_escaped_and_every_step_is_told():
    hostile = "<img src=x onerror=alert(1)>"
    curves = [Curve(hostile, "#000", [(0, 0.0), (15, 0.5), (40, 1.0)])] * 2
    html = step_chart(curves, 15, TICKS, (hostile, hostile))
    assert "<img" not in html
    told = [title.split("\n")[0] for _, _, title, _ in PARTS.findall(html)]
    assert told == ["0", "15", "40"]
    assert html.count("50.0%") == 2
    assert '<s style="left:25%"></s>' in html
