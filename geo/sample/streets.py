"""The street network of the sample city: drivable, with speeds and one-ways."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from geo.sample.places import METRIC_CRS, origin_m
from geo.sample.tessellation import nearest_centre

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.sample.places import Places

    Points = NDArray[np.float64]
    Pairs = NDArray[np.int64]

# Distance between crossings, and from where to where.
_BLOCKS_M: Final = ((160.0, 0.0, 4.8e3), (275.0, 4.8e3, 10.5e3), (505.0, 10.5e3, 60e3))
_JITTER: Final = 0.2  # of a block
_AROUND_M: Final = 60.0  # how far streets go beyond the boundary
_LOOPS: Final = 0.27  # of the side streets that the network could do without, how many there are
_ISLANDS: Final = 6  # parts cut off from the rest
_ISLAND_NODES: Final = 8

# By kind: speed in km/h, share of one-ways; of the roads between streets 街道, from which share of
# all on upwards (by traffic) a road is of this kind.
_HIGHWAYS: Final = {
    "trunk": (80.0, 0.0, 0.93),
    "primary": (60.0, 0.06, 0.75),
    "secondary": (50.0, 0.06, 0.4),
    "tertiary": (40.0, 0.15, 0.0),
    "residential": (30.0, 0.30, np.nan),
    "unclassified": (35.0, 0.02, np.nan),
}


def make_streets(places: Places, rng: np.random.Generator) -> nx.MultiDiGraph:
    """Lay a street network over the city.

    Parameters
    ----------
    places
        Where the communities lie; the streets 街道 are joined by roads.
    rng
        Every draw comes from it.

    Returns
    -------
    networkx.MultiDiGraph
        As OSMnx makes them: nodes with x, y in degrees (WGS84); edges with highway, oneway, length
        (metres), speed_kph and travel_time (seconds); ``crs`` of the graph.

    Notes
    -----
    Crossings stand on jittered grids, close in the centre and wide at the rim. Streets are the
    edges of their Urquhart graph (Delaunay without the longest side of each triangle; R. B.
    Urquhart 1980), of which most that close a loop are left out again.
    """
    nodes, block = _crossings(places, rng)
    pairs = _urquhart(nodes)
    length = np.hypot(*(nodes[pairs[:, 0]] - nodes[pairs[:, 1]]).T)
    traffic = _traffic(nodes, pairs, length * rng.uniform(0.6, 1.4, len(length)), places)
    tree = _tree(pairs, length * rng.uniform(0.5, 1.5, len(length)), len(nodes))
    built = (traffic > 0) | tree | (rng.uniform(size=len(pairs)) < _LOOPS)
    built &= ~_shores(nodes, pairs, traffic, rng)
    kinds = _kinds(traffic[built], block[pairs[built, 0]])
    return _graph(nodes, pairs[built], kinds, rng)


def _crossings(places: Places, rng: np.random.Generator) -> tuple[Points, NDArray[np.float64]]:
    """Place crossings; return them with the size of the blocks about each."""
    ground = shapely.buffer(shapely.union_all(places.grounds.to_numpy()), _AROUND_M)
    shapely.prepare(ground)
    nodes, blocks = [], []
    for block, inner, outer in _BLOCKS_M:
        steps = np.arange(-outer, outer, block)
        grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
        grid = grid[(np.hypot(*grid.T) >= inner) & (np.hypot(*grid.T) < outer)]
        bend = 350.0 * np.sin(grid[:, ::-1] / 2.9e3 + (0.5, 2.0))
        grid = origin_m() + grid + bend + rng.normal(0, _JITTER * block, grid.shape)
        grid = grid[shapely.contains_xy(ground, grid)]
        nodes.append(grid)
        blocks.append(np.full(len(grid), block))
    return np.concatenate(nodes), np.concatenate(blocks)


def _urquhart(nodes: Points) -> Pairs:
    """Join crossings to their neighbours: Delaunay without each triangle's longest side."""
    corners = np.sort(Delaunay(nodes).simplices, axis=1)
    sides = np.stack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]], axis=1)
    length = np.hypot(*np.moveaxis(nodes[sides[..., 0]] - nodes[sides[..., 1]], -1, 0))
    longest = sides[np.arange(len(sides)), length.argmax(axis=1)]
    unique_sides = np.unique(sides.reshape(-1, 2), axis=0)
    number = len(nodes)
    left_out = np.isin(unique_sides @ (number, 1), longest @ (number, 1))
    return unique_sides[~left_out].astype(np.int64)


