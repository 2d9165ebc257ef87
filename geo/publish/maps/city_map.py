"""Maps of a city: what they are made of, and what is painted on them.

A map is made once in the browser and holds no data: its outlines are fetched from a static file
(see :mod:`geo.publish.maps.outlines`). What changes with a filter or a click is a
:class:`Painting`, a small group of values that restyles what is there, so that the view is kept.

All of it reaches the browser as JSON; ``city_map.js`` writes text as text, never as HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.publish.maps.symbols import polyline_values, spot_values, tie_values
from geo.publish.maps.tooltips import Tooltips

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.publish.maps.basemaps import Tiles
    from geo.publish.maps.choropleth import Choropleth
    from geo.publish.maps.heat import Heat, Hexagons
    from geo.publish.maps.outlines import MapLayer
    from geo.publish.maps.sites import Places
    from geo.publish.maps.symbols import Polyline, Spot, Tie

OPAQUE: Final = 0.92
OVER_BASEMAP: Final = 0.65


@dataclass(frozen=True, eq=False)
class Before:
    """What a map was before: left of a divider that can be drawn across it.

    Parameters
    ----------
    choropleth
        Classes of communities.
    tooltips
        Under the headers of the painting.
    names
        What stands left and right of the divider.
    places
        Sites of then, which cannot be clicked.
    """

    choropleth: Choropleth
    tooltips: Tooltips
    names: tuple[str, str]
    places: Places | None = None

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        return {
            "fill": self.choropleth.position.to_dict(),
            "palette": [entry.colour for entry in self.choropleth.classes],
            "tooltips": self.tooltips.values(),
            "names": list(self.names),
            "places": self.places.values() if self.places else None,
        }


@dataclass(frozen=True, eq=False)
class Painting:
    """What to paint on the outlines.

    Parameters
    ----------
    choropleth
        Classes of communities; those not in it are drawn faint.
    tooltips
        What is told of a community; only those in it can be clicked.
    selected
        Code of the community to outline.
    heat
        A surface of density.
    hexagons
        Hexagons with their numbers.
    spots
        Circles, the largest drawn first.
    ties
        Curves with an arrowhead, from one place to another.
    polylines
        Lines along streets, below the circles.
    focus
        Codes of communities that the map turns to when they change; none: the whole city.
    areas
        Codes of communities by the number of the area they make, which is outlined.
    words
        What the controls of the map say, by their name.
    places
        Sites and what is about them; with it a click anywhere is told with its point.
    before
        What the map was before, on the left of a divider.
    legend, marks, notes
        For pictures of the map: what the colours are, words by the look of a mark, and what stands
        below, such as the norm and its source.
    """

    choropleth: Choropleth | None = None
    tooltips: Tooltips = field(default_factory=lambda: Tooltips((), {}))
    selected: str | None = None
    heat: Heat | None = None
    hexagons: Hexagons | None = None
    spots: Sequence[Spot] = ()
    ties: Sequence[Tie] = ()
    polylines: Sequence[Polyline] = ()
    focus: Sequence[str] = ()
    areas: Mapping[int, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    places: Places | None = None
    before: Before | None = None
    legend: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        classes = self.choropleth.classes if self.choropleth else ()
        return {
            "fill": self.choropleth.position.to_dict() if self.choropleth else {},
            "palette": [entry.colour for entry in classes],
            "headers": list(self.tooltips.headers),
            "tooltips": self.tooltips.values(),
            "selected": self.selected,
            "heat": self.heat.values() if self.heat else None,
            "hexagons": self.hexagons.values() if self.hexagons else None,
            "spots": spot_values(self.spots),
            "ties": tie_values(self.ties),
            "polylines": polyline_values(self.polylines),
            "focus": list(self.focus),
            "areas": [[number, list(codes)] for number, codes in self.areas.items()],
            "words": dict(self.words),
            "places": self.places.values() if self.places else None,
            "before": self.before.values() if self.before else None,
        }


def city_options(layer: MapLayer, tiles: Sequence[Tiles] = ()) -> dict[str, Any]:
    """Return what a map is made of before it is painted, fit for JSON.

    It is the same on every page, so that a browser makes one map for all of them.

    Parameters
    ----------
    layer
        The outlines, from :func:`geo.publish.maps.outlines.write_layer`.
    tiles
        Basemap layers, lowest first.
    """
    west, south, east, north = layer.bounds
    return {
        "url": layer.url,
        "streets": layer.streets_url,
        "centre": [(south + north) / 2, (west + east) / 2],
        "opacity": OVER_BASEMAP if tiles else OPAQUE,
        "tiles": [
            {
                "url": lower.url,
                "about": escape(lower.attribution),
                "servers": lower.servers,
                "in_gcj02": lower.in_gcj02,
            }
            for lower in tiles
        ],
    }
