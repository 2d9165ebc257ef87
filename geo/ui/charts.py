"""A chart as HTML: it needs no script, prints as it is seen, and takes the colours of the page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo.core.number_format import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Curve:
    """A share that grows in steps.

    Parameters
    ----------
    name
        Whose it is.
    colour
        Of its line.
    steps
        Places on the axis and the share (0 to 1) from there on, both ascending.
    """

    name: str
    colour: str
    steps: Sequence[tuple[float, float]]

    def share_at(self, place: float) -> float | None:
        """Return the share at a place; None before the first step.

        Examples
        --------
        >>> curve = Curve("city", "#000", [(5, 0.25), (10, 1.0)])
        >>> curve.share_at(4), curve.share_at(5), curve.share_at(99)
        (None, 0.25, 1.0)
        """
        return next((share for at, share in reversed(self.steps) if at <= place), None)


def step_chart(
    curves: Sequence[Curve], limit: float, ticks: Sequence[float], titles: tuple[str, str]
) -> str:
    """Draw shares that grow in steps over an axis, with a line at a limit.

    Parameters
    ----------
    limit
        Where the dashed line stands.
    ticks
        Places that are named on the axis, which is from the first to the last.
    titles
        Of the axis and of the shares.

    Returns
    -------
    str
        HTML, all text in it escaped. Where the mouse is, the shares there are told.
    """
    first, last = ticks[0], ticks[-1]

    def across(place: float) -> str:
        return f"{100 * (place - first) / (last - first):.4g}%"

    up = "".join(
        f'<u style="bottom:{100 * share:g}%"></u>'
        f'<span class="y" style="bottom:{100 * share:g}%">{100 * share:g}%</span>'
        for share in SHARES
    )
    named = "".join(
        f'<span class="x" style="left:{across(tick)}">{tick:g}</span>' for tick in ticks
    )
    inner = {at for curve in curves for at, _ in curve.steps if first < at < last}
    strips = "".join(
        f'<i style="left:{across(at)};width:{across(first + following - at)}" '
        f'title="{_told(curves, at)}">{_lines(curves, at, before)}</i>'
        for before, at, following in _spans([first, *sorted(inner), last])
    )
    keys = "".join(
        f'<span class="yipan-key"><i style="background:{curve.colour}"></i>'
        f"{escape(curve.name)}</span>"
        for curve in curves
        if len(curves) > 1
    )
    axis, shares = map(escape, titles)
    return (
        f'<div class="yipan-chart"><header><strong>{shares}</strong>{keys}</header>'
        f'<div class="plot" role="img" aria-label="{shares}">{up}{named}'
        f'<s style="left:{across(limit)}"></s>{strips}</div>'
        f"<p>{axis}</p></div>"
    )


def _spans(places: Sequence[float]) -> list[tuple[float, float, float]]:
    """Return each part of the axis with the beginning of the one before it.

    Examples
    --------
    >>> _spans([0, 5, 60])
    [(0, 0, 5), (0, 5, 60)]
    """
    befores = [places[0], *places]
    return [(before, *part) for before, part in zip(befores, pairwise(places), strict=False)]


def _lines(curves: Sequence[Curve], at: float, before: float) -> str:
    """Draw the curves of one part of the axis, each up from the part before it and along."""
    lines = []
    for curve in curves:
        share = curve.share_at(at)
        if share is not None:
            low = curve.share_at(before) or 0.0
            looks = f"bottom:{100 * low:.4g}%;height:{100 * (share - low):.4g}%"
            lines.append(f'<b style="{looks};border-color:{curve.colour}"></b>')
    return "".join(lines)


def _told(curves: Sequence[Curve], at: float) -> str:
    shares = [(curve.name, curve.share_at(at)) for curve in curves]
    told = [f"{name}: {percent(share)}" for name, share in shares if share is not None]
    return escape("\n".join([f"{at:g}", *told]))
