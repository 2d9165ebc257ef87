"""Made-up communities and points to measure with."""

from __future__ import annotations

import numpy as np
import shapely

CITY = (113.7, 22.4, 114.7, 22.9)
_MOST_WAVES = 300  # more take longer to make than all else to measure


def wiggly_coverage(polygons: int, steps: int, seed: int = 0) -> np.ndarray:
    """Make a coverage of polygons with wiggly shared edges, as administrative boundaries have.

    Parameters
    ----------
    polygons
        How many, about.
    steps
        Pieces of each of the four sides of a polygon.
    seed
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    west, south, east, north = CITY
    columns = round(np.sqrt(polygons * (east - west) / (north - south)))
    rows = round(polygons / columns)
    x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0))
    corners = np.stack([x, y], axis=-1) + rng.uniform(-0.2, 0.2, (rows + 1, columns + 1, 2))
    level = _bent(corners[:, :-1], corners[:, 1:], steps, rng)
    upright = _bent(corners[:-1], corners[1:], steps, rng)
    rings = np.concatenate(
        [
            level[:-1, :, :-1],
            upright[:, 1:, :-1],
            level[1:, :, :0:-1],
            upright[:, :-1, :0:-1],
        ],
        axis=2,
    ).reshape(rows * columns, 4 * steps, 2)
    scale = np.array([(east - west) / columns, (north - south) / rows])
    return shapely.polygons(rings * scale + np.array([west, south]))


def _bent(start: np.ndarray, end: np.ndarray, steps: int, rng: np.random.Generator) -> np.ndarray:
    """Bend edges sideways, least near their ends; both polygons get the same bits."""
    along = (end - start)[:, :, None]
    at = np.linspace(0, 1, steps + 1)
    waves = np.zeros((*start.shape[:2], steps + 1))
    for number in range(1, 2 + min(steps // 3, _MOST_WAVES)):
        height = rng.normal(0, 0.5 / number, (*start.shape[:2], 1))
        waves += height * np.sin(np.pi * number * at + rng.uniform(0, np.pi, height.shape))
    offset = 0.3 * np.minimum(at, 1 - at) * np.tanh(waves)
    side = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    bent = start[:, :, None] + at[:, None] * along + offset[..., None] * side
    bent[:, :, 0], bent[:, :, -1] = start, end
    return bent


def scattered(points: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Scatter points over the city and a little beyond, in no order."""
    rng = np.random.default_rng(seed)
    west, south, east, north = CITY
    return rng.uniform(west - 0.01, east + 0.01, points), rng.uniform(
        south - 0.01, north + 0.01, points
    )
