"""Basemaps: none unless the city asks for one, for they come from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

TIANDITU: Final = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}"
    "&TILECOL={{x}}&tk={key}"
)
OSM: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class Tiles:
    """A layer of tiles under the map, as Leaflet asks for it.

    Parameters
    ----------
    url
        With ``{z}``, ``{x}``, ``{y}`` and, for several servers, ``{s}``.
    attribution
        Plain text.
    servers
        What ``{s}`` stands for, a letter each.
    in_gcj02
        Whether they are in GCJ-02: the map moves them to where WGS84 has the same ground.
    """

    url: str
    attribution: str
    servers: str = "abc"
    in_gcj02: bool = False


def basemap_tiles(
    kind: str, url: str = "", key: str = "", attribution: str = "", coordinates: str = "wgs84"
) -> list[Tiles]:
    """Return the tile layers of a basemap setting, lowest first; none for ``"none"``.

    Parameters
    ----------
    kind
        ``none``, ``osm``, ``tianditu`` (needs the key), ``xyz`` or ``wmts`` (need the url, with
        ``{z}``, ``{x}`` and ``{y}`` where the tile's numbers belong).
    coordinates
        What tiles of a url are in: ``wgs84``, ``cgcs2000`` (the same to a metre) or ``gcj02``.

    Examples
    --------
    >>> basemap_tiles("none")
    []
    >>> basemap_tiles("xyz", "http://10.0.0.5/{z}/{x}/{y}.png?tk={key}", key="a b")[0].url
    'http://10.0.0.5/{z}/{x}/{y}.png?tk=a%20b'
    """
    if kind == "tianditu":
        credit = attribution or "天地图 Tianditu"
        return [
            Tiles(TIANDITU.format(layer=layer, key=quote(key, safe="")), credit, "01234567")
            for layer in ("vec", "cva")
        ]
    if kind == "osm":
        return [Tiles(OSM, attribution or "© OpenStreetMap contributors")]
    if kind in ("xyz", "wmts"):
        keyed = url.replace("{key}", quote(key, safe=""))
        return [Tiles(keyed, attribution, in_gcj02=coordinates == "gcj02")]
    return []
