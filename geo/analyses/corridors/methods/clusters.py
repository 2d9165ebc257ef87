"""Clusters of places: the communities of the network of flows.

Places of a cluster exchange more people with each other than their numbers let one expect. The
partition of greatest modularity is sought by the Louvain method (Blondel et al. 2008, *J. Stat.
Mech.* P10008) as networkx has it, from a fixed seed: the same flows have the same clusters.
"""

from __future__ import annotations

from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

SEED: Final = 1


def flow_clusters(flows: pd.DataFrame) -> pd.Series[int]:
    """Assign places to clusters by the flows between them, both directions together.

    Parameters
    ----------
    flows
        ``origin_code``, ``destination_code``, ``flow`` (people).

    Returns
    -------
    pandas.Series
        By code of a place, in order: the number of its cluster, from 1, that of most people first.

    Examples
    --------
    >>> flows = pd.DataFrame({"origin_code": ["a", "b", "c", "b"],
    ...                       "destination_code": ["x", "x", "y", "y"], "flow": [50, 40, 60, 1]})
    >>> flow_clusters(flows).to_dict()
    {'a': 1, 'b': 1, 'c': 2, 'x': 1, 'y': 2}
    """
    edges, codes = _edges(flows)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(codes)))
    graph.add_weighted_edges_from(edges.itertuples(index=False, name=None), weight="flow")
    found = nx.community.louvain_communities(graph, weight="flow", seed=SEED)
    volume: dict[int, float] = dict(graph.degree(weight="flow"))
    largest = sorted(
        found, key=lambda places: (-sum(volume[place] for place in places), min(places))
    )
    numbers = {place: number for number, places in enumerate(largest, 1) for place in places}
    return pd.Series([numbers[place] for place in range(len(codes))], codes, dtype="int64")


def _edges(flows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index]:
    """Return the undirected edges between places by their number, and the codes they number."""
    ends = flows[["origin_code", "destination_code"]]
    codes = pd.Index(np.unique(ends.to_numpy(dtype="str")), dtype="str", name="code")
    pairs = np.sort(np.column_stack([codes.get_indexer(ends[end]) for end in ends]), axis=1)
    edges = pd.DataFrame(pairs, columns=["a", "b"]).assign(
        flow=flows["flow"].to_numpy(dtype="float64")
    )
    return edges.groupby(["a", "b"], sort=True)["flow"].sum().reset_index(), codes
