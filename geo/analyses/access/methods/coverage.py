"""Who reaches a service within so many minutes, in people and in communities.

A community is its people, each at their own demand point (:mod:`geo.network.snapping`), not its
middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.methods.median_times import in_order_of_time, times_of_rank
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Deciseconds = NDArray[np.int32]

STATES: Final = ("within", "beyond", "unreachable", "unsnapped", "not_timed", "no_people")
"""What a place is, exactly one of these."""

LOCATION_UNKNOWN: Final = "location_unknown"
"""People live there, but of none of them is it known where."""

DECISECONDS_PER_MINUTE: Final = 600
CURVE_MINUTES: Final = 60

PLACED: Final = STATES[:5]
"""What people are of whom it is known where they live."""

_COUNTED: Final = [
    *(f"population_{state}" for state in PLACED),
    "population_location_unknown",
    "population_backup",
]
_COUNTS: Final = [
    *_COUNTED[:-1],
    "population_within_min",
    "population_within_max",
    _COUNTED[-1],
]
_QUANTILES: Final = {"median_minutes": 50, "p90_minutes": 90}  # percent of people


def demand_point_states(
    time_ds: Deciseconds,
    off: NDArray[np.bool_],
    minutes: float | NDArray[np.int64],
    known_until: Deciseconds | int = UNREACHED,
) -> NDArray[np.int8]:
    """Assign each demand point its state, as a place in :data:`STATES`.

    Parameters
    ----------
    time_ds
        Deciseconds to the nearest site; :data:`geo.network.shortest_path_kernels.UNREACHED`
        without a way.
    off
        Whether the demand point is unsnapped.
    minutes
        The limit, or that of each demand point; who needs just so long is within.
    known_until
        Deciseconds up to which it is known that a demand point without a way has none, see
        :meth:`geo.analyses.access.travel_times.TravelTimeSource.known_until`.

    Examples
    --------
    >>> at = demand_point_states(np.array([9000, 9001, UNREACHED, 0]), np.array([0, 0, 0, 1],
    ...     bool), 15)
    >>> [STATES[place] for place in at]
    ['within', 'beyond', 'unreachable', 'unsnapped']
    >>> nowhere, on = np.full(3, UNREACHED), np.zeros(3, bool)
    >>> at = demand_point_states(nowhere, on, 15, np.array([-1, 8999, 9000]))
    >>> [STATES[place] for place in at]
    ['not_timed', 'not_timed', 'beyond']
    """
    limit_ds = minutes * DECISECONDS_PER_MINUTE
    lost = np.select([known_until < limit_ds, known_until < UNREACHED], [4, 1], 2)
    states = np.where(time_ds <= limit_ds, 0, 1)
    states = np.where(time_ds == UNREACHED, lost, states)
    states[off] = 3
    return states.astype(np.int8)


def cover_communities(
    population: pd.Series[int],
    demand_points: pd.DataFrame,
    time_ds: Deciseconds,
    off: NDArray[np.bool_],
    minutes: float | NDArray[np.int64],
    known_until: Deciseconds | int = UNREACHED,
) -> pd.DataFrame:
    """Count the people of each community by state.

    Parameters
    ----------
    population
        Floating residents (Int64, missing where not known) by community code.
    demand_points
        ``community_code``, ``floating_population``: one row per demand point.
    time_ds
        Two columns: deciseconds from each demand point to the nearest site and to the next.
    off
        Whether the demand point is unsnapped.
    minutes
        The limit, or that of each demand point.
    known_until
        See :func:`demand_point_states`.

    Returns
    -------
    pandas.DataFrame
        By community code: ``floating_population``, ``population_within``, ``population_beyond``,
        ``population_unreachable``, ``population_unsnapped``, ``population_not_timed`` (a table of
        travel times lacks them), ``population_location_unknown`` (located by a code: nobody knows
        where they live), which add up to ``floating_population``;
        ``population_backup`` (two sites within the limit). Int64, missing where
        ``floating_population`` is.
    """
    at = population.index.get_indexer(pd.Index(demand_points["community_code"]))
    amount = demand_points["floating_population"].to_numpy(np.int64)
    sums = np.zeros((len(population), len(PLACED)), np.int64)
    np.add.at(sums, (at, demand_point_states(time_ds[:, 0], off, minutes, known_until)), amount)
    backup = np.zeros(len(population), np.int64)
    twice = (time_ds[:, 1] <= minutes * DECISECONDS_PER_MINUTE) & ~off
    np.add.at(backup, at[twice], amount[twice])
    total = population.to_numpy(np.int64, na_value=0)
    unknown = np.maximum(total - sums.sum(axis=1), 0)
    counts = np.column_stack([total, sums, unknown, backup])
    missing = np.broadcast_to(population.isna().to_numpy()[:, None], counts.shape)
    return _whole(counts, missing, ["floating_population", *_COUNTED], population.index)


def bounded(communities: pd.DataFrame, *, representative: bool) -> pd.DataFrame:
    """Compute the least and the most people who can be within the limit.

    Parameters
    ----------
    communities
        Of :func:`cover_communities`.
    representative
        Whether demand points only stand for communities, and nobody is known to live there.

    Returns
    -------
    pandas.DataFrame
        Its columns, and ``population_within_min`` and ``population_within_max`` (Int64): of whom
        only the community is known, or a table has no time, nobody or everybody is within.
    """
    within = communities["population_within"]
    unknown = communities["population_location_unknown"] + communities["population_not_timed"]
    everybody = communities["floating_population"]
    at_most = communities.assign(
        population_within_min=within.where(within.isna(), 0) if representative else within,
        population_within_max=everybody if representative else within + unknown,
    )
    return at_most[["floating_population", *_COUNTS]]


def judge_communities(communities: pd.DataFrame, covered_percent: int) -> pd.DataFrame:
    """Compute the shares and the state of each community.

    Parameters
    ----------
    communities
        Of :func:`bounded`.
    covered_percent
        Percent of a unit's people of known place who are within the limit for it to be covered.

    Returns
    -------
    pandas.DataFrame
        By community: the columns of :func:`bounded`, ``share_within`` and
        ``share_backup`` (Float64, 0 to 1, of people whose place is known; who is not timed is not
        within), ``share_within_min`` and ``share_within_max`` (of all people),
        ``accessibility_state`` (one of :data:`STATES` or :data:`LOCATION_UNKNOWN`; not within: what
        most of those not within are), ``communities`` and ``communities_within``,
        ``share_communities_within`` (of communities where the place of somebody is known).
    """
    judged = _with_shares(communities, covered_percent)
    within = (judged["accessibility_state"] == "within").to_numpy()
    unknown = judged["share_within"].isna().to_numpy()
    return judged.assign(
        communities=1,
        communities_within=within.astype(np.int64),
        share_communities_within=pd.arrays.FloatingArray(within.astype(np.float64), unknown),
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
    at, units = pd.factorize(unit.reindex(covered.index), sort=True, use_na_sentinel=False)
    names = ["floating_population", *_COUNTS]
    columns = [covered[name] for name in names]
    present = np.column_stack([column.notna() for column in columns])
    counts = np.column_stack([column.to_numpy(np.int64, na_value=0) for column in columns])
    summed = _whole(
        _sums(counts, at, len(units)), _sums(present, at, len(units)) == 0, names, units
    )
    summed = _with_shares(summed, covered_percent)
    timed = covered["share_communities_within"].notna()
    counted = np.column_stack([covered["communities"], covered["communities_within"], timed])
    communities, within, timed = _sums(counted, at, len(units)).T
    return summed.assign(
        communities=communities,
        communities_within=within,
        share_communities_within=_share(within, timed),
    )


def _sums(values: NDArray[Any], unit: NDArray[np.intp], units: int) -> NDArray[np.int64]:
    """Sum rows up by unit."""
    sums = np.zeros((units, values.shape[1]), np.int64)
    np.add.at(sums, unit, values)
    return sums


def _whole(
    values: NDArray[np.int64],
    missing: NDArray[np.bool_],
    names: Sequence[str],
    index: pd.Index[Any],
) -> pd.DataFrame:
    """Make a frame of whole numbers, some missing (Int64)."""
    columns = zip(names, values.T.copy(), missing.T.copy(), strict=True)
    whole = {name: pd.arrays.IntegerArray(of, lost) for name, of, lost in columns}
    return pd.DataFrame(whole, index)


def _share(
    part: NDArray[np.int64], whole: NDArray[np.int64], missing: NDArray[np.bool_] | None = None
) -> pd.arrays.FloatingArray:
    """Divide; missing where there is nothing to share (Float64)."""
    some = whole > 0 if missing is None else (whole > 0) & ~missing
    shares = np.divide(part, whole, out=np.zeros(len(part)), where=some)
    return pd.arrays.FloatingArray(shares, ~some)


def _with_shares(counted: pd.DataFrame, covered_percent: int) -> pd.DataFrame:
    amounts = _amounts(counted)
    located = amounts.sum(axis=1)

    def share(name: str, whole: NDArray[np.int64]) -> pd.arrays.FloatingArray:
        part = counted[f"population_{name}"]
        return _share(part.to_numpy(np.int64, na_value=0), whole, part.isna().to_numpy())

    people = counted["floating_population"].to_numpy(np.int64, na_value=0)
    return counted.assign(
        share_within=share("within", located),
        share_within_min=share("within_min", people),
        share_within_max=share("within_max", people),
        share_backup=share("backup", located),
        accessibility_state=_unit_states(counted["floating_population"], amounts, covered_percent),
    )


def _amounts(counted: pd.DataFrame) -> NDArray[np.int64]:
    """Return the people of each state; none where nothing is known."""
    columns = [counted[f"population_{state}"].to_numpy(np.int64, na_value=0) for state in PLACED]
    return np.stack(columns, axis=1)


def _unit_states(
    population: pd.Series[int], amounts: NDArray[np.int64], covered_percent: int
) -> NDArray[np.object_]:
    located = amounts.sum(axis=1)
    covered = amounts[:, 0] * 100 >= located * covered_percent
    worst = np.array(PLACED, dtype=object)[1 + amounts[:, 1:].argmax(axis=1)]
    nobody = population.to_numpy(np.int64, na_value=-1) == 0
    return np.select(
        [nobody, located == 0, covered], ["no_people", LOCATION_UNKNOWN, "within"], worst
    )


def in_minutes(time_ds: Deciseconds) -> Any:
    """Turn deciseconds into minutes (Float64), missing without a way.

    Examples
    --------
    >>> in_minutes(np.array([900, UNREACHED])).tolist()
    [1.5, <NA>]
    """
    return pd.arrays.FloatingArray(time_ds / DECISECONDS_PER_MINUTE, time_ds == UNREACHED)


def minutes_of_population(
    unit: NDArray[np.int64], units: int, population: NDArray[np.int64], time_ds: Deciseconds
) -> pd.DataFrame:
    """Compute how long the median person of each unit needs, and the one at nine tenths.

    Parameters
    ----------
    unit
        Position of the unit of each demand point; under 0: of none.
    units
        How many units there are.
    population
        People of each demand point.
    time_ds
        Deciseconds from each demand point; :data:`geo.network.shortest_path_kernels.UNREACHED`
        without a way, and off the network. Of shape (questions, demand points) for several.

    Returns
    -------
    pandas.DataFrame
        One row per unit, question by question: ``median_minutes``, ``p90_minutes`` (Float64);
        missing where that person reaches no site. The person is the first in order of time with at
        least that share of all people of known place up to them.

    Examples
    --------
    >>> population, time_ds = np.array([5, 4, 1]), np.array([600, 1200, UNREACHED])
    >>> minutes_of_population(np.zeros(3, int), 1, population, time_ds)
       median_minutes  p90_minutes
    0             1.0          2.0
    """
    total = np.bincount(unit + 1, population, units + 1)[1:].astype(np.int64)
    times_ds: dict[str, list[Deciseconds]] = {name: [] for name in _QUANTILES}
    for times in np.atleast_2d(time_ds):
        order = in_order_of_time(times)
        near = order, times[order]
        for name, percent in _QUANTILES.items():
            of_rank = times_of_rank(near, unit, population, -(-total * percent // 100))
            times_ds[name].append(np.where(total > 0, of_rank, UNREACHED))
    return pd.DataFrame({name: in_minutes(np.concatenate(of)) for name, of in times_ds.items()})


def coverage_curve(
    population: NDArray[np.int64], time_ds: Deciseconds, off: NDArray[np.bool_]
) -> pd.DataFrame:
    """Compute how many people are within each number of minutes.

    Returns
    -------
    pandas.DataFrame
        ``minutes`` (0 to :data:`CURVE_MINUTES`), ``floating_population`` (within), ``share``
        (Float64, of all these people; missing if there are none).
    """
    limits = np.arange(CURVE_MINUTES + 1)
    reached = (time_ds != UNREACHED) & ~off
    order = np.argsort(time_ds[reached], kind="stable")
    ahead = np.concatenate([[0], np.cumsum(population[reached][order])])
    within = ahead[
        np.searchsorted(time_ds[reached][order], limits * DECISECONDS_PER_MINUTE, "right")
    ]
    total = int(population.sum())
    share = within / total if total else np.full(len(limits), np.nan)
    return pd.DataFrame(
        {
            "minutes": limits,
            "floating_population": within,
            "share": pd.array(share, dtype="Float64"),
        }
    )
