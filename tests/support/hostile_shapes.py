"""Polygons and points chosen to trip up a point index, and the answer by geopandas."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.affinity import affine_transform

SIZES = [(1.0, 0.0), (1e-7, 113.9), (1e-3, -75.0), (1e-30, 0.0), (1e90, 0.0), (1e4, 4.5e5)]
"""Length of a step, and where the origin lies."""


def sjoin_answer(geometries, x, y):
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    polygons = gpd.GeoDataFrame(geometry=gpd.GeoSeries(list(geometries)))
    joined = points.sjoin(polygons, predicate="intersects", how="left")
    lowest = joined["index_right"].groupby(level=0).min()
    return lowest.fillna(-1).astype("int64").to_numpy()


def valid_polygons(geometries):
    """Polygons that are valid, None for what is none."""
    kept = []
    for geometry in geometries:
        whole = shapely.make_valid(geometry)
        parts = [p for p in shapely.get_parts(shapely.get_parts(whole)) if p.geom_type == "Polygon"]
        united = shapely.union_all(parts) if parts else None
        kept.append(united if united is not None and shapely.is_valid(united) else None)
    return np.array(kept, dtype=object)


def random_polygons(rng, many, steps=8):
    """Polygons on a coarse grid: they overlap, share edges and corners, have holes and parts."""
    kinds = []
    for _ in range(many):
        corners = rng.integers(0, steps, (rng.integers(3, 7), 2)).astype(float)
        kind = rng.integers(0, 6)
        if kind == 0:
            low, high = corners.min(axis=0), corners.max(axis=0) + 1
            shape = shapely.box(*low, *high)
        elif kind == 1:  # a sliver along a line of the grid
            (x, y), thin = corners[0], 10.0 ** -rng.integers(3, 14)
            shape = shapely.Polygon(
                [(x, y), (x + 3, y + rng.integers(0, 3)), (x + 3, y + 3 * thin)]
            )
        elif kind == 2:
            shape = (
                shapely.Polygon(corners).symmetric_difference(shapely.box(1, 1, 5, 4))
                if (shapely.Polygon(corners).is_valid)
                else shapely.box(1, 1, 5, 4)
            )
        elif kind == 3:
            shape = shapely.Point(corners[0]).buffer(2).difference(shapely.box(*corners[0], 9, 9))
        elif kind == 4:
            shape = shapely.Polygon(corners + rng.normal(0, 0.3, corners.shape))
        else:
            shape = shapely.Polygon(corners)
        kinds.append(shape)
    return valid_polygons(kinds)


def resized(geometries, step, origin):
    """The same polygons elsewhere: valid still, or None."""
    moved = [g and affine_transform(g, [step, 0, 0, step, origin, origin]) for g in geometries]
    moved = [g if g is not None and g.is_valid else None for g in moved]
    return np.array(moved, dtype=object)


def unit_points(geometries, rng, many):
    """Points at corners, on edges, a rounding beside them, along their lines, and anywhere."""
    present = geometries[~shapely.is_missing(geometries)]
    corners = shapely.get_coordinates(present)
    if not len(corners):
        return rng.uniform(0, 8, (2, many))
    low, high = corners.min(axis=0), corners.max(axis=0)
    rings = shapely.get_coordinates(shapely.boundary(present))
    start = rng.integers(0, max(len(rings) - 1, 1), many)
    end = np.minimum(start + 1, len(rings) - 1)
    share = rng.choice([0, 1, 0.5, 0.25, -0.5, 1.5], (many, 1)) * rng.choice([1, rng.random()])
    on_edge = rings[start] + share * (rings[end] - rings[start])
    across = np.column_stack([rng.choice(corners[:, 0], many), rng.choice(corners[:, 1], many)])
    anywhere = low + rng.uniform(-0.1, 1.1, (many, 2)) * (high - low)
    at_corner = corners[rng.integers(0, len(corners), many)]
    points = np.concatenate([on_edge, across, anywhere, at_corner])
    beside = points.copy()
    for axis in (0, 1):
        away = rng.choice([-np.inf, np.inf, 0], len(beside))
        beside[:, axis] = np.where(away == 0, beside[:, axis], np.nextafter(beside[:, axis], away))
    return np.concatenate([points, beside]).T
