"""The legend of a map of flows: what colours and widths mean."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geo.analyses.corridors.maps import FLOW_COLOURS, Widths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.analyses.corridors.maps import Flow

PARTS: Final = (1, 2, 10)  # the widest line shown, a half and a tenth of it


def flow_legend_html(
    flows: Sequence[Flow], title: str, states: Mapping[str, str], people: str
) -> str:
    """Draw the legend of a map of flows: colours with how many lines have them, and widths.

    Parameters
    ----------
    flows
        Those on the map.
    title
        What stands before.
    states
        What each state is called.
    people
        The unit of the widths. All words are text and are escaped.
    """
    counts = {state: sum(flow.state == state for flow in flows) for state in FLOW_COLOURS}
    colours = "".join(
        f'<span class="yipan-key"><i style="background:{FLOW_COLOURS[state]}"></i>'
        f"{escape(states[state])} <b>{count:,}</b></span>"
        for state, count in counts.items()
        if count
    )
    scale = Widths.of(flows)
    widths = "".join(
        '<span class="yipan-key"><i style="background:#6b7280;border-radius:0;width:1.6rem;'
        f'vertical-align:middle;height:{scale.pixels(amount)}px"></i>'
        f"{amount:,} {escape(people)}</span>"
        for amount in legend_people(scale.most)
    )
    return f'<div class="yipan-legend"><strong>{escape(title)}</strong>{colours}{widths}</div>'


def legend_people(most: float) -> list[int]:
    """Choose round numbers of people for the legend of widths, the largest first.

    Examples
    --------
    >>> legend_people(1234), legend_people(7), legend_people(0)
    ([1000, 500, 100], [5, 2], [])
    """
    if most < 1:
        return []
    widest = _round_down(most)
    return [_round_down(widest / part) for part in PARTS if widest >= part]


def _round_down(people: float) -> int:
    """Round down to 1, 2 or 5 times a power of ten."""
    power: int = 10 ** (len(str(int(people))) - 1)
    return max(step for step in (1, 2, 5) if step * power <= people) * power
