"""The service sites nearest to a place that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.access.methods.coverage import NO_POINT, TENTHS_A_MINUTE
from geo.analyses.access.services import ANY
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.access.model import ReachModel


def nearest_to(
    reach: ReachModel,
    place: tuple[float, float],
    service: str = ANY,
    mode: str | None = None,
    count: int = 3,
    minutes: int | None = None,
) -> tuple[pd.DataFrame, str]:
    """Find the sites nearest to a place.

    Parameters
    ----------
    reach
        Sites and ways.
    place
        ``lon, lat``, degrees, WGS84.
    service, mode, minutes
        See :meth:`geo.analyses.access.model.ReachModel.coverage`.
    count
        How many sites at most.

    Returns
    -------
    sites
        Rows of ``reach.sites`` with ``minutes`` (float64), nearest first; none where none is
        reached.
    state
        One of :data:`geo.analyses.access.methods.coverage.STATES`, or
        :data:`geo.analyses.access.methods.coverage.NO_POINT` for ways that know no points.
    """
    nothing = reach.sites.iloc[:0].assign(minutes=0.0)
    if reach.ways.network is None:
        return nothing, NO_POINT
    times = reach.ways.from_place(*place, reach.mode_of(mode))
    if times is None:
        return nothing, "off_network"
    told = reach.sites.assign(minutes=times / TENTHS_A_MINUTE)
    found = told[reach.offers(service) & (times != UNREACHED)]
    found = found.sort_values("minutes", kind="stable").head(count)
    if found.empty:
        return nothing, "no_route"
    within = found["minutes"].iloc[0] <= reach.minutes_of(minutes)
    return found, "within" if within else "beyond"
