"""Times from every node of the streets to the nearest sites, kept from one run to the next.

They are of streets and sites alone: nobody's place is among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.core.artifacts import ArtifactStore, key_of
from geo.core.digests import array_digest
from geo.core.jit import read_only
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import nearest_k

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.routing_graph import Graph

    Best = tuple[NDArray[np.int32], NDArray[np.int32]]

TIMES: Final = "times"
_DTYPES: Final = {"time_ds": np.int32, "site": np.int32}


def kept_nearest_k(
    store: ArtifactStore, graph: Graph, nodes: NDArray[Any], groups: NDArray[np.bool_], count: int
) -> Best:
    """Load the times to the nearest sites of each group, or compute and keep them.

    Parameters
    ----------
    store
        Where they are kept, by the hash of streets, sites and groups.
    graph, nodes, groups, count
        As :func:`geo.network.shortest_paths.nearest_k` takes them; no site has an offset.
    """
    shape = (graph.nodes, len(groups), count)
    key = key_of(TIMES, *(array_digest(of) for of in (*graph.arcs(), nodes, groups)), str(count))
    loaded = store.load(TIMES, key, _DTYPES)
    if loaded is not None:
        time_ds, site = (loaded[0][name] for name in _DTYPES)
        if len(time_ds) == len(site) == np.prod(shape) and _are_sound(time_ds, site, len(nodes)):
            return time_ds.reshape(shape), site.reshape(shape)
    time_ds, site = nearest_k(graph, (nodes, np.zeros(len(nodes))), groups, count)
    store.save(TIMES, key, {"time_ds": time_ds.reshape(-1), "site": site.reshape(-1)})
    return read_only(time_ds), read_only(site)  # as those that are loaded


def _are_sound(time_ds: NDArray[np.int32], site: NDArray[np.int32], sites: int) -> bool:
    """Return whether times and sites can be those of a search."""
    if not len(time_ds):
        return True
    timed = time_ds.min() >= 0 and time_ds.max() <= UNREACHED
    return bool(timed and site.min() >= -1 and site.max() < sites)
