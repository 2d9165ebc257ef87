"""Where community boundaries overlap, and what lies between them that belongs to none.

Polygons are laid over one another in the degrees in which points are located, so that an overlap or
a gap is one that a point can fall into. In metres are their areas, and how wide a slit is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.spatial.antimeridian import continuous, split

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SLIVER_M: Final = 1.0
"""What is no wider than this on average comes of rounding and of curved lines, not of an issue."""

SLIT_M: Final = 50.0
"""Between communities, a space open to the outside is a gap up to this width; if wider, a bay."""

# A slit is this many times longer than the widest slit is wide: so a sharp bend is none.
_LONG: Final = 5

# A tenth of a millimetre: edges that differ by rounding only leave no crack that opens a gap.
_GRID_DEG: Final = 1e-9

# About a metre: slits are found in metres, where long straight edges are a little bent.
# A millimetre: what is laid over one another in metres lies on a grid, on which nothing can fail.
_GRID_M: Final = 1e-3

_NEAR_DEG: Final = 1e-5
_BETWEEN: Final = 3
_POLYGON: Final = 3


def misfits(communities: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Find the communities with edges that cross a neighbour, or run along it a little apart.

    Returns
    -------
    numpy.ndarray
        Of each with a boundary. Where none is one, none overlaps another.

    Examples
    --------
    >>> boxes = shapely.box([103.00, 103.01, 103.019], 40, [103.01, 103.02, 103.03], 40.01)
    >>> places = gpd.GeoDataFrame({"community_code": ["a", "b", "c"]}, geometry=boxes, crs=4326)
    >>> misfits(places).tolist()
    [False, True, True]
    """
    edges = shapely.coverage_invalid_edges(continuous(_drawn(communities).geometry.to_numpy()))
    return np.asarray(~shapely.is_missing(edges) & ~shapely.is_empty(edges), dtype=bool)


def overlaps(
    communities: gpd.GeoDataFrame,
    sliver_m: float = SLIVER_M,
    misfit: NDArray[np.bool_] | None = None,
) -> gpd.GeoDataFrame:
    """Find the pairs of communities that lie over one another.

    Parameters
    ----------
    communities
        ``community_code`` (ascending) and valid polygons, EPSG:4326; None without a boundary.
    sliver_m
        Parts no wider than this many metres on average are left out.
    misfit
        What :func:`misfits` returns, where it is known.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per pair, the largest overlap first: ``first_code``, ``second_code``, ``area_m2``,
        ``geometry`` (the overlap, EPSG:4326).

    Notes
    -----
    Width is 2 · area / perimeter. Only neighbours are looked at of which one has edges that fit no
    neighbour's, so that the work grows with the number of communities.

    Examples
    --------
    >>> boxes = shapely.box([103.00, 103.01, 103.019], 40, [103.01, 103.02, 103.03], 40.01)
    >>> places = gpd.GeoDataFrame({"community_code": ["a", "b", "c"]}, geometry=boxes, crs=4326)
    >>> overlaps(places)[["first_code", "second_code"]].to_numpy().tolist()
    [['b', 'c']]
    """
    drawn = _drawn(communities)
    shapes, codes = continuous(drawn.geometry.to_numpy()), drawn["community_code"].to_numpy(object)
    left, right = shapely.STRtree(shapes).query(shapes)
    misfit = misfits(communities) if misfit is None else misfit
    once = (left < right) & (misfit[left] | misfit[right])
    left, right = left[once], right[once]
    inside = shapely.relate_pattern(shapes[left], shapes[right], "T********")
    left, right = left[inside], right[inside]
    common = _overlaid(shapely.intersection, shapes[left], shapes[right])
    shared = gpd.GeoSeries(common, crs=drawn.crs)
    parts = _wide_parts(shared, sliver_m)
    dissolved = parts.dissolve("of") if len(parts) else parts.set_index("of")
    pairs = gpd.GeoDataFrame(
        {
            "first_code": codes[left[dissolved.index]],
            "second_code": codes[right[dissolved.index]],
            "area_m2": parts.groupby("of")["area_m2"].sum().reindex(dissolved.index).to_numpy(),
        },
        geometry=split(dissolved.geometry.to_numpy()),
        crs=drawn.crs,
    )
    return pairs.sort_values(
        ["area_m2", "first_code", "second_code"], ascending=[False, True, True], ignore_index=True
    )


