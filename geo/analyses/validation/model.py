"""Everything that is wrong with a city's files, told at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.analyses.population.model import count_records, reported_period, with_codes_of_today
from geo.analyses.validation.rules import misplaced_posts, record_faults, topology_faults
from geo.core.issues import BoundaryError, Fault, YipanError
from geo.core.progress import Progress, silent
from geo.spatial.topology import gaps, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo.analyses.population.record_counts import Tally
    from geo.city.folder import City


@dataclass(frozen=True, eq=False)
class Checkup:
    """What is wrong with a city's files, all at once.

    Parameters
    ----------
    faults
        All faults of all files; a run is possible if none of them stops.
    account, notes
        As in :class:`geo.core.results.Plan`; empty if no record could be located.
    """

    faults: tuple[Fault, ...]
    account: pd.DataFrame
    notes: pd.DataFrame

    @property
    def stops(self) -> bool:
        """Whether any fault stops a run."""
        return any(fault.stops for fault in self.faults)


def check(city: City, progress: Progress = silent) -> Checkup:
    """Read everything a city has and gather every fault.

    Beside what a run tells, it looks for overlaps and gaps of the boundaries, with the people
    recorded there, and for months that have not come yet.
    """
    faults = list(city.faults)
    account = notes = pd.DataFrame({"rows": [], "persons": []})
    try:
        communities = city.communities.usable(BoundaryError)
        if city.staff:
            posts = with_codes_of_today(city.staff.frame, city)
            faults += misplaced_posts(communities, posts)
    except YipanError as error:
        faults += _new(error.faults, faults)
    try:
        communities = city.communities.usable(BoundaryError)
        told, tally = _checked_records(city, communities, progress)
        faults += _new(told, faults)
        account, notes = tally.account, tally.notes
        reported_period(city, tally)
    except YipanError as error:
        faults += _new(error.faults, faults)
    faults += _new(city.record_faults, faults)
    return Checkup(tuple(faults), account, notes)


def _checked_records(
    city: City, communities: gpd.GeoDataFrame, progress: Progress
) -> tuple[list[Fault], Tally]:
    """Count the records, also those in overlaps and gaps, and tell what they show."""
    progress("stage.topology", 0.0)
    overlapping, between = overlaps(communities), gaps(communities)
    progress("stage.topology", 1.0)
    areas = np.concatenate([overlapping.geometry.to_numpy(), between.geometry.to_numpy()])
    tally = count_records(city, communities, city.standards, progress, areas)
    assert tally.evidence is not None
    people = tally.evidence.in_areas
    faults = topology_faults(overlapping, between, people, city.settings.boundaries)
    faults += record_faults(city, tally)
    return [*faults, *future_periods(tally.periods, date.today())], tally  # noqa: DTZ011


def future_periods(periods: Iterable[str], today: date) -> list[Fault]:
    """Tell of months that have not come yet.

    Examples
    --------
    >>> [fault.value for fault in future_periods(["2026-10", "2027-01"], date(2026, 11, 22))]
    ['2027-01']
    """
    return [
        Fault("fault.period_future", stops=False, column="period", value=period)
        for period in periods
        if period > f"{today:%Y-%m}"
    ]


def _new(faults: Iterable[Fault], known: Iterable[Fault]) -> list[Fault]:
    known = list(known)
    return [fault for fault in faults if fault not in known]
