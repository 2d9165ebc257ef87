"""How much of what the sites offer there is for each person who can reach it.

A site shares what it offers (posts, seats) among the people of its catchment, the farther the less;
a person has the sum of the shares of all sites in reach. That needs no table of pairs, for a
site's ratio depends on nobody outside its own catchment: one search a site, which gives the ratio
and at once adds it to the nodes reached.

Sources
-------
W. Luo, Y. Qi: An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
accessibility to primary care physicians, Health & Place 15 (4), 2009. A. Soukhov, A. Páez, C. D.
Higgins, M. Mohamed: Introducing spatial availability, a singly-constrained measure of competitive
accessibility, PLOS ONE 18 (1), 2023.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.analyses.access.methods.floating_catchment_kernels import add_product, demand, spend, steps
from geo.core.parallel import as_done
from geo.network.shortest_paths import blocks, searches, site_starts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from geo.network.routing_graph import Graph
    from geo.network.shortest_path_kernels import Room

ZONES: Final[Mapping[float, float]] = MappingProxyType({10: 1.0, 20: 0.68, 30: 0.22})
"""Minutes up to which a weight holds (Luo and Qi 2009)."""
DECISECONDS_PER_MINUTE: Final = 600


class FloatingCatchment(NamedTuple):
    """What there is for each person.

    Parameters
    ----------
    e2sfca
        Supply per person at each node or place (float64); 0.0 where none is in the catchment.
    ratio
        Supply per weighted person of each site's catchment (float64); 0.0 for a site that nobody
        reaches, whose supply goes to nobody.
    """

    e2sfca: NDArray[np.float64]
    ratio: NDArray[np.float64]


def weight_table(zones: Mapping[float, float] = ZONES) -> NDArray[np.float64]:
    """Compute the weight of each time from 0 to the last limit, in deciseconds.

    Examples
    --------
    >>> table = weight_table()
    >>> len(table), table[6000].item(), table[6001].item(), table[18000].item()
    (18001, 1.0, 0.68, 0.22)
    """
    last = round(max(zones) * DECISECONDS_PER_MINUTE)
    return step_weights(np.arange(last + 1) / DECISECONDS_PER_MINUTE, zones)


def step_weights(minutes: ArrayLike, zones: Mapping[float, float] = ZONES) -> NDArray[np.float64]:
    """Assign each time the weight of its first zone (``<=``); 0 beyond all, or if missing.

    Examples
    --------
    >>> step_weights([0, 10, 10.1, 30, 30.1, float("nan")]).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0, 0.0]
    """
    times = np.ascontiguousarray(minutes, dtype=np.float64)
    limits = np.array(sorted(zones), dtype=np.float64)
    weights = np.array([zones[limit] for limit in sorted(zones)], dtype=np.float64)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ValueError("a weight must be 0 or more")
    out = np.zeros(len(times))
    steps(times, limits, weights, out)
    return out


def catchment_access(
    graph: Graph,
    population: ArrayLike,
    sites: tuple[ArrayLike, ArrayLike],
    supply: ArrayLike,
    weights: NDArray[np.float64] | None = None,
) -> FloatingCatchment:
    """Return what there is for each person, straight from the streets.

    Parameters
    ----------
    graph
        The streets.
    population
        People at each node.
    sites
        The node of each site (-1: not on the network) and its leg, as
        :func:`geo.network.shortest_paths.nearest` takes them.
    supply
        What each site offers.
    weights
        The weight of each time in deciseconds, as :func:`weight_table` gives it (the
        default); times beyond its end have none.

    Returns
    -------
    Access
        For each node of the graph and each site.

    Notes
    -----
    The sites are searched on all processors, in blocks whose sums are added up in order: the result
    is the same, to the last bit, on any number of processors.

    Examples
    --------
    >>> from geo.network.routing_graph import Graph
    >>> graph = Graph.of(3, [0, 2], [1, 1], [6600, 0])
    >>> catchment_access(graph, [100, 32, 0], ([1], [0]), [5]).e2sfca.round(4).tolist()
    [0.034, 0.05, 0.05]
    """
    node, long = site_starts(graph, *sites)
    weights = weight_table() if weights is None else weights
    who, offered = _amounts(population, graph.nodes), _amounts(supply, len(node))

    def search(block: range) -> tuple[NDArray[np.float64], list[float]]:
        e2sfca, ratios = np.zeros(graph.nodes), []
        for site, (reached, room) in zip(
            block, searches(graph, node, long, block, len(weights) - 1), strict=True
        ):
            ratios.append(_ratio(offered[site], demand(reached, room.time, who, weights)))
            spend(reached, room.time, weights, ratios[-1], e2sfca)
        return e2sfca, ratios

    e2sfca, ratios = np.zeros(graph.nodes), []
    for part, some in as_done(search, blocks(len(node))):
        e2sfca += part
        ratios += some
    return FloatingCatchment(e2sfca, np.array(ratios, dtype=np.float64))


def sites_in_catchment(
    graph: Graph, sites: tuple[ArrayLike, ArrayLike], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Count the sites in whose catchment each node is, each with the weight of the time to it.

    Parameters
    ----------
    graph, sites, weights
        As :func:`catchment_access` takes them.

    Examples
    --------
    >>> from geo.network.routing_graph import Graph
    >>> graph = Graph.of(3, [0, 2], [1, 1], [6600, 0])
    >>> sites_in_catchment(graph, ([1, 2], [0, 0]), weight_table()).tolist()
    [0.68, 1.0, 2.0]
    """
    node, long = site_starts(graph, *sites)

    def search(block: range) -> NDArray[np.float64]:
        counted = np.zeros(graph.nodes)
        for reached, room in searches(graph, node, long, block, len(weights) - 1):
            spend(reached, room.time, weights, 1.0, counted)
        return counted

    counts = np.zeros(graph.nodes)
    for part in as_done(search, blocks(len(node))):
        counts += part
    return counts


