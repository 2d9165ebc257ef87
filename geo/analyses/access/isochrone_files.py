"""Isochrones of sites, and of which streets a site is the nearest, as layers for GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analyses.access.methods.coverage import DECISECONDS_PER_MINUTE
from geo.analyses.access.model import LIMITS, AccessModel
from geo.analyses.access.origin_destination import site_ids
from geo.analyses.access.questions import service_and_mode
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core import temporary
from geo.core.periods import first_day
from geo.publish.layers import write_layers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results
    from geo.network.stretches import Stretches

FILE: Final = "isochrones.gpkg"
ROUNDED_TO: Final = 5
_SHAPES: Final = {"basins": "MultiLineString", "streets": "MultiLineString"}


def write_isochrones(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the isochrones of all sites that offer a service, see :func:`isochrone_layers`.

    Raises
    ------
    OutputError
        For a service or mode that is not known.
    """
    access = results.get(AccessModel)
    layers = {}
    if access is not None:
        service, mode = service_and_mode(access, options)
        access = access.of_mode(mode)
        limits = LIMITS if options.minutes is None else (options.minutes,)
        sites = np.flatnonzero(access.offers(service)).tolist()
        layers = isochrone_layers(access, sites, (service, mode), limits)
    _write(layers, folder / FILE, results)


def isochrones_of(
    access: AccessModel, results: Results, sites: Sequence[int], question: tuple[str, str]
) -> bytes:
    """Return the same file of some sites, to be downloaded."""
    with temporary.folder() as folder:
        _write(isochrone_layers(access, sites, question), folder / FILE, results)
        return (folder / FILE).read_bytes()


def _write(layers: dict[str, gpd.GeoDataFrame], path: Path, results: Results) -> None:
    nothing = {"isochrones": _layer(pd.DataFrame({"site_id": [], "site_name": []}), [])}
    write_layers(layers or nothing, path, first_day(results.period), _SHAPES)


def isochrone_layers(
    access: AccessModel,
    sites: Sequence[int],
    question: tuple[str, str],
    limits: Sequence[int] = LIMITS,
) -> dict[str, gpd.GeoDataFrame]:
    """Draw from where sites are reached within some minutes, and which is nearest.

    Parameters
    ----------
    access
        Sites and ways.
    sites
        Numbers of those to draw.
    question
        The service and the mode.
    limits
        Minutes.

    Returns
    -------
    dict of geopandas.GeoDataFrame
        ``isochrones``: an area per site and limit, the largest first, with the people who are
        within it by their own time. Of more than one site ``reached``: what is within the limit of
        any of them; and over streets ``basins``: of every site the streets from which it is the
        nearest, cut where another one is; ``streets``: all within the limit, cut where the minutes
        run out. EPSG:4326; ``km`` of streets; people under the minimum cell are missing, others
        rounded to :data:`ROUNDED_TO`.
    """
    mode, largest_first = question[1], sorted(limits, reverse=True)
    parts = [access.catchment(site, mode, largest_first).assign(site=site) for site in sites]
    if not parts:
        return {}
    areas = pd.concat(parts, ignore_index=True)
    layers = {"isochrones": _isochrones(access, areas, mode)}
    if len(sites) > 1:
        layers["reached"] = _reached(access, areas, question)
    source = access.source
    if len(sites) > 1 and isinstance(source, NetworkTravelTimes):
        stretches = source.stretches(mode, np.isin(np.arange(len(access.sites)), sites))
        layers["basins"] = _basins(access, source, stretches, question)
        layers["streets"] = _streets(source, stretches, mode, largest_first)
    return layers


def _isochrones(access: AccessModel, areas: gpd.GeoDataFrame, mode: str) -> gpd.GeoDataFrame:
    attributes = (
        _names(access)
        .loc[areas["site"]]
        .assign(
            mode=mode,
            minutes=areas["minutes"].to_numpy(),
            floating_population=_protected(access, areas["floating_population"]),
        )
    )
    return _layer(attributes, areas.geometry.to_numpy())


