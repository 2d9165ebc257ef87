"""Opens a vector file: a GeoPackage by our own reader, the others by GDAL, looked through first.

This is the only place where a file from outside reaches GDAL.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo.core.i18n import Term
from geo.core.issues import BoundaryError
from geo.formats.vector import drivers, geojson, geopackage, shapefile
from geo.formats.vector.flatgeobuf import refuse_other_count
from geo.formats.vector.gdal_references import refuse_references
from geo.formats.vector.guarded_sqlite import MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source

# How the content of the files that GDAL may open begins.
_GEOJSON: Final = b"{"
_FLATGEOBUF: Final = b"fgb"
_SHAPEFILE_OR_ZIP: Final = (b"\0\0\x27\x0a", b"PK\x03\x04")
_BEGIN_BYTES: Final = 64


class Features(Protocol):
    """The layers of a vector file, open for reading; ``issues``: what was told of the whole."""

    encoding: str | None
    issues: tuple[Issue, ...]

    def layers(self) -> list[str]:
        """List the layers with geometry, by name."""

    def fields(self, layer: str) -> list[str]:
        """List the columns of a layer but its geometry."""

    def count(self, layer: str) -> int:
        """Return the number of records of a layer; less than 0 where that is not known."""

    def crs(self, layer: str) -> str | None:
        """Return what a layer says its CRS is; None if nothing."""

    def read(
        self,
        layer: str,
        columns: Sequence[str] | None = None,
        *,
        geometry: bool = True,
        skip: int = 0,
        most: int = -1,
    ) -> pd.DataFrame:
        """Return records; a GeoDataFrame if with geometry."""

    def unread(self, layer: str, frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
        """Return which records have a geometry that could not be made."""


@contextmanager
def opened(source: Source) -> Iterator[Features]:
    """Open a vector file, whatever its name, as its content says.

    Raises
    ------
    BoundaryError
        If it refers to another file or an address, is of no kind that is read, or is broken.
    """
    drivers.checked()
    with source.path.open("rb") as file:
        begin = file.read(_BEGIN_BYTES)
    if begin.startswith(MAGIC):
        with geopackage.opened(source) as layers:
            yield layers
        return
    if begin.startswith(_SHAPEFILE_OR_ZIP):
        with shapefile.unpacked(source) as (path, encoding, issues):
            yield _OfGdal(path, encoding, tuple(issues))
        return
    begin = begin.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n" + geojson.RECORD)
    if begin.startswith(_FLATGEOBUF):
        refuse_references(source)
        refuse_other_count(source)
        yield _OfGdal(source.path, None)
    elif begin.startswith(_GEOJSON):
        with geojson.settled(source) as (path, file_issues):
            refuse_references(replace(source, file=path))
            yield _OfGdal(path, None, file_issues)
    else:
        kind = source.path.suffix.lower()
        raise BoundaryError(
            source.issue("issue.not_as_named", value=kind, found=Term("kind_of.unknown"))
        )


class _OfGdal:
    """A file that GDAL reads.

    Parameters
    ----------
    path
        Where it is.
    encoding
        That of its text; None = as its kind has it.
    issues
        What was told of it.
    """

    def __init__(self, path: Path, encoding: str | None, issues: tuple[Issue, ...] = ()) -> None:
        import pyogrio  # noqa: PLC0415  # after the drivers are restricted

        self._path, self.encoding, self._gdal = path, encoding, pyogrio
        self.issues = issues

    def layers(self) -> list[str]:
        listed = self._gdal.list_layers(self._path)
        return sorted(str(name) for name, geometry in listed if geometry is not None)

    def fields(self, layer: str) -> list[str]:
        about = self._gdal.read_info(self._path, layer=layer, encoding=self.encoding)
        return list(map(str, about["fields"]))

    def count(self, layer: str) -> int:
        about = self._gdal.read_info(self._path, layer=layer, encoding=self.encoding)
        return int(about["features"])

    def crs(self, layer: str) -> str | None:
        crs: str | None = self._gdal.read_info(self._path, layer=layer)["crs"]
        return crs

    def read(
        self,
        layer: str,
        columns: Sequence[str] | None = None,
        *,
        geometry: bool = True,
        skip: int = 0,
        most: int = -1,
    ) -> pd.DataFrame:
        # Not as Arrow: for a missing point, GDAL 3.12 leaves FlatGeobuf's offsets unset.
        frame: pd.DataFrame = self._gdal.read_dataframe(
            self._path,
            layer=layer,
            encoding=self.encoding,
            columns=columns,
            read_geometry=geometry,
            on_invalid="ignore",
            skip_features=skip,
            max_features=None if most < 0 else most,
        )
        return frame

    def unread(self, layer: str, frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
        _, _, shapes, _ = self._gdal.raw.read(self._path, layer=layer, columns=[])
        has_shape = np.array([shape is not None for shape in shapes], dtype=bool)
        return has_shape & frame.geometry.isna().to_numpy()
