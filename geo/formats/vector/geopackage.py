"""GeoPackage, read by its standard (OGC 12-128) and not by GDAL: columns, geometry, and CRS.

GDAL opens every table and view of a GeoPackage with SpatiaLite's SQL, which reads and writes files.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.core.i18n import Term
from geo.core.issues import BoundaryError
from geo.formats.georeferencing.stated_crs import names_no_file, stated_crs
from geo.formats.limits import LIMITS
from geo.formats.vector.guarded_sqlite import guarded, plain_name
from geo.formats.wkb_guard import refuse_deep_shapes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source

# Bytes of the envelope by its code, after the eight bytes that every geometry begins with.
_ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)
_HEADER_BYTES: Final = 8
_NUMBERS: Final = frozenset(
    "BOOLEAN TINYINT SMALLINT MEDIUMINT INT INTEGER FLOAT DOUBLE REAL".split()  # noqa: SIM905
)
_DATES: Final = frozenset({"DATE", "DATETIME"})
_ROWS_AT_A_TIME: Final = 2_000
# No row of a table is shorter: the size of its cell, its row number, the size of its header.
_FEWEST_BYTES_OF_A_ROW: Final = 3
_DEFINITIONS: Final = ("definition_12_063", "definition")


class GeoPackage:
    """A GeoPackage that was looked through; see :func:`opened`.

    Parameters
    ----------
    source
        The file.
    base
        It, opened by :func:`geo.formats.vector.guarded_sqlite.guarded`.
    """

    encoding: str | None = None
    issues: tuple[Issue, ...] = ()

    def __init__(self, source: Source, base: sqlite3.Connection) -> None:
        self._source, self._base = source, base
        log = source.path.with_name(source.path.name + "-wal")
        files = [source.path, *filter(Path.exists, [log])]
        self._most_bytes = sum(file.stat().st_size for file in files)
        self._most_rows = self._most_bytes // _FEWEST_BYTES_OF_A_ROW

    def layers(self) -> list[str]:
        """List the layers with geometry, by name."""
        # An R-tree has no page of its own.
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
        tables = {name for (name,) in self._base.execute(query)}
        if not {"gpkg_contents", "gpkg_geometry_columns"} <= tables:
            return []
        layers = self._base.execute(
            "SELECT g.table_name FROM gpkg_geometry_columns g, gpkg_contents c "
            "WHERE lower(c.table_name) = lower(g.table_name) AND c.data_type = 'features'"
        )
        return sorted({str(name) for (name,) in layers.fetchmany(LIMITS.columns)} & tables)

    def fields(self, layer: str) -> list[str]:
        """List the columns of a layer but its row number and its geometry.

        Raises
        ------
        BoundaryError
            If a column is computed when it is read.
        """
        return list(self._columns(layer))

    def count(self, layer: str) -> int:
        """Return the number of records of a layer."""
        query = f"SELECT count(*) FROM {plain_name(layer)} NOT INDEXED"  # noqa: S608  # nosec B608  # names quoted
        return int(self._base.execute(query).fetchone()[0])

    def crs(self, layer: str) -> str | None:
        """Return the CRS a layer states: the code of an authority, else WKT; None if nothing.

        Raises
        ------
        BoundaryError
            If its definition names a file, a grid or an address.
        """
        _, number = self._geometry(layer)
        if not isinstance(number, int) or number <= 0:
            return None  # -1 and 0: undefined, metres or degrees (OGC 12-128, table 3)
        cursor = self._base.execute(
            "SELECT * FROM gpkg_spatial_ref_sys WHERE srs_id = ? LIMIT 1", (number,)
        )
        row = cursor.fetchone()
        headers = [field[0].lower() for field in cursor.description]
        system = dict(zip(headers, row, strict=True)) if row else {}
        authority = str(system.get("organization", "")).upper()
        code = system.get("organization_coordsys_id")
        if authority in {"EPSG", "ESRI"} and isinstance(code, int) and code > 0:
            return f"{authority}:{code}"
        definitions = [str(system.get(name) or "undefined") for name in _DEFINITIONS]
        definition = next((text for text in definitions if text.lower() != "undefined"), None)
        if definition and not names_no_file(definition):
            raise BoundaryError(self._source.issue("issue.crs_refers", value=definition))
        return None if definition and definition.startswith("LOCAL_CS") else definition

    def read(
        self,
        layer: str,
        columns: Sequence[str] | None = None,
        *,
        geometry: bool = True,
        skip: int = 0,
        most: int = -1,
    ) -> pd.DataFrame:
        """Return records in the order of their row numbers.

        Parameters
        ----------
        layer
            One of :meth:`layers`.
        columns
            Those to read; None = all.
        geometry
            Whether to read geometry, too; the frame is a GeoDataFrame then.
        skip, most
            How many records to leave out at the beginning, and to read at most; -1 = all.

        Raises
        ------
        BoundaryError
            If there are more rows than the file has room for.
        """
        kinds = self._columns(layer)
        names = [name for name in kinds if columns is None or name in columns]
        shape, _ = self._geometry(layer)
        expressions = [*map(plain_name, names), plain_name(shape) if geometry else "NULL"]
        query = (
            f"SELECT {', '.join(expressions)} FROM {plain_name(layer)} NOT INDEXED "  # noqa: S608  # nosec B608  # names quoted
            "ORDER BY rowid LIMIT ? OFFSET ?"
        )
        cells: list[list[Any]] = [[] for _ in names]
        shapes = [_shapes((), self._source)]
        rows = 0
        for part in self._parts(query, (most, skip)):
            rows += len(part)
            *columns_of_part, blobs = zip(*part, strict=True)
            for column, values in zip(cells, columns_of_part, strict=True):
                column.extend(values)
            if geometry:
                shapes.append(_shapes(blobs, self._source))
        data = {
            name: _column(values, kinds[name], name)
            for name, values in zip(names, cells, strict=True)
        }
        frame = pd.DataFrame(data, index=range(rows), columns=names)
        if not geometry:
            return frame
        statement = None if self._source.crs else self.crs(layer)
        crs = stated_crs(statement, self._source, BoundaryError) if statement else None
        return gpd.GeoDataFrame(frame, geometry=np.concatenate(shapes), crs=crs)

    def unread(self, layer: str, frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
        """Return which records have a geometry that could not be made."""
        shape, _ = self._geometry(layer)
        query = f"SELECT {plain_name(shape)} NOT NULL FROM {plain_name(layer)} NOT INDEXED"  # noqa: S608  # nosec B608  # names quoted
        parts = self._parts(f"{query} ORDER BY rowid", ())
        has_shape = np.array([is_there for part in parts for (is_there,) in part], dtype=bool)
        return has_shape & frame.geometry.isna().to_numpy()

    def _parts(self, query: str, parameters: tuple[int, ...]) -> Iterator[list[tuple[Any, ...]]]:
        """Return rows, some at a time; refuse more than there can be.

        Long cells lie in chains of pages, and in a file made by hand many rows share one.
        """
        part: list[tuple[Any, ...]] = []
        octets = 0
        for rows, row in enumerate(self._base.execute(query, parameters), start=1):
            octets += sum([len(cell) for cell in row if isinstance(cell, (str, bytes))])
            if rows > self._most_rows or octets > self._most_bytes:
                raise BoundaryError(self._source.issue("issue.geopackage_pages", value=rows))
            part.append(row)
            if len(part) == _ROWS_AT_A_TIME:
                yield part
                part = []
        if part:
            yield part

    def _columns(self, layer: str) -> dict[str, str]:
        """Return the declared type of each column but the row number and the geometry."""
        shape, _ = self._geometry(layer)
        described = self._base.execute(f"PRAGMA table_xinfo({plain_name(layer)})").fetchall()
        keys = [name for _, name, _, _, _, key, _ in described if key]
        columns = {}
        for _, name, kind, _, _, key, hidden in described:
            if hidden:
                issue = self._source.issue(
                    "issue.geopackage_holds", value=name, kind=Term("sqlite.made")
                )
                raise BoundaryError(issue)
            row_number = key and kind.upper() == "INTEGER" and len(keys) == 1
            if not row_number and name.casefold() != shape.casefold():
                columns[str(name)] = kind.upper().partition("(")[0].strip()
        return columns

    def _geometry(self, layer: str) -> tuple[str, int]:
        """Return the column of geometry of a layer, and the number of its CRS."""
        row = self._base.execute(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE lower(table_name) = ?",
            (layer.lower(),),
        ).fetchone()
        if not row:
            raise BoundaryError(self._source.issue("issue.no_geometry"))
        return str(row[0]), row[1]


@contextmanager
def opened(source: Source) -> Iterator[GeoPackage]:
    """Open a GeoPackage for reading; GDAL does not see it.

    Raises
    ------
    BoundaryError
        If it is broken, or holds what is no plain table.
    """
    with guarded(source) as base:
        yield GeoPackage(source, base)


def _shapes(blobs: Sequence[Any], source: Source) -> NDArray[np.object_]:
    """Return geometries of GeoPackage's binary; None for none, and for what is no geometry."""
    wkb = np.empty(len(blobs), dtype=object)
    wkb[:] = [_wkb(blob) for blob in blobs]
    refuse_deep_shapes(source, wkb, BoundaryError)
    shapes: NDArray[np.object_]
    try:
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    except NotImplementedError:  # curves
        shapes = shapely.from_wkb(_straightened(wkb), on_invalid="ignore")
    return shapes


