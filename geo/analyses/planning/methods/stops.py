"""Stops that people walk to: the fewest for all who can have one, or the most people with so many.

Set covering and maximal covering, see :mod:`geo.analyses.planning.methods.covering` and
:mod:`geo.analyses.planning.methods.siting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.analyses.planning.methods.covering import cover_all
from geo.analyses.planning.methods.greatest_saving import Savings
from geo.analyses.planning.methods.site_problem import SiteProblem
from geo.analyses.planning.methods.siting import cover_most
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Numbers = NDArray[np.intp]


class Walks(NamedTuple):
    """Who can walk where: demand point, candidate, and the minutes between, a row each."""

    point: Numbers
    candidate: Numbers
    minutes: Amounts


@dataclass(frozen=True, eq=False)
class Stops:
    """The stops chosen.

    Parameters
    ----------
    chosen
        Numbers of candidates, the one that most people have for the first first.
    nearest
        The stop of each demand point, as its place in ``chosen``: the nearest, of equals the first;
        -1 where none is near enough.
    bound
        Fewer stops can't be enough for all; or, of so many, the people who can have one at most.
    proven
        Whether no choice is better.
    """

    chosen: Numbers
    nearest: Numbers
    bound: float
    proven: bool


def choose_stops(walks: Walks, people: Amounts, most: int = 0, seconds: float = 10.0) -> Stops:
    """Choose stops among candidates.

    Parameters
    ----------
    walks
        Who is near enough to which candidate.
    people
        At each demand point.
    most
        How many stops there may be; 0: the fewest for all who are near enough to any.
    seconds
        The time limit of the proof.

    Examples
    --------
    >>> walks = Walks(*np.array([[0, 0, 1, 2], [0, 1, 1, 2], [3, 2, 5, 1]]))
    >>> stops = choose_stops(walks, np.array([30.0, 20.0, 4.0, 9.0]))
    >>> stops.chosen.tolist(), stops.nearest.tolist(), stops.bound
    ([1, 2], [0, 0, 1, -1], 2)
    >>> choose_stops(walks, np.array([30.0, 20.0, 4.0, 9.0]), most=1).nearest.tolist()
    [0, 0, -1, -1]
    """
    used, candidate = np.unique(walks.candidate, return_inverse=True)
    if not len(used):
        return Stops(used, np.full(len(people), -1, np.intp), 0.0, proven=True)
    if most:
        entries = walks.point, candidate, people[walks.point]
        savings = Savings.of_entries(entries, len(people), np.ones(len(used)), most)
        everybody = float(people[np.unique(walks.point)].sum())
        plan = cover_most(savings, 0.0, everybody, SolveControl(seconds))
    else:
        within, together = _alike(walks.point, candidate, people, len(used))
        times = np.where(within, 0.0, np.inf)
        plan = cover_all(SiteProblem(times, together), 0.0, SolveControl(seconds))
    nearest = _nearest(walks._replace(candidate=candidate), plan.opened, len(people))
    return Stops(used[plan.opened], nearest, plan.bound, plan.proven)


def _alike(
    point: Numbers, candidate: Numbers, people: Amounts, candidates: int
) -> tuple[NDArray[np.bool_], Amounts]:
    """Put demand points together that have the same candidates: which, and how many people."""
    order = np.lexsort([candidate, point])
    begin = np.flatnonzero(np.diff(point[order], prepend=-1))
    rows: dict[Any, float] = {}
    for who, some in zip(point[order][begin], np.split(candidate[order], begin[1:]), strict=True):
        key = tuple(some.tolist())
        rows[key] = rows.get(key, 0.0) + float(people[who])
    within = np.zeros((len(rows), candidates), bool)
    for row, some in enumerate(rows):
        within[row, list(some)] = True
    return within, np.array(list(rows.values()))


def _nearest(walks: Walks, chosen: Numbers, points: int) -> Numbers:
    place = np.full(int(walks.candidate.max()) + 1, -1, np.intp)
    place[chosen] = np.arange(len(chosen))
    stop = place[walks.candidate]
    order = np.lexsort([stop, walks.minutes, walks.point])
    order = order[stop[order] >= 0]
    who, first = np.unique(walks.point[order], return_index=True)
    nearest = np.full(points, -1, np.intp)
    nearest[who] = stop[order[first]]
    return nearest
