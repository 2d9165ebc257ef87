"""Corridors and sharing between neighbours as tables and as lines on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from shapely import LineString

from geo.analyses.corridors.geography import places_of
from geo.analyses.corridors.methods.recommendation import CRITERIA
from geo.analyses.corridors.model import Corridors
from geo.analyses.sharing.model import Sharing
from geo.core.admin_units import unit_points
from geo.core.periods import first_day
from geo.publish.layers import clock_at
from geo.publish.maps.symbols import BEND

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.core.results import Results

RESOLVED: Final = "resolved"
WITHIN: Final = "within"
_STEPS: Final = np.linspace(0.0, 1.0, 17)
_DECIMALS: Final = {
    **dict.fromkeys(("expected_inflow", "expected_outflow", "score"), 2),
    **dict.fromkeys(("expected_inflow_gravity", "expected_outflow_gravity"), 2),
    **dict.fromkeys(("inflow_ratio", "outflow_ratio", "flow_ratio"), 4),
    **dict.fromkeys(("inflow_ratio_gravity", "outflow_ratio_gravity", "flow_ratio_gravity"), 4),
    **dict.fromkeys(("factor_shortfall", "factor_accessibility"), 4),
    **dict.fromkeys(("p_value_partner", "p_value_local", "p_value", "p_value_adjusted"), 9),
    "flow_share": 6,
    "distance_km": 1,
    **dict.fromkeys(("on_time_share_partner", "on_time_share_local"), 4),
}


def corridors_of_run(results: Results) -> pd.DataFrame:
    """Lay out the corridors of a run."""
    return corridor_table(results[Corridors])


def manifest_of(results: Results) -> dict[str, Any]:
    """Return the day by which agreements and notices were judged, for the manifest."""
    day = results[Corridors].day
    return {"corridors": {"reference_date": day.isoformat() if day else None}}


def corridor_table(corridors: Corridors) -> pd.DataFrame:
    """Lay corridors out as a table whose people add up to everybody.

    Returns
    -------
    pandas.DataFrame
        The columns of :class:`geo.analyses.corridors.model.Corridors`, in order of rank, with
        ``origin_state``:
        ``"resolved"`` for corridors. Below them those whose ends are not known, by state and near
        end, in a row those within the city (``"within"``), and the notices that are of no corridor,
        by agreement, so that each is counted once.
    """
    table = corridors.frame.copy()
    for name, decimals in _DECIMALS.items():
        if name in table:
            table[name] = table[name].round(decimals)
    table.insert(0, "origin_state", RESOLVED)
    rest = _rest(corridors)
    if rest.empty:
        return table
    rest = rest.reindex(columns=table.columns)
    if table.empty:
        return rest.astype("object")
    judged = (*CRITERIA, "recommended", "rank_unstable")
    dtypes = dict.fromkeys(judged, "boolean") | {"rank": "Int64", "agreements_inside": "Int64"}
    table = table.astype({name: dtype for name, dtype in dtypes.items() if name in table})
    return pd.concat([table, rest.astype(table.dtypes)], ignore_index=True)


def _rest(corridors: Corridors) -> pd.DataFrame:
    """Return a row for each group of people that are part of no corridor."""
    parts = []
    unresolved = corridors.unresolved
    if len(unresolved):
        lost = unresolved.rename(columns={"state": "origin_state"})
        directions = {
            f"{direction}flow": lost["flow"].where(lost["direction"] == direction)
            for direction in ("in", "out")
        }
        parts.append(lost.drop(columns="direction").assign(**directions))
    if corridors.within_city:
        parts.append(pd.DataFrame({"origin_state": [WITHIN], "flow": [corridors.within_city]}))
    if len(corridors.other_notices):
        decimals = {name: places for name, places in _DECIMALS.items() if "on_time" in name}
        parts.append(corridors.other_notices.round(decimals))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def corridor_lines(results: Results, corridors: Corridors) -> gpd.GeoDataFrame:
    """Draw corridors as curves from the partner region to the local unit.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, the columns of the corridors, days as text; the geometry (None where an end has
        no place) is a quadratic curve bent to the left, of 17 points.
    """
    frame = corridors.frame
    if frame.empty:
        return _layer(frame, [])
    places = places_of(results, corridors)
    ends = []
    for end in ("partner", "local"):
        points = places[places["end"] == end].set_index("code")[["lon", "lat"]]
        ends.append(
            points.reindex(frame["partner_code" if end == "partner" else "local_code"]).to_numpy()
        )
    return _layer(frame, curves(ends[0], ends[1]))


def sharing_lines(results: Results) -> gpd.GeoDataFrame:
    """Draw what neighbours share as straight lines, from the provider to the recipient.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, the columns of sharing; the geometry is None where an end has no boundary, and
        where both ends are one.
    """
    frame = results[Sharing].exchanges
    if frame.empty:
        return _layer(frame, [])
    points = pd.concat([unit_points(results, "community"), unit_points(results, "district")])
    points = points[~points.index.duplicated()]
    start, stop = (points.reindex(frame[f"{end}_code"]).to_numpy() for end in ("from", "to"))
    apart = (frame["from_code"] != frame["to_code"]).to_numpy(bool)
    drawable = _finite(start) & _finite(stop) & apart
    lines = [
        LineString([a, b]) if is_drawable else None
        for a, b, is_drawable in zip(start.round(6), stop.round(6), drawable, strict=True)
    ]
    return _layer(frame, lines)


def curves(start: NDArray[np.float64], stop: NDArray[np.float64]) -> list[LineString | None]:
    """Draw a curve between every two points (lon, lat); None where a point is not known."""
    across = stop - start
    knee = (start + stop) / 2 + 2 * BEND * np.column_stack([-across[:, 1], across[:, 0]])
    t = _STEPS[:, None, None]
    points = (1 - t) ** 2 * start + 2 * t * (1 - t) * knee + t**2 * stop
    drawable = _finite(start) & _finite(stop)
    lines = np.moveaxis(points, 0, 1).round(6)
    return [
        LineString(line) if is_drawable else None
        for line, is_drawable in zip(lines, drawable, strict=True)
    ]


def write_corridor_geopackage(results: Results, path: Path) -> None:
    """Write corridors and sharing as the line layers of one GeoPackage in WGS84.

    Parameters
    ----------
    results
        What to write.
    path
        The file; its name ends in ``.gpkg``. The time of its last change is the first day of the
        period: the same results give the same bytes.
    """
    layers = {
        "corridors": corridor_lines(results, results[Corridors]),
        "sharing": sharing_lines(results),
    }
    with clock_at(first_day(results.period)):
        for name, layer in layers.items():
            pyogrio.write_dataframe(
                layer,
                path,
                layer=name,
                driver="GPKG",
                geometry_type="LineString",
                append=path.exists(),
            )


def _finite(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points are known."""
    both: NDArray[np.bool_] = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
    return both


def _layer(frame: pd.DataFrame, lines: list[LineString | None]) -> gpd.GeoDataFrame:
    columns: Mapping[str, Any] = {str(name): _plain(column) for name, column in frame.items()}
    geometry = gpd.GeoSeries(pd.Series(lines, frame.index, dtype="object"), crs="EPSG:4326")
    return gpd.GeoDataFrame(pd.DataFrame(columns, frame.index), geometry=geometry)


def _plain(column: pd.Series) -> pd.Series:
    """Write days as text: a layer of another day would else have another type."""
    if column.dtype == object:
        return column.map(str, na_action="ignore").astype("str")
    return column
