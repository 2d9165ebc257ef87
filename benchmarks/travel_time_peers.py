"""Travel times: ways of Yipan and of others to work them out.

``build(problem)`` is what can be kept from one question to the next, ``query(ready, problem)``
answers: numbers, and what each belongs to. Others search from the sites on the turned streets, as
Yipan does. What they do not offer, a search from many nodes at once, is asked as their users do it:
from one more node, from which a street of no length leads to every site.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.core.parallel import LIMIT as THREADS_LIMIT
from geo.network.routing_graph import Graph
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import nearest, within

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = tuple[np.ndarray, np.ndarray]

LIMIT = 18_000  # deciseconds: 30 minutes
CHUNK = 50  # sites that scipy searches from in one call: its answer has a cell a site and node


class Problem(NamedTuple):
    """Streets, each one way; sites at nodes; pairs of place (a node) and site within the limit."""

    tail: np.ndarray
    head: np.ndarray
    time_ds: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    sites: np.ndarray
    population: np.ndarray
    supply: np.ndarray
    place: np.ndarray
    site: np.ndarray
    minutes: np.ndarray

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.lon)

    @property
    def offsets(self) -> np.ndarray:
        """The leg of each site: none, for others know of none."""
        return np.zeros(len(self.sites), dtype=np.int64)


class Way(NamedTuple):
    """A way to an answer, and whose it is."""

    name: str
    build: Callable[[Problem], Any]
    query: Callable[[Any, Problem], Any]


def by_node(times: np.ndarray) -> Answer:
    """Return a number for each node."""
    return np.arange(len(times)), np.where(times == UNREACHED, np.inf, times)


def by_pair(site: np.ndarray, node: np.ndarray, times: np.ndarray, nodes: int) -> Answer:
    """Return a number for each pair, in one order."""
    key = np.asarray(site, dtype=np.int64) * nodes + np.asarray(node, dtype=np.int64)
    order = np.argsort(key)
    return key[order], np.asarray(times, dtype=np.float64)[order]


# Minutes to the nearest site


def our_graph(of: Problem) -> Graph:
    return Graph.of(of.nodes, of.tail, of.head, of.time_ds)


def our_nearest(graph: Graph, of: Problem) -> np.ndarray:
    return nearest(graph, of.sites, of.offsets)[0]


def scipy_graph(of: Problem) -> Any:
    from scipy.sparse import coo_array

    ends = (of.head, of.tail)
    return coo_array((of.time_ds.astype(float), ends), shape=(of.nodes, of.nodes)).tocsr()


def scipy_nearest(graph: Any, of: Problem) -> np.ndarray:
    from scipy.sparse.csgraph import dijkstra

    return dijkstra(graph, indices=of.sites, min_only=True)


def networkx_graph(of: Problem) -> Any:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(of.nodes))
    graph.add_weighted_edges_from(
        zip(of.head.tolist(), of.tail.tolist(), of.time_ds.tolist(), strict=True)
    )
    return graph


def networkx_nearest(graph: Any, of: Problem) -> np.ndarray:
    import networkx as nx

    return filled(nx.multi_source_dijkstra_path_length(graph, set(of.sites.tolist())), of.nodes)


def filled(times: Any, nodes: int) -> np.ndarray:
    """Lay out times by node, as whoever goes on with them does."""
    out = np.full(nodes, np.inf)
    out[np.fromiter(times.keys(), np.int64, len(times))] = np.fromiter(
        times.values(), np.float64, len(times)
    )
    return out


def with_source(of: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn the streets, and lead from one more node to every site."""
    return (
        np.concatenate([of.head, np.full(len(of.sites), of.nodes)]),
        np.concatenate([of.tail, of.sites]),
        np.concatenate([of.time_ds, of.offsets]).astype(float),
    )


def igraph_graph(of: Problem) -> Any:
    import igraph

    tail, head, time_ds = with_source(of)
    edges = np.column_stack([tail, head])
    graph = igraph.Graph(of.nodes + 1, edges, directed=True)
    graph.es["time_ds"] = time_ds
    return graph


def igraph_nearest(graph: Any, of: Problem) -> np.ndarray:
    return np.array(graph.distances([of.nodes], weights="time_ds")[0][: of.nodes])


def rustworkx_graph(of: Problem) -> Any:
    import rustworkx

    tail, head, time_ds = with_source(of)
    graph = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(of.nodes + 1))
    graph.add_edges_from(list(zip(tail.tolist(), head.tolist(), time_ds.tolist(), strict=True)))
    return graph


