"""Geometries of files to valid polygons in WGS84."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj.exceptions import ProjError

from geo.core.columns import ROW
from geo.core.issues import BoundaryError, Issue
from geo.formats.checked import row_issues
from geo.formats.georeferencing.crs_detection import exchanged, fitting, misplaced
from geo.formats.georeferencing.stated_crs import shift_issues, stated_crs
from geo.spatial import antimeridian
from geo.spatial.coordinates import shift_geometry
from geo.spatial.datum_shift import datum_shift

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.formats.georeferencing.crs_detection import Bounds
    from geo.formats.source import Source

    Geometries = NDArray[np.object_]

# An invalid polygon is repaired if that changes its area by no more than this.
MOST_CHANGE_PERCENT: Final = 1.0
_POLYGON, _MULTIPOLYGON = 3, 6


def to_wgs84(
    frame: gpd.GeoDataFrame, system: str, source: Source
) -> tuple[gpd.GeoSeries, list[Issue]]:
    """Project geometries to EPSG:4326 and shift them to WGS84.

    Parameters
    ----------
    frame
        The layer.
    system
        Its coordinate system, one of :data:`geo.spatial.coordinates.SYSTEMS`.
    source
        The file.

    Returns
    -------
    geometry
        EPSG:4326, WGS84.
    issues
        Whether the layer lies where its CRS is not used, or not in China, and what would fit; how
        exact the shift from its datum is.

    Raises
    ------
    BoundaryError
        If no CRS is known, the coordinates are no degrees after all, or longitude and latitude are
        exchanged.
    """
    shapes, crs = frame.geometry.to_numpy(), frame.geometry.crs
    bounds = _bounds(shapes)
    placeholders: dict[str, Any] = {"section": source.section, "fits": fitting(bounds)}
    if source.crs:
        crs = stated_crs(source.crs, source, BoundaryError)
    if crs is None:
        raise BoundaryError(source.issue("issue.crs_missing", **placeholders))
    try:
        shift = datum_shift(crs, (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    except ProjError as error:
        value = source.crs or crs.name
        raise BoundaryError(source.issue("issue.crs_unknown", value=value)) from error
    degrees = (
        shapely.force_2d(shapes)
        if shift.is_identity
        else shapely.transform(
            shapes, lambda places: np.column_stack(shift.transform(places[:, 0], places[:, 1]))
        )
    )
    if crs.is_geographic and exchanged(bounds):
        raise BoundaryError(source.issue("issue.layer_exchanged"))
    if (outside := _off_the_earth(degrees)).any():
        issue = source.issue("issue.not_degrees", **placeholders)
        raise BoundaryError(*row_issues(issue, outside, frame[ROW]))
    degrees = antimeridian.split(degrees)
    placed = gpd.GeoSeries(degrees, index=frame.index, crs=4326, name="geometry")
    issues = misplaced(_bounds(degrees), crs, bounds, source) + shift_issues(shift, crs, source)
    return shift_geometry(placed, system), issues


def _off_the_earth(degrees: Geometries) -> NDArray[np.bool_]:
    """Return which shapes lie outside valid degrees; longitudes up to ±360 are allowed."""
    west, south, east, north = shapely.bounds(degrees).T
    on_earth = (west >= -360) & (south >= -90) & (east <= 360) & (north <= 90)
    has_shape = ~(shapely.is_missing(degrees) | shapely.is_empty(degrees))
    off: NDArray[np.bool_] = has_shape & ~on_earth
    return off


def _bounds(shapes: Geometries) -> Bounds:
    if not len(shapes):
        return np.nan, np.nan, np.nan, np.nan
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    return west, south, east, north


def repair(
    geometry: gpd.GeoSeries, codes: pd.Series, rows: pd.Series, source: Source
) -> tuple[gpd.GeoSeries, list[Issue]]:
    """Make all polygons valid, and report the repairs.

    Parameters
    ----------
    geometry
        EPSG:4326.
    codes, rows
        Code and row of each, for the issues.
    source
        The file, for the issues.

    Returns
    -------
    geometry
        Polygon, MultiPolygon or None.
    issues
        What is no polygon; each invalid polygon with the change in its area, which stops a run if
        over :data:`MOST_CHANGE_PERCENT`; how many have no boundary.
    """
    polygons = shapely.force_2d(geometry.to_numpy().copy())
    polygons[shapely.is_empty(polygons)] = None
    types = shapely.get_type_id(polygons)
    other = ~np.isin(types, [-1, _POLYGON, _MULTIPOLYGON])
    kinds = [shape.geom_type if wrong else "" for shape, wrong in zip(polygons, other, strict=True)]
    issues = row_issues(source.issue("issue.not_polygon"), other, rows, kinds)
    polygons[other] = None
    endless = _not_finite(polygons)
    issues += row_issues(source.issue("issue.shape_not_finite"), endless, rows, codes)
    polygons[endless] = None
    for position in np.flatnonzero(~shapely.is_valid(polygons) & ~shapely.is_missing(polygons)):
        valid = _polygon_parts(shapely.make_valid(polygons[position]))
        percent = _change_percent(polygons[position], valid)
        issues.append(
            Issue(
                "issue.repaired" if percent <= MOST_CHANGE_PERCENT else "issue.not_repaired",
                severity="error" if percent > MOST_CHANGE_PERCENT else "warning",
                file=source.name,
                row=int(rows.iloc[position]),
                column="geometry",
                value=str(codes.iloc[position]),
                more={
                    "reason": shapely.is_valid_reason(polygons[position]),
                    "percent": f"{percent:.3g}",
                    "most": f"{MOST_CHANGE_PERCENT:g}",
                },
            )
        )
        polygons[position] = valid
    without = shapely.is_missing(polygons) & ~other & ~endless
    issues += row_issues(
        Issue("issue.no_boundary", severity="warning", file=source.name), without, rows, codes
    )
    return type(geometry)(polygons, index=geometry.index, crs=geometry.crs, name="geometry"), issues


def _not_finite(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes have coordinates that are no numbers."""
    coordinates, shape_of = shapely.get_coordinates(shapes, return_index=True)
    not_finite = np.zeros(len(shapes), dtype=bool)
    not_finite[shape_of[~np.isfinite(coordinates).all(axis=1)]] = True
    return not_finite


def _polygon_parts(geometry: shapely.Geometry) -> shapely.Geometry | None:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = parts[shapely.get_type_id(parts) == _POLYGON]
    if not len(polygons):
        return None
    return shapely.multipolygons(polygons) if len(polygons) > 1 else shapely.Polygon(polygons[0])


def _change_percent(before: shapely.Geometry, after: shapely.Geometry | None) -> float:
    """Return the change in area: within one community the ratio is that of square metres."""
    areas = shapely.area(before), shapely.area(after) if after else 0.0
    return 100.0 * abs(areas[1] - areas[0]) / max(areas) if max(areas) else 100.0
