"""Who reaches a service within so many minutes, in people and in communities.

A community is its people, each at their own spot (:mod:`geo.network.snapping`), not its middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Tenths = NDArray[np.int32]

STATES: Final = ("within", "beyond", "no_route", "off_network", "no_people")
"""What a place is, exactly one of these."""

NO_POINT: Final = "no_point"
"""People live there, but of none of them is it known where."""

TENTHS_A_MINUTE: Final = 600
CURVE_MINUTES: Final = 60

_KNOWN: Final = STATES[:4]
_COUNTS: Final = [*(f"people_{state}" for state in _KNOWN), "people_no_point", "people_backup"]
_QUANTILES: Final = {"median_minutes": 50, "p90_minutes": 90}  # percent of people


def spot_states(tenths: Tenths, off: NDArray[np.bool_], minutes: float) -> NDArray[np.int8]:
    """Give each spot its state, as a place in :data:`STATES`.

    Parameters
    ----------
    tenths
        Tenths of a second to the nearest site; :data:`geo.network.shortest_path_kernels.UNREACHED`
        without a way.
    off
        Whether the spot is off the network.
    minutes
        The limit; who needs just so long is within.

    Examples
    --------
    >>> at = spot_states(np.array([9000, 9001, UNREACHED, 0]), np.array([0, 0, 0, 1], bool), 15)
    >>> [STATES[place] for place in at]
    ['within', 'beyond', 'no_route', 'off_network']
    """
    states = np.where(tenths <= minutes * TENTHS_A_MINUTE, 0, 1)
    states[tenths == UNREACHED] = 2
    states[off] = 3
    return states.astype(np.int8)


def cover_communities(
    people: pd.Series[int],
    spots: pd.DataFrame,
    tenths: Tenths,
    off: NDArray[np.bool_],
    minutes: float,
) -> pd.DataFrame:
    """Count the people of each community by state.

    Parameters
    ----------
    people
        Floating residents (Int64, missing where not known) by community code.
    spots
        ``community_code``, ``people``: a row a spot.
    tenths
        Two columns: tenths of a second from each spot to the nearest site and to the next.
    off
        Whether the spot is off the network.
    minutes
        The limit.

    Returns
    -------
    pandas.DataFrame
        By community code: ``people``, ``people_within``, ``people_beyond``, ``people_no_route``,
        ``people_off_network``, ``people_no_point`` (located by a code: nobody knows where they
        live), which add up to ``people``; ``people_backup`` (two sites within the limit). Int64,
        missing where ``people`` is.
    """
    at = people.index.get_indexer(pd.Index(spots["community_code"]))
    amount = spots["people"].to_numpy(np.int64)
    sums = np.zeros((len(people), len(_KNOWN)), np.int64)
    np.add.at(sums, (at, spot_states(tenths[:, 0], off, minutes)), amount)
    backup = np.zeros(len(people), np.int64)
    twice = (tenths[:, 1] <= minutes * TENTHS_A_MINUTE) & ~off
    np.add.at(backup, at[twice], amount[twice])
    counted = pd.DataFrame(sums, people.index, [f"people_{state}" for state in _KNOWN])
    known = counted.sum(axis=1)
    total = people.astype("Int64")
    counted["people_no_point"] = (total.fillna(0) - known).clip(lower=0)
    counted["people_backup"] = backup
    counted = counted.astype("Int64").where(total.notna())
    return counted.assign(people=total)[["people", *_COUNTS]]


def judge_communities(communities: pd.DataFrame, covered_percent: int) -> pd.DataFrame:
    """Tell the shares and the state of each community.

    Parameters
    ----------
    communities
        Of :func:`cover_communities`.
    covered_percent
        Percent of a unit's people of known place who are within the limit for it to be covered.

    Returns
    -------
    pandas.DataFrame
        By community: the columns of :func:`cover_communities`, ``share_within`` and
        ``share_backup`` (Float64, 0 to 1, of people whose place is known), ``reach_state`` (one of
        :data:`STATES` or :data:`NO_POINT`; not within: what most of those not within are),
        ``communities`` and ``communities_within``, ``share_communities_within`` (of communities
        where the place of somebody is known).
    """
    told = _with_shares(communities, covered_percent)
    within = (told["reach_state"] == "within").astype("int64")
    known = told["share_within"].notna()
    return told.assign(
        communities=1,
        communities_within=within,
        share_communities_within=within.astype("Float64").where(known),
    )


def sum_units(covered: pd.DataFrame, unit: pd.Series[str], covered_percent: int) -> pd.DataFrame:
    """Sum communities up to units and tell the shares and the state of each.

    Parameters
    ----------
    covered
        Of :func:`judge_communities`.
    unit
        The unit of each community, on the same index.
    covered_percent
        As there.

    Returns
    -------
    pandas.DataFrame
        By unit, in order: the columns of :func:`judge_communities`.
    """
    counts = covered[["people", *_COUNTS, "communities", "communities_within"]]
    known = covered["share_communities_within"].notna().astype("int64")
    groups = counts.assign(_known=known).groupby(
        unit.reindex(covered.index), dropna=False, sort=True
    )
    sums = groups.sum(min_count=1)
    told = _with_shares(sums[["people", *_COUNTS]], covered_percent)
    counted = sums[["communities", "communities_within", "_known"]].astype("int64")
    share = counted["communities_within"] / counted["_known"].where(counted["_known"] > 0)
    told = told.join(counted.drop(columns="_known"))
    return told.assign(share_communities_within=share.astype("Float64"))


def _with_shares(counted: pd.DataFrame, covered_percent: int) -> pd.DataFrame:
    amounts = _amounts(counted)
    known = pd.Series(amounts.sum(axis=1), counted.index)
    known = known.where(known > 0).astype("Float64")
    return counted.assign(
        share_within=(counted["people_within"] / known).astype("Float64"),
        share_backup=(counted["people_backup"] / known).astype("Float64"),
        reach_state=_unit_states(counted["people"], amounts, covered_percent),
    )


def _amounts(counted: pd.DataFrame) -> NDArray[np.int64]:
    """Return the people of each state; none where nothing is known."""
    columns = [counted[f"people_{state}"].to_numpy(np.int64, na_value=0) for state in _KNOWN]
    return np.stack(columns, axis=1)


def _unit_states(
    people: pd.Series[int], amounts: NDArray[np.int64], covered_percent: int
) -> NDArray[np.object_]:
    known = amounts.sum(axis=1)
    covered = amounts[:, 0] * 100 >= known * covered_percent
    worst = np.array(_KNOWN, dtype=object)[1 + amounts[:, 1:].argmax(axis=1)]
    nobody = people.to_numpy(np.int64, na_value=-1) == 0
    return np.select([nobody, known == 0, covered], ["no_people", NO_POINT, "within"], worst)


def in_minutes(tenths: Tenths) -> Any:
    """Turn tenths of a second into minutes (Float64), missing without a way.

    Examples
    --------
    >>> in_minutes(np.array([900, UNREACHED])).tolist()
    [1.5, <NA>]
    """
    minutes = pd.array(tenths / TENTHS_A_MINUTE, dtype="Float64")
    minutes[tenths == UNREACHED] = pd.NA
    return minutes


def minutes_of_people(
    unit: NDArray[np.int64], units: int, people: NDArray[np.int64], tenths: Tenths
) -> pd.DataFrame:
    """Tell how long the median person of each unit needs, and the one at nine tenths.

    Parameters
    ----------
    unit
        Position of the unit of each spot; under 0: of none.
    units
        How many units there are.
    people
        People of each spot.
    tenths
        Tenths of a second from each spot; :data:`geo.network.shortest_path_kernels.UNREACHED`
        without a way, and off the network.

    Returns
    -------
    pandas.DataFrame
        A row a unit: ``median_minutes``, ``p90_minutes`` (Float64); missing where that person
        reaches no site. The person is the first in order of time with at least that share of all
        people of known place up to them.

    Examples
    --------
    >>> people, tenths = np.array([5, 4, 1]), np.array([600, 1200, UNREACHED])
    >>> minutes_of_people(np.zeros(3, int), 1, people, tenths)
       median_minutes  p90_minutes
    0             1.0          2.0
    """
    order = np.lexsort((tenths, unit))
    order = order[(unit[order] >= 0) & (people[order] > 0)]
    unit, time = unit[order], tenths[order]
    ahead = np.concatenate([[0], np.cumsum(people[order])])
    begin, end = (np.searchsorted(unit, np.arange(units), side) for side in ("left", "right"))
    total = ahead[end] - ahead[begin]
    told = {}
    for name, percent in _QUANTILES.items():
        rank = ahead[begin] + -(-total * percent // 100)
        at = np.searchsorted(ahead, rank, "left") - 1
        found = time[np.clip(at, 0, max(len(time) - 1, 0))] if len(time) else np.zeros(units)
        told[name] = in_minutes(np.where(total > 0, found, UNREACHED))
    return pd.DataFrame(told)


def coverage_curve(
    people: NDArray[np.int64], tenths: Tenths, off: NDArray[np.bool_]
) -> pd.DataFrame:
    """Tell how many people are within each number of minutes.

    Returns
    -------
    pandas.DataFrame
        ``minutes`` (0 to :data:`CURVE_MINUTES`), ``people`` (within), ``share`` (Float64, of all
        these people; missing if there are none).
    """
    limits = np.arange(CURVE_MINUTES + 1)
    reached = (tenths != UNREACHED) & ~off
    order = np.argsort(tenths[reached], kind="stable")
    ahead = np.concatenate([[0], np.cumsum(people[reached][order])])
    within = ahead[np.searchsorted(tenths[reached][order], limits * TENTHS_A_MINUTE, "right")]
    total = int(people.sum())
    share = within / total if total else np.full(len(limits), np.nan)
    return pd.DataFrame(
        {"minutes": limits, "people": within, "share": pd.array(share, dtype="Float64")}
    )


def positions_of(codes: pd.Series[Any], units: Sequence[Any]) -> NDArray[np.int64]:
    """Return the position of each code among units, -1 for one that is none of them."""
    at: NDArray[np.int64] = pd.Index(units).get_indexer(pd.Index(codes)).astype(np.int64)
    return at