def _traffic(nodes: Points, pairs: Pairs, cost: Points, places: Places) -> NDArray[np.int64]:
    """Count over each edge the shortest ways between the streets 街道 of the city."""
    centroids = places.grounds.centroid
    middles = pd.DataFrame({"x": centroids.x, "y": centroids.y}).groupby(
        places.communities["subdistrict_code"]
    )
    ends = nearest_centre(middles.mean().to_numpy(), nodes)
    _, before = dijkstra(
        _matrix(pairs, cost, len(nodes)), directed=False, indices=ends, return_predecessors=True
    )
    passed: Counter[tuple[int, int]] = Counter()
    for way in before:
        for end in ends.tolist():
            node, previous = end, int(way[end])
            while previous >= 0:
                passed[min(node, previous), max(node, previous)] += 1
                node, previous = previous, int(way[previous])
    return np.array([passed[one, other] for one, other in pairs.tolist()])


def _tree(pairs: Pairs, cost: Points, number: int) -> NDArray[np.bool_]:
    """Find the edges of a spanning tree, without which the network falls apart."""
    tree = minimum_spanning_tree(_matrix(pairs, cost, number)).tocoo()
    return np.isin(pairs @ (number, 1), tree.row * number + tree.col)


def _shores(
    nodes: Points, pairs: Pairs, traffic: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Find the edges to cut so that some clusters of side streets become islands."""
    quiet = np.setdiff1d(np.arange(len(nodes)), pairs[traffic > 0])
    cut = np.zeros(len(pairs), dtype=bool)
    for middle in rng.choice(quiet, _ISLANDS, replace=False):
        distance_m = np.hypot(*(nodes[quiet] - nodes[middle]).T)
        island = quiet[np.argsort(distance_m)[:_ISLAND_NODES]]
        cut |= np.isin(pairs, island).sum(axis=1) == 1
    return cut


def _kinds(traffic: NDArray[np.int64], block: NDArray[np.float64]) -> NDArray[np.str_]:
    """Assign every edge its kind: roads by traffic, side streets by where they are."""
    kinds = np.where(block < 500, "residential", "unclassified")
    rank = np.full(len(traffic), np.nan)
    busy = traffic > 0
    rank[busy] = np.argsort(np.argsort(traffic[busy], kind="stable")) / busy.sum()
    for kind, (_, _, share) in reversed(_HIGHWAYS.items()):
        kinds = np.where(rank >= share, kind, kinds)
    return kinds


def _graph(
    nodes: Points, pairs: Pairs, kinds: NDArray[np.str_], rng: np.random.Generator
) -> nx.MultiDiGraph:
    """Make the graph: both ways of every street, one of a one-way."""
    lon, lat = Transformer.from_crs(METRIC_CRS, 4326, always_xy=True).transform(*nodes.T)
    lon, lat = lon.round(6), lat.round(6)
    start, end = np.where(rng.uniform(size=len(pairs)) < 0.5, pairs.T, pairs.T[::-1])
    _, _, length = Geod(ellps="WGS84").inv(lon[start], lat[start], lon[end], lat[end])
    one_way = rng.uniform(size=len(pairs)) < [_HIGHWAYS[kind][1] for kind in kinds]
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for node in np.unique(pairs).tolist():
        graph.add_node(node, x=float(lon[node]), y=float(lat[node]))
    for tail, head, kind, oneway, metres in zip(
        start.tolist(), end.tolist(), kinds.tolist(), one_way.tolist(), length.tolist(), strict=True
    ):
        speed = _HIGHWAYS[kind][0]
        edge = {
            "highway": kind,
            "oneway": oneway,
            "length": round(metres, 1),
            "speed_kph": speed,
            "travel_time": round(metres / speed * 3.6, 1),
        }
        graph.add_edge(tail, head, **edge)
        if not oneway:
            graph.add_edge(head, tail, **edge)
    return graph


def _matrix(pairs: Pairs, cost: Points, number: int) -> Any:
    return coo_array((cost, pairs.T), shape=(number, number)).tocsr()
