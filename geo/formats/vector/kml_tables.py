"""Placemarks of KML as a table: their texts, and longitude and latitude of their points."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.core.columns import ROW
from geo.core.issues import BoundaryError, TableError
from geo.formats.arrow.points import LAT, LON, OWN
from geo.formats.georeferencing.point_projection import PointProjection
from geo.formats.header_matching import plain
from geo.formats.limits import LIMITS
from geo.formats.vector.kml import read_kml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.core.issues import Fault
    from geo.formats.source import Source

_KML_CRS: Final = 4326  # always


class KmlTable:
    """A KML file; see :class:`geo.formats.tables.TableFile`.

    It is small enough to be read whole.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._project = PointProjection(source, _KML_CRS)
        self.share = 0.0

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Whether the points lie where nobody would look for them."""
        return self._project.faults

    def first_rows(self) -> list[list[str]]:
        """Give the names of the texts, and some placemarks."""
        texts = self._cells.select_dtypes(exclude="number").head(LIMITS.sample_rows)
        return [list(self._cells.columns), *texts.to_numpy(object).tolist()]

    def batches(
        self, columns: Sequence[int], _head: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        frame = self._cells.iloc[:, list(columns)].set_axis(list(columns), axis=1)
        frame[ROW] = range(1, len(frame) + 1)
        self.share = 1.0
        yield frame

    @cached_property
    def _cells(self) -> pd.DataFrame:
        """The placemarks, with their points last; a shape that is no point has no place."""
        import shapely  # noqa: PLC0415

        try:
            read: Any = read_kml(self._source)
        except BoundaryError as error:
            raise TableError(*error.faults) from error
        cells = pd.DataFrame(read.drop(columns="geometry")).fillna("")
        if not any(plain(str(head)) in OWN for head in cells):
            points = read.geometry.to_numpy()
            cells[LON], cells[LAT] = self._project(shapely.get_x(points), shapely.get_y(points))
        return cells
