"""Who is served when no site takes more people than it has capacity for.

Coverage counts people within a limit of a site as if every site took them all. Here people are sent
to sites within the limit so that as many as can be are served, and of all ways to do so that which
takes them least time altogether: a flow of least cost (R. K. Ahuja, T. L. Magnanti, J. B. Orlin,
Network Flows, 1993, chapters 9 and 11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.analyses.access.methods.network_simplex_kernels import NONE, Tree, Ways, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]


class Served(NamedTuple):
    """How many people are served: of each demand point, and by each site; int64."""

    points: Whole
    sites: Whole


class Pairs(NamedTuple):
    """Demand points and sites within the limit of each other, both numbered from 0, and times."""

    point: NDArray[np.int32] | Whole
    site: NDArray[np.int32] | Whole
    time_ds: NDArray[np.int32] | Whole


def serve(pairs: Pairs, population: Whole, capacity: Whole) -> Served:
    """Send people to sites: most people first, then least time.

    Parameters
    ----------
    pairs
        Each pair once.
    population
        People of each demand point.
    capacity
        People each site can take.

    Returns
    -------
    Served
        The sums are those of every best answer; who is served where several are as good follows
        from the order of points and sites.

    Examples
    --------
    >>> pairs = Pairs(*np.array([[0, 0, 1], [0, 1, 0], [600, 1200, 300]], np.int32))
    >>> served = serve(pairs, np.array([5, 4]), np.array([6, 2]))
    >>> served.points.tolist(), served.sites.tolist()
    ([4, 4], [6, 2])
    """
    # More than any round of exchanges can save: nobody stays away so that others go less far.
    unserved = (len(capacity) + 1) * (int(pairs.time_ds.max(initial=0)) + 1)
    flow = assign(pairs, population, capacity, unserved)
    by_point = np.bincount(pairs.point, flow, len(population))
    by_site = np.bincount(pairs.site, flow, len(capacity))
    return Served(np.rint(by_point).astype(np.int64), np.rint(by_site).astype(np.int64))


def assign(pairs: Pairs, population: Whole, capacity: Whole, unserved_ds: int) -> Whole:
    """Send people to sites in least time altogether, a person without a site at a time of its own.

    Parameters
    ----------
    pairs, population, capacity
        As :func:`serve` takes them.
    unserved_ds
        What a person without a site is reckoned at.

    Returns
    -------
    numpy.ndarray
        int64: the people of each pair.

    Examples
    --------
    >>> pairs = Pairs(*np.array([[0, 0, 1], [0, 1, 0], [600, 1200, 300]], np.int32))
    >>> assign(pairs, np.array([5, 4]), np.array([6, 2]), 9000).tolist()
    [2, 2, 4]
    """
    people = np.zeros(len(pairs.point), np.int64)
    with_capacity = np.flatnonzero(capacity[pairs.site] > 0)
    order = with_capacity[np.lexsort((pairs.site[with_capacity], pairs.point[with_capacity]))]
    point, site, time_ds = (ends[order] for ends in pairs)
    used = np.flatnonzero(np.bincount(site, minlength=len(capacity)))
    number = np.searchsorted(used, site)
    points, sites = len(population), len(used)
    if not sites:
        return people
    cost, capacities = time_ds.astype(np.int64), capacity[used].astype(np.int64)
    ways = Ways(point.astype(np.int32), number.astype(np.int32), cost, capacities, unserved_ds)
    tree = _bare_tree(points + sites + 1, sites)
    nearest_first = np.argsort(time_ds, kind="stable")
    block = max(50, int(np.sqrt(len(point))))
    solve(ways, tree, population.astype(np.int64), nearest_first, block)
    arcs, flow = tree.arc[:-1], tree.flow[:-1]
    taken = arcs < len(point)
    people[order[arcs[taken]]] = flow[taken]
    return people


def _bare_tree(nodes: int, sites: int) -> Tree:
    def of(kind: Any, value: int) -> NDArray[Any]:
        return np.full(nodes, value, kind)

    return Tree(
        parent=of(np.int32, NONE),
        arc=of(np.int64, NONE),
        flow=of(np.int64, 0),
        potential=of(np.int64, 0),
        depth=of(np.int32, 0),
        child=of(np.int32, NONE),
        after=of(np.int32, NONE),
        before=of(np.int32, NONE),
        full=np.zeros(sites, np.bool_),
    )
