"""Layers of points as tables: their columns, and longitude and latitude from their geometry."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.core.columns import ROW
from geo.core.issues import BoundaryError, TableError
from geo.formats.arrow.points import LAT, LON, OWN
from geo.formats.georeferencing.point_projection import PointProjection
from geo.formats.header_matching import plain
from geo.formats.limits import LIMITS
from geo.formats.vector import drivers, shapefile
from geo.formats.vector.layers import BROKEN, layer_name, without_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from geo.core.issues import Fault
    from geo.formats.source import Source


class PointTable:
    """A layer of points; see :class:`geo.formats.tables.TableFile`.

    Its heads are the names of its columns and, after them, longitude and latitude of the points in
    EPSG:4326; a layer that has a column of longitudes keeps to that.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._own = False
        self.share = 0.0
        self.faults: tuple[Fault, ...] = ()

    def first_rows(self) -> list[list[str]]:
        """Read the names of the columns and some records."""
        with self._opened() as (path, encoding):
            import pyogrio  # noqa: PLC0415  # after the drivers are restricted

            layer = layer_name(self._source, path)
            fields = list(pyogrio.read_info(path, layer=layer, encoding=encoding)["fields"])
            self._own = any(plain(field) in OWN for field in fields)
            sample = pyogrio.read_dataframe(
                path,
                layer=layer,
                encoding=encoding,
                max_features=LIMITS.sample_rows,
                read_geometry=False,
            )
        cells = sample.astype("str").where(sample.notna(), "").to_numpy(object).tolist()
        return [[*fields, *([] if self._own else [LON, LAT])], *cells]

    def batches(
        self, columns: Sequence[int], _head: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        with self._opened() as (path, encoding):
            import pyogrio  # noqa: PLC0415
            import shapely  # noqa: PLC0415

            layer = layer_name(self._source, path)
            about = pyogrio.read_info(path, layer=layer, encoding=encoding)
            fields = list(about["fields"])
            placed = max(columns) >= len(fields)
            project = PointProjection(self._source, about["crs"])
            done = 0
            # Not as Arrow: for a missing point, GDAL 3.12 leaves FlatGeobuf's offsets unset.
            while len(read := self._part(path, layer, encoding, done, placed=placed)):
                frame = pd.DataFrame(
                    {place: read[fields[place]] for place in columns if place < len(fields)},
                    index=read.index,
                )
                if placed:
                    points = read["geometry"].to_numpy()
                    frame[len(fields)], frame[len(fields) + 1] = project(
                        shapely.get_x(points), shapely.get_y(points)
                    )
                frame[ROW] = np.arange(done + 1, done + 1 + len(frame))
                done += len(read)
                self.share = done / max(about["features"], done)
                yield frame[[*columns, ROW]]
            self.faults = project.faults

    def _part(
        self, path: Path, layer: str, encoding: str | None, skip: int, *, placed: bool
    ) -> pd.DataFrame:
        import pyogrio  # noqa: PLC0415

        part: pd.DataFrame = pyogrio.read_dataframe(
            path,
            layer=layer,
            encoding=encoding,
            read_geometry=placed,
            on_invalid="ignore",
            skip_features=skip,
            max_features=LIMITS.batch_rows,
        )
        return part

    def _opened(self) -> _Opened:
        return _Opened(self._source)


class _Opened:
    """A layer ready to be read, whose errors are told as faults of a table."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> tuple[Path, str | None]:
        drivers.checked()
        zipped = self._source.path.suffix.lower() in {".shp", ".zip"}
        whole: Any = nullcontext((self._source.path, None))
        self._within: AbstractContextManager[tuple[Path, str | None]] = (
            shapefile.unpacked(self._source) if zipped else whole
        )
        try:
            return self._within.__enter__()
        except BoundaryError as error:
            raise TableError(*error.faults) from error

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._within.__exit__(None, None, None)
        if isinstance(error, BoundaryError):
            raise TableError(*error.faults) from error
        if isinstance(error, TableError):
            return
        if isinstance(error, BROKEN):
            fault = self._source.fault("fault.layer_broken", value=without_content(error))
            raise TableError(fault) from None
