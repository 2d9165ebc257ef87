"""The origin–destination table as Parquet, in the form of r5py, and the sites nearest to places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.analyses.access.methods.coverage import CURVE_MINUTES, DECISECONDS_PER_MINUTE
from geo.analyses.access.model import AccessModel
from geo.analyses.access.origin_destination import (
    PLACES,
    minutes_to_sites,
    nearest_sites,
    origins_of,
    site_ids,
)
from geo.analyses.access.questions import service_and_mode
from geo.publish.csv import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results

SCHEMA: Final = pa.schema(
    [("from_id", pa.string()), ("to_id", pa.string()), ("travel_time", pa.float64())]
)
"""As r5py's ``TravelTimeMatrix``: minutes from an origin to a destination."""
FILE: Final = "origin_destination.parquet"
GROUP_ROWS: Final = 500_000
"""Rows of a row group: so many are held at a time, and those of one more site."""


def write_od(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the minutes from every community or place to every site within a limit.

    :data:`FILE` has :data:`SCHEMA`; what it is of stands in its metadata, ``yipan``. Where origins
    are places, ``places.csv`` says where they are and which sites are nearest. Without sites there
    are no rows.

    Raises
    ------
    OutputError
        For a service, mode or origins that are not known.
    """
    access = results.get(AccessModel)
    if access is None:
        pq.ParquetWriter(folder / FILE, SCHEMA).close()
        return
    service, mode = service_and_mode(access, options)
    access = access.of_mode(mode)
    limit = options.minutes or CURVE_MINUTES
    metadata = {
        "city": results.city.name,
        "period": results.period,
        "service": service,
        "mode": mode,
        "cutoff_minutes": limit,
        "origins": options.origins,
    }
    schema = SCHEMA.with_metadata({"yipan": json.dumps(metadata, ensure_ascii=False)})
    origins = origins_of(access, options.origins)
    ends = (_texts(origins.frame["origin_id"]), _texts(site_ids(access.sites)))
    sites = np.flatnonzero(access.offers(service))
    pairs = minutes_to_sites(access, origins, sites, (mode, limit * DECISECONDS_PER_MINUTE))
    with pq.ParquetWriter(folder / FILE, schema) as writer:
        for origin, site, time_ds in _groups(pairs):
            minutes = pa.array(time_ds / DECISECONDS_PER_MINUTE)
            columns = [ends[0].take(pa.array(origin)), ends[1].take(pa.array(site)), minutes]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=len(origin))
    if options.origins == PLACES:
        nearest = nearest_sites(access, origins, [service], mode)
        (folder / "places.csv").write_bytes(csv_bytes(nearest))


def _texts(ids: pd.Series[str]) -> Any:
    return pa.array(ids.astype("object"), pa.string())


def _groups(
    pairs: Iterable[tuple[int, NDArray[np.int64], NDArray[np.int32]]],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]]:
    """Gather sites until there are rows for a group."""
    held: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]] = []
    rows = 0
    for site, origin, time_ds in pairs:
        held.append((origin, np.full(len(origin), site), time_ds))
        rows += len(origin)
        if rows >= GROUP_ROWS:
            yield _joined(held)
            held, rows = [], 0
    if rows:
        yield _joined(held)


def _joined(
    held: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    origin, site, time_ds = zip(*held, strict=True)
    return np.concatenate(origin), np.concatenate(site), np.concatenate(time_ds)
