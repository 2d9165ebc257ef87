"""Streets downloaded from OpenStreetMap by OSMnx: only ever when a user asks for it."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from geo.core import temporary
from geo.core.issues import Issue, TableError
from geo.formats.checked import shortened
from geo.network.osm.tagging import TAGS
from geo.network.street_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import networkx as nx
    from shapely.geometry.base import BaseGeometry

    from geo.network.settings import StreetSettings

_AROUND_M: Final = 1_000.0  # beyond the outline: ways lead out of a city and back
_ROUGH_M: Final = 200.0
_FAR_M: Final = 5_000.0  # around a place
_PATIENCE_S: Final = 180


def outline_of(communities: gpd.GeoDataFrame) -> BaseGeometry:
    """Draw a rough outline around communities, in degrees.

    Raises
    ------
    TableError
        If none has a boundary.
    """
    shapes: Any = communities.geometry
    bounded = shapes[~(shapes.isna() | shapes.is_empty)]
    if bounded.empty:
        raise TableError(Issue("issue.streets_outline", severity="error"))
    metric = bounded.to_crs(bounded.estimate_utm_crs())
    around = shapely.simplify(shapely.union_all(metric.buffer(_AROUND_M).to_numpy()), _ROUGH_M)
    outline: BaseGeometry = gpd.GeoSeries([around], crs=metric.crs).to_crs(4326).iloc[0]
    return outline


def around_place(place: str, settings: StreetSettings) -> BaseGeometry:
    """Ask Nominatim where a place is, and draw a circle of 5 km around it, in degrees.

    Raises
    ------
    TableError
        If it doesn't answer or doesn't know the place.
    """
    with _asking(settings, settings.nominatim_url) as ox:
        lat, lon = ox.geocode(place)
    point = gpd.GeoSeries.from_xy([lon], [lat], crs=4326)
    metric = point.to_crs(point.estimate_utm_crs()).buffer(_FAR_M)
    circle: BaseGeometry = metric.to_crs(4326).iloc[0]
    return circle


def fetch_streets(outline: BaseGeometry, path: Path, settings: StreetSettings) -> None:
    """Download the streets within an outline into an ``.osm.pbf``.

    Parameters
    ----------
    outline
        Polygons in degrees, WGS84.
    path
        Where the file is put, whole or not at all.
    settings
        Whom to ask.

    Raises
    ------
    TableError
        If nobody answers, or OSMnx or osmium are not installed.
    """
    kinds = "|".join(KINDS)
    with _asking(settings, settings.overpass_url) as ox:
        graph = ox.graph_from_polygon(
            outline,
            simplify=False,
            retain_all=True,
            truncate_by_edge=True,
            custom_filter=f'["highway"~"^({kinds})$"]',
        )
    write_pbf(graph, path)


def write_pbf(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write a graph of OSMnx that is not simplified as ways of OpenStreetMap.

    Raises
    ------
    TableError
        If the package osmium is not installed.
    """
    try:
        import osmium  # noqa: PLC0415
    except ImportError as error:
        raise TableError(_issue("issue.streets_package", "osmium")) from error
    with temporary.replacing(path) as written, osmium.SimpleWriter(written) as writer:
        for node, attributes in sorted(graph.nodes(data=True)):
            location = (attributes["x"], attributes["y"])
            writer.add_node(osmium.osm.mutable.Node(id=node, location=location))
        for number, (refs, tags) in enumerate(ways_of(graph), start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))


def ways_of(graph: nx.MultiDiGraph) -> Iterator[tuple[list[int], dict[str, str]]]:
    """Make the ways again that OSMnx took apart: nodes and tags of each.

    A way that is open both ways has each of its pieces twice; the one drawn backwards is left out.
    """
    pieces = [
        (attributes["osmid"], one, other, attributes)
        for one, other, attributes in graph.edges(data=True)
        if attributes.get("oneway") or not attributes.get("reversed")
    ]
    pieces.sort(key=lambda piece: piece[0])
    for _, pieces_of_way in groupby(pieces, key=lambda piece: piece[0]):
        begun: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        for _, one, other, attributes in pieces_of_way:
            begun.setdefault(one, []).append((other, attributes))
        yield from _chained(begun)


def _chained(
    begun: dict[int, list[tuple[int, dict[str, Any]]]],
) -> Iterator[tuple[list[int], dict[str, str]]]:
    """Chain the pieces of a way, by the nodes they begin at."""
    ended = {other for pieces in begun.values() for other, _ in pieces}
    for start in sorted(begun, key=lambda node: (node in ended, node)):
        while begun.get(start):
            refs: list[int] = [start]
            attributes: dict[str, Any] = {}
            while begun.get(refs[-1]):
                other, attributes = begun[refs[-1]].pop(0)
                refs.append(other)
            yield refs, _tags(attributes)


def _tags(attributes: dict[str, Any]) -> dict[str, str]:
    said: dict[str, str] = {name: str(attributes[name]) for name in TAGS if name in attributes}
    said.pop("oneway", None)
    if attributes.get("oneway"):  # OSMnx has turned ways that are drawn against their direction
        said["oneway"] = "yes"
    return said


@contextmanager
def _asking(settings: StreetSettings, whom: str) -> Iterator[Any]:
    """Lend OSMnx with settings of ours, and leave everything as it was.

    It keeps nothing, asks nobody else, and its issues are told as ours.
    """
    try:
        import osmnx  # noqa: PLC0415  # not always installed
        import requests  # noqa: PLC0415
    except ImportError as error:
        raise TableError(_issue("issue.streets_package", "osmnx")) from error
    ours = {
        "overpass_url": settings.overpass_url,
        "nominatim_url": settings.nominatim_url,
        "overpass_rate_limit": False,
        "requests_timeout": _PATIENCE_S,
        "use_cache": False,
        "doh_url_template": None,
        "all_oneway": False,
        "log_console": False,
        "log_file": False,
        "useful_tags_way": list(TAGS),
    }
    before = {name: getattr(osmnx.settings, name) for name in ours}
    resolve = socket.getaddrinfo
    try:
        _set(osmnx.settings, ours.items())
        yield osmnx
    except (requests.RequestException, OSError, ValueError, LookupError) as error:
        why = shortened(f"{type(error).__name__}: {error}")
        raise TableError(_issue("issue.streets_download", whom, why=why)) from error
    finally:
        _set(osmnx.settings, before.items())
        socket.getaddrinfo = resolve


def _set(settings: Any, values: Iterable[tuple[str, Any]]) -> None:
    for name, value in values:
        setattr(settings, name, value)


def _issue(what: str, value: str, **more: str) -> Issue:
    return Issue(what, severity="error", file="[streets]", value=value, more=more)
