"""What there is for people: Yipan's way and others', see ``travel_time_peers``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from travel_time_peers import Problem, Way, one_thread, our_graph, scipy_graph, scipy_pairs

from geo.analyses.access.methods.floating_catchment import (
    ZONES,
    catchment_access,
    step_weights,
    table_access,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.network.routing_graph import Graph


def nothing(of: Problem) -> None:
    """Keep nothing: the pairs are given as arrays."""


def our_table(_: None, of: Problem) -> np.ndarray:
    weights = step_weights(of.minutes)
    return table_access(of.place, of.site, weights, of.population, of.supply).e2sfca


def access_frames(of: Problem) -> tuple[pd.DataFrame, ...]:
    return (
        pd.DataFrame({"geoid": np.arange(of.nodes), "demand": of.population}),
        pd.DataFrame({"geoid": np.arange(len(of.sites)), "supply": of.supply}),
        pd.DataFrame({"origin": of.place, "dest": of.site, "cost": of.minutes}),
    )


def access_table(frames: tuple[pd.DataFrame, ...], of: Problem) -> np.ndarray:
    from access.fca import two_stage_fca
    from access.weights import step_fn

    population, supply, costs = frames
    told = two_stage_fca(
        population,
        supply,
        costs,
        max_cost=max(ZONES),
        demand_name="demand",
        supply_name="supply",
        weight_fn=step_fn(dict(ZONES)),
    )
    return told.reindex(range(of.nodes)).fillna(0.0).to_numpy()


def sparse_table(_: None, of: Problem) -> np.ndarray:
    """Do without a package for it: two products of a sparse matrix, and weights by numpy."""
    from scipy.sparse import coo_array

    limits = np.array(sorted(ZONES))
    weights = np.array([ZONES[limit] for limit in sorted(ZONES)])
    weight = weights[np.searchsorted(limits, of.minutes)]
    pairs = coo_array((weight, (of.place, of.site)), shape=(of.nodes, len(of.sites))).tocsr()
    demand = pairs.T @ of.population
    ratio = np.divide(of.supply, demand, out=np.zeros_like(demand), where=demand > 0)
    return pairs @ ratio


def our_access(graph: Graph, of: Problem) -> np.ndarray:
    return catchment_access(graph, of.population, (of.sites, of.offsets), of.supply).e2sfca


def scipy_then(
    table: Callable[[Any, Problem], np.ndarray], frames: Callable[[Problem], Any]
) -> Callable[[Any, Problem], np.ndarray]:
    """Find the pairs by scipy, and give them to another."""

    def found(graph: Any, of: Problem) -> np.ndarray:
        site, node, time_ds = scipy_pairs(graph, of)
        full = of._replace(place=node, site=site, minutes=time_ds / 600)
        return table(frames(full), full)

    return found


TABLE = (
    Way("access", access_frames, access_table),
    Way("yipan", nothing, our_table),
    Way("scipy.sparse, by hand", nothing, sparse_table),
)
STREETS = (
    Way("scipy and access", scipy_graph, scipy_then(access_table, access_frames)),
    Way("yipan", our_graph, our_access),
    Way("yipan, one thread", our_graph, one_thread(our_access)),
    Way("scipy and scipy.sparse, by hand", scipy_graph, scipy_then(sparse_table, nothing)),
)
