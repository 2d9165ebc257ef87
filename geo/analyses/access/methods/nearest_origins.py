"""The nearest of the points that a table of travel times starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo.analyses.access.methods.places import pooled_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_ORIGIN: Final = -1
SAME_PLACE_M: Final = 20.0
"""A place keeps its coordinates to about 10 m: an origin of its id so near is the place itself."""
_METRES_A_DEGREE: Final = 111_195.0


@dataclass(frozen=True, eq=False)
class NearestOrigins:
    """Finds the nearest of some points within a distance.

    Parameters
    ----------
    origins
        ``lon``, ``lat`` (degrees, WGS84).
    limit_m
        How far it may be, metres.

    Notes
    -----
    Distances are those of the plane around the middle of the origins (equirectangular projection);
    within a city they differ from those on the sphere by less than one in a thousand.
    """

    origins: pd.DataFrame
    limit_m: float

    def of(self, places: pd.DataFrame) -> NDArray[np.int64]:
        """Return the position of the origin nearest to each place, else :data:`NO_ORIGIN`.

        Of several as near the first counts.

        Examples
        --------
        >>> origins = pd.DataFrame({"lon": [113.0, 113.01], "lat": [34.0, 34.0]})
        >>> places = pd.DataFrame({"lon": [113.002, 113.1], "lat": [34.0, 34.0]})
        >>> NearestOrigins(origins, 500.0).of(places).tolist()
        [0, -1]
        """
        points = shapely.points(self.metres(places))
        place, origin = self._tree.query_nearest(points, max_distance=self.limit_m)
        nearest = np.full(len(places), len(self.origins), np.int64)
        np.minimum.at(nearest, place, origin)
        return np.where(nearest < len(self.origins), nearest, NO_ORIGIN)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        points = shapely.points(self.metres(self.origins))
        return shapely.STRtree(np.asarray(points, dtype=object))

    def metres(self, places: pd.DataFrame) -> NDArray[np.float64]:
        """Return metres to the east and to the north, a row a place."""
        middle = float(self.origins["lat"].mean()) if len(self.origins) else 0.0
        degrees = places[["lon", "lat"]].to_numpy(np.float64)
        return np.asarray(_METRES_A_DEGREE * degrees * [np.cos(np.radians(middle)), 1.0])


def origins_of_demand(
    demand_points: pd.DataFrame, origins: pd.DataFrame, limit_m: float, least: int
) -> NDArray[np.int64]:
    """Find the origin that the people of each demand point are timed from.

    Parameters
    ----------
    demand_points
        ``community_code``, ``lon``, ``lat``, ``floating_population``.
    origins
        ``origin_id``, ``lon``, ``lat``; the index counts from 0.
    limit_m
        How far the nearest origin may be, metres.
    least
        The minimum cell that places are pooled by.

    Returns
    -------
    numpy.ndarray
        Position of the origin (int64), :data:`NO_ORIGIN` where none is near enough. Whoever is
        pooled in a place (:func:`geo.analyses.access.methods.places.pooled_places`) that is an
        origin by its id and within :data:`SAME_PLACE_M` is timed from it, so that what was exported
        by place is read back as it was; everybody else from the nearest origin.
    """
    nearest = NearestOrigins(origins, limit_m)
    places, place = pooled_places(demand_points, least)
    named = pd.Index(origins["origin_id"]).get_indexer(pd.Index(places["place_id"]))
    apart = nearest.metres(places) - nearest.metres(origins.reindex(named))
    own = np.where(np.hypot(*apart.T) <= SAME_PLACE_M, named, NO_ORIGIN)
    of_place = np.append(own, NO_ORIGIN)[place]  # the last is of nobody's place
    return np.where(of_place >= 0, of_place, nearest.of(demand_points))
