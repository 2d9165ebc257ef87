"""The service sites nearest to a place that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.access.methods.coverage import DECISECONDS_PER_MINUTE, LOCATION_UNKNOWN
from geo.analyses.access.services import ANY
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.access.model import AccessModel


def nearest_to(
    access: AccessModel,
    place: tuple[float, float],
    service: str = ANY,
    mode: str | None = None,
    count: int = 3,
    minutes: int | None = None,
) -> tuple[pd.DataFrame, str]:
    """Find the sites nearest to a place.

    Parameters
    ----------
    access
        Sites and ways.
    place
        ``lon, lat``, degrees, WGS84.
    service, mode, minutes
        See :meth:`geo.analyses.access.model.AccessModel.coverage`.
    count
        How many sites at most.

    Returns
    -------
    sites
        Rows of ``access.sites`` with ``minutes`` (float64), nearest first; none where none is
        reached.
    state
        One of :data:`geo.analyses.access.methods.coverage.STATES`, or
        :data:`geo.analyses.access.methods.coverage.LOCATION_UNKNOWN` for ways that know no points.
    """
    access = access.of_mode(mode)
    nothing = access.sites.iloc[:0].assign(minutes=0.0)
    if not access.source.of_points:
        return nothing, LOCATION_UNKNOWN
    times = access.source.from_place(*place, access.mode_of(mode))
    if times is None:
        return nothing, "unsnapped"
    sites = access.sites.assign(minutes=times / DECISECONDS_PER_MINUTE)
    nearest = sites[access.offers(service) & (times != UNREACHED)]
    nearest = nearest.sort_values("minutes", kind="stable").head(count)
    if nearest.empty:
        return nothing, "unreachable"
    within = nearest["minutes"].iloc[0] <= access.minutes_of(minutes)
    return nearest, "within" if within else "beyond"
