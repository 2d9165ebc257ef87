"""Places on a map: service sites, the areas around one of them, and a point that was clicked.

Drawn by ``sites.js`` over the outlines of :mod:`geo.publish.maps.city_map`, as part of a
painting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely import Geometry, MultiPolygon

SITE_COLOUR: Final = "#1d4ed8"
NEW_SITE_COLOUR: Final = "#b5420a"
"""Of sites that a plan brings."""
# ColorBrewer's BuGn (Brewer 2002): the nearer, the darker.
ZONE_COLOURS: Final = ("#00583e", "#2ca25f", "#86cfae", "#cfeee4")
ZONE_INK: Final = 0.62
DECIMALS: Final = 6  # of degrees: a tenth of a metre


@dataclass(frozen=True)
class Site:
    """A service site.

    Parameters
    ----------
    number
        What is told when it is clicked; each site has its own.
    lon, lat
        Degrees, WGS84.
    title
        Its name.
    facts
        What else a tooltip tells, by header.
    """

    number: int
    lon: float
    lat: float
    title: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Zone:
    """What can be reached within so many minutes, without what is reached in fewer.

    Parameters
    ----------
    minutes
        Up to how many.
    colour
        As in the legend.
    shape
        Polygon or MultiPolygon, EPSG:4326.
    """

    minutes: float
    colour: str
    shape: Geometry


@dataclass(frozen=True, eq=False)
class Places:
    """What stands on a map beside its communities.

    Parameters
    ----------
    sites
        Service sites; all can be clicked.
    zones
        The areas around a site, from :func:`zones_of`.
    chosen
        Number of the site to stress.
    pin
        ``lon, lat`` of a point to mark.
    """

    sites: Sequence[Site] = ()
    zones: Sequence[Zone] = ()
    chosen: int | None = None
    pin: tuple[float, float] | None = None

    def values(self) -> dict[str, Any]:
        """Return what the browser gets, fit for JSON."""
        return {
            "sites": [
                {
                    "number": site.number,
                    "lon": site.lon,
                    "lat": site.lat,
                    "title": site.title,
                    "headers": list(site.facts),
                    "values": list(site.facts.values()),
                }
                for site in self.sites
            ],
            "zones": [{"colour": zone.colour, "rings": _rings(zone.shape)} for zone in self.zones],
            "ink": ZONE_INK,
            "colour": SITE_COLOUR,
            "chosen": self.chosen,
            "pin": list(self.pin) if self.pin else None,
        }


def zones_of(catchments: Mapping[float, Geometry | None]) -> list[Zone]:
    """Turn nested areas into bands that do not cover each other, the widest first.

    Parameters
    ----------
    catchments
        By minutes: all that is reached within them, EPSG:4326; None where that is nothing. Up to
        as many as there are :data:`ZONE_COLOURS`.

    Examples
    --------
    >>> near, far = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1)
    >>> [(zone.minutes, zone.shape.area) for zone in zones_of({5: near, 15: far})]
    [(15, 1.0), (5, 1.0)]
    """
    minutes = sorted(catchments)
    shapes: dict[float, Geometry] = {value: _areas(catchments[value]) for value in minutes}
    bands = {value: shapes[value] for value in minutes[:1]}
    for inner, outer in pairwise(minutes):
        shapes[outer] = shapely.union(shapes[inner], shapes[outer])
        bands[outer] = _areas(shapely.difference(shapes[outer], shapes[inner]))
    colours = dict(zip(minutes, ZONE_COLOURS, strict=False))
    drawn = [Zone(value, colours[value], bands[value]) for value in reversed(minutes)]
    return [zone for zone in drawn if not shapely.is_empty(zone.shape)]


def zone_legend_html(title: str, labels: Mapping[str, str]) -> str:
    """Draw the legend of zones: a label for each colour, all of it text."""
    entries = "".join(
        f'<span class="yipan-key"><i style="background:{colour};opacity:{ZONE_INK}"></i>'
        f"{escape(label)}</span>"
        for colour, label in labels.items()
    )
    return f'<div class="yipan-legend"><strong>{escape(title)}</strong>{entries}</div>'


def _areas(shape: Geometry | None) -> MultiPolygon:
    """Return the areas in a shape as one MultiPolygon; lines and points that fall off are gone."""
    if shape is None:
        return shapely.MultiPolygon()
    parts = shapely.get_parts(shapely.get_parts(shape))
    areas = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.MultiPolygon(areas)


def _rings(shape: Geometry) -> list[list[list[list[float]]]]:
    """Return polygons as rings of ``[lat, lon]``, the outer one first, as Leaflet wants them."""
    return [
        [
            shapely.get_coordinates(ring)[:, ::-1].round(DECIMALS).tolist()
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in shapely.get_parts(shape)
    ]
