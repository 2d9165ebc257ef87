"""Shapes that lie on both sides of the 180th meridian, where longitude jumps by 360°.

A shape across it is two parts, one that ends at 180 and one that begins at −180 (RFC 7946, 3.1.9).
For measuring and for laying shapes over one another they are brought together again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

_HALF, _TURN = 180.0, 360.0
# What would be wider has a vertex in a wrong place, and is left as it is.
_WIDEST: Final = 60.0
_POLYGON: Final = 3


def split(shapes: Shapes) -> Shapes:
    """Return polygons cut in two at the 180th meridian where they cross it.

    Parameters
    ----------
    shapes
        Polygons and multipolygons in degrees, or None. An edge longer than 180° goes the other way
        round the earth; longitudes may be up to 360 or −360.

    Returns
    -------
    numpy.ndarray
        Those that cross it, within ±180 and valid; all others as they were.

    Examples
    --------
    >>> across = shapely.Polygon([(179, -17), (-179, -17), (-179, -16), (179, -16)])
    >>> halves = split(np.array([across]))[0]
    >>> halves.area, halves.bounds, len(halves.geoms)
    (2.0, (-180.0, -17.0, 180.0, -16.0), 2)
    """
    places, shape_of = shapely.get_coordinates(shapes, return_index=True)
    # From one ring of a shape to the next there may be a jump, too: unwrapping finds it is none.
    jumps = (shape_of[1:] == shape_of[:-1]) & (np.abs(np.diff(places[:, 0])) > _HALF)
    crossing_shapes = np.unique(
        np.concatenate([shape_of[1:][jumps], shape_of[np.abs(places[:, 0]) > _HALF]])
    )
    cut = shapes.copy()
    for crossing in crossing_shapes:
        cut[crossing] = _cut(shapes[crossing])
    return cut


def continuous(shapes: Any) -> Any:
    """Return shapes with the longitudes west of 0 raised by 360 if they lie about the meridian.

    Parameters
    ----------
    shapes
        As :func:`split` leaves them. Shapes all round the earth stay as they are.
    """
    lon = shapely.get_coordinates(shapes)[:, 0]
    west, east = lon[lon < 0], lon[lon >= 0]
    if not len(west) or not len(east) or lon.max() - lon.min() <= _HALF:
        return shapes
    if west.max() + _TURN - east.min() > _HALF:
        return shapes
    return shapely.transform(
        shapes,
        lambda points: np.column_stack(
            [np.where(points[:, 0] < 0, points[:, 0] + _TURN, points[:, 0]), points[:, 1]]
        ),
    )


def _cut(shape: shapely.Geometry) -> shapely.Geometry:
    polygons = shapely.get_parts(shape)
    if not np.isin(shapely.get_type_id(polygons), [_POLYGON]).all():
        return shape
    unwrapped = [_unwrapped(polygon) for polygon in polygons]
    if all(one is polygon for one, polygon in zip(unwrapped, polygons, strict=True)):
        return shape
    parts: list[shapely.Polygon] = []
    for polygon in unwrapped:
        valid = shapely.make_valid(polygon)
        west, _, east, _ = shapely.bounds(valid)
        for turn in range(int((west + _HALF) // _TURN), int(-((_HALF - east) // _TURN)) + 1):
            window = shapely.box(turn * _TURN - _HALF, -90, turn * _TURN + _HALF, 90)
            part = shapely.intersection(valid, window)
            parts += _polygons(_turned(part, turn))
    if not parts:
        return shape
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]


def _turned(shape: shapely.Geometry, turns: int) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: points - [turns * _TURN, 0])


def _unwrapped(polygon: shapely.Polygon) -> shapely.Polygon:
    """Return a polygon whose edges go the short way; the very same one if all do already."""
    outline = polygon.exterior.coords
    if not len(outline):
        return polygon
    first = outline[0][0]
    rings = [np.asarray(ring.coords)[:, :2] for ring in (polygon.exterior, *polygon.interiors)]
    changed = any(np.abs(ring[:, 0]).max() > _HALF for ring in rings)
    unwrapped: list[NDArray[np.float64]] = []
    for ring in rings:
        lon = np.unwrap(ring[:, 0], period=_TURN)
        # A hole lies within its outline, not a turn away.
        if unwrapped:
            west, east = unwrapped[0][:, 0].min(), unwrapped[0][:, 0].max()
            lon += _TURN * np.round(((west + east) / 2 - (lon.min() + lon.max()) / 2) / _TURN)
        elif abs(lon[-1] - first) > _HALF:  # round a pole: there is no such polygon
            return polygon
        changed |= not np.array_equal(lon, ring[:, 0])
        unwrapped.append(np.column_stack([lon, ring[:, 1]]))
    wide = np.ptp(unwrapped[0][:, 0]) > _WIDEST
    return shapely.Polygon(unwrapped[0], unwrapped[1:]) if changed and not wide else polygon


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if shapely.get_type_id(part) == _POLYGON and not part.is_empty]
