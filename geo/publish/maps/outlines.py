"""The outlines of a city's communities, written once as a file that browsers fetch once."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.publish.maps.street_lines import street_lines
from geo.publish.maps.unit_labels import unit_labels
from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.publish.maps.street_lines import Streets

LAYERS: Final = "layers"

# Outlines are thinned to this share of the city's longer side: under one pixel on a whole-city map.
THINNING: Final = 1 / 2000
FINEST_M: Final = 1.0
COARSEST_M: Final = 100.0
DECIMALS: Final = 5  # of degrees: 1 m


@dataclass(frozen=True)
class MapLayer:
    """Outlines as a browser gets them.

    Parameters
    ----------
    path
        The file, among those that are served.
    url
        Its address as the app's pages see it.
    bounds
        West, south, east, north in degrees (EPSG:4326).
    codes
        The communities that have an outline.
    streets_path, streets_url
        Likewise of the city's streets; none where it has none.
    """

    path: Path
    url: str
    bounds: tuple[float, float, float, float]
    codes: frozenset[str]
    streets_path: Path | None = None
    streets_url: str = ""


@dataclass(frozen=True, eq=False)
class LayerContent:
    """Outlines before they are written for browsers.

    Parameters
    ----------
    outlines, streets
        GeoJSON as UTF-8; no bytes of streets where there are none.
    bounds, codes
        As of :class:`MapLayer`.
    """

    outlines: NDArray[np.uint8]
    streets: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]
    codes: frozenset[str]


def layer_content(
    communities: gpd.GeoDataFrame, streets: Streets | None = None
) -> LayerContent | None:
    """Draw the outlines of communities and districts, their names and the streets for the maps.

    Parameters
    ----------
    communities
        ``community_code``, ``district_code``, ``geometry`` (EPSG:4326; missing without a boundary),
        and the names of :func:`geo.publish.maps.unit_labels.unit_labels`.
    streets
        Drawn thinly on the maps.

    Returns
    -------
    LayerContent or None
        None if no community has a boundary.

    Notes
    -----
    All outlines are simplified together (``shapely.coverage_simplify``, Visvalingam-Whyatt), so
    that neighbours keep their common edges and no gaps show. A feature carries its code and nothing
    else; the districts' outlines follow as lines without a code.
    """
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    if drawn.empty:
        return None
    outlines = simplify(drawn.geometry)
    features = [
        _feature(outline, code)
        for outline, code in zip(outlines, drawn["community_code"], strict=True)
    ]
    districts = drawn["district_code"].to_numpy(dtype=object)
    features += [_feature(line) for line in outer_lines(outlines, districts)]
    labels = unit_labels(drawn, drawn.geometry.to_crs(metric_crs(drawn.geometry)))
    collection = {"type": "FeatureCollection", "features": features, "labels": labels}
    west, south, east, north = (float(side) for side in drawn.total_bounds)
    return LayerContent(
        outlines=_as_bytes(collection),
        streets=_as_bytes(street_lines(streets)) if streets else np.empty(0, np.uint8),
        bounds=(west, south, east, north),
        codes=frozenset(drawn["community_code"]),
    )


def write_layer(content: LayerContent, folder: Path, static: Path, owner: str = "") -> MapLayer:
    """Write outlines for browsers.

    Parameters
    ----------
    content
        From :func:`layer_content`.
    folder
        Where the files go.
    static
        The folder that is served; it holds the other one.
    owner
        Who shows them to everybody: the files are then named after it and what they hold, so that a
        browser need not ask for them again. Else nobody can guess their names: a city may be its
        owner's alone.
    """
    path = _write(content.outlines, folder, owner)
    streets_path = None
    if len(content.streets):
        streets_path = _write(content.streets, folder, owner, ".streets.json")
    return MapLayer(
        path=path,
        url=_address(path, static),
        bounds=content.bounds,
        codes=content.codes,
        streets_path=streets_path,
        streets_url=_address(streets_path, static) if streets_path else "",
    )


def _as_bytes(collection: dict[str, Any]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(collection, separators=(",", ":")).encode(), np.uint8)


def _write(content: NDArray[np.uint8], folder: Path, owner: str, ending: str = ".json") -> Path:
    digest = hashlib.sha256(owner.encode() + content.tobytes()).hexdigest()
    path = folder / f"{digest if owner else secrets.token_urlsafe()}{ending}"
    path.write_bytes(content.tobytes())
    return path


def _address(path: Path, static: Path) -> str:
    return f"app/static/{path.relative_to(static).as_posix()}"


def simplify(outlines: gpd.GeoSeries) -> NDArray[np.object_]:
    """Thin a coverage of polygons (EPSG:4326) without tearing it; thinned in metres."""
    crs = metric_crs(outlines)
    metric = outlines.to_crs(crs)
    west, south, east, north = metric.total_bounds
    tolerance = np.clip(max(east - west, north - south) * THINNING, FINEST_M, COARSEST_M)
    thinned = gpd.GeoSeries(shapely.coverage_simplify(metric.to_numpy(), tolerance), crs=crs)
    degrees: NDArray[np.object_] = thinned.to_crs("EPSG:4326").to_numpy()
    return degrees


def outer_lines(outlines: NDArray[np.object_], groups: NDArray[np.object_]) -> list[Any]:
    """Return the outline of each group of polygons, such as a district; nothing for one group.

    Examples
    --------
    >>> squares = shapely.box([0, 1, 2], 0, [1, 2, 3], 1)
    >>> [line.length for line in outer_lines(squares, np.array(["a", "a", "b"], dtype=object))]
    [6.0, 4.0]
    """
    names = sorted({group for group in groups if isinstance(group, str)})
    if len(names) < 2:
        return []
    # Not coverage_union: it raises where neighbours overlap, as those of real files may.
    sound = shapely.make_valid(outlines)
    return [shapely.boundary(shapely.union_all(sound[groups == name])) for name in names]


def _feature(geometry: Any, code: str | None = None) -> dict[str, Any]:
    rounded = shapely.transform(geometry, lambda points: points.round(DECIMALS))
    feature: dict[str, Any] = {"type": "Feature", "properties": {}}
    if code is not None:
        feature["id"] = code
    feature["geometry"] = json.loads(shapely.to_geojson(rounded))
    return feature
