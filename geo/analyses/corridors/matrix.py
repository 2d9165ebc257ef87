"""Corridors as matrices of origins and destinations: complete, with totals and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.methods.clusters import flow_clusters
from geo.analyses.corridors.methods.flows import BETWEEN, IN, OUT
from geo.analyses.corridors.origin_destination import ENDS, directed_flows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OTHER: Final = "…"
"""The code of what is beyond the rows or the columns of a matrix."""
TOTAL: Final = "="
"""The code of the first row and the first column: the sums of all others."""

BY_FLOW, BY_CLUSTER = ORDERS = ("flow", "cluster")
"""In which order places stand: those of most people first, or cluster by cluster."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """The flows of a direction, origins down and destinations across.

    Parameters
    ----------
    direction
        ``"in"``, ``"out"``, or ``"between"`` where both ends are regions elsewhere.
    flow, flow_ratio, state, corridor
        Frames with codes of origins down and of destinations across: first :data:`TOTAL`, last
        :data:`OTHER` where places are beyond. People (Float64), people over those expected
        (Float64); state of the agreement and name of the corridor (of pairs alone). Missing where
        nobody moved.
    names
        By code what a place is called.
    clusters
        By code the number of its cluster; empty unless they are asked for.
    """

    direction: str
    flow: pd.DataFrame
    flow_ratio: pd.DataFrame
    state: pd.DataFrame
    corridor: pd.DataFrame
    names: dict[str, str]
    clusters: Mapping[str, int]


def matrices(
    frame: pd.DataFrame, most: tuple[int, int], *, between: bool = False, order: str = BY_FLOW
) -> list[Matrix]:
    """Lay corridors out as matrices, one of each direction in which people moved.

    Parameters
    ----------
    frame
        Of :attr:`geo.analyses.corridors.model.Corridors.frame`.
    most
        How many partner regions and how many local units: those of most people, both directions
        together. What is beyond is summed up, so that the people of all cells are those of
        ``frame``.
    between
        Whether both ends are regions elsewhere; then there is one square matrix of all of them, as
        many as partner regions.
    order
        Of :data:`ORDERS`.
    """
    flows = directed_flows(frame)
    clusters: dict[str, int] = {}
    if order == BY_CLUSTER and len(flows):
        numbers = flow_clusters(flows)
        clusters = dict(zip(numbers.index, numbers.tolist(), strict=True))
    if between:
        ends = pd.concat([flows.set_index(f"{end}_code")["flow"] for end in ENDS])
        places = _kept(ends, most[0], clusters)
        sides = {BETWEEN: (flows, places, places)}
    else:
        partners, local_units = (
            _kept(frame.set_index(f"{end}_code")["flow"], count, clusters)
            for end, count in zip(("partner", "local"), most, strict=True)
        )
        sides = {
            IN: (flows[flows["direction"] == IN], partners, local_units),
            OUT: (flows[flows["direction"] == OUT], local_units, partners),
        }
    return [
        _matrix(direction, directed, (origins, destinations), clusters)
        for direction, (directed, origins, destinations) in sides.items()
        if len(directed)
    ]


def _kept(flow: pd.Series[float], most: int, clusters: Mapping[str, int]) -> list[str]:
    """Return the codes of most people, in order of cluster, then of people."""
    volume = flow.astype("float64").groupby(level=0).sum()
    largest = volume.sort_values(ascending=False, kind="stable").index[:most]
    return sorted(largest, key=lambda code: clusters.get(code, 0))


def _matrix(
    direction: str,
    flows: pd.DataFrame,
    places: tuple[Sequence[str], Sequence[str]],
    clusters: Mapping[str, int],
) -> Matrix:
    names: dict[str, str] = {}
    cells = flows.astype({"flow": "float64", "expected_flow": "Float64"})
    cells["tested"] = cells["flow"].where(cells["expected_flow"].notna(), 0.0)
    cells["expected_flow"] = cells["expected_flow"].fillna(0.0).astype("float64")
    for end, kept in zip(ENDS, places, strict=True):
        names |= dict(zip(flows[f"{end}_code"], flows[f"{end}_name"], strict=True))
        cells[f"{end}_code"] = cells[f"{end}_code"].where(cells[f"{end}_code"].isin(kept), OTHER)
    keys = [f"{end}_code" for end in ENDS]
    single = cells[(cells[keys] != OTHER).all(axis=1)].set_index(keys)
    cells = pd.concat([cells, cells.assign(origin_code=TOTAL)])
    cells = pd.concat([cells, cells.assign(destination_code=TOTAL)])
    sums = cells.groupby(keys)[["flow", "expected_flow", "tested"]].sum()
    sums["flow_ratio"] = sums["tested"] / sums["expected_flow"].where(sums["expected_flow"] > 0)
    sums = sums.join(single[["state", "corridor"]]).reset_index()
    rows, columns = (
        [code for code in (TOTAL, *kept, OTHER) if code in present]
        for kept, present in zip(places, (set(sums[key]) for key in keys), strict=True)
    )
    laid = {
        name: sums.pivot_table(
            name, index="origin_code", columns="destination_code", aggfunc="first"
        ).reindex(index=rows, columns=columns)
        for name in ("flow", "flow_ratio", "state", "corridor")
    }
    for name in ("flow", "flow_ratio"):
        laid[name] = laid[name].astype("Float64")
    return Matrix(direction, **laid, names=names, clusters=clusters)
