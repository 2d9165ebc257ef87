"""Who is served when no site takes more people than it has room for.

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

    point: NDArray[np.int32]
    site: NDArray[np.int32]
    time_ds: NDArray[np.int32]


def serve(pairs: Pairs, population: Whole, room: Whole) -> Served:
    """Send people to sites: most people first, then least time.

    Parameters
    ----------
    pairs
        Each pair once.
    population
        People of each demand point.
    room
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
    order = np.lexsort((pairs.site, pairs.point))
    point, site, time_ds = (ends[order[room[pairs.site[order]] > 0]] for ends in pairs)
    used, number = np.unique(site, return_inverse=True)
    points, sites = len(population), len(used)
    nothing = Served(np.zeros(points, np.int64), np.zeros(len(room), np.int64))
    if not sites:
        return nothing
    # More than any round of exchanges can save: nobody stays away so that others go less far.
    unserved = (sites + 1) * (int(time_ds.max()) + 1)
    ways = Ways(point, number.astype(np.int32), time_ds, room[used].astype(np.int64), unserved)
    tree = _bare_tree(points + sites + 1, sites)
    nearest_first = np.argsort(time_ds, kind="stable")
    block = max(50, int(np.sqrt(len(point))))
    solve(ways, tree, population.astype(np.int64), nearest_first, block)
    arcs, flow = tree.arc[:-1], tree.flow[:-1]
    taken = arcs < len(point)
    served = np.bincount(point[arcs[taken]], flow[taken], points)
    by_site = np.bincount(site[arcs[taken]], flow[taken], len(room))
    return Served(np.rint(served).astype(np.int64), np.rint(by_site).astype(np.int64))


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
