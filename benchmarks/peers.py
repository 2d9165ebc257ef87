"""The joins of other projects, each as a function that makes ready and one that answers.

``prepare(polygons)`` is what can be kept from one set of points to the next; ``query(ready, x, y)``
returns the position of the lowest polygon of each point, or -1.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.spatial.index.polygon_index import CellIndex

if TYPE_CHECKING:
    from collections.abc import Callable


class Peer(NamedTuple):
    """A way to find the polygon of a point."""

    name: str
    prepare: Callable[[np.ndarray], Any]
    query: Callable[[Any, np.ndarray, np.ndarray], np.ndarray]


def lowest(points: int, at: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Assign each point the lowest polygon it was found in."""
    found = np.full(points, np.iinfo(np.int64).max)
    np.minimum.at(found, at, held)
    found[found == np.iinfo(np.int64).max] = -1
    return found


def by_geopandas(polygons: gpd.GeoDataFrame, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    joined = points.sjoin(polygons, predicate="intersects")
    return lowest(len(x), joined.index.to_numpy(), joined["index_right"].to_numpy())


def by_tree(polygons: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    held, at = shapely.STRtree(shapely.points(x, y)).query(polygons, predicate="intersects")
    return lowest(len(x), at, held)


def by_polars(polygons: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    import polars as pl
    import polars_st as st

    points = pl.DataFrame({"x": x, "y": y}).with_row_index("point")
    points = points.select("point", geometry=st.point(pl.concat_list("x", "y")))
    joined = points.st.sjoin(polygons, on="geometry", how="inner", predicate="intersects")
    return lowest(len(x), joined["point"].to_numpy(), joined["polygon"].to_numpy())


def polars_polygons(polygons: np.ndarray) -> Any:
    import polars as pl
    import polars_st as st

    wkb = pl.DataFrame({"wkb": shapely.to_wkb(polygons).tolist()}).with_row_index("polygon")
    return wkb.select("polygon", geometry=st.from_wkb("wkb"))


def by_sedona(ready: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    ready.create_data_frame(pd.DataFrame({"point": np.arange(len(x)), "x": x, "y": y})).to_view(
        "points", overwrite=True
    )
    joined = ready.sql(
        "SELECT a.point, b.polygon FROM (SELECT point, ST_Point(x, y) AS geometry FROM points) a "
        "JOIN polygons b ON ST_Intersects(b.geometry, a.geometry)"
    ).to_pandas()
    return lowest(len(x), joined["point"].to_numpy(), joined["polygon"].to_numpy())


def sedona_polygons(polygons: np.ndarray) -> Any:
    import sedonadb

    ready = sedonadb.connect()
    frame = gpd.GeoDataFrame({"polygon": np.arange(len(polygons))}, geometry=polygons)
    ready.create_data_frame(frame).to_view("polygons", overwrite=True)
    return ready


def by_duckdb(ready: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    ready.register("points", pd.DataFrame({"point": np.arange(len(x)), "x": x, "y": y}))
    joined = ready.sql(
        "SELECT point, polygon FROM points JOIN polygons "
        "ON ST_Intersects(polygons.geometry, ST_Point(points.x, points.y))"
    ).df()
    return lowest(len(x), joined["point"].to_numpy(), joined["polygon"].to_numpy())


def duckdb_polygons(polygons: np.ndarray) -> Any:
    import duckdb
    import duckdb_extension_spatial

    folder = Path(duckdb_extension_spatial.__file__).parent
    ready = duckdb.connect()
    ready.sql(f"LOAD '{next(folder.rglob('spatial.duckdb_extension'))}'")
    frame = pd.DataFrame({"polygon": np.arange(len(polygons)), "wkb": shapely.to_wkb(polygons)})
    ready.register("wkb", frame)
    ready.sql(
        "CREATE TABLE polygons AS SELECT polygon, ST_GeomFromWKB(wkb::BLOB) AS geometry FROM wkb"
    )
    return ready


def by_postgis(ready: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Send the points in and take the answer out in binary: the join is all that is left."""
    rows = np.empty(len(x), _POINT)
    rows["fields"], rows["of_point"], rows["of_x"], rows["of_y"] = 3, 4, 8, 8
    rows["point"], rows["x"], rows["y"] = np.arange(len(x)), x, y
    with ready.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS points")
        cursor.execute("CREATE UNLOGGED TABLE points (point int, x float8, y float8)")
        with cursor.copy("COPY points FROM STDIN (FORMAT BINARY)") as sent:
            sent.write(_HEADER + rows.tobytes() + _END)
        cursor.execute("ANALYZE points")
        with cursor.copy(
            "COPY (SELECT point, polygon FROM points JOIN polygons "
            "ON ST_Intersects(geometry, ST_Point(x, y))) TO STDOUT (FORMAT BINARY)"
        ) as told:
            answer = b"".join(bytes(part) for part in told)
    joined = np.frombuffer(answer[len(_HEADER) : -len(_END)], _PAIR)
    return lowest(len(x), joined["point"].astype(np.int64), joined["polygon"].astype(np.int64))


def postgis_polygons(polygons: np.ndarray) -> Any:
    """Lay polygons into the database that ``YIPAN_POSTGIS`` names, with an index."""
    import psycopg

    ready = psycopg.connect(os.environ["YIPAN_POSTGIS"], autocommit=True)
    with ready.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute("DROP TABLE IF EXISTS polygons")
        cursor.execute("CREATE UNLOGGED TABLE polygons (polygon int, geometry geometry)")
        with cursor.copy("COPY polygons FROM STDIN") as sent:
            for at, wkb in enumerate(shapely.to_wkb(polygons, hex=True)):
                sent.write_row((at, wkb))
        cursor.execute("CREATE INDEX ON polygons USING gist (geometry)")
        cursor.execute("ANALYZE polygons")
    return ready


# The binary form of PostgreSQL's COPY: how many fields, then each with its length before it.
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_POINT = np.dtype(
    [
        *(("fields", ">i2"), ("of_point", ">i4"), ("point", ">i4")),
        *(("of_x", ">i4"), ("x", ">f8"), ("of_y", ">i4"), ("y", ">f8")),
    ]
)
_PAIR = np.dtype(
    [
        *(("fields", ">i2"), ("of_point", ">i4"), ("point", ">i4")),
        *(("of_polygon", ">i4"), ("polygon", ">i4")),
    ]
)

OURS = Peer("yipan", CellIndex.build, CellIndex.find)
PEERS = (
    Peer("geopandas.sjoin", lambda polygons: gpd.GeoDataFrame(geometry=polygons), by_geopandas),
    Peer("shapely STRtree of the points", lambda polygons: polygons, by_tree),
    Peer("polars-st", polars_polygons, by_polars),
    Peer("sedonadb", sedona_polygons, by_sedona),
    Peer("duckdb spatial", duckdb_polygons, by_duckdb),
    Peer("PostGIS", postgis_polygons, by_postgis),
)
