"""The index of the communities, kept from one run to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.artifacts import ArtifactStore, key_of
from geo.core.progress import Progress, silent
from geo.spatial.index.outer_edges import Edges, outer_edges
from geo.spatial.index.polygon_index import CellIndex, fingerprint

if TYPE_CHECKING:
    import geopandas as gpd

INDEX: Final = "index"
_EDGES: Final = "edges"
_DTYPES: Final = {"grid": np.float64, "top": np.int32, "blocks": np.int32, "words": np.int64}


def cached_index(
    geometry: gpd.GeoSeries, store: ArtifactStore, progress: Progress = silent
) -> CellIndex:
    """Load the index of polygons, or build it and keep it.

    Parameters
    ----------
    geometry
        Valid polygons, multipolygons and None.
    store
        Where it is kept.
    progress
        Is told ``stage.index`` if it must be built.
    """
    geometries = geometry.to_numpy()
    key = key_of(INDEX, fingerprint(geometries))
    loaded = store.load(INDEX, key, _DTYPES)
    if loaded is not None:
        try:
            return CellIndex.from_arrays(geometries, loaded[0])
        except ValueError:  # not arrays of these polygons
            pass
    index = CellIndex.build(geometries, progress)
    store.save(INDEX, key, index.to_arrays())
    return index


def cached_edges(geometry: gpd.GeoSeries, store: ArtifactStore) -> Edges:
    """Load the outer edges of polygons, or find them and keep them; as :func:`cached_index`."""
    geometries = geometry.to_numpy()
    key = key_of(_EDGES, fingerprint(geometries))
    loaded = store.load(_EDGES, key, {"ends": np.float64, "polygon": np.int64})
    if loaded is not None:
        return Edges(loaded[0]["ends"].reshape(-1, 4), loaded[0]["polygon"])
    edges = outer_edges(geometries)
    store.save(_EDGES, key, {"ends": edges.ends.ravel(), "polygon": edges.polygon})
    return edges
