"""What every reader of streets gives: nodes, edges, and what there is to tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.core.issues import TableError
from geo.formats.checked import row_issues
from geo.network.lines import Lines, no_lines
from geo.network.street_kinds import DRIVE, KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source


@dataclass(frozen=True, eq=False)
class StreetTables:
    """Streets as read.

    Parameters
    ----------
    nodes
        ``node_id`` (int64, unique), ``lon, lat`` (degrees, WGS84): those at which edges end.
    edges
        A row for each way along a street, as :func:`geo.network.street_network.network_of` takes
        them: ``tail, head`` (ids of nodes), ``length_m``, ``drive_kph``, ``modes`` (the sum of the
        bits of :mod:`geo.network.osm.tagging`, > 0), ``line``, ``against``.
    lines
        How streets run between their nodes.
    issues
        Warnings.
    notes
        What was taken for granted.
    speeds
        See :func:`speeds_by_kind`.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    lines: Lines = field(default_factory=no_lines)
    issues: tuple[Issue, ...] = ()
    notes: tuple[Issue, ...] = ()
    speeds: list[dict[str, Any]] = field(default_factory=list)


def checked_tables(source: Source, tables: StreetTables) -> StreetTables:
    """Keep the nodes that edges use, and refuse streets that nobody can go along.

    Raises
    ------
    TableError
        If there is no edge, or a node or a length is none.
    """
    nodes, edges = tables.nodes, tables.edges
    if edges.empty:
        raise TableError(source.issue("issue.streets_empty"))
    used = np.unique(edges[["tail", "head"]].to_numpy())
    nodes = nodes[np.isin(nodes["node_id"].to_numpy(), used)]
    issues = [
        *coordinate_issues(source, nodes["lon"].to_numpy(), nodes["lat"].to_numpy()),
        *length_issues(source, edges["length_m"].to_numpy()),
    ]
    if issues:
        raise TableError(*issues)
    return replace(tables, nodes=nodes)


def coordinate_issues(
    source: Source, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> list[Issue]:
    """Report nodes that lie nowhere on earth."""
    wrong = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    said = [f"{x}, {y}" for x, y in zip(lon[wrong], lat[wrong], strict=True)]
    bad = source.issue("issue.streets_coordinates")
    return row_issues(bad, np.ones(len(said)), np.flatnonzero(wrong) + 1, said)


def length_issues(source: Source, length_m: NDArray[np.float64]) -> list[Issue]:
    """Report edges whose length is no number of metres."""
    with np.errstate(over="ignore"):
        wrong = ~(np.isfinite(length_m.astype(np.float32)) & (length_m >= 0))
    bad = source.issue("issue.streets_length")
    return row_issues(bad, wrong, np.arange(1, len(length_m) + 1), length_m)


def speeds_by_kind(
    kind: NDArray[Any], length_m: NDArray[np.float64], kph: NDArray[Any], known: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Compute how fast one drives, by kind of street, and for how much of it that is not known.

    Returns
    -------
    list of dict
        In the order of :data:`geo.network.osm.tagging.KINDS`: ``kind``; ``km`` open to cars (each
        way counts); ``assumed_km``, without a limit of their own; ``kph``, the mean by length.
    """
    frame = pd.DataFrame({"kind": kind, "km": length_m / 1e3, "known": known})
    frame = frame.assign(done=frame["km"] * kph, assumed=frame["km"].where(~frame["known"], 0.0))
    summed = frame.groupby("kind")[["km", "assumed", "done"]].sum()
    return [
        {
            "kind": name,
            "km": round(float(row["km"]), 1),
            "assumed_km": round(float(row["assumed"]), 1),
            "kph": round(float(row["done"] / row["km"]), 1),
        }
        for name, row in summed.reindex([k for k in KINDS if k in summed.index]).iterrows()
        if row["km"] > 0
    ]


def way_edges(
    ends: tuple[NDArray[np.int64], NDArray[np.int64]],
    length_m: NDArray[np.float64],
    rules: Mapping[str, NDArray[Any]],
) -> pd.DataFrame:
    """Make an edge of each way along streets that somebody may go.

    Parameters
    ----------
    ends
        Ids of the nodes each street goes from and to, as its line (of its own position) does.
    length_m
        Its length.
    rules
        ``forward``, ``backward`` (bits), ``forward_kph``, ``backward_kph`` of each.
    """
    one, other = ends
    both = [
        pd.DataFrame(
            {
                "tail": tail,
                "head": head,
                "length_m": length_m,
                "drive_kph": rules[f"{way}_kph"],
                "modes": rules[way].astype(np.uint8),
                "line": np.arange(len(one)),
                "against": way == "backward",
            }
        )
        for tail, head, way in ((one, other, "forward"), (other, one, "backward"))
    ]
    edges = pd.concat(both, ignore_index=True)
    return edges[edges["modes"] > 0].reset_index(drop=True)


def drivable(modes: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which edges are open to cars."""
    return (modes & DRIVE) > 0
