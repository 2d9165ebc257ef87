"""A map of flows: corridors as curves between the city and the places people come from and go to.

Nothing is drawn but the places, the curves, a graticule and, where known, the outlines of the
city's districts: no outline of a country or a province, no tiles. As with
:mod:`geo.publish.maps.city_map` a map is made once, and a painting that changes is drawn on it by
``flow_map.js``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.publish.maps.symbols import BEND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.publish.maps.outlines import MapLayer


# After the palette of Okabe & Ito (2008): blue while in force, orange and red when
# not; violet where nobody knows.
FLOW_COLOURS: Final[Mapping[str, str]] = {
    "agreed": "#0a5d94",
    "lapsing": "#56b4e9",
    "unknown_term": "#9333ea",
    "lapsed": "#e69f00",
    "missing": "#b5420a",
}
LEAST_WIDTH, MOST_WIDTH = 0.8, 12.0  # of lines, in pixels
CROWD: Final = 60  # more lines than these are thinner, so that they do not run into one
UNSIGNED: Final = "missing"

PARTS: Final = (1, 2, 10)  # the widest line shown, a half and a tenth of it


@dataclass(frozen=True)
class Flow:
    """A corridor as a line.

    Parameters
    ----------
    corridor
        What is told when it is clicked; each has its own.
    partner, local
        Codes of its ends.
    inflow, outflow
        From the partner region to the local unit, and back; each with people has an arrowhead.
    state
        Of :data:`FLOW_COLOURS`.
    facts
        What a tooltip tells, in the order of the painting's headers.
    """

    corridor: str
    partner: str
    local: str
    inflow: float
    outflow: float
    state: str
    facts: Sequence[str] = ()

    @property
    def flow(self) -> float:
        """Both ways together."""
        return self.inflow + self.outflow


@dataclass(frozen=True)
class Widths:
    """How wide lines are: in proportion to their people, but never too thin to see.

    Parameters
    ----------
    most
        The people of the widest line.
    widest
        Its width in pixels.

    Examples
    --------
    >>> widths = Widths(1000, 12.0)
    >>> widths.pixels(500), widths.pixels(1), Widths(0, 12.0).pixels(0)
    (6.0, 0.8, 0.8)
    """

    most: float
    widest: float

    @classmethod
    def of(cls, flows: Sequence[Flow], most: float = 0.0) -> Widths:
        """Choose the widths for what is on a map: the more lines, the thinner.

        With ``most``, of people in any period, a width is the same number of people in all of them.
        """
        most = max([most, *(flow.flow for flow in flows)])
        return cls(most, MOST_WIDTH * min(1.0, (CROWD / max(1, len(flows))) ** 0.25))

    def pixels(self, volume: float) -> float:
        """Return how wide the line of so many people is."""
        share = volume / self.most if self.most else 0.0
        return max(LEAST_WIDTH, round(self.widest * share, 1))


@dataclass(frozen=True)
class End:
    """A place where corridors end.

    Parameters
    ----------
    code
        Its code, told when a partner region is clicked.
    lon, lat
        Degrees, WGS84.
    name
        Its name, the label of a partner region.
    partner
        Whether it is the partner region.
    """

    code: str
    lon: float
    lat: float
    name: str
    partner: bool


@dataclass(frozen=True, eq=False)
class FlowPainting:
    """What to draw on a map of flows.

    Parameters
    ----------
    flows
        The corridors; those with an end that has no place are left out, see :attr:`lost`.
    ends
        Places of ends; those of no flow are not drawn.
    headers
        What each of a flow's facts is.
    chosen
        The corridor to stress.
    chosen_partner
        Code of the partner region all of whose corridors are to be stressed.
    hints
        How the map is moved and zoomed, see ``controls.js``.
    fit_title, city_title
        What the buttons say that show all, and the city; without the latter there is no such
        button to see.
    """

    flows: Sequence[Flow]
    ends: Sequence[End]
    headers: Sequence[str] = ()
    chosen: str | None = None
    chosen_partner: str | None = None
    fit_title: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    city_title: str = ""
    most: float = 0.0

    @property
    def lost(self) -> int:
        """How many flows cannot be drawn."""
        return len(self.flows) - len(self._drawn())

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON: of rows lists, for there may be many."""
        # The largest on top; below all, what has no agreement, for there may be thousands of it.
        drawn = sorted(self._drawn(), key=lambda flow: (flow.state != UNSIGNED, flow.flow))
        position, ends = self._used_ends(drawn)
        widths = Widths.of(self.flows, self.most)  # as in the legend
        states = list(FLOW_COLOURS)
        return {
            "bend": BEND,
            "palette": list(FLOW_COLOURS.values()),
            "headers": list(self.headers),
            "ends": [[end.code, end.lat, end.lon, end.name, end.partner] for end in ends],
            "flows": [
                [
                    flow.corridor,
                    position[True, flow.partner],
                    position[False, flow.local],
                    widths.pixels(flow.flow),
                    bool(flow.inflow > 0),
                    bool(flow.outflow > 0),
                    states.index(flow.state),
                    *flow.facts,
                ]
                for flow in drawn
            ],
            "chosen": self.chosen,
            "chosenPartner": self.chosen_partner,
            "words": {"fit": self.fit_title, "city": self.city_title, **self.hints},
        }

    def _placed(self) -> dict[tuple[bool, str], End]:
        """Return the ends that have a place, by side and code."""
        located = (end for end in self.ends if math.isfinite(end.lon) and math.isfinite(end.lat))
        return {(end.partner, end.code): end for end in located}

    def _drawn(self) -> list[Flow]:
        located = self._placed()
        return [
            f for f in self.flows if (True, f.partner) in located and (False, f.local) in located
        ]

    def _used_ends(self, drawn: Sequence[Flow]) -> tuple[dict[tuple[bool, str], int], list[End]]:
        """Return the ends of flows, those of most people first, and where each stands."""
        volume: dict[tuple[bool, str], float] = {}
        for flow in drawn:
            for key in ((True, flow.partner), (False, flow.local)):
                volume[key] = volume.get(key, 0.0) + flow.flow
        order = sorted(volume, key=lambda key: (-volume[key], key))
        located = self._placed()
        return {key: position for position, key in enumerate(order)}, [
            located[key] for key in order
        ]


