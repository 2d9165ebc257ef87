"""Result frames as layers for GIS: GeoParquet, GeoPackage, GeoJSON.

No Shapefile: its headers end after ten bytes, its text has no sure encoding, it has no NA, and
Chinese headers cannot be read back.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
from shapely import MultiPolygon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.core.results import UnitTables


def write_geoparquet(communities: gpd.GeoDataFrame, path: Path) -> None:
    """Write the communities as GeoParquet 1.1 in WGS84, geometry last and null where unknown."""
    communities.to_parquet(path, index=False, schema_version="1.1.0")


def write_geojson(layer: gpd.GeoDataFrame, path: Path) -> None:
    """Write a layer as GeoJSON of RFC 7946: WGS84, seven decimals (about 1 cm)."""
    pyogrio.write_dataframe(layer, path, layer=path.stem, driver="GeoJSON", RFC7946="YES")


def unit_layers(tables: UnitTables) -> dict[str, gpd.GeoDataFrame]:
    """Return communities, subdistricts and districts as layers, by their name.

    Subdistricts and districts have the outline of their communities' boundaries together; a
    community without a boundary is in their numbers all the same.

    Parameters
    ----------
    tables
        What to write of each unit, with the boundaries of communities.
    """
    return {
        "communities": tables.communities,
        "subdistricts": outlined(tables.subdistricts, tables.communities, "subdistrict_code"),
        "districts": outlined(tables.districts, tables.communities, "district_code"),
    }


def write_layers(
    layers: Mapping[str, gpd.GeoDataFrame],
    path: Path,
    dated: datetime,
    shapes: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write layers as one GeoPackage in WGS84.

    Parameters
    ----------
    layers
        By their name.
    path
        The file; its name ends in ``.gpkg``.
    dated
        Written into the file as the time of its last change, so that the same results give the same
        bytes.
    shapes
        What a layer is of, if not of ``"MultiPolygon"``.
    """
    with clock_at(dated):
        for name, layer in layers.items():
            pyogrio.write_dataframe(
                layer,
                path,
                layer=name,
                driver="GPKG",
                geometry_type=shapes.get(name, "MultiPolygon"),
                promote_to_multi=True,
                append=path.exists(),
            )


def outlined(units: pd.DataFrame, communities: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    """Assign subdistricts or districts the outline of their communities.

    Parameters
    ----------
    units
        One row per subdistrict or district, with the column ``code``.
    communities
        With the columns ``code`` and ``geometry``.
    code
        ``"subdistrict_code"`` or ``"district_code"``.

    Returns
    -------
    GeoDataFrame
        ``units`` in their order with a ``geometry`` of MultiPolygons; None where no community of
        the unit has a boundary.
    """
    bounded = communities[communities.geometry.notna()]
    outlines = bounded.geometry.groupby(bounded[code]).agg(lambda part: part.union_all())
    # Of no unit at all, a column of numbers would come out.
    geometry = units[code].map(outlines.map(_polygons)).astype(object)
    return gpd.GeoDataFrame(units, geometry=gpd.GeoSeries(geometry, crs=communities.crs))


def _polygons(shape: BaseGeometry) -> MultiPolygon:
    """Keep the areas of a shape; a union may leave lines where boundaries only touch."""
    parts = getattr(shape, "geoms", [shape])
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


@contextmanager
def clock_at(dated: datetime) -> Iterator[None]:
    """Let GDAL write a given time instead of the clock's."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{dated:%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
