"""What a question of siting is asked of, and its answer with the bound that proves it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.analyses.planning.methods.integer_program import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]

MINIMUM, MAXIMUM = "minimum", "maximum"


@dataclass(frozen=True, eq=False)
class SiteProblem:
    """People, places where sites are or could be, and the way between them.

    Parameters
    ----------
    times
        Minutes (or metres) from each demand point to each candidate, shape (demand, candidates);
        infinite without a way.
    population
        People at each demand point.
    existing
        Which candidates are sites that stay; they cost nothing. None: there are none.
    cost
        Of opening each candidate, over 0; None: 1 each, so that a budget is a number of sites.
    closed
        Which candidates may not be opened. None: none of them.
    """

    times: NDArray[Any]
    population: Amounts
    existing: Bools | None = None
    cost: Amounts | None = None
    closed: Bools | None = None

    @cached_property
    def locked(self) -> Bools:
        """Which candidates are sites that stay."""
        none = np.zeros(self.times.shape[1], bool)
        return none if self.existing is None else self.existing

    @cached_property
    def open_to_choice(self) -> Sites:
        """The candidates among which to choose."""
        shut = self.locked if self.closed is None else self.locked | self.closed
        return np.flatnonzero(~shut)

    @cached_property
    def costs(self) -> Amounts:
        """The cost of each candidate among which to choose."""
        if self.cost is None:
            return np.ones(len(self.open_to_choice))
        return np.asarray(self.cost, np.float64)[self.open_to_choice]

    @cached_property
    def before(self) -> Amounts:
        """The way from each demand point to the nearest site that stays; infinite without."""
        there: Amounts = self.times[:, self.locked].min(axis=1, initial=np.inf)
        return there.astype(np.float64)

    @cached_property
    def unreachable(self) -> Bools:
        """Which demand points have no way to any candidate that is open or may be opened."""
        usable = self.times[:, self.open_to_choice]
        out: Bools = ~np.isfinite(self.before) & ~np.isfinite(usable).any(axis=1)
        return out

    def after(self, opened: Sites) -> Amounts:
        """Return the way from each demand point to the nearest site once these are opened."""
        ways: Amounts = np.minimum(self.before, self.times[:, opened].min(axis=1, initial=np.inf))
        return ways


@dataclass(frozen=True, eq=False)
class SitePlan:
    """An answer: which candidates to open, in which order, and how far from the best it can be.

    Parameters
    ----------
    opened
        Numbers of the candidates to open, without sites that stay, in the order of building: each
        is the one of those left that adds most.
    objective
        What is reached: people, sites, minutes, by the question.
    bound
        No other choice reaches more than this, if most is asked for, or less, if least is.
    sense
        :data:`MINIMUM` or :data:`MAXIMUM`.
    added
        What each adds to the objective, in this order; of a minimum, what it takes away.
    unreachable
        bool: demand points without a way to any candidate; they are in no objective.
    """

    opened: Sites
    objective: float
    bound: float
    sense: str
    added: Amounts
    unreachable: Bools

    @property
    def gap(self) -> float:
        """How far the bound is, as a share of the objective; infinite where nothing is known."""
        apart = abs(self.bound - self.objective)
        if apart <= TOLERANCE * max(1.0, abs(self.objective)):
            return 0.0
        return apart / abs(self.objective) if self.objective else math.inf

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        return self.gap == 0.0