def flow_options(layer: MapLayer | None = None) -> dict[str, Any]:
    """Return what a map of flows is made of before it is painted, fit for JSON.

    Parameters
    ----------
    layer
        The city's outlines, from :func:`geo.publish.maps.outlines.write_layer`; of them the
        districts are drawn. None: nothing is.
    """
    return {
        "url": layer.url if layer else None,
        "bounds": [layer.bounds[1::-1], layer.bounds[:1:-1]] if layer else None,
    }


def flows_of(frame: pd.DataFrame, facts: Sequence[Sequence[str]] = ()) -> list[Flow]:
    """Turn corridors into lines.

    Parameters
    ----------
    frame
        Of :attr:`geo.analyses.corridors.model.Corridors.frame` the columns ``corridor``,
        ``partner_code``,
        ``local_code``, ``inflow``, ``outflow`` (missing = nobody known), ``state``.
    facts
        For each row what its tooltip tells; none for none.
    """
    if frame.empty:
        return []
    directions = [
        frame[f"{direction}flow"].astype("Float64").fillna(0.0).to_list()
        for direction in ("in", "out")
    ]
    named = [frame[name] for name in ("corridor", "partner_code", "local_code")]
    tooltips = facts or [()] * len(frame)
    return [Flow(*row) for row in zip(*named, *directions, frame["state"], tooltips, strict=True)]


def net_of(flows: Sequence[Flow]) -> list[Flow]:
    """Turn flows of both directions into net flows: what one direction has more than the other.

    Those that balance have none and are left out.

    Examples
    --------
    >>> [(flow.inflow, flow.outflow) for flow in net_of([
    ...     Flow("a-x", "a", "x", 60, 40, "agreed"), Flow("b-x", "b", "x", 5, 5, "agreed")])]
    [(20, 0.0)]
    """
    return [
        replace(
            flow,
            inflow=max(flow.inflow - flow.outflow, 0.0),
            outflow=max(flow.outflow - flow.inflow, 0.0),
        )
        for flow in flows
        if flow.inflow != flow.outflow
    ]


def ends_of(places: pd.DataFrame) -> list[End]:
    """Turn the places of ends into ends to draw.

    Parameters
    ----------
    places
        ``code``, ``name``, ``end`` ("far" or "near"), ``lon``, ``lat``; those without a place are
        left out.
    """
    located = places.dropna(subset=["lon", "lat"])
    partner = located["end"] == "partner"
    rows = zip(*(located[name] for name in ("code", "lon", "lat", "name")), partner, strict=True)
    return [
        End(code, float(lon), float(lat), name, bool(is_partner))
        for code, lon, lat, name, is_partner in rows
    ]


def flow_legend_html(
    painting: FlowPainting, title: str, states: Mapping[str, str], width: str
) -> str:
    """Draw the legend of a map of flows: colours with how many lines have them, and widths.

    Parameters
    ----------
    painting
        What is on the map.
    title
        What stands before the colours.
    states
        What each state is called.
    width
        What stands before the widths, which are in one line, however narrow the page. All words
        are text and are escaped.
    """
    flows = painting.flows
    counts = {state: sum(flow.state == state for flow in flows) for state in FLOW_COLOURS}
    colours = "".join(
        f'<span class="yipan-key"><i style="background:{FLOW_COLOURS[state]}"></i>'
        f"{escape(states[state])} <b>{count:,}</b></span>"
        for state, count in counts.items()
        if count
    )
    scale = Widths.of(flows, painting.most)
    amounts = legend_flow(scale.most)
    widths = "".join(
        '<span class="yipan-key"><i style="background:#6b7280;border-radius:0;width:1.6rem;'
        f'vertical-align:middle;height:{scale.pixels(amount)}px"></i>{amount:,}</span>'
        for amount in amounts
    )
    row = f'<div class="yipan-legend"><strong>{escape(title)}</strong>{colours}</div>'
    if not amounts:
        return row
    return (
        f'{row}<div class="yipan-legend" style="flex-wrap:nowrap;column-gap:.7rem">'
        f'<strong class="yipan-key">{escape(width)}</strong>{widths}</div>'
    )


def legend_flow(most: float) -> list[int]:
    """Choose round numbers of people for the legend of widths, the largest first.

    Examples
    --------
    >>> legend_flow(1234), legend_flow(7), legend_flow(0)
    ([1000, 500, 100], [5, 2], [])
    """
    if most < 1:
        return []
    widest = _round_down(most)
    return [_round_down(widest / part) for part in PARTS if widest >= part]


def _round_down(volume: float) -> int:
    """Round down to 1, 2 or 5 times a power of ten."""
    power: int = 10 ** (len(str(int(volume))) - 1)
    return max(step for step in (1, 2, 5) if step * power <= volume) * power
