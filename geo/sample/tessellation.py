"""A plane cut into cells with wiggly shared edges, as real administrative boundaries have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.spatial import Voronoi, cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry import LineString, Polygon

    Points = NDArray[np.float64]

VERTEX_EVERY_M: Final = 90.0
_STEEPEST: Final = 0.7  # of a wiggle, as rise over run
_OF_ROOM: Final = 0.8  # how much of the room between two seeds a wiggle may take


def relaxed(points: Points, count: int, rng: np.random.Generator, rounds: int = 15) -> Points:
    """Place centres among points by Lloyd's rounds: dense where the points are dense.

    Parameters
    ----------
    points
        Shape (n, 2), metres.
    count
        How many centres, at most n.
    rng
        Draws the first centres.
    rounds
        How often every centre moves to the mean of the points nearest to it.

    Returns
    -------
    ndarray
        Shape (count, 2), metres.
    """
    centres = points[rng.choice(len(points), count, replace=False)]
    for _ in range(rounds):
        nearest = nearest_centre(points, centres)
        many = np.bincount(nearest, minlength=count)
        sums = [np.bincount(nearest, points[:, axis], minlength=count) for axis in (0, 1)]
        means = np.column_stack(sums) / np.maximum(many, 1)[:, None]
        centres = np.where(many[:, None] > 0, means, centres)
    return centres


def nearest_centre(points: Points, centres: Points) -> NDArray[np.int64]:
    """Return for every point the number of the centre nearest to it."""
    return np.asarray(cKDTree(centres).query(points)[1], dtype=np.int64)


def wiggly_cells(seeds: Points, cell_count: int, rng: np.random.Generator) -> list[Polygon]:
    """Cut the plane into one cell a seed, and keep the cells of the first seeds.

    The cells are those of Voronoi, but every edge between two of them is bent. A bent edge stays in
    the kite that its ends span with the two seeds; kites do not overlap, so neither do the edges,
    and the cells stay one coverage.

    Parameters
    ----------
    seeds
        Shape (n, 2), metres.
    cell_count
        Cells of ``seeds[:kept]`` are wanted; those seeds must be enclosed by the others.
    rng
        Bends the edges.

    Returns
    -------
    list of Polygon
        In the order of the seeds.
    """
    diagram = Voronoi(seeds)
    edges = [
        _bent(diagram.vertices[start], diagram.vertices[end], seeds[one], rng)
        for (one, other), (start, end) in zip(
            diagram.ridge_points, diagram.ridge_vertices, strict=True
        )
        if min(one, other) < cell_count and min(start, end) >= 0
    ]
    pieces = shapely.get_parts(shapely.polygonize(edges))
    seed_numbers, piece = shapely.STRtree(pieces).query(
        shapely.points(seeds[:cell_count]), predicate="within"
    )
    cells = dict(zip(seed_numbers.tolist(), pieces[piece], strict=True))
    return [cells[number] for number in range(cell_count)]


def blob(centre: Points, radius_m: float, rng: np.random.Generator) -> Polygon:
    """Draw a round patch with an uneven edge, all of it within the radius."""
    angles = np.linspace(0, 2 * np.pi, 30, endpoint=False)
    radii = radius_m * rng.uniform(0.7, 1.0, len(angles))
    return shapely.Polygon(
        np.column_stack([centre[0] + radii * np.cos(angles), centre[1] + radii * np.sin(angles)])
    )


def _bent(start: Points, end: Points, seed: Points, rng: np.random.Generator) -> LineString:
    """Bend the edge between two vertices within the triangles to the seeds at either side."""
    along = end - start
    length = float(np.hypot(*along))
    steps = int(np.clip(length / VERTEX_EVERY_M, 2, 30))
    fraction = np.linspace(0, 1, steps + 1)
    # The seeds are mirror images of each other in the edge: one gives the room at both sides.
    room = length * np.minimum(
        fraction * _slope(along, seed - start), fraction[::-1] * _slope(-along, seed - end)
    )
    waves = sum(
        rng.normal(0, 1.2 / number) * np.sin(np.pi * number * fraction + rng.uniform(0, np.pi))
        for number in range(1, 2 + steps // 2)
    )
    side = np.array([-along[1], along[0]]) / length
    offset = _OF_ROOM * room * np.tanh(waves)
    points = start + fraction[:, None] * along + offset[:, None] * side
    points[[0, -1]] = start, end  # to the bit, so that edges meet
    return shapely.LineString(points)


def _slope(edge: Points, to_seed: Points) -> float:
    """Return how steeply a line may leave the end of an edge and stay in the triangle."""
    forward = float(edge @ to_seed)
    if forward <= 0:
        return _STEEPEST
    across = abs(float(edge[0] * to_seed[1] - edge[1] * to_seed[0]))
    return min(_STEEPEST, across / forward)
