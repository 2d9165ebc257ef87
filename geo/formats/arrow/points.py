"""Points of GeoParquet and GeoArrow, as columns of numbers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.core.issues import TableError
from geo.formats.arrow.geoarrow import geometry_columns, said_of
from geo.formats.georeferencing.point_projection import PointProjection
from geo.formats.header_matching import plain
from geo.formats.wkb_guard import refuse_deep_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source


LON, LAT = "经度", "纬度"
OWN: Final = frozenset({"经度", "lon", "lng", "longitude", "x"})


class ArrowPoints:
    """What headers a file of Arrow or Parquet has: its columns and, after them, its points.

    A file that has a column of longitudes keeps to that.

    Parameters
    ----------
    schema
        Of the file.
    source
        The file, for the issues.

    Raises
    ------
    TableError
        If what is said of the geometry makes no sense.
    """

    def __init__(self, schema: pa.Schema, source: Source) -> None:
        self._schema, self.source = schema, source
        self._names: list[str] = list(schema.names)
        try:
            shapes = geometry_columns(schema)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            issue = source.issue("issue.arrow_broken", value=type(error).__name__)
            raise TableError(issue) from error
        own = any(plain(name) in OWN for name in self._names)
        self._shape = shapes[0] if shapes and not own and shapes[0] in self._names else ""

    @property
    def headers(self) -> list[str]:
        """The headers, as a table has them."""
        return [*self._names, *((LON, LAT) if self._shape else ())]

    def own(self, columns: Sequence[int]) -> list[int]:
        """Leave out the places that are no columns of the file."""
        return [position for position in columns if position < len(self._names)]

    def read(self, columns: Sequence[int]) -> list[int]:
        """Return which columns of the file these places are made of; the points are last."""
        own = self.own(columns)
        return own if len(own) == len(columns) else [*own, self._names.index(self._shape)]

    def of(self, batch: pa.RecordBatch, columns: Sequence[int]) -> dict[int, pd.Series]:
        """Return longitude and latitude (EPSG:4326, degrees), if asked for, by their places.

        Raises
        ------
        TableError
            If it is not said in which system the points are, or they are not in it.
        """
        coordinates = [position for position in columns if position >= len(self._names)]
        if not coordinates:
            return {}

        degrees = self._projection(*_xy(self.source, batch.columns[-1]))
        return {
            position: pd.Series(degrees[position - len(self._names)]) for position in coordinates
        }

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was told of where the points lie, as far as they were read."""
        return self._projection.issues if self._shape else ()

    @cached_property
    def _projection(self) -> PointProjection:
        try:
            return PointProjection(self.source, said_of(self._schema, self._shape))
        except (TypeError, ValueError, AttributeError):
            return PointProjection(self.source, None)  # what makes no sense says nothing


def _xy(source: Source, column: pa.Array) -> tuple[NDArray[Any], NDArray[Any]]:
    """Read the coordinates of points; what is no point is NaN, and what nests too deep refused."""
    column = getattr(column, "storage", column)
    kind = column.type
    if pa.types.is_dictionary(kind):
        x, y = _xy(source, column.dictionary)
        places = column.indices.fill_null(len(x)).to_numpy(zero_copy_only=False)
        return np.append(x, np.nan)[places], np.append(y, np.nan)[places]
    missing = column.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_struct(kind) and {"x", "y"} <= {field.name for field in kind}:
        pair = [column.field(name).to_numpy(zero_copy_only=False) for name in ("x", "y")]
    elif pa.types.is_fixed_size_list(kind):
        numbers = column.fill_null([np.nan] * kind.list_size).flatten()
        pair = list(numbers.to_numpy(zero_copy_only=False).reshape(-1, kind.list_size).T[:2])
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        refuse_deep_shapes(source, column.to_pylist(), TableError)
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
        pair = [shapely.get_x(shapes), shapely.get_y(shapes)]
    else:
        pair = [np.full(len(column), np.nan)] * 2
    x, y = (np.where(missing, np.nan, numbers.astype("float64")) for numbers in pair)
    return x, y
