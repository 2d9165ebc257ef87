"""The corridors of a run period by period, where its records have several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import RESOLVED, at_units
from geo.analyses.corridors.methods.period_changes import period_changes
from geo.analyses.corridors.model import Corridors
from geo.core.admin_units import unit_names
from geo.core.analysis import columns_of
from geo.core.no_rows import no_rows
from geo.core.periods import doubtful_periods
from geo.regions.hierarchy import region_names

if TYPE_CHECKING:
    from geo.core.results import Results

COUNTED: Final = ("inflow", "previous_inflow", "change", "arrivals_min", "departures_min")


def corridor_periods_of_run(results: Results) -> pd.DataFrame:
    """Lay out the corridors of a run period by period."""
    return corridor_periods(results, results[Corridors])


def corridor_periods(results: Results, corridors: Corridors) -> pd.DataFrame:
    """Follow corridors from period to period; nothing where there is one period.

    Periods that are doubtful (see :func:`geo.core.periods.doubtful_periods`) are not followed.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`geo.analyses.corridors.methods.period_changes.period_changes`, with
        ``corridor``, ``partner_name`` and ``local_name`` (str) beside the codes; counts are Int64.
    """
    columns = columns_of(__package__, "corridor_periods")
    nothing = no_rows({column.name: column.dtype for column in columns})
    flows, periods = results[Flows], followed_periods(results)
    if len(periods) < 2:
        return nothing
    frame = flows.by_period
    elsewhere = frame[(frame["prefecture_code"] != flows.city_code).fillna(value=True)]
    followed = elsewhere[elsewhere["period"].isin(periods)]
    levels = (corridors.partner, corridors.local)
    summed = at_units(followed, flows.hierarchy, *levels, apart=["period"])
    resolved = summed[summed["state"] == RESOLVED]
    if resolved.empty:
        return nothing
    told = period_changes(resolved, periods, results.standards.corridor_min_flow)
    told["corridor"] = told["partner_code"] + "-" + told["local_code"]
    told["partner_name"] = flows.places.named(
        told["partner_code"], region_names(told["partner_code"])
    )
    names = unit_names(results, corridors.local)
    told["local_name"] = told["local_code"].map(names).astype("str").fillna(told["local_code"])
    whole = dict.fromkeys(COUNTED, "Int64") | {"growth": "Float64"}
    return told.astype(whole)[[column.name for column in columns]]


def followed_periods(results: Results) -> tuple[str, ...]:
    """Return the periods of the flows of records, in order, without the doubtful ones."""
    people = results[Flows].by_period.groupby("period")["flow"].sum()
    doubtful = doubtful_periods({str(period): int(count) for period, count in people.items()})
    return tuple(str(period) for period in people.index if period and period not in doubtful)


def in_period(shown: pd.DataFrame, changes: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return corridors as they were in a period: their inflow alone is known of it.

    Parameters
    ----------
    shown
        Of :attr:`geo.analyses.corridors.model.Corridors.frame`.
    changes
        See :func:`corridor_periods`.
    period
        One of its periods.

    Returns
    -------
    pandas.DataFrame
        The rows of ``shown`` with people in that period, ``inflow`` and ``flow`` those of it, the
        other direction and what is expected missing.
    """
    inflow = changes[changes["period"] == period].set_index("corridor")["inflow"]
    then = shown.assign(inflow=shown["corridor"].map(inflow).astype("Int64").fillna(0))
    for name in ("outflow", "net_migration", "expected_inflow", "inflow_ratio"):
        then[name] = pd.Series(pd.NA, then.index, dtype="Float64")
    return then.assign(flow=then["inflow"])[then["inflow"] > 0]


def most_in_any_period(shown: pd.DataFrame, changes: pd.DataFrame) -> float:
    """Return the most people that one of the corridors shown had in some period; 0 if none had."""
    of_shown = changes.loc[changes["corridor"].isin(shown["corridor"]), "inflow"]
    return float(of_shown.max()) if len(of_shown) else 0.0