def _reached(
    access: AccessModel, areas: gpd.GeoDataFrame, question: tuple[str, str]
) -> gpd.GeoDataFrame:
    """Unite the areas of each limit."""
    united = areas.geometry.groupby(areas["minutes"]).agg(lambda area: area.union_all())
    united = united.sort_index(ascending=False)
    within = [
        access.coverage("city", *question, minutes)["population_within"].item()
        for minutes in united.index.tolist()
    ]
    attributes = pd.DataFrame({"mode": question[1], "minutes": united.index.to_numpy()})
    attributes["floating_population"] = _protected(access, pd.Series(within))
    return _layer(attributes, united.to_numpy())


def _basins(
    access: AccessModel,
    source: NetworkTravelTimes,
    stretches: Stretches,
    question: tuple[str, str],
) -> gpd.GeoDataFrame:
    """Gather of every site the streets from which it is the nearest."""
    sites, lines = _dissolved(source, stretches, stretches.site)
    points = access.demand_point_minutes(*question)
    people = points.groupby("site")["floating_population"].sum().reindex(sites, fill_value=0)
    attributes = (
        _names(access)
        .loc[sites]
        .assign(
            mode=question[1],
            km=_km(source, stretches, stretches.site).to_numpy(),
            floating_population=_protected(access, people),
        )
    )
    return _layer(attributes, lines)


def _streets(
    source: NetworkTravelTimes, stretches: Stretches, mode: str, limits: Sequence[int]
) -> gpd.GeoDataFrame:
    """Gather the streets within each limit."""
    rows, drawn = [], []
    for minutes in limits:
        near = stretches.within(minutes * DECISECONDS_PER_MINUTE)
        all_of_it = np.zeros(len(near.street), np.int64)
        _, lines = _dissolved(source, near, all_of_it)
        drawn += lines or [shapely.MultiLineString()]
        km = _km(source, near, all_of_it).sum()
        rows.append({"mode": mode, "minutes": minutes, "km": km})
    return _layer(pd.DataFrame(rows), drawn)


def _dissolved(
    source: NetworkTravelTimes, stretches: Stretches, of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[Any]]:
    """Join the lines of stretches that are of one kind; return the kinds and their lines."""
    lines = stretches.drawn(source.network.lines)
    vertices = np.repeat(np.arange(len(lines)), np.diff(lines.first))
    parts: Any = shapely.linestrings(np.column_stack([lines.lon, lines.lat]), indices=vertices)
    order = np.argsort(of, kind="stable")
    kinds, number = np.unique(of[order], return_inverse=True)
    together: Any = shapely.multilinestrings(parts[order], indices=number) if len(kinds) else []
    return kinds, [shapely.line_merge(line) for line in together]


def _km(
    source: NetworkTravelTimes, stretches: Stretches, of: NDArray[np.int64]
) -> pd.Series[float]:
    length_m = source.network.street_m[stretches.street] * (stretches.end - stretches.begin)
    return (pd.Series(length_m).groupby(of).sum() / 1000).round(3)


def _names(access: AccessModel) -> pd.DataFrame:
    names = access.sites["site_name"].astype("str")
    return pd.DataFrame({"site_id": site_ids(access.sites), "site_name": names}).reset_index(
        drop=True
    )


def _protected(access: AccessModel, people: pd.Series[Any]) -> Any:
    """Hide counts under the minimum cell, and round others: areas may be taken from each other."""
    counts = people.astype("Int64").reset_index(drop=True)
    rounded = (counts / ROUNDED_TO).round().astype("Int64") * ROUNDED_TO
    return rounded.where(counts >= access.standards.min_cell).array


def _layer(attributes: pd.DataFrame, shapes: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(attributes.reset_index(drop=True), geometry=shapes, crs="EPSG:4326")
