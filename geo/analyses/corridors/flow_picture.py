"""The map of flows as a picture, as ``flow_map.js`` and its parts draw it on the screen."""

from __future__ import annotations

import json
from html import escape
from math import ceil, floor, log10, sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.analyses.corridors.maps import CROWD, FLOW_COLOURS, Widths, legend_flow
from geo.publish.maps.lettering import width_of
from geo.publish.maps.picture import Key, Plane, colour_key, frame_around
from geo.publish.maps.picture_layers import ground, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.analyses.corridors.maps import FlowPainting
    from geo.publish.maps.outlines import MapLayer
    from geo.publish.maps.picture_layers import Frame

FAINTEST, STRONGEST = 0.12, 0.9  # of the thinnest of very many lines, and of the widest
BESIDE: Final = 0.3  # how much of that is left to lines beside the chosen ones
LIFTED: Final = 2.5  # a chosen line is at least so wide
RIM: Final = 0.05  # of the map around what is drawn, for names
DOT, GAP = 3.5, 6.0  # the radius of an end, and from its middle to the line
LETTERS: Final = 12
DEGREES: Final = (45, 30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
APART: Final = 90  # two meridians at least


def flow_plane(painting: FlowPainting, layer: MapLayer | None, states: Mapping[str, str]) -> Plane:
    """Draw a map of flows, all of it.

    Parameters
    ----------
    painting
        The same as on the screen.
    layer
        The city's outlines, of which the districts are drawn.
    states
        What each state is called.
    """
    values = painting.values()
    points = np.array([[lon, lat] for _, lat, lon, *_ in values["ends"]]).reshape(-1, 2)
    frame = frame_around(_bounds(points, values))
    places = [complex(x, y) for x, y in frame.place(points)]
    districts = _districts(layer, frame) if layer else []
    body = [ground(frame), *_graticule(frame), *districts, *_curves(values, places)]
    return Plane(frame, [*body, *_ends(values, places, frame)], _keys(painting, states))


def curve(
    start: complex, stop: complex, bend: float, width: float, heads: tuple[bool, bool]
) -> tuple[str, str]:
    """Return the paths of a curve and of its arrowheads, as ``flow_curve.js`` bends them.

    Parameters
    ----------
    start, stop
        The partner region and the local unit, x + iy.
    bend
        How far the curve leaves the straight line, as a share of its length.
    width
        Of the line.
    heads
        Whether there is one at the start, and one at the stop.

    Examples
    --------
    >>> curve(0, 90, 0.0, 2.0, (False, True))
    ('M6.0 0.0Q40.7 0.0 75.4 0.0', 'M84.0 0.0L75.4 3.7L75.4 -3.7Z')
    """
    across = stop - start
    knee = (start + stop) / 2 - 2j * bend * across
    length = abs(across) or 1.0
    head, gap = min(6 + 1.3 * width, length / 3), min(GAP, length / 6)
    speed = abs(knee - start) * 2 or 1.0  # at either end
    tips = (gap / speed, 1 - gap / speed)
    bases = (tips[0] + heads[0] * head / speed, tips[1] - heads[1] * head / speed)

    def at(share: float) -> complex:
        rest = 1 - share
        return start * rest**2 + knee * 2 * share * rest + stop * share**2

    arrows = []
    for tip, base, shown in zip(tips, bases, heads, strict=True):
        if shown:
            point, foot = at(tip), at(base)
            side = 1j * (point - foot) / abs(point - foot) * (2.2 + 0.75 * width)
            arrows.append(f"M{_xy(point)}L{_xy(foot + side)}L{_xy(foot - side)}Z")
    one, two = bases
    middle = start * (1 - one) * (1 - two) + knee * (one + two - 2 * one * two) + stop * one * two
    return f"M{_xy(at(one))}Q{_xy(middle)} {_xy(at(two))}", "".join(arrows)


def _xy(point: complex) -> str:
    return f"{point.real:.1f} {point.imag:.1f}"


def _bounds(points: Any, values: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return the bounds of ends and of the middles of curves, with a rim."""
    if not len(points):
        return -180.0, -60.0, 180.0, 75.0
    narrowing = float(np.cos(np.radians(points[:, 1].mean())))
    flat = [complex(lon * narrowing, -lat) for lon, lat in points]
    ways = {(flow[1], flow[2]) for flow in values["flows"]}
    middles = [
        (flat[one] + flat[other]) / 2 - 1j * values["bend"] * (flat[other] - flat[one])
        for one, other in ways
    ]
    all_points = np.array([*flat, *middles])
    lon, lat = all_points.real / narrowing, -all_points.imag
    rim = RIM * max(np.ptp(lon), np.ptp(lat), 0.01)
    return lon.min() - rim, lat.min() - rim, lon.max() + rim, lat.max() + rim


def _districts(layer: MapLayer, frame: Frame) -> list[str]:
    outlines = shapes_of(json.loads(layer.path.read_bytes()))
    return [
        f'<path d="{frame.path(shapely.from_geojson(text))}" fill="none" stroke="#9aa3af"/>'
        for code, text in outlines
        if code is None
    ]


def _graticule(frame: Frame) -> Iterator[str]:
    """Draw meridians and parallels with their degrees."""
    per_degree = frame.scale * frame.narrowing
    step = next((each for each in reversed(DEGREES) if each * per_degree >= APART), DEGREES[0])
    east, south = frame.west + frame.width / per_degree, frame.north - frame.height / frame.scale
    right = frame.left + frame.width
    for lon in _multiples(frame.west, east, step):
        x = frame.left + (lon - frame.west) * per_degree
        yield f'<path d="M{x:.1f} 0v{frame.height:.1f}" stroke="#dfe3e8"/>'
        yield _degree(x + 3, 11, lon, step, "EW")
    for lat in _multiples(south, frame.north, step):
        y = (frame.north - lat) * frame.scale
        yield f'<path d="M{frame.left:.1f} {y:.1f}H{right:.1f}" stroke="#dfe3e8"/>'
        yield _degree(right - 36, y - 3, lat, step, "NS")


def _multiples(start: float, stop: float, step: float) -> list[float]:
    return [number * step for number in range(ceil(start / step), floor(stop / step) + 1)]


def _degree(x: float, y: float, value: float, step: float, sides: str) -> str:
    decimals = max(0, -floor(log10(step)))
    side = sides[value < 0] if value else ""
    label = f"{abs(value):.{decimals}f}°{side}"
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" fill="#6b7280">{label}</text>'


def _chosen(values: dict[str, Any], flow: Sequence[Any]) -> bool:
    partner = values["ends"][flow[1]][0]
    return bool(flow[0] == values["chosen"] or partner == values["chosenPartner"])


def _curves(values: dict[str, Any], places: Sequence[complex]) -> list[str]:
    """Draw the flows, the chosen ones last and others faint beside them."""
    flows = sorted(values["flows"], key=lambda flow: _chosen(values, flow))
    any_chosen = bool(flows) and _chosen(values, flows[-1])
    widest = max([1.0, *(flow[3] for flow in flows)])
    thin = max(FAINTEST, STRONGEST * min(1.0, sqrt(CROWD / max(1, len(flows)))))
    drawn = []
    for flow in flows:
        _, partner, local, width, into, out, state, *_ = flow
        ink = (thin + (STRONGEST - thin) * width / widest) * (BESIDE if any_chosen else 1)
        if _chosen(values, flow):
            ink, width = 1.0, max(width, LIFTED)
        line, heads = curve(places[partner], places[local], values["bend"], width, (out, into))
        colour = values["palette"][state]
        drawn.append(
            f'<g opacity="{ink:.2f}"><path d="{line}" fill="none" stroke="{colour}" '
            f'stroke-width="{width}"/><path d="{heads}" fill="{colour}"/></g>'
        )
    return drawn


def _ends(values: dict[str, Any], places: Sequence[complex], frame: Frame) -> list[str]:
    """Draw the ends, and name those of the far side that there is room for."""
    drawn = []
    for (*_, partner), place in zip(values["ends"], places, strict=True):
        fill, edge = ("#ffffff", "#374151") if partner else ("#111827", "#ffffff")
        at = f'cx="{place.real:.1f}" cy="{place.imag:.1f}"'
        drawn.append(f'<circle {at} r="{DOT}" fill="{fill}" stroke="{edge}"/>')
    taken = [(at.real - DOT, at.imag - DOT, at.real + DOT, at.imag + DOT) for at in places]
    chosen = {flow[1] for flow in values["flows"] if _chosen(values, flow)}
    order = sorted(range(len(places)), key=lambda number: number not in chosen)
    for number in order:
        _, _, _, name, partner = values["ends"][number]
        box = _room(places[number], LETTERS * width_of(name), frame, taken) if partner else None
        if box:
            taken.append(box)
            weight = 700 if number in chosen else 400
            drawn.append(
                f'<text x="{box[0]:.1f}" y="{box[3] - 4:.1f}" font-size="{LETTERS}" '
                f'font-weight="{weight}" fill="#1f2937" stroke="#f6f7f9" stroke-width="3" '
                f'stroke-linejoin="round" paint-order="stroke">{escape(name)}</text>'
            )
    return drawn


Box = tuple[float, float, float, float]


def _room(at: complex, wide: float, frame: Frame, taken: Sequence[Box]) -> Box | None:
    """Return where a name may stand: right, left, above or below its dot; None if nowhere."""
    high = LETTERS + 3
    offsets = [(7, -high / 2), (-7 - wide, -high / 2), (-wide / 2, -high - 5), (-wide / 2, 5)]
    for x, y in offsets:
        box = (at.real + x, at.imag + y, at.real + x + wide, at.imag + y + high)
        inside = frame.left < box[0] and box[2] < frame.left + frame.width
        inside = inside and box[1] > 0 and box[3] < frame.height
        if inside and not any(_meet(box, other) for other in taken):
            return box
    return None


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _keys(painting: FlowPainting, states: Mapping[str, str]) -> list[Key]:
    """Return the legend: colours with how many lines have them, and widths."""
    counts = {state: sum(flow.state == state for flow in painting.flows) for state in FLOW_COLOURS}
    colours = [
        colour_key(FLOW_COLOURS[state], f"{states[state]} ({count:,})")
        for state, count in counts.items()
        if count
    ]
    scale = Widths.of(painting.flows, painting.most)
    widths = [(amount, scale.pixels(amount)) for amount in legend_flow(scale.most)]
    bar = '<rect y="{top:.1f}" width="17" height="{high}" fill="#6b7280"/>'
    return colours + [
        Key(bar.format(top=8 - high / 2, high=high), f"{amount:,}") for amount, high in widths
    ]