def _straightened(wkb: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return straight lines for curves, by GDAL and a layer in memory of nothing but geometry."""
    import pyogrio  # noqa: PLC0415  # after the drivers are restricted

    layer = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the layer has no name that ends in .gpkg
        pyogrio.raw.write(
            layer,
            wkb,
            field_data=[],
            fields=[],
            geometry_type="Unknown",
            driver="GPKG",
            layer="curves",
        )
        _, _, straight, _ = pyogrio.raw.read(layer.getvalue(), columns=[])
    return np.asarray(straight, dtype=object)


def _wkb(blob: Any) -> bytes | None:
    """Return the WKB within GeoPackage's binary."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) <= _HEADER_BYTES:
        return None
    envelope = blob[3] >> 1 & 7
    if envelope >= len(_ENVELOPE_BYTES):
        return None
    return blob[_HEADER_BYTES + _ENVELOPE_BYTES[envelope] :]


def _column(cells: Sequence[Any], kind: str, name: str) -> pd.Series:
    """Return a column of its declared type; what is not of that type stays as it is."""
    column = pd.Series(cells)
    if kind in _DATES:
        return _dates(column, name)
    if kind.startswith("TEXT"):
        return pd.Series(
            [cell if cell is None or isinstance(cell, str) else str(cell) for cell in cells]
        )
    if kind in _NUMBERS and column.isna().all():
        return column.astype("float64")
    if kind not in _NUMBERS or not pd.api.types.is_numeric_dtype(column):
        return column
    if kind == "BOOLEAN" and column.notna().all():
        return column != 0
    return column.astype("float32") if kind == "FLOAT" else column


def _dates(column: pd.Series, name: str) -> pd.Series:
    """Return dates; those of unlike zones are in UTC, and what is no date is missing."""
    try:
        dates = pd.to_datetime(column, format="ISO8601", errors="coerce")
    except ValueError:
        dates = pd.to_datetime(column, format="ISO8601", errors="coerce", utc=True)
    if (wrong := dates.isna() & column.notna()).any():
        warnings.warn(f"{int(wrong.sum())} cells of column {name} are no dates", stacklevel=2)
    return dates.dt.as_unit("ms")