def rustworkx_nearest(graph: Any, of: Problem) -> np.ndarray:
    import rustworkx

    times = rustworkx.digraph_dijkstra_shortest_path_lengths(graph, of.nodes, float)
    return filled(times, of.nodes + 1)[: of.nodes]


def networkit_graph(of: Problem) -> Any:
    import networkit

    tail, head, time_ds = with_source(of)
    ends = (tail.astype(np.uint64), head.astype(np.uint64))
    return networkit.GraphFromCoo((time_ds, ends), n=of.nodes + 1, weighted=True, directed=True)


def networkit_nearest(graph: Any, of: Problem) -> np.ndarray:
    import networkit

    times = networkit.distance.Dijkstra(graph, of.nodes, storePaths=False).run().getDistances()
    far = np.array(times[: of.nodes])
    return np.where(far > 1e300, np.inf, far)


def pandana_graph(of: Problem, *, turned: bool = False) -> Any:
    import pandana

    tail, head = (of.head, of.tail) if turned else (of.tail, of.head)
    ends = pd.Series(tail), pd.Series(head)
    time_ds = pd.DataFrame({"time_ds": of.time_ds.astype(float)})
    return pandana.Network(pd.Series(of.lon), pd.Series(of.lat), *ends, time_ds, twoway=False)


def pandana_nearest(graph: Any, of: Problem) -> np.ndarray:
    furthest = 1e6
    at = pd.Series(of.lon[of.sites]), pd.Series(of.lat[of.sites])
    graph.set_pois("sites", furthest, 1, *at)
    times = graph.nearest_pois(furthest, "sites", max_distance=np.inf)[1].to_numpy()
    return np.where(times >= furthest, np.inf, times)


# All pairs within the limit


def our_pairs(graph: Graph, of: Problem) -> Any:
    found = within(graph, of.sites, of.offsets, LIMIT)
    return found.site, found.node, found.time_ds


def one_thread(query: Callable[[Any, Problem], Any]) -> Callable[[Any, Problem], Any]:
    """Let Yipan use one processor, as most others do."""

    def alone(ready: Any, of: Problem) -> Any:
        os.environ[THREADS_LIMIT] = "1"
        return query(ready, of)

    return alone


def scipy_pairs(graph: Any, of: Problem) -> Any:
    from scipy.sparse.csgraph import dijkstra

    found = []
    for begin in range(0, len(of.sites), CHUNK):
        times = dijkstra(graph, indices=of.sites[begin : begin + CHUNK], limit=LIMIT)
        site, node = np.nonzero(np.isfinite(times))
        found.append((site + begin, node, times[site, node]))
    return tuple(map(np.concatenate, zip(*found, strict=True)))


def networkx_pairs(graph: Any, of: Problem) -> Any:
    import networkx as nx

    found = []
    for number, site in enumerate(of.sites.tolist()):
        times = nx.single_source_dijkstra_path_length(graph, site, cutoff=LIMIT)
        node = np.fromiter(times.keys(), np.int64, len(times))
        long = np.fromiter(times.values(), np.float64, len(times))
        found.append((np.full(len(times), number), node, long))
    return tuple(map(np.concatenate, zip(*found, strict=True)))


def pandana_turned(of: Problem) -> Any:
    return pandana_graph(of, turned=True)


def pandana_pairs(graph: Any, of: Problem) -> Any:
    found = graph.nodes_in_range(of.sites, LIMIT)
    number = np.zeros(of.nodes, dtype=np.int64)
    number[of.sites] = np.arange(len(of.sites))
    return number[found["source"]], found["destination"].to_numpy(), found["time_ds"].to_numpy()


NEAREST = (
    Way("networkx", networkx_graph, networkx_nearest),
    Way("yipan", our_graph, our_nearest),
    Way("scipy, one pass", scipy_graph, scipy_nearest),
    Way("igraph", igraph_graph, igraph_nearest),
    Way("rustworkx", rustworkx_graph, rustworkx_nearest),
    Way("networkit", networkit_graph, networkit_nearest),
    Way("pandana", pandana_graph, pandana_nearest),
)
PAIRS = (
    Way("networkx", networkx_graph, networkx_pairs),
    Way("yipan", our_graph, our_pairs),
    Way("yipan, one thread", our_graph, one_thread(our_pairs)),
    Way("scipy, with a limit", scipy_graph, scipy_pairs),
    Way("pandana", pandana_turned, pandana_pairs),
)
