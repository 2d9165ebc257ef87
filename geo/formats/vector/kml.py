"""KML, read without GDAL: its drivers follow links to other files and to the net.

Read are the placemarks: name, description, ``ExtendedData``, and points and polygons. Styles,
links, overlays and schemas are not.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.core.issues import BoundaryError, TableError
from geo.core.row_account import RowsMet
from geo.formats import archives
from geo.formats.arrow.points import LAT, LON, OWN
from geo.formats.georeferencing.point_projection import PointProjection
from geo.formats.header_matching import plain
from geo.formats.limits import LIMITS, size_words
from geo.formats.row_batches import are_empty, row_batch
from geo.formats.xml_guard import XmlRefusedError, look_through

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zipfile import ZipFile, ZipInfo

    from geo.core.issues import Issue
    from geo.formats.source import Source

KML_SUFFIXES: Final = frozenset({".kml", ".kmz"})
_KML_CRS: Final = 4326  # always
_LINKING: Final = frozenset(
    {"NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model"}
)


def read_kml(source: Source) -> gpd.GeoDataFrame:
    """Read the placemarks of a KML file.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, a row per placemark: ``name``, ``description`` and what ``ExtendedData`` has, as
        text, and ``geometry``. Shapes that cannot be read are empty.

    Raises
    ------
    BoundaryError
        If it is no KML, is broken, or declares entities.
    """
    rows: list[dict[str, str]] = []
    headers: set[str] = set()
    shapes: list[shapely.Geometry | None] = []
    try:
        with _content(source) as file:
            look_through(file)
        with _content(source) as file:
            # Looked through above: no type, no entity, of bounded depth and length.
            for _, element in ET.iterparse(file):  # noqa: S314
                if _local(element) == "Placemark":
                    rows.append(_cells(element))
                    headers.update(rows[-1])
                    _refuse_many(source, len(headers), len(rows))
                    shapes.append(_shape(element))
                    element.clear()
    except BoundaryError:
        raise
    except XmlRefusedError as error:
        raise BoundaryError(source.issue(str(error), **error.more)) from error
    except (ExpatError, ET.ParseError, ValueError, LookupError) as error:
        issue = source.issue("issue.kml_broken", value=type(error).__name__)
        raise BoundaryError(issue) from error
    if not rows:
        raise BoundaryError(source.issue("issue.no_geometry"))
    frame = gpd.GeoDataFrame(rows, geometry=np.array(shapes, dtype=object), crs=4326)
    return frame[[*frame.columns.drop("geometry"), "geometry"]]


def links(source: Source) -> tuple[Issue, ...]:
    """Report what a KML that was read links to or lies beside it, and was left out.

    Returns
    -------
    tuple of Issue
        A warning, or none.
    """
    link_tags: set[str] = set()

    def begin(name: str) -> None:
        if name in _LINKING:
            link_tags.add(name)

    with _content(source) as file:
        look_through(file, begin)
    issue = source.warning("issue.kml_links")
    linked = (replace(issue, value=", ".join(sorted(link_tags))),) if link_tags else ()
    return (*linked, *_unread(source))


def _unread(source: Source) -> tuple[Issue, ...]:
    """Report the texts of a KMZ that were not read: only one of them is the document."""
    if source.path.suffix.lower() != ".kmz":
        return ()
    with archives.opened(source, BoundaryError) as archive:
        _, *others = _texts(archive)
    issue = source.warning("issue.kmz_others")
    return (replace(issue, more={"count": len(others)}),) if others else ()


def _texts(archive: ZipFile) -> list[ZipInfo]:
    """List the texts in a KMZ, the document first."""
    texts = [member for member in archive.infolist() if member.filename.lower().endswith(".kml")]
    return sorted(texts, key=lambda member: member.filename.count("/"))


@contextmanager
def _content(source: Source) -> Iterator[IO[bytes]]:
    """Open the text: the file, or the first ``.kml`` in a KMZ (OGC 12-007r2, annex C)."""
    if source.path.suffix.lower() != ".kmz":
        with source.path.open("rb") as file:
            yield file
        return
    with archives.opened(source, BoundaryError) as archive:
        texts = _texts(archive)
        if not texts:
            raise BoundaryError(source.issue("issue.no_geometry"))
        first = texts[0]
        if first.file_size > LIMITS.xml_bytes:
            raise BoundaryError(source.issue("issue.too_large", most=size_words(LIMITS.xml_bytes)))
        with archive.open(first) as file:
            yield file


def _refuse_many(source: Source, headers: int, rows: int) -> None:
    """Refuse more than a table can have: each placemark may name texts that no other has."""
    if headers > LIMITS.columns:
        issue = source.issue("issue.too_many_columns", value=headers, most=LIMITS.columns)
        raise BoundaryError(issue)
    if headers * rows > LIMITS.sheet_cells:
        raise BoundaryError(source.issue("issue.too_many_values", most=LIMITS.sheet_cells))


def _cells(placemark: ET.Element) -> dict[str, str]:
    """Read the texts of a placemark."""
    cells: dict[str, str] = {}
    for element in placemark.iter():
        kind = _local(element)
        if kind == "Data":
            value = next((part for part in element if _local(part) == "value"), None)
            cells[element.get("name", "")] = _text(value)
        elif kind == "SimpleData":
            cells[element.get("name", "")] = _text(element)
    for element in placemark:
        if (kind := _local(element)) in {"name", "description"}:
            cells.setdefault(kind, _text(element))
    cells.pop("geometry", None)
    cells.pop("", None)
    return cells


def _shape(placemark: ET.Element) -> shapely.Geometry | None:
    """Read the points or polygons of a placemark; several are one multiple shape."""
    polygons: list[shapely.Polygon] = []
    points: list[shapely.Point] = []
    for element in placemark.iter():
        if _local(element) == "Polygon":
            polygons.append(_polygon(element))
        elif _local(element) == "Point":
            points += [shapely.Point(lon_lat) for lon_lat in _places(element)[:1]]
    if polygons:
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    return shapely.MultiPoint(points) if len(points) > 1 else next(iter(points), None)


def _polygon(element: ET.Element) -> shapely.Polygon:
    rings: dict[str, list[Any]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
    for part in element:
        if _local(part) in rings:
            rings[_local(part)].append(_places(part))
    outer = [ring for ring in rings["outerBoundaryIs"] if len(ring) > 2]
    inner = [ring for ring in rings["innerBoundaryIs"] if len(ring) > 2]
    return shapely.Polygon(outer[0], inner) if outer else shapely.Polygon()


def _places(element: ET.Element) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Read longitude and latitude of all coordinates within; heights are left out."""
    texts = [part.text or "" for part in element.iter() if _local(part) == "coordinates"]
    pairs = [tuple_text.split(",")[:2] for text in texts for tuple_text in text.split()]
    return np.array([pair for pair in pairs if len(pair) == 2], dtype=float).reshape(-1, 2)