def site_gain(
    graph: Graph,
    population: ArrayLike,
    site: tuple[int, int],
    supply: float,
    weights: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return what one more site brings to whom: one search, for the shares of all others stay.

    Parameters
    ----------
    graph, population, weights
        As :func:`catchment_access` takes them.
    site
        Its node and leg.
    supply
        What it offers.

    Returns
    -------
    tuple
        Nodes (int32, each once), and what to add to the access of each.

    Examples
    --------
    >>> from geo.network.routing_graph import Graph
    >>> graph = Graph.of(3, [0, 2], [1, 1], [6600, 0])
    >>> node, gain = site_gain(graph, [100, 32, 0], (1, 0), 5)
    >>> node[gain.argsort()][0].item(), gain.max().item()
    (0, 0.05)
    """
    node, long = site_starts(graph, [site[0]], [site[1]])
    weights = weight_table() if weights is None else weights
    who = _amounts(population, graph.nodes)
    search: tuple[NDArray[np.int32], Room] = next(
        searches(graph, node, long, range(1), len(weights) - 1)
    )
    reached, room = search
    ratio = _ratio(_amounts([supply], 1)[0], demand(reached, room.time, who, weights))
    return reached.copy(), ratio * weights[room.time[reached]]


def table_access(
    place: ArrayLike,
    site: ArrayLike,
    weights: ArrayLike,
    population: ArrayLike,
    supply: ArrayLike,
) -> FloatingCatchment:
    """Return what there is for each person, from a table of pairs.

    With :func:`step_weights` this is E2SFCA; with any other weight a 2SFCA.

    Parameters
    ----------
    place, site
        Positions of place and site of each pair, each pair once.
    weights
        The weight of each pair's travel time.
    population, supply
        People of each place; what each site offers.

    Examples
    --------
    >>> table_access([0, 1], [0, 0], step_weights([11, 0]), [100, 32], [5]).e2sfca.tolist()
    [0.034, 0.05]
    """
    who, offered = _amounts(population), _amounts(supply)
    demand_point, to = _positions(place, len(who)), _positions(site, len(offered))
    weight = _amounts(weights, len(demand_point))
    if len(demand_point) != len(to):
        raise ValueError("a pair is of one place and one site")
    demands, e2sfca = np.zeros(len(offered)), np.zeros(len(who))
    add_product(to, demand_point, who, weight, demands)
    ratio = np.divide(offered, demands, out=np.zeros(len(offered)), where=demands > 0)
    add_product(demand_point, to, ratio, weight, e2sfca)
    return FloatingCatchment(e2sfca, ratio)


def spatial_availability(
    place: ArrayLike,
    site: ArrayLike,
    weights: ArrayLike,
    population: ArrayLike,
    supply: ArrayLike,
) -> NDArray[np.float64]:
    """Compute how much of the supply falls to each place; it adds up to all that anyone can reach.

    A site's supply is shared among places in proportion to people times weight.

    Parameters
    ----------
    place, site, weights, population, supply
        As :func:`table_access` takes them.

    Examples
    --------
    >>> spatial_availability([0, 1], [0, 0], [0.68, 1.0], [100, 32], [5]).round(4).tolist()
    [3.4, 1.6]
    """
    return table_access(place, site, weights, population, supply).e2sfca * _amounts(population)


def _ratio(supply: float, population: float) -> float:
    return float(supply / population) if population > 0 else 0.0


def _amounts(values: ArrayLike, many: int | None = None) -> NDArray[np.float64]:
    amounts = np.ascontiguousarray(values, dtype=np.float64)
    if many is not None and amounts.shape != (many,):
        raise ValueError(f"{many} amounts were to be given, not {len(amounts)}")
    if amounts.size and not (amounts.min() >= 0 and amounts.max() < np.inf):
        raise ValueError("people, supply and weights must be 0 or more")
    return amounts


def _positions(values: ArrayLike, many: int) -> NDArray[Any]:
    positions = np.ascontiguousarray(values)
    positions = positions if positions.dtype in (np.int32, np.int64) else positions.astype(np.int64)
    if len(positions) and not (positions.min() >= 0 and positions.max() < many):
        raise ValueError("a pair names a place or site that is not there")
    return positions
