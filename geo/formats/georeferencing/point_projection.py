"""Points of layers to longitude and latitude, batch by batch, by the rules that boundaries have."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pyproj.exceptions import ProjError

from geo.core.issues import TableError
from geo.formats.georeferencing.crs_detection import exchanged, fitting, misplaced
from geo.formats.georeferencing.stated_crs import shift_issues, stated_crs
from geo.spatial.datum_shift import datum_shift

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo.core.issues import Issue
    from geo.formats.georeferencing.crs_detection import Bounds
    from geo.formats.source import Source
    from geo.spatial.datum_shift import DatumShift

    Numbers = NDArray[np.float64]

_NOWHERE: Final = (np.inf, np.inf, -np.inf, -np.inf)


class PointProjection:
    """Projects the points of one layer to EPSG:4326.

    Parameters
    ----------
    source
        The file; its ``crs``, if stated, goes before the layer's own.
    own
        What the layer says its CRS is, in any form that PROJ knows; None = nothing.
    """

    def __init__(self, source: Source, own: Any) -> None:
        self._source, self._own = source, own
        self._given: Bounds = _NOWHERE
        self._degrees: Bounds = _NOWHERE

    def __call__(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Project points; a place that has no longitude and latitude is missing (NaN).

        Raises
        ------
        TableError
            If no CRS is known, none of the points so far is in degrees after all, or longitude and
            latitude are exchanged.
        """
        self._given = _widened(self._given, x, y)
        if not self._source.crs and self._own is None:
            raise TableError(self._issue("issue.crs_missing"))
        crs, shift = self._shift
        lon, lat = shift.transform(x, y)
        with np.errstate(invalid="ignore"):
            on_earth = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        self._degrees = _widened(self._degrees, lon[on_earth], lat[on_earth])
        if np.isfinite(self._given).all() and not np.isfinite(self._degrees).all():
            if crs.is_geographic and exchanged(self._given):
                raise TableError(self._source.issue("issue.layer_exchanged"))
            raise TableError(self._issue("issue.not_degrees"))
        return np.where(np.isfinite(lon), lon, np.nan), np.where(np.isfinite(lat), lat, np.nan)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Whether the points so far lie where their CRS is not used, and how exact they are."""
        if not np.isfinite(self._degrees).all():
            return ()
        crs, shift = self._shift
        location_issues = misplaced(self._degrees, crs, self._given, self._source)
        return (*location_issues, *shift_issues(shift, crs, self._source))

    @cached_property
    def _shift(self) -> tuple[CRS, DatumShift]:
        """The CRS and the one operation for all points, chosen by the first of them."""
        stated = self._source.crs or self._own
        crs = stated_crs(stated, self._source, TableError)
        west, south, east, north = self._given
        try:
            return crs, datum_shift(crs, (west + east) / 2, (south + north) / 2)
        except ProjError as error:
            raise TableError(self._source.issue("issue.crs_unknown", value=stated)) from error

    def _issue(self, key: str) -> Issue:
        fits = fitting(self._given)
        return self._source.issue(key, section=self._source.section, fits=fits)


def _widened(bounds: Bounds, x: Numbers, y: Numbers) -> Bounds:
    """Widen bounds by points, those that are missing left out."""
    is_finite = np.isfinite(x) & np.isfinite(y)
    if not is_finite.any():
        return bounds
    west, south, east, north = bounds
    x, y = x[is_finite], y[is_finite]
    return (
        min(west, float(x.min())),
        min(south, float(y.min())),
        max(east, float(x.max())),
        max(north, float(y.max())),
    )