def _text(element: ET.Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


class KmlTable:
    """A KML file; see :class:`geo.formats.tables.TableFile`.

    It is small enough to be read whole.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._project = PointProjection(source, _KML_CRS)
        self._links: tuple[Issue, ...] = ()
        self.share = 0.0
        self.met = RowsMet()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Whether the points lie where nobody would look for them, and what is linked to."""
        return (*self._project.issues, *self._links)

    def first_rows(self) -> list[list[str]]:
        """Return the names of the texts, and some placemarks."""
        texts = self._cells.select_dtypes(exclude="number").head(LIMITS.sample_rows)
        return [list(self._cells.columns), *texts.to_numpy(object).tolist()]

    def batches(
        self, columns: Sequence[int], _header_row: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        cells = {position: self._cells.iloc[:, position] for position in columns}
        batch = row_batch(cells, range(1, len(self._cells) + 1))
        empty = are_empty(self._placemarks)
        self.met.rows, self.met.empty = len(batch), int(empty.sum())
        self.share = 1.0
        yield batch[~empty] if empty.any() else batch

    @cached_property
    def _placemarks(self) -> Any:
        try:
            read = read_kml(self._source)
        except BoundaryError as error:
            raise TableError(*error.issues) from error
        self._links = links(self._source)
        return read

    @cached_property
    def _cells(self) -> pd.DataFrame:
        """The placemarks, with their points last; a shape that is no point has no place."""
        read = self._placemarks
        cells = pd.DataFrame(read.drop(columns="geometry")).fillna("")
        if not any(plain(str(header)) in OWN for header in cells):
            points = read.geometry.to_numpy()
            cells[LON], cells[LAT] = self._project(shapely.get_x(points), shapely.get_y(points))
        return cells
