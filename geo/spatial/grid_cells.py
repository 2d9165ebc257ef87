"""Cells of a map: where people live, where staff are missing, where rows were rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.no_rows import no_rows
from geo.core.record_outcomes import BY_POINT, LOCATED
from geo.spatial.index.community_index import NOWHERE, communities_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray


CELL_DEGREES_LAT = 0.0045
"""Height of a map cell: 500 m."""

MARGIN: Final = 0.25
"""How far a map reaches beyond the city, as a share of its width and height."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""


def add_up(parts: Iterable[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Join parts and sum their number columns by key, in the order of the keys.

    Examples
    --------
    >>> part = pd.DataFrame({"period": ["b", "a", "b"], "floating_population": [1, 2, 3]})
    >>> add_up([part, part], ["period"])
      period  floating_population
    0      a                    4
    1      b                    8
    """
    frames = list(parts)
    joined = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    numbers = [name for name in ("floating_population", "rows", "persons") if name in joined]
    return joined.groupby(list(keys), as_index=False, sort=True, observed=True)[numbers].sum()


def no_people(key: str, kind: str) -> pd.DataFrame:
    """Return people by ``community_code``, ``period`` and a key of some kind, of whom none are."""
    dtypes = {"community_code": "str", "period": "str", key: kind, "floating_population": "int64"}
    return no_rows(dtypes)


def cell_centres(
    lon: NDArray[np.float64], lat: NDArray[np.float64], middle_lat: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the centres of the map cells that points lie in: lon, lat; NaN without a point."""
    width = cell_width(middle_lat)
    return (
        centre_of(np.floor(lon / width), width),
        centre_of(np.floor(lat / CELL_DEGREES_LAT), CELL_DEGREES_LAT),
    )


def cell_width(middle_lat: float) -> float:
    """Return the width in degrees of a map cell that is square at a latitude."""
    return float(CELL_DEGREES_LAT / max(np.cos(np.radians(middle_lat)), 0.01))


def centre_of(cell: NDArray[Any], size: float) -> NDArray[np.float64]:
    """Return the centre of the nth cell from 0, rounded so that equal cells are equal."""
    centre: NDArray[np.float64] = (cell + 0.5) * size
    return centre.round(6)


def on_map(cells: pd.DataFrame, bounds: Bounds) -> NDArray[np.bool_]:
    """Return which cells lie within a city's bounds, or a little beyond.

    Examples
    --------
    >>> cells = pd.DataFrame({"lon": [103.5, 124.0], "lat": [40.5, 34.0]})
    >>> on_map(cells, (103.0, 40.0, 104.0, 41.0)).tolist()
    [True, False]
    """
    west, south, east, north = bounds
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    inside = cells["lon"].between(west - wide, east + wide) & cells["lat"].between(
        south - high, north + high
    )
    return inside.to_numpy(dtype=bool)


def inhabited_cells(cells: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the cells that the people counted in a period live in.

    Parameters
    ----------
    cells
        ``lon``, ``lat``, ``period``, ``outcome``, ``floating_population``; see
        :class:`geo.analyses.population.record_counts.RecordCounts`.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat``, ``floating_population`` of those located by their point; of those counted
        by a code the point, if there is one, says nothing.

    Examples
    --------
    >>> cells = pd.DataFrame({"lon": 103.5, "lat": 40.5, "period": "2026-10",
    ...                       "outcome": ["point", "snap", "code"], "floating_population": [8, 1,
    ...     40]})
    >>> inhabited_cells(cells, "2026-10").to_numpy().tolist()
    [[103.5, 40.5, 9.0]]
    """
    placed = cells[cells["outcome"].isin(BY_POINT) & (cells["period"] == period)]
    return add_up([placed[["lon", "lat", "floating_population"]]], ["lon", "lat"])


def spread_shortfall(communities: gpd.GeoDataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Spread each community's staff shortfall over the cells its people live in.

    Parameters
    ----------
    communities
        ``community_code``, ``staff_shortfall``, ``geometry`` (EPSG:4326; missing without a
        boundary).
    cells
        ``lon``, ``lat``, ``floating_population``.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat``, ``staff_shortfall`` (posts): in proportion to people, over the cells whose
        centre lies in the community (on a shared edge, in that of the lowest code); where there is
        none, at a point inside it. The sums add up to the gaps of the communities that have a
        boundary.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> place = gpd.GeoDataFrame({"community_code": ["a"], "staff_shortfall": [4.0]},
    ...                          geometry=[shapely.box(0, 0, 2, 2)], crs=4326)
    >>> cells = pd.DataFrame({"lon": [0.5, 1.5, 9.0], "lat": 0.5, "floating_population": [30, 10,
    ...     50]})
    >>> spread_shortfall(place, cells).to_numpy().tolist()
    [[0.5, 0.5, 3.0], [1.5, 0.5, 1.0]]
    """
    drawn = communities.geometry.notna() & ~communities.geometry.is_empty
    lacking = communities[drawn & communities["staff_shortfall"].gt(0).fillna(value=False)]
    lacking = lacking[["community_code", "staff_shortfall", "geometry"]]
    at = communities_at(communities, *(cells[name].to_numpy(float) for name in ("lon", "lat")))
    codes = communities["community_code"].to_numpy()[at[at != NOWHERE]]
    lived_in = cells[at != NOWHERE].assign(community_code=codes)
    lived_in = lived_in.merge(lacking[["community_code", "staff_shortfall"]], on="community_code")
    lived_in = lived_in[lived_in["floating_population"] > 0]
    share = lived_in["floating_population"] / lived_in.groupby("community_code")[
        "floating_population"
    ].transform("sum")
    empty = lacking[~lacking["community_code"].isin(lived_in["community_code"])]
    inside = empty.representative_point()
    spread = [
        lived_in.assign(staff_shortfall=lived_in["staff_shortfall"].astype(float) * share),
        empty.assign(lon=inside.x, lat=inside.y),
    ]
    shown = [pd.DataFrame(part)[["lon", "lat", "staff_shortfall"]] for part in spread if len(part)]
    nothing = pd.DataFrame({"lon": [], "lat": [], "staff_shortfall": []})
    joined = pd.concat(shown, ignore_index=True) if shown else nothing
    return joined.astype("float64")


def lost_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return where rows were rejected, all periods: ``lon``, ``lat``, ``outcome``, ``rows``."""
    return cells.loc[~cells["outcome"].isin(LOCATED), ["lon", "lat", "outcome", "rows"]]


def gather(cells: pd.DataFrame, lon_size: float, lat_size: float) -> pd.DataFrame:
    """Sum cells up to larger ones.

    Parameters
    ----------
    cells
        ``lon``, ``lat``, ``outcome``, ``rows``.
    lon_size, lat_size
        Width and height of the larger cells in degrees.

    Returns
    -------
    pandas.DataFrame
        The same columns; ``lon`` and ``lat`` are centres of the larger cells.

    Examples
    --------
    >>> cells = pd.DataFrame({"lon": [0.2, 0.8], "lat": 0.1, "outcome": "outside", "rows": [1, 2]})
    >>> gather(cells, 1, 1).to_numpy().tolist()
    [[0.5, 0.5, 'outside', 3]]
    """
    larger = cells.assign(
        lon=((np.floor(cells["lon"] / lon_size) + 0.5) * lon_size).round(6),
        lat=((np.floor(cells["lat"] / lat_size) + 0.5) * lat_size).round(6),
    )
    return add_up([larger], ["lon", "lat", "outcome"])
