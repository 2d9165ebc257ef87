"""Routes and stops of rounds as layers for GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd

from geo.core import temporary
from geo.core.periods import first_day
from geo.publish.layers import write_layers

if TYPE_CHECKING:
    from pathlib import Path

    from geo.analyses.planning.rounds.plan import Rounds
    from geo.core.results import Results

FILE: Final = "rounds.gpkg"
_SHAPES: Final = {"routes": "MultiLineString", "stops": "MultiPoint", "depot": "MultiPoint"}


def rounds_layers(rounds: Rounds) -> dict[str, gpd.GeoDataFrame]:
    """Return the routes as lines, and stops and depot as points, EPSG:4326."""
    named = {"stops": rounds.stops, "depot": rounds.depot}
    points = {
        name: gpd.GeoDataFrame(
            places.drop(columns=["lon", "lat", "node"], errors="ignore"),
            geometry=gpd.points_from_xy(places["lon"], places["lat"]),
            crs="EPSG:4326",
        )
        for name, places in named.items()
    }
    routes = rounds.drives.assign(day=rounds.drives["day"] + 1)
    return {"routes": routes, **points}


def write_rounds(results: Results, rounds: Rounds, path: Path) -> None:
    """Write the layers of rounds as one GeoPackage."""
    layers = {name: layer for name, layer in rounds_layers(rounds).items() if len(layer)}
    write_layers(layers, path, first_day(results.period), _SHAPES)


def rounds_geopackage(results: Results, rounds: Rounds) -> bytes:
    """Return the same file, to be downloaded; empty where there is nothing to draw."""
    with temporary.folder() as folder:
        path = folder / FILE
        write_rounds(results, rounds, path)
        return path.read_bytes() if path.exists() else b""
