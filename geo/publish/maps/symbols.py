"""Circles, curves and lines on a map of a city, each with a tooltip."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST_RADIUS, MOST_RADIUS = 4.0, 22.0  # of demand points, in pixels
LABEL_RADIUS: Final = 9.0  # of a circle with a label, in pixels
LEAST_WIDTH, MOST_WIDTH = 1.5, 9.0  # of ties, in pixels
BEND: Final = 0.16
"""How far a curve leaves the straight line, as a share of its length."""
STRESS: Final = 2  # pixels of the dark rim around a tie that is chosen


@dataclass(frozen=True)
class Spot:
    """A circle on the map, with a tooltip; the circle's area goes with its size.

    With a ``label``, which stands in it, it is as large as that needs.
    """

    lon: float
    lat: float
    size: float
    colour: str
    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class Polyline:
    """A line along streets, with a tooltip.

    Parameters
    ----------
    vertices
        ``lon, lat`` of each, degrees, WGS84.
    colour
        Of the line.
    title, facts
        What the tooltip tells.
    """

    vertices: Sequence[tuple[float, float]]
    colour: str
    title: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tie:
    """A curve with an arrowhead, with a tooltip; its width goes with its size.

    Parameters
    ----------
    start, stop
        ``lon, lat`` of where it begins and where its arrowhead is, degrees, WGS84.
    size
        What its width goes with.
    colour
        Of the curve.
    title, facts
        What the tooltip tells.
    chosen
        Whether it is stressed.
    """

    start: tuple[float, float]
    stop: tuple[float, float]
    size: float
    colour: str
    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    chosen: bool = False


def spot_values(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Return what the browser gets of circles, the largest first, so that none hides another."""
    most = max((spot.size for spot in spots), default=0)
    return [
        {
            "lon": spot.lon,
            "lat": spot.lat,
            "radius": LABEL_RADIUS
            if spot.label
            else max(LEAST_RADIUS, MOST_RADIUS * (spot.size / most) ** 0.5),
            "colour": spot.colour,
            "label": spot.label,
            **_told(spot),
        }
        for spot in sorted(spots, key=lambda spot: -spot.size)
    ]


def tie_values(ties: Sequence[Tie]) -> list[dict[str, Any]]:
    """Return what the browser gets of curves, the chosen one last, on top of the others."""
    most = max((tie.size for tie in ties), default=0)
    return [
        {
            "from": list(tie.start[::-1]),
            "to": list(tie.stop[::-1]),
            "width": round(max(LEAST_WIDTH, MOST_WIDTH * tie.size / (most or 1)), 1),
            "colour": tie.colour,
            "bend": BEND,
            "rim": STRESS if tie.chosen else 0,
            **_told(tie),
        }
        for tie in sorted(ties, key=lambda tie: tie.chosen)
    ]


def polyline_values(polylines: Sequence[Polyline]) -> list[dict[str, Any]]:
    """Return what the browser gets of lines, to a metre."""
    return [
        {
            "places": [[round(lat, 5), round(lon, 5)] for lon, lat in line.vertices],
            "colour": line.colour,
            **_told(line),
        }
        for line in polylines
    ]


def _told(mark: Spot | Tie | Polyline) -> dict[str, Any]:
    facts = mark.facts
    return {"title": mark.title, "headers": list(facts), "values": list(facts.values())}
