"""The one operation by which a whole layer goes from its datum to WGS84, and how exact it is.

PROJ chooses an operation point by point, each where it is made for, and where there is none it
takes the numbers as they are ("ballpark"), without a word. Beijing 1954 has operations for a few
oil fields only: a city at the edge of one would be torn by 60 m. So one operation is chosen for all
points of a datum, and what it is worth is told.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.transformer import TransformerGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    LonLat = tuple[Numbers, Numbers]

WORTH_TELLING_M: Final = 5.0
"""Datum shifts at least so exact need no word: an address is not located better."""

UNKNOWN: Final = ""
"""The name of no operation: the numbers are taken as they are."""

_WGS84: Final = 4326
# Datums on GRS80, the ellipsoid of WGS84 and that of CGCS2000 are geocentric to a metre or two.
_SAME_SEMI_MAJOR_M, _SAME_FLATTENING = 0.5, 1e-3
# Operations over less of a datum's area than this are patches: one of them then serves for all.
_PATCHES: Final = 0.5
# Boxes that hold all but so much of the area of a datum hold it.
_WHOLE: Final = 0.99
_LEAST_CONFIDENCE: Final = 70


@dataclass(frozen=True, eq=False)
class DatumShift:
    """How the coordinates of a layer become longitude and latitude in WGS84.

    Parameters
    ----------
    transform
        ``x, y`` in the CRS (x first) to degrees in EPSG:4326; inf where there are none.
    name
        The operation as EPSG calls it, such as ``Beijing 1954 to WGS 84 (1)``;
        :data:`UNKNOWN` if PROJ knows none between unlike datums.
    accuracy_m
        Its stated accuracy or, outside the area it is made for, how far the operations for that
        datum lie apart there if that is more; inf if not known.
    is_identity
        Whether the numbers stay as they are, so that nothing need be transformed.
    """

    transform: Callable[[Numbers, Numbers], LonLat]
    name: str
    accuracy_m: float
    is_identity: bool = False


def datum_shift(crs: CRS, x: float, y: float) -> DatumShift:
    """Choose the operation for a layer.

    Parameters
    ----------
    crs
        The CRS of the layer.
    x, y
        The middle of the layer, in that CRS.

    Returns
    -------
    DatumShift
        The most exact operation for the whole area of the datum; else, if its operations cover most
        of that area, the most exact around the middle; else one for the whole datum, of the area
        nearest its centre, so that all files of a city are shifted alike.

    Raises
    ------
    pyproj.exceptions.ProjError
        If PROJ cannot make longitude and latitude of the CRS.

    Examples
    --------
    >>> from pyproj import CRS
    >>> shift = datum_shift(CRS(4214), 113.6, 34.7)
    >>> shift.name, round(shift.accuracy_m)
    ('Beijing 1954 to WGS 84 (1)', 12)
    >>> datum_shift(CRS(4610), 113.6, 34.7).name, datum_shift(CRS(4490), 113.6, 34.7).accuracy_m
    ('', 0.0)
    """
    degrees = None if crs.is_bound else _geographic(crs)
    if degrees is None or _geocentric(degrees):
        transformer = Transformer.from_crs(crs, _WGS84, always_xy=True)
        is_identity = transformer.definition.startswith("proj=noop")
        return DatumShift(_two_way(transformer), "WGS84", 0.0, is_identity)
    to_degrees = Transformer.from_crs(crs, degrees, always_xy=True)
    lon, lat = to_degrees.transform(x, y)
    operation, name, accuracy_m = _chosen(degrees, lon, lat)

    def transform(given_x: Numbers, given_y: Numbers) -> LonLat:
        inner = to_degrees.transform(given_x, given_y, errcheck=False)
        degrees_wgs84: LonLat = operation.transform(*inner, errcheck=False)
        return degrees_wgs84

    return DatumShift(transform, name, accuracy_m)


def _two_way(transformer: Transformer) -> Callable[[Numbers, Numbers], LonLat]:
    return lambda x, y: transformer.transform(x, y, errcheck=False)


def _geographic(crs: CRS) -> CRS | None:
    """Return the geographic CRS under a CRS; that of EPSG where the file has it by its name."""
    under = crs.geodetic_crs
    if under is None:
        return None
    code = under.to_epsg(min_confidence=_LEAST_CONFIDENCE)
    return CRS.from_epsg(code) if code else under.to_2d()


def _geocentric(crs: CRS) -> bool:
    """Return whether a datum is one of today's, within a metre or two of WGS84."""
    ellipsoid = crs.ellipsoid
    return ellipsoid is None or (
        abs(ellipsoid.semi_major_metre - 6_378_137) < _SAME_SEMI_MAJOR_M
        and abs(ellipsoid.inverse_flattening - 298.2572) < _SAME_FLATTENING
    )


