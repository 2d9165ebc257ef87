"""Pooled teams: staff who sit at a site and serve the communities near it, under one norm.

Rounding up community by community leaves parts of posts unused in each. Staff who are pooled answer
for whole caseloads of several communities: capacitated set covering (cf. H. Pirkul, D. A.
Schilling, The siting of emergency service facilities with workload capacities and backup service,
Management Science 34, 1988) with as many staff at a site as it takes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, incidence, minimise
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Whole = NDArray[np.int64]


class PooledStaff(NamedTuple):
    """The fewest staff when they are pooled at sites.

    Parameters
    ----------
    staff
        int64, of each site: its team.
    served
        float64, of each pair: people whom the team of the site answers for.
    alone
        int64, of each community: staff of its own where no site is within the limit, else 0.
    required
        int64: staff when each community rounds up for itself.
    bound
        int64: no pooled teams, with those alone, are fewer.
    """

    staff: Whole
    served: Amounts
    alone: Whole
    required: int
    bound: int

    @property
    def total(self) -> int:
        """Staff of all teams, and of communities that stay alone."""
        return int(self.staff.sum() + self.alone.sum())

    @property
    def saved(self) -> int:
        """Staff fewer than community by community."""
        return self.required - self.total


class Pairs(NamedTuple):
    """Communities within the limit of sites, both numbered from 0, and the minutes between."""

    community: NDArray[np.intp]
    site: NDArray[np.intp]
    minutes: Amounts


def pool_staff(
    population: Whole, sites: int, pairs: Pairs, norm: int, seconds: float = math.inf
) -> PooledStaff:
    """Find the fewest staff at sites so that each answers for no more people than the norm.

    Parameters
    ----------
    population
        People of each community.
    sites
        How many there are.
    pairs
        Which communities are within the limit of which sites.
    norm
        People for whom one of the staff may answer.
    seconds
        The time limit.

    Notes
    -----
    min Σ n_s with Σ_s x_cs = P_c, Σ_c x_cs ≤ norm · n_s, n_s whole. People of a community may be
    served from several sites. Once the teams are known, people go where the way is shortest.

    Examples
    --------
    Two communities of 250 people each beside one site need one post in place of two.

    >>> pairs = Pairs(np.array([0, 1]), np.array([0, 0]), np.array([3.0, 4.0]))
    >>> pooled = pool_staff(np.array([250, 250]), 1, pairs, norm=500)
    >>> pooled.total, pooled.required
    (1, 2)
    """
    each = -(-population // norm)
    reached = np.zeros(len(population), bool)
    reached[pairs.community] = True
    alone = np.where(reached, 0, each)
    people = np.where(reached, population, 0).astype(np.float64)
    count, required = len(pairs.site), int(each.sum())
    if not count:
        nobody = np.zeros(sites, np.int64)
        return PooledStaff(nobody, np.zeros(0), alone, required, required)
    at = np.arange(count)
    arrives = incidence(pairs.site, at, (sites, count))
    comes = incidence(pairs.community, at, (len(population), count))
    teams = diags_array(np.full(sites, -float(norm)))
    rows = [
        Rows(hstack([comes, csr_array((len(population), sites))]), people, people),
        Rows(hstack([arrives, teams]), most=0.0),
    ]
    cost = np.concatenate([np.zeros(count), np.ones(sites)])
    whole = cost > 0
    most = np.full(count + sites, np.inf)
    solved = minimise(cost, rows, whole=whole, most=most, control=SolveControl(seconds))
    least = max(math.ceil(people.sum() / norm - TOLERANCE), math.ceil(solved.bound - TOLERANCE))
    if solved.amounts is None:
        staff = _rounded_up(pairs, people, sites, norm)
    else:
        staff = solved.amounts[count:].astype(np.int64)
    capacity = (staff * norm).astype(np.float64)
    rows = [Rows(comes, people, people), Rows(arrives, most=capacity)]
    unbound = np.full(count, np.inf)
    flow = minimise(pairs.minutes, rows, whole=np.zeros(count, bool), most=unbound)
    served = np.zeros(count) if flow.amounts is None else flow.amounts
    return PooledStaff(staff, served, alone, required, least + int(alone.sum()))


def _rounded_up(pairs: Pairs, people: Amounts, sites: int, norm: int) -> Whole:
    """Return the teams when every community goes to its nearest site."""
    order = np.lexsort([pairs.site, pairs.minutes, pairs.community])
    first = order[np.unique(pairs.community[order], return_index=True)[1]]
    load = np.bincount(pairs.site[first], people[pairs.community[first]], sites)
    return np.ceil(load / norm - TOLERANCE).astype(np.int64)
