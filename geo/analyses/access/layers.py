"""Who reaches a service, as a layer for GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio

from geo.core import temporary
from geo.core.periods import first_day
from geo.publish.layers import clock_at

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results


def access_layer(results: Results, table: pd.DataFrame) -> bytes:
    """Write communities with their accessibility as a GeoPackage in WGS84.

    Parameters
    ----------
    results
        Has the boundaries; gives the date of the file.
    table
        Columns to write, by community code.
    """
    shapes = results.units.communities.set_index("community_code")[["geometry"]]
    layer = shapes.join(table, how="inner").reset_index()
    layer = layer[[*layer.columns.drop("geometry"), "geometry"]]
    with temporary.folder() as folder, clock_at(first_day(results.period)):
        path = folder / "accessibility.gpkg"
        pyogrio.write_dataframe(
            layer,
            path,
            layer="accessibility",
            driver="GPKG",
            geometry_type="MultiPolygon",
            promote_to_multi=True,
        )
        return path.read_bytes()