def _chosen(crs: CRS, lon: float, lat: float) -> tuple[Transformer, str, float]:
    """Choose among the operations of a datum; without one, the numbers are taken as they are."""
    operations = _operations(crs)
    if not operations:
        as_it_is = Transformer.from_crs(crs, _WGS84, always_xy=True)
        return as_it_is, UNKNOWN, math.inf
    own = crs.area_of_use
    area = shapely.box(*own.bounds) if own and own.west < own.east else None
    middle = shapely.Point(lon, lat)
    covering = [
        operation
        for operation in operations
        if area is not None and _covers(operation, area) >= _WHOLE
    ]
    if not covering and area is not None and _covered(operations, area) < _PATCHES:
        centre = shapely.centroid(area)
        covering = sorted(
            operations, key=lambda operation: shapely.distance(operation.area, centre)
        )[:1]
    around = (
        covering
        or [operation for operation in operations if shapely.intersects(operation.area, middle)]
        or operations
    )
    best = min(
        around,
        key=lambda operation: (
            operation.accuracy_m,
            shapely.distance(operation.area, middle),
            operation.name,
        ),
    )
    accuracy_m = best.accuracy_m
    if not shapely.intersects(best.area, middle):
        accuracy_m = max(accuracy_m, _spread_m(operations, best, lon, lat))
    return best.transformer, best.name, accuracy_m


@dataclass(frozen=True, eq=False)
class _Operation:
    transformer: Any
    name: str
    accuracy_m: float
    area: shapely.Geometry


@lru_cache(maxsize=16)
def _operations(crs: CRS) -> tuple[_Operation, ...]:
    """List the operations of a datum to WGS84 for which PROJ has all it needs here, by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # grids that are not here
        group = TransformerGroup(crs, _WGS84, always_xy=True, allow_ballpark=False)
    operations = [
        _Operation(
            transformer,
            _name_of(transformer),
            transformer.accuracy if transformer.accuracy >= 0 else math.inf,
            _box(transformer.area_of_use.bounds)
            if transformer.area_of_use
            else shapely.box(-180, -90, 180, 90),
        )
        for transformer in group.transformers
    ]
    return tuple(sorted(operations, key=lambda operation: operation.name))


def _name_of(transformer: Transformer) -> str:
    steps = [step.name for step in transformer.operations or () if not step.name.startswith("axis")]
    return ", ".join(steps) or transformer.description


def _box(bounds: tuple[float, float, float, float]) -> shapely.Geometry:
    west, south, east, north = bounds
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.MultiPolygon(
        [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    )


def _covers(operation: _Operation, area: shapely.Geometry) -> float:
    return float(shapely.area(shapely.intersection(operation.area, area)) / shapely.area(area))


def _covered(operations: tuple[_Operation, ...], area: shapely.Geometry) -> float:
    together = shapely.union_all([operation.area for operation in operations])
    return float(shapely.area(shapely.intersection(together, area)) / shapely.area(area))


def _spread_m(
    operations: tuple[_Operation, ...], best: _Operation, lon: float, lat: float
) -> float:
    """Compute the largest distance between the results of the operations at a place, in metres."""
    ground = Geod(ellps="WGS84")
    here = best.transformer.transform(lon, lat)
    others = [operation.transformer.transform(lon, lat) for operation in operations]
    apart = [ground.inv(*here, *other)[2] for other in others if np.isfinite(other).all()]
    return max(apart, default=math.inf)
