"""Flows and places as tools for maps of flows read them, and as ``[flows]`` reads them again.

FlowmapBlue wants a table of locations (``id, name, lat, lon``) and one of flows (``origin, dest,
count``); kepler.gl one table with the coordinates of both ends in each row. Flows are those between
known ends, each direction in its own row, at the units of the corridors.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.corridors.geography import places_of
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.origin_destination import ENDS, directed_flows
from geo.analyses.corridors.tables import curves
from geo.publish.csv import csv_bytes
from geo.publish.layers import write_geojson

if TYPE_CHECKING:
    from pathlib import Path

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results

LOCATIONS: Final = "flowmapblue_locations.csv"
FLOWS: Final = "flowmapblue_flows.csv"
KEPLER: Final = "kepler_flows.csv"
LINES: Final = "flow_lines.geojson"
DECIMALS: Final = 6  # of degrees, about 10 cm


def locations(results: Results, corridors: Corridors) -> pd.DataFrame:
    """List the places at the ends of corridors as FlowmapBlue reads them.

    Returns
    -------
    pandas.DataFrame
        ``id`` (code), ``name`` (str), ``lat``, ``lon`` (degrees, WGS84), each place once, in order
        of code; places that nobody can locate are left out.
    """
    places = places_of(results, corridors).dropna(subset=["lon", "lat"])
    places = places.drop_duplicates("code").sort_values("code", ignore_index=True)
    places = places.rename(columns={"code": "id"})
    return places[["id", "name", "lat", "lon"]].round({"lat": DECIMALS, "lon": DECIMALS})


def flow_counts(corridors: Corridors) -> pd.DataFrame:
    """List the flows of corridors as FlowmapBlue reads them.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``dest`` (codes), ``count`` (people): a row a direction with people.
    """
    flows = directed_flows(corridors.frame)
    columns = {"origin_code": "origin", "destination_code": "dest", "flow": "count"}
    return flows[list(columns)].rename(columns=columns)


def located_flows(results: Results, corridors: Corridors) -> pd.DataFrame:
    """List the flows of corridors as kepler.gl reads them: a row with the places of both ends.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``dest`` (codes), ``origin_name``, ``dest_name``, ``origin_lat``,
        ``origin_lng``, ``dest_lat``, ``dest_lng`` (degrees, WGS84; missing where nobody can locate
        an end), ``count`` (people).
    """
    flows = directed_flows(corridors.frame)
    places = locations(results, corridors).set_index("id")
    table = flow_counts(corridors)
    for end, column in zip(ENDS, ("origin", "dest"), strict=True):
        table[f"{column}_name"] = flows[f"{end}_name"]
        located = places.reindex(table[column]).set_axis(table.index)
        table[f"{column}_lat"], table[f"{column}_lng"] = located["lat"], located["lon"]
    sides = [f"{column}_{axis}" for column in ("origin", "dest") for axis in ("lat", "lng")]
    return table[["origin", "dest", "origin_name", "dest_name", *sides, "count"]]


def flow_lines(results: Results, corridors: Corridors) -> gpd.GeoDataFrame:
    """Draw the flows of corridors as curves from the origin to the destination.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, ``origin``, ``dest`` (codes), ``origin_name``, ``dest_name``, ``count`` (people);
        flows with an end that nobody can locate have no geometry.
    """
    table = located_flows(results, corridors)
    start, stop = (
        table[[f"{end}_lng", f"{end}_lat"]].to_numpy(np.float64) for end in ("origin", "dest")
    )
    lines = gpd.GeoSeries(pd.Series(curves(start, stop), table.index, dtype="object"), crs=4326)
    told = table[["origin", "dest", "origin_name", "dest_name", "count"]]
    return gpd.GeoDataFrame(told, geometry=lines)


def plain_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as CSV without a byte order mark, which some tools take for a letter."""
    return csv_bytes(frame).removeprefix(codecs.BOM_UTF8)


def write_flowmapblue(results: Results, folder: Path, _options: ExportOptions) -> None:
    """Write the flows of corridors and their places for FlowmapBlue."""
    corridors = results[Corridors]
    (folder / LOCATIONS).write_bytes(plain_csv(locations(results, corridors)))
    (folder / FLOWS).write_bytes(plain_csv(flow_counts(corridors)))


def write_kepler(results: Results, folder: Path, _options: ExportOptions) -> None:
    """Write the flows of corridors for kepler.gl."""
    (folder / KEPLER).write_bytes(plain_csv(located_flows(results, results[Corridors])))


def write_flow_lines(results: Results, folder: Path, _options: ExportOptions) -> None:
    """Write the flows of corridors as lines in GeoJSON."""
    write_geojson(flow_lines(results, results[Corridors]), folder / LINES)
