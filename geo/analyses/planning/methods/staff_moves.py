"""Staff moved to where they are missing, so that nobody is worse off.

Only staff beyond the requirement of their community move, whole posts at a time. Of all ways to
move them those are taken that bring the most people into compliant communities, of these those that
close most shortfall, of these the fewest moves, and of these the shortest way: a flow with fixed
charges, solved aim by aim (lexicographic goal programming).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, incidence, minimise
from geo.analyses.planning.methods.new_posts import whole_posts
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Whole = NDArray[np.int64]


FARTHEST_M: Final = 1e6
"""How far a community without a boundary is taken to be: nobody knows, so any other is nearer."""


class Ways(NamedTuple):
    """Which community may send staff to which, and how far that is (any unit)."""

    source: NDArray[np.intp]
    target: NDArray[np.intp]
    distance: Amounts


class StaffMoves(NamedTuple):
    """Staff moved.

    Parameters
    ----------
    moved
        int64, of each way: posts moved.
    compliant
        bool, of each community: whether it comes to comply.
    closed
        float64, of each community: shortfall closed.
    proven
        Whether no better moves exist.
    """

    moved: Whole
    compliant: NDArray[np.bool_]
    closed: Amounts
    proven: bool


def move_staff(
    population: Whole,
    shortfall: Amounts,
    surplus: Amounts,
    ways: Ways,
    seconds: float = math.inf,
) -> StaffMoves:
    """Move staff from a surplus to a shortfall.

    Parameters
    ----------
    population, shortfall, surplus
        Of each community: people, staff it lacks, and staff beyond its requirement.
    ways
        Ways that are allowed; those from no whole surplus or to no shortfall are not used.
    seconds
        The time limit, for each aim of each group of communities joined by ways.

    Examples
    --------
    One spare post, two communities that lack one, and one of them is nearer but has fewer people.

    >>> ways = Ways(np.array([0, 0]), np.array([1, 2]), np.array([100.0, 900.0]))
    >>> moves = move_staff(np.array([500, 300, 400]), np.array([0.0, 1.0, 1.0]),
    ...                    np.array([1.0, 0.0, 0.0]), ways)
    >>> moves.moved.tolist(), moves.compliant.tolist()
    ([0, 1], [False, False, True])
    """
    spare = np.floor(np.round(surplus, 9)).astype(np.int64)
    usable = (spare[ways.source] > 0) & (shortfall[ways.target] > 0)
    moved = np.zeros(len(usable), np.int64)
    numbers, proven = np.flatnonzero(usable), True
    count = len(population)
    joined = incidence(ways.source[numbers], ways.target[numbers], (count, count))
    label = connected_components(joined, directed=False)[1]
    for group in np.unique(label[ways.source[numbers]]):
        part = numbers[label[ways.source[numbers]] == group]
        chosen = Ways(*(ends[part] for ends in ways))
        moved[part], sure = _move(population, shortfall, spare, chosen, seconds)
        proven &= sure
    arrived = np.bincount(ways.target, moved, len(population))
    closed = np.minimum(arrived, shortfall)
    compliant = (shortfall > 0) & (arrived >= whole_posts(shortfall))
    return StaffMoves(moved, compliant, closed, proven)


def _move(
    population: Whole, shortfall: Amounts, spare: Whole, ways: Ways, seconds: float
) -> tuple[Whole, bool]:
    """Move staff within communities joined by ways; also return whether that is proven best.

    The variables are the posts moved on each way, the shortfall closed in each target, and whether
    it comes to comply.
    """
    sources, source = np.unique(ways.source, return_inverse=True)
    targets, target = np.unique(ways.target, return_inverse=True)
    count, ends = len(source), len(targets)
    lacking = shortfall[targets]
    posts = whole_posts(lacking).astype(np.float64)
    leaves = incidence(source, np.arange(count), (len(sources), count))
    arrives = incidence(target, np.arange(count), (ends, count))
    none, same = csr_array((ends, ends)), eye_array(ends)
    rows = [
        Rows(_beside(leaves, csr_array((len(sources), 2 * ends))), most=spare[sources]),
        Rows(_beside(arrives, none, none), most=posts),
        Rows(_beside(-arrives, same, none), most=0.0),
        Rows(_beside(-arrives, none, diags_array(posts)), most=0.0),
    ]
    # All ways together weigh less than one move.
    distance = np.nan_to_num(ways.distance, posinf=FARTHEST_M)
    farness = distance / max(float(distance.sum()), 1.0) / (2.0 * posts.max())
    nothing, zeros = np.zeros(count), np.zeros(ends)
    aims = [
        np.concatenate([nothing, zeros, -population[targets].astype(np.float64)]),
        np.concatenate([nothing, -np.ones(ends), zeros]),
        np.concatenate([1.0 + farness, zeros, zeros]),
    ]
    whole = np.concatenate([np.ones(count, bool), np.zeros(ends, bool), np.ones(ends, bool)])
    most = np.concatenate([np.full(count, np.inf), lacking, np.ones(ends)])
    best, proven = np.zeros(count), True
    for aim in aims:
        solved = minimise(aim, rows, whole=whole, most=most, control=SolveControl(seconds))
        proven &= solved.proven
        if solved.amounts is None:
            break
        best = solved.amounts[:count]
        slack = TOLERANCE * max(1.0, abs(solved.objective))
        rows.append(Rows(csr_array(aim[None, :]), most=solved.objective + slack))
    return np.rint(best).astype(np.int64), proven


def _beside(*blocks: Any) -> csr_array:
    return csr_array(hstack(blocks))


def ways_within(group: NDArray[Any], distance: Amounts, limit: float = math.inf) -> Ways:
    """Return all ways between different communities of one group, up to a limit.

    Parameters
    ----------
    group
        Of each community, such as its subdistrict; missing: alone.
    distance
        Shape (communities, communities), from the row to the column.
    limit
        No way is longer.
    """
    known = pd.notna(group)
    same = (group[:, None] == group[None, :]) & known[:, None] & known[None, :]
    np.fill_diagonal(same, val=False)
    source, target = np.nonzero(same & (distance <= limit))
    return Ways(source, target, distance[source, target])
