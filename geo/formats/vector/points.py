"""Layers of points as tables: their columns, and longitude and latitude from their geometry."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.core.issues import BoundaryError, TableError
from geo.core.row_account import RowsMet
from geo.formats.arrow.points import LAT, LON, OWN
from geo.formats.georeferencing.point_projection import PointProjection
from geo.formats.header_matching import plain
from geo.formats.limits import LIMITS
from geo.formats.row_batches import are_empty, row_batch
from geo.formats.vector import features
from geo.formats.vector.layers import BROKEN, layer_name, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.core.issues import Issue
    from geo.formats.source import Source


class PointTable:
    """A layer of points; see :class:`geo.formats.tables.TableFile`.

    Its headers are the names of its columns and, after them, longitude and latitude of points in
    EPSG:4326; a layer that has a column of longitudes keeps to that.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._own = False
        self.share = 0.0
        self.issues: tuple[Issue, ...] = ()
        self.met = RowsMet()

    def first_rows(self) -> list[list[str]]:
        """Read the names of the columns and some records."""
        with self._opened() as file:
            layer = layer_name(self._source, file.layers())
            fields = file.fields(layer)
            self._own = any(plain(field) in OWN for field in fields)
            sample = file.read(layer, geometry=False, most=LIMITS.sample_rows)
        cells = sample.astype("str").where(sample.notna(), "").to_numpy(object).tolist()
        return [[*fields, *([] if self._own else [LON, LAT])], *cells]

    def batches(
        self, columns: Sequence[int], _header_row: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        with self._opened() as file:
            layer = layer_name(self._source, file.layers())
            fields = file.fields(layer)
            selected = [fields[position] for position in columns if position < len(fields)]
            placed = max(columns) >= len(fields)
            project = PointProjection(self._source, file.crs(layer) if placed else None)
            count, rows_read, most = file.count(layer), 0, LIMITS.batch_rows
            while len(
                read := file.read(layer, selected, geometry=placed, skip=rows_read, most=most)
            ):
                cells: dict[int, Any] = {
                    position: read[fields[position]]
                    for position in columns
                    if position < len(fields)
                }
                if placed:
                    points = read["geometry"].to_numpy()
                    cells[len(fields)], cells[len(fields) + 1] = project(
                        shapely.get_x(points), shapely.get_y(points)
                    )
                rows = np.arange(rows_read + 1, rows_read + 1 + len(read))
                batch = row_batch({position: cells[position] for position in columns}, rows)
                empty = are_empty(read)
                if empty.any():  # in what is asked for: is it so in all of the layer?
                    empty &= are_empty(file.read(layer, geometry=True, skip=rows_read, most=most))
                self.met.empty += int(empty.sum())
                rows_read += len(read)
                self.met.rows = rows_read
                self.share = rows_read / max(count, rows_read)
                yield batch[~empty] if empty.any() else batch
            self.issues = (*file.issues, *project.issues)

    @contextmanager
    def _opened(self) -> Iterator[features.Features]:
        """Open the layer; its errors are reported as issues of a table."""
        try:
            with features.opened(self._source) as file:
                yield file
        except BoundaryError as error:
            raise TableError(*error.issues) from error
        except TableError:
            raise
        except BROKEN as error:
            raise TableError(unreadable(self._source, error)) from None