def gaps(
    communities: gpd.GeoDataFrame,
    sliver_m: float = SLIVER_M,
    slit_m: float = SLIT_M,
    misfit: NDArray[np.bool_] | None = None,
) -> gpd.GeoDataFrame:
    """Find gaps between communities: holes, and slits open to the outside; no bays.

    Parameters
    ----------
    communities, sliver_m, misfit
        As for :func:`overlaps`.
    slit_m
        The most a slit is wide, in metres; it lies between at least two communities and is five
        times as long.

    Returns
    -------
    geopandas.GeoDataFrame
        A row per gap, the largest first: ``between`` (codes of communities around it, separated by
        spaces, no more than three), ``area_m2``, ``geometry`` (EPSG:4326). A lake that belongs to
        nobody is a gap too; how large a gap may be is for the caller to say.

    Examples
    --------
    >>> ring = shapely.box(103, 40, 103.03, 40.03) - shapely.box(103.01, 40.01, 103.02, 40.02)
    >>> places = gpd.GeoDataFrame({"community_code": ["a"]}, geometry=[ring], crs=4326)
    >>> gaps(places)["area_m2"].round(-4).tolist()
    [950000.0]
    """
    drawn = _drawn(communities)
    shapes, codes = continuous(drawn.geometry.to_numpy()), drawn["community_code"].to_numpy(object)
    if (misfits(communities) if misfit is None else misfit).any():
        covered = shapely.union_all(shapes, grid_size=_GRID_DEG)
    else:
        covered = shapely.set_precision(shapely.coverage_union_all(shapes), _GRID_DEG)
    outlines = shapely.get_exterior_ring(shapely.get_parts(covered))
    filled = shapely.union_all(shapely.polygons(outlines))
    holes = _overlaid(shapely.difference, filled, covered)
    slits = _slits(filled, drawn.crs, sliver_m, slit_m)
    slits = _overlaid(shapely.difference, slits, filled)
    wide = _wide_parts(gpd.GeoSeries([holes, slits], crs=drawn.crs), sliver_m)
    tree = shapely.STRtree(shapes)
    around = [
        sorted(codes[tree.query(gap, predicate="dwithin", distance=_NEAR_DEG)])
        for gap in wide.geometry
    ]
    holes_found = wide["of"] == 0  # the first of the two shapes
    is_gap = holes_found | np.array([len(those) > 1 for those in around], dtype=bool)
    wide["geometry"] = split(wide.geometry.to_numpy())
    listed = wide.assign(between=[" ".join(those[:_BETWEEN]) for those in around])
    listed = listed.loc[is_gap, ["between", "area_m2", "geometry"]]
    return listed.sort_values(["area_m2", "between"], ascending=[False, True], ignore_index=True)


def _slits(filled: shapely.Geometry, crs: Any, least_m: float, most_m: float) -> shapely.Geometry:
    """Find what is long and narrow outside: what is filled if all grows and shrinks again."""
    if shapely.is_empty(filled):
        return filled
    flat = gpd.GeoSeries([filled], crs=crs).to_crs(_centred(filled))
    # Edges that are bent by the projection may cross by rounding.
    flat = flat.make_valid().set_precision(_GRID_M)
    grown = flat.buffer(most_m / 2).buffer(-most_m / 2)
    added = gpd.GeoSeries(
        shapely.difference(grown.to_numpy(), flat.to_numpy(), grid_size=_GRID_M), crs=flat.crs
    )
    bodies = added.buffer(-least_m / 2).buffer(least_m / 2)  # without hairs that rounding leaves
    parts = shapely.get_parts(bodies.to_numpy())
    parts = parts[shapely.length(parts) / 2 >= _LONG * most_m]
    back = gpd.GeoSeries(parts, crs=flat.crs).to_crs(crs)
    return shapely.union_all(shapely.make_valid(back.to_numpy()))


def _overlaid(how: Callable[..., Any], left: Any, right: Any) -> Any:
    """Lay valid shapes over one another; on a grid where rounding would make edges cross."""
    try:
        return how(left, right)
    except shapely.errors.GEOSException:
        return how(left, right, grid_size=_GRID_DEG)


def _drawn(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    geometry = communities.geometry
    return communities[geometry.notna() & ~geometry.is_empty]


def _wide_parts(shapes: gpd.GeoSeries, sliver_m: float) -> gpd.GeoDataFrame:
    """Take shapes apart into polygons wider than a sliver: ``of`` (which shape), ``area_m2``."""
    parts, shape = shapely.get_parts(shapes.to_numpy(), return_index=True)
    # An intersection may be a collection of polygons and lines.
    parts, inner = shapely.get_parts(parts, return_index=True)
    shape = shape[inner]
    flat = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    parts, shape = parts[flat], shape[flat]
    area_m2, width_m = _measured(parts, shapes)
    wide = width_m > sliver_m
    return gpd.GeoDataFrame(
        {"of": shape[wide], "area_m2": area_m2[wide]}, geometry=parts[wide], crs=shapes.crs
    )


def _measured(
    parts: NDArray[np.object_], shapes: gpd.GeoSeries
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure area and mean width in an equal-area projection about their middle."""
    if not len(parts):
        return np.empty(0), np.empty(0)
    flat = gpd.GeoSeries(parts, crs=shapes.crs).to_crs(_centred(parts))
    area = np.asarray(flat.area, dtype=np.float64)
    length = np.asarray(flat.length, dtype=np.float64)
    return area, 2 * area / np.maximum(length, np.finfo(float).tiny)


def _centred(shapes: Any) -> str:
    """Return an equal-area projection about the middle of shapes, in metres."""
    west, south, east, north = shapely.total_bounds(shapes)
    return f"+proj=laea +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +units=m"
