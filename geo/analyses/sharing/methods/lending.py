"""Lending of whole persons between neighbours, as an integer program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Whole = NDArray[np.int64]


class Need(NamedTuple):
    """What may be lent to whom, in whole numbers.

    Parameters
    ----------
    source, sink
        Of each way: the number of the lender, and of the community that lacks staff.
    distance_m
        Of each way (float64).
    posts
        Of each lender: what it has too much, in units.
    persons
        Of each lender, a row: how many full-time and how many part-time staff it has.
    unanswered
        Of each sink: people whom nobody answers for.
    weight
        What a full-time and a part-time person count as, in units.
    people_per_unit
        People that a unit may answer for.
    """

    source: Whole
    sink: Whole
    distance_m: NDArray[np.float64]
    posts: Whole
    persons: Whole
    unanswered: Whole
    weight: tuple[int, int]
    people_per_unit: Fraction


def lend(need: Need) -> Whole:
    """Return the full-time and the part-time staff who go each way, a row a way.

    Solved as an integer program by HiGHS (Huangfu and Hall 2018), each group of communities that
    ways join by itself.
    """
    from scipy.sparse import coo_array  # noqa: PLC0415  # slow to import
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  # slow to import

    lenders = len(need.posts)
    ends = need.source, lenders + need.sink
    nodes = lenders + len(need.unanswered)
    graph = coo_array((np.ones(len(need.source)), ends), shape=(nodes, nodes))
    group_of_way = connected_components(graph, directed=False)[1][need.source]
    lent = np.zeros((len(need.source), 2), np.int64)
    order = np.argsort(group_of_way, kind="stable")
    starts = np.flatnonzero(np.diff(group_of_way[order], prepend=-1))
    for ways in np.split(order, starts[1:]):
        lent[ways] = _lend_within(need, ways)
    return lent


def _lend_within(need: Need, ways: Whole) -> Whole:
    """Solve the ways of one group.

    The variables are full-time staff by way, part-time staff by way, and people by sink.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # slow to import
    from scipy.sparse import diags_array, eye_array  # noqa: PLC0415  # slow to import

    lenders, source = np.unique(need.source[ways], return_inverse=True)
    sinks, sink = np.unique(need.sink[ways], return_inverse=True)
    count, full, part = len(ways), *need.weight
    takes, gets = _incidence(source, len(lenders)), _incidence(sink, len(sinks))
    people, unanswered = eye_array(len(sinks)), need.unanswered[sinks]
    each = float(need.people_per_unit)
    # As many units as are fully used, and the people left for one more: the line through both
    # amounts is above all others, and lets the solver begin near whole numbers.
    used = np.floor(unanswered / each)
    last = diags_array(unanswered - each * used)
    limits: list[tuple[list[Any], NDArray[Any]]] = [
        ([takes, None, None], need.persons[lenders, 0]),
        ([None, takes, None], need.persons[lenders, 1]),
        ([full * takes, part * takes, None], need.posts[lenders]),
        ([-each * full * gets, -each * part * gets, people], np.zeros(len(sinks))),
        ([-full * last @ gets, -part * last @ gets, people], (each - last.diagonal()) * used),
    ]
    columns = count, count, len(sinks)
    # All persons lent together weigh less than half of one of the people answered for.
    far = need.distance_m[ways]
    persons = need.persons[lenders].sum() + 1
    cost = np.tile(1.0 + far / max(far.max(), 1.0), 2) / (4.0 * persons)
    solved: Any = milp(
        np.concatenate([cost, -np.ones(len(sinks))]),
        integrality=np.ones(2 * count + len(sinks), np.int64),
        bounds=Bounds(0, np.concatenate([np.full(2 * count, np.inf), unanswered])),
        constraints=[
            LinearConstraint(_beside(blocks, columns), -np.inf, most) for blocks, most in limits
        ],
        options={"mip_rel_gap": 0.0},
    )
    if not solved.success:
        raise RuntimeError(solved.message)
    persons_lent = np.rint(np.asarray(solved.x, np.float64)[: 2 * count])
    return persons_lent.astype(np.int64).reshape(2, count).T


def _incidence(node: Whole, count: int) -> csr_array:
    """Return which way is of which node, a row a node."""
    from scipy.sparse import csr_array  # noqa: PLC0415  # slow to import

    ones = np.ones(len(node))
    return csr_array((ones, (node, np.arange(len(node)))), shape=(count, len(node)))


def _beside(blocks: list[Any], columns: tuple[int, ...]) -> csr_array:
    """Put blocks side by side; None stands for one of zeros."""
    from scipy.sparse import csr_array, hstack  # noqa: PLC0415  # slow to import

    rows = next(block.shape[0] for block in blocks if block is not None)
    filled = [
        csr_array((rows, width)) if block is None else block
        for block, width in zip(blocks, columns, strict=True)
    ]
    return csr_array(hstack(filled))
