"""The edges of polygons, each only once, however many polygons share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.core.jit import compiled, compiled_plain
from geo.core.parallel import in_threads, threads
from geo.spatial.index.layout import Edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYGONAL = [
    shapely.GeometryType.MISSING,
    shapely.GeometryType.POLYGON,
    shapely.GeometryType.MULTIPOLYGON,
]


class Rings(NamedTuple):
    """The rings of polygons as arrays.

    Parameters
    ----------
    corners
        Shape (n, 2): the vertices of all rings, one after the other.
    ring
        Number of the ring of each vertex.
    polygon
        Position of the polygon of each ring.
    """

    corners: NDArray[np.float64]
    ring: NDArray[np.int64]
    polygon: NDArray[np.int64]


def rings_of(geometries: NDArray[np.object_]) -> Rings:
    """Return the rings of polygons as arrays.

    Raises
    ------
    ValueError
        If a geometry is no Polygon, MultiPolygon or None.
    """
    other = ~np.isin(shapely.get_type_id(geometries), _POLYGONAL)
    if other.any():
        raise ValueError(f"no polygon: {geometries[other][0]!r}")
    # A ring is copied to be looked at, which takes longer than all else here: most need not be.
    several = (shapely.get_type_id(geometries) == shapely.GeometryType.MULTIPOLYGON) | (
        shapely.get_num_interior_rings(geometries) > 0
    )
    single = np.flatnonzero(~several & (shapely.get_num_coordinates(geometries) > 0))
    parts, part_owner = shapely.get_parts(geometries[several], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    owner = np.concatenate([single, np.flatnonzero(several)[part_owner[part]]])
    in_order = np.argsort(owner, kind="stable")
    corner_counts = np.concatenate(
        [shapely.get_num_coordinates(geometries[single]), shapely.get_num_coordinates(rings)]
    )[in_order]
    corners = shapely.get_coordinates(geometries)
    corners += 0.0  # of -0.0 and 0.0 makes one
    return Rings(corners, np.repeat(np.arange(len(owner)), corner_counts), owner[in_order])


def unique_edges(rings: Rings) -> Edges:
    """Find the edges of rings, and whose they are."""
    first = np.full(len(rings.ring), -1, dtype=np.int32)
    parts = threads()
    in_threads(lambda part: _mark_first(*rings[:2], part, parts, first), range(parts))
    return Edges(*_collect(*rings, first))


@compiled_plain
def _end_numbers(corners: NDArray[np.float64], vertex: int) -> tuple[int, int]:
    """Return the vertices of the edge from a vertex to the next, the lower one first."""
    ax, ay, bx, by = (
        corners[vertex, 0],
        corners[vertex, 1],
        corners[vertex + 1, 0],
        corners[vertex + 1, 1],
    )
    if ay < by or (ay == by and ax < bx):
        return vertex, vertex + 1
    return vertex + 1, vertex


@compiled_plain
def _is_edge(corners: NDArray[np.float64], ring: NDArray[np.int64], vertex: int) -> bool:
    """Return whether an edge of any length goes from a vertex to the next."""
    return ring[vertex] == ring[vertex + 1] and not (
        corners[vertex, 0] == corners[vertex + 1, 0]
        and corners[vertex, 1] == corners[vertex + 1, 1]
    )


@compiled_plain
def _hash(bits: NDArray[np.int64], low: int, high: int) -> int:
    """Mix the bits of both ends of an edge into a number of 0 or more."""
    mixed = 0
    for bit in (bits[low, 0], bits[low, 1], bits[high, 0], bits[high, 1]):
        mixed = (mixed ^ bit) * 0x2545F4914F6CDD1D
        mixed ^= (mixed >> 29) & 0x7FFFFFFFF
    return mixed & 0x7FFFFFFFFFFFFFFF


@compiled
def _mark_first(
    corners: NDArray[np.float64],
    ring: NDArray[np.int64],
    part: int,
    parts: int,
    first: NDArray[np.int32],
) -> None:
    """Write for every edge of a part the first edge with the same ends; the part is by hash."""
    bits = corners.view(np.int64)
    size = 64
    while size * parts < 2 * len(ring):
        size *= 2
    table = np.full(size, -1, np.int32)
    for vertex in range(len(ring) - 1):
        if not _is_edge(corners, ring, vertex):
            continue
        low, high = _end_numbers(corners, vertex)
        mixed = _hash(bits, low, high)
        if mixed % parts != part:
            continue
        slot = (mixed // parts) & (size - 1)
        while table[slot] >= 0:
            other_low, other_high = _end_numbers(corners, table[slot])
            if (
                bits[low, 0] == bits[other_low, 0]
                and bits[low, 1] == bits[other_low, 1]
                and bits[high, 0] == bits[other_high, 0]
                and bits[high, 1] == bits[other_high, 1]
            ):
                break
            slot = (slot + 1) & (size - 1)
        if table[slot] < 0:
            table[slot] = vertex
        first[vertex] = table[slot]


@compiled
def _collect(
    corners: NDArray[np.float64],
    ring: NDArray[np.int64],
    polygon: NDArray[np.int64],
    first: NDArray[np.int32],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int32]]:
    """Keep the edges that come first, and give each the polygons of all that are the same."""
    number = np.empty(len(first), np.int32)
    many = 0
    for vertex in range(len(first)):
        if first[vertex] == vertex:
            number[vertex] = many
            many += 1
    ends = np.empty((many, 4))
    start = np.zeros(many + 2, np.int64)
    for vertex in range(len(first)):
        if first[vertex] < 0:
            continue
        edge = number[first[vertex]]
        start[edge + 2] += 1
        if first[vertex] == vertex:
            low, high = _end_numbers(corners, vertex)
            ends[edge, 0], ends[edge, 1] = corners[low, 0], corners[low, 1]
            ends[edge, 2], ends[edge, 3] = corners[high, 0], corners[high, 1]
    for edge in range(many + 1):
        start[edge + 1] += start[edge]
    owners = np.empty(start[-1], np.int32)
    for vertex in range(len(first)):
        if first[vertex] >= 0:
            edge = number[first[vertex]]
            owners[start[edge + 1]] = polygon[ring[vertex]]
            start[edge + 1] += 1
    return ends, start[:-1], owners
